import type { FieldChange } from '../../../model/index.js';
import { changedLists, changeOf, plainText, type MarkToWrite } from './field-changes.js';
import type { RoleRepresentation } from '../representation/representations.js';

/** The body that creates a realm role or a client role; its composites are links and come later. */
export function roleCreation(name: string, fields: readonly FieldChange[], mark: MarkToWrite): RoleRepresentation {
  return { name, ...descriptionOf(fields), attributes: changedLists({}, fields, mark) };
}

/**
 * The body that updates a role: its name, which the server would blank, its description and its attributes, which the
 * server replaces as a whole (24.0.5 to 26.7.4, contract "keeps attributes set by hand").
 */
export function roleUpdate(
  current: RoleRepresentation,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): RoleRepresentation {
  return {
    ...(current.id === undefined ? {} : { id: current.id }),
    ...(current.name === undefined ? {} : { name: current.name }),
    ...(current.description === undefined ? {} : { description: current.description }),
    ...descriptionOf(fields),
    attributes: changedLists(current.attributes ?? {}, fields, mark),
  };
}

function descriptionOf(fields: readonly FieldChange[]): { readonly description?: string } {
  const change = changeOf(fields, 'description');
  if (change === undefined) return {};
  return { description: change.after === undefined ? '' : plainText(change.after) };
}
