import { defaultRoleName } from '../kinds/index.js';
import { address, fieldPath, type Address } from '../model/index.js';
import { factsOfRole, type RealmSettings, type RoleRepresentation } from '../systems/keycloak/index.js';
import { BULK_LIST_REQUESTS, holdsListedRoles, type ListClientRoles } from './all-client-roles.js';
import { draftOf } from './draft.js';
import { attemptList, isWhole, noteRead, noteUnread, type ClientDraft, type Draft, type Reading } from './reading.js';
import { someAtATime } from './some-at-a-time.js';

/** Reads all realm roles and gives their names. The realm's settings name the one that no list may lack. */
export async function readRealmRoles(
  reading: Reading,
  settings: Promise<RealmSettings | undefined>,
): Promise<readonly string[]> {
  const wanted = { area: 'roles', missingRole: 'view-realm' } as const;
  const { items: roles } = await attemptList(reading, wanted, () =>
    reading.reader.realmRoles((page) =>
      page.map((role) => ({
        name: role.name ?? '',
        draft: roleDraft(reading, address('role', role.name ?? ''), role),
      })),
    ),
  );
  for (const { draft } of roles) reading.drafts.set(draft.address, draft);
  noteRead(reading, 'roles', roles.length);
  const everyRealmHas = (await settings)?.defaultRole ?? defaultRoleName(reading.reader.realm);
  const names = roles.map(({ name }) => name);
  if (!names.includes(everyRealmHas)) {
    const evidence = `the list of realm roles lacks ${everyRealmHas}, which every realm has`;
    noteUnread(reading, { ...wanted, reason: 'filtered', evidence });
  }
  return names;
}

/**
 * Reads the roles of clients whose roles somebody asked for, and of our clients that once declared roles. Where all clients
 * are meant, most have none, and the list of all roles tells which ones do; it is absent for whoever cannot get it.
 */
export async function readClientRoles(
  reading: Reading,
  clients: readonly ClientDraft[],
  all: ListClientRoles | undefined,
): Promise<void> {
  const wanted = clients.filter((client) => wantsRoles(reading, client));
  const isOnlyAsked = reading.needs.whole === undefined || wanted.length <= BULK_LIST_REQUESTS;
  const known = isOnlyAsked || !isWhole(reading, 'clients') ? undefined : await all?.();
  const withRoles = new Set(known?.map(({ clientUuid }) => clientUuid));
  const isAsked = ({ draft }: ClientDraft): boolean => known === undefined || withRoles.has(draft.id);
  let count = await readRolesOfAll(reading, wanted.filter(isAsked));
  // A list that lacks one role may lack others.
  if (known !== undefined && !holdsListedRoles(reading, known))
    count += await readRolesOfAll(
      reading,
      wanted.filter((client) => !isAsked(client)),
    );
  if (wanted.length > 0) noteRead(reading, 'client-roles', count);
}

/** Whether a client's roles are read, as far as is known before all clients were listed. */
export function wantsRoles({ needs, options }: Reading, { clientId, draft }: ClientDraft): boolean {
  return needs.clientRoles.has(clientId) || (draft.mark?.owner === options.owner && draft.mark.ownsRoles);
}

async function readRolesOfAll(reading: Reading, clients: readonly ClientDraft[]): Promise<number> {
  const found = (await someAtATime(clients, (client) => readRolesOf(reading, client))).flat();
  for (const draft of found) reading.drafts.set(draft.address, draft);
  return found.length;
}

async function readRolesOf(reading: Reading, { clientId, draft }: ClientDraft): Promise<readonly Draft[]> {
  const wanted = { area: 'client-roles', missingRole: 'view-clients' } as const;
  const roles = await attemptList(reading, wanted, () =>
    reading.reader.clientRoles(draft.id, (page) =>
      page.map((role) => roleDraft(reading, address('client-role', clientId, role.name ?? ''), role)),
    ),
  );
  if (!roles.isWhole) draft.unread.push(fieldPath('roles'));
  return roles.items;
}

function roleDraft(reading: Reading, of: Address, role: RoleRepresentation): Draft {
  const { id, attributes } = role;
  return draftOf(reading, { address: of, id, attributes, facts: () => factsOfRole(role) });
}
