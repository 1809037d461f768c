import { defaultRoleName } from '../kinds/index.js';
import { address, fieldPath, type Address } from '../model/index.js';
import { factsOfRole, type RealmSettings, type RoleRepresentation } from '../systems/keycloak/index.js';
import { draftOf } from './draft.js';
import { attemptList, noteRead, noteUnread, type ClientDraft, type Draft, type Reading } from './reading.js';

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

/** Reads the roles of clients whose roles somebody asked for, and of our clients that once declared roles. */
export async function readClientRoles(reading: Reading, clients: readonly ClientDraft[]): Promise<void> {
  const { needs, options } = reading;
  const wanted = clients.filter(
    ({ clientId, draft }) =>
      needs.clientRoles.has(clientId) || (draft.mark?.owner === options.owner && draft.mark.ownsRoles),
  );
  const found = await Promise.all(wanted.map((client) => readRolesOf(reading, client)));
  for (const draft of found.flat()) reading.drafts.set(draft.address, draft);
  if (wanted.length > 0) noteRead(reading, 'client-roles', found.flat().length);
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
