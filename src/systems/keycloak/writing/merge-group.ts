import type { FieldChange } from '../../../model/index.js';
import { changedLists, changeOf, plainText, type MarkToWrite } from './field-changes.js';
import type { GroupRepresentation } from '../representation/representations.js';

/** The body that creates a group; `name` is the last part of its path. Its role mappings are links and come later. */
export function groupCreation(
  name: string,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): GroupRepresentation {
  return { name, ...descriptionOf(fields), attributes: changedLists({}, fields, mark) };
}

/**
 * The body that updates a group: name, description and attributes, which the server replaces as a whole (24.0.5 to
 * 26.7.4, contract "keeps attributes set by hand"). A description is sent only where there is one, because older servers
 * do not know the field.
 */
export function groupUpdate(
  current: GroupRepresentation,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): GroupRepresentation {
  return {
    ...(current.name === undefined ? {} : { name: current.name }),
    ...(current.description === undefined ? {} : { description: current.description }),
    ...descriptionOf(fields),
    attributes: changedLists(listsOf(current.attributes), fields, mark),
  };
}

function descriptionOf(fields: readonly FieldChange[]): { readonly description?: string } {
  const change = changeOf(fields, 'description');
  if (change === undefined) return {};
  return { description: change.after === undefined ? '' : plainText(change.after) };
}

function listsOf(attributes: GroupRepresentation['attributes']): Record<string, string[]> {
  const entries = Object.entries(attributes ?? {}) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([key, values]) => [key, Array.isArray(values) ? values.map(String) : [String(values)]]),
  );
}
