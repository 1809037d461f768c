import { DEFAULT_PROTOCOL } from '../../../kinds/index.js';
import type { FieldChange } from '../../../model/index.js';
import {
  attributesOfNew,
  attributesToSend,
  changedTexts,
  changeOf,
  plainText,
  type MarkToWrite,
} from './field-changes.js';
import { mappersOfCreate } from './merge-mappers.js';
import type { ClientScopeRepresentation } from '../representation/representations.js';

/** The body that creates a client scope with its mappers; the server wants a protocol. */
export function clientScopeCreation(
  name: string,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): ClientScopeRepresentation {
  const mappers = mappersOfCreate(fields);
  return {
    name,
    protocol: DEFAULT_PROTOCOL,
    ...textsOf(fields),
    attributes: attributesOfNew(changedTexts(fields, mark)),
    ...(mappers.length === 0 ? {} : { protocolMappers: [...mappers] }),
  };
}

/**
 * The body that updates a client scope. An attribute is removed by `null`: blank text would stay as blank text. Mappers are
 * not in it: the server takes them, answers that all is well, and ignores them (24.0.5 to 26.7.4, contract "its mappers are
 * changed, added, made anew and removed").
 */
export function clientScopeUpdate(
  current: ClientScopeRepresentation,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): ClientScopeRepresentation {
  return {
    ...(current.id === undefined ? {} : { id: current.id }),
    ...(current.name === undefined ? {} : { name: current.name }),
    ...(current.description === undefined ? {} : { description: current.description }),
    ...(current.protocol === undefined ? {} : { protocol: current.protocol }),
    ...textsOf(fields),
    attributes: { ...current.attributes, ...attributesToSend(changedTexts(fields, mark), null) },
  };
}

function textsOf(fields: readonly FieldChange[]): { readonly description?: string; readonly protocol?: string } {
  const description = changeOf(fields, 'description');
  const protocol = changeOf(fields, 'protocol');
  return {
    ...(description === undefined
      ? {}
      : { description: description.after === undefined ? '' : plainText(description.after) }),
    ...(protocol?.after === undefined ? {} : { protocol: plainText(protocol.after) }),
  };
}
