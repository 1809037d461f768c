import {
  groupAddress,
  groupNames,
  groupPathOf,
  fieldPath,
  type Diagnostic,
  type Place,
  type SourceEntry,
} from '../model/index.js';
import { checkName } from './check-names.js';
import { createDraft, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';
import { entriesOf } from './read-nodes.js';
import { writeObjectWords } from './resolve-allowances.js';
import { writeListedAttributes } from './resolve-attributes.js';
import { EMPTY, writeDescription, writeRoleSets } from './resolve-roles.js';

/** A group, by its path. The group above it must exist. */
export function resolveGroup(path: string, { place, value }: SourceEntry, resolving: Resolving): Draft | undefined {
  const { found } = resolving;
  if (!checkGroupPath(path, place, found)) return undefined;
  const draft = createDraft(groupAddress(path), place);
  const above = groupNames(path).slice(0, -1);
  if (above.length > 0) {
    const to = { type: 'object', address: groupAddress(`/${above.join('/')}`) } as const;
    draft.references.push({ from: draft.address, path: fieldPath('path'), place, to });
  }
  const fields = entriesOf(value, found);
  writeDescription(draft, fields.get('description'), resolving);
  writeListedAttributes(draft, [], fields.get('attributes')?.value ?? EMPTY, found);
  for (const key of ['realmRoles', 'clientRoles'] as const) {
    const entry = fields.get(key);
    if (entry === undefined) continue;
    const only: SourceEntry = {
      place: entry.place,
      value: { type: 'map', entries: new Map([[key, entry]]), place: entry.place },
    };
    writeRoleSets(draft, [], only, resolving);
  }
  writeObjectWords(draft, fields, found);
  return draft;
}

/** Whether a text is a group path that names one group; says why when it is not. */
export function checkGroupPath(path: string, place: Place, found: Diagnostic[]): boolean {
  if (path === '') {
    found.push(problem('empty-name', place, 'the group path is empty', 'Write the path, such as /agents'));
    return false;
  }
  if (!path.startsWith('/')) {
    found.push(problem('invalid-value', place, `"${path}" is no path of a group`, `Write /${path}`));
    return false;
  }
  // The server does not escape a slash in a name, so that "/a/b" means two different groups; "~/" is its newer escape.
  if (path !== groupPathOf(groupAddress(path)) || path === '/' || path.includes('~/')) {
    const hint =
      'Write one slash before each name and none at the end; a slash inside a name cannot be managed, because the server takes it for a path';
    found.push(problem('group-name-slash', place, `"${path}" names no group without doubt`, hint));
    return false;
  }
  for (const name of groupNames(path)) checkName(name, place, { what: 'the group' }, found);
  return true;
}
