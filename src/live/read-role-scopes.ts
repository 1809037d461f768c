import { fieldPath } from '../model/index.js';
import { attempt, noteRead, type Draft, type Reading } from './reading.js';
import { someAtATime } from './some-at-a-time.js';

/** Reads the role scopes of clients and client scopes that somebody asked for. */
export async function readRoleScopes(reading: Reading): Promise<void> {
  const drafts = [...reading.needs.roleScopes]
    .map((of) => reading.drafts.get(of))
    .filter((draft) => draft !== undefined);
  await someAtATime(drafts, (draft) => readRoleScopeOf(reading, draft));
  if (drafts.length > 0) noteRead(reading, 'role-scopes', drafts.length);
}

async function readRoleScopeOf(reading: Reading, draft: Draft): Promise<void> {
  const wanted = { area: 'role-scopes', missingRole: 'view-clients' } as const;
  const kind = draft.kind === 'client' ? 'clients' : 'client-scopes';
  const roles = await attempt(reading, wanted, () => reading.reader.roleScopeOf(kind, draft.id));
  if (roles === undefined) return;
  for (const role of roles.realmRoles) draft.facts.set(fieldPath('roleScope', 'realmRoles', role), true);
  for (const [clientId, names] of roles.clientRoles) {
    for (const role of names) draft.facts.set(fieldPath('roleScope', 'clientRoles', clientId, role), true);
  }
}
