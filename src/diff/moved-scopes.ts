import { isManaged } from '../kinds/index.js';
import {
  fieldParts,
  fieldPath,
  type DesiredObject,
  type Facts,
  type FieldChange,
  type FieldPath,
} from '../model/index.js';

/**
 * The links that go because others come: a client, and the realm for its new clients, has a scope in one of its two lists
 * at most, so a scope that joins one leaves the other (24.0.5 to 26.7.4, contract "let a scope move from one list to the
 * other"). What the files say of the other list themselves is left to them.
 */
export function movedScopes(
  desired: DesiredObject,
  live: Facts,
  fields: readonly FieldChange[],
): readonly FieldChange[] {
  return fields.flatMap(({ path, after }): readonly FieldChange[] => {
    const other = after === undefined ? undefined : otherList(desired, path);
    if (other === undefined || !live.has(other) || isManaged(desired, other)) return [];
    return [{ path: other, before: live.get(other), after: undefined }];
  });
}

/** The same link in the other list; undefined for what is no link of a scope. */
export function otherList({ kind }: Pick<DesiredObject, 'kind'>, path: FieldPath): FieldPath | undefined {
  if (kind !== 'client' && kind !== 'client-scope') return undefined;
  const [head = '', ...rest] = fieldParts(path);
  if (kind === 'client') {
    const list = OTHER_LISTS[head];
    return list === undefined ? undefined : fieldPath(list, ...rest);
  }
  const list = head === 'attachTo' ? OTHER_PLACES[rest[0] ?? ''] : undefined;
  return list === undefined ? undefined : fieldPath(head, list, ...rest.slice(1));
}

const OTHER_LISTS: Readonly<Record<string, string>> = {
  defaultClientScopes: 'optionalClientScopes',
  optionalClientScopes: 'defaultClientScopes',
};

const OTHER_PLACES: Readonly<Record<string, string>> = {
  default: 'optional',
  optional: 'default',
  realmDefault: 'realmOptional',
  realmOptional: 'realmDefault',
};
