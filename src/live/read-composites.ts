import { address, fieldPath, type Address } from '../model/index.js';
import type { NamedRole } from '../systems/keycloak/index.js';
import { attempt, isWhole, noteRead, noteUnread, type Draft, type Reading } from './reading.js';
import { someAtATime } from './some-at-a-time.js';

/** Client ids by the server's identifier. */
export type ClientIds = ReadonlyMap<string, string>;

/** Reads what the roles consist of whose composites somebody asked for. */
export async function readComposites(reading: Reading, clientIds: ClientIds): Promise<void> {
  const drafts = [...reading.needs.composites]
    .map((of) => reading.drafts.get(of))
    .filter((draft) => draft !== undefined);
  await someAtATime(drafts, (draft) => readCompositesOf(reading, draft, clientIds));
  if (drafts.length > 0) noteRead(reading, 'composites', drafts.length);
}

async function readCompositesOf(reading: Reading, draft: Draft, clientIds: ClientIds): Promise<void> {
  const wanted = { area: 'composites', missingRole: 'view-realm' } as const;
  const roles = await attempt(reading, wanted, () => reading.reader.compositesOf(draft.id));
  if (roles === undefined) return;
  // Composites that are client roles are left out of the answer for whoever may not view clients (26.7.4, probed).
  if (!isWhole(reading, 'clients')) {
    const evidence = 'client roles among composites are not shown to whoever may not view clients';
    noteUnread(reading, { area: 'composites', missingRole: 'view-clients', reason: 'filtered', evidence });
  }
  const named = roles.map((role) => addressOfRole(role, clientIds));
  reading.composites.set(draft.address, new Set(named.filter((of) => of !== undefined)));
  if (draft.detail !== 'facts') return;
  for (const role of roles) {
    const path = compositePath(role, clientIds);
    if (path !== undefined) draft.facts.set(path, true);
  }
}

/** The address of a role that another one names; undefined when its client was not read. */
export function addressOfRole({ name, clientUuid }: NamedRole, clientIds: ClientIds): Address | undefined {
  if (clientUuid === undefined) return address('role', name);
  const clientId = clientIds.get(clientUuid);
  return clientId === undefined ? undefined : address('client-role', clientId, name);
}

function compositePath(
  { name, clientUuid }: NamedRole,
  clientIds: ClientIds,
): ReturnType<typeof fieldPath> | undefined {
  if (clientUuid === undefined) return fieldPath('composites', 'realm', name);
  const clientId = clientIds.get(clientUuid);
  return clientId === undefined ? undefined : fieldPath('composites', 'client', clientId, name);
}
