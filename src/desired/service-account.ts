import { fieldPath, pathsBelow, type SourceMap } from '../model/index.js';
import { factOf, writeDefault, writeExact, writeFact, writeImplied, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';
import { entriesOf, valueOf } from './read-nodes.js';
import { writeListedAttributes } from './resolve-attributes.js';
import { checkGroupPath } from './resolve-group.js';
import { EMPTY, namesIn, writeRoleSets } from './resolve-roles.js';

const GROUPS = fieldPath('serviceAccount', 'groups');
const groupFact = pathsBelow('serviceAccount', 'groups');

/** The user behind the client: grants are exact when written, attributes per key. The block itself switches the account on. */
export function writeServiceAccount(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  const written = fields.entries.get('serviceAccount');
  if (written === undefined) return;
  const { found } = resolving;
  const parts = entriesOf(written.value, found);
  if (factOf(draft, 'serviceAccountsEnabled') === false) {
    const hint = 'Remove "serviceAccount", or write serviceAccountsEnabled: true';
    found.push(
      problem(
        'conflicting-keys',
        written.place,
        '"serviceAccount" is written, and "serviceAccountsEnabled" is false',
        hint,
      ),
    );
  }
  writeDefault(draft, fieldPath('serviceAccountsEnabled'), true, written.place);
  const enabled = parts.get('enabled');
  const isEnabled = enabled && valueOf(enabled.value, 'boolean', found);
  if (enabled !== undefined && isEnabled !== undefined) {
    writeFact(draft, fieldPath('serviceAccount', 'enabled'), isEnabled, enabled.value.place);
  }
  const grants = [...parts].filter(([key]) => key === 'realmRoles' || key === 'clientRoles');
  if (grants.length > 0) {
    const value = { type: 'map', entries: new Map(grants), place: written.place } as const;
    writeRoleSets(draft, ['serviceAccount'], { place: written.place, value }, resolving);
  }
  const groups = parts.get('groups');
  if (groups !== undefined) {
    writeExact(draft, GROUPS);
    for (const { text, place } of namesIn(groups.value, 'the group', resolving)) {
      if (checkGroupPath(text, place, found)) writeFact(draft, groupFact(text), true, place);
    }
  }
  writeListedAttributes(draft, ['serviceAccount'], parts.get('attributes')?.value ?? EMPTY, found);
}

/** A client with a service account must have its user: without it, "service account missing" is a difference. */
export function writeAccountPresence(draft: Draft, { found }: Resolving): void {
  if (factOf(draft, 'serviceAccountsEnabled') !== true) return;
  const place = draft.places.get(fieldPath('serviceAccountsEnabled')) ?? draft.place;
  writeImplied(draft, fieldPath('serviceAccount', 'present'), true, place);
  for (const field of ['publicClient', 'bearerOnly']) {
    if (factOf(draft, field) !== true) continue;
    const message = `the client has a service account, and "${field}" is true`;
    const hint = 'Only a client that authenticates gets tokens in its own name: change one of the two';
    found.push(problem('conflicting-keys', draft.places.get(fieldPath(field)) ?? draft.place, message, hint));
  }
}
