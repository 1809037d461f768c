import { addressParts, type LiveState, type ReadNeeds } from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';
import { allClientRoles, type ListClientRoles } from './all-client-roles.js';
import { createAskedGrants, type AskedGrants } from './ask-grants.js';
import { joinAccounts, readAccountUsers } from './read-accounts.js';
import { addAttachments, readClientScopes } from './read-client-scopes.js';
import { readClients } from './read-clients.js';
import { readComposites, type ClientIds } from './read-composites.js';
import { readGroups } from './read-groups.js';
import { readMemberships } from './read-memberships.js';
import { liveRealm, readDefaultScopes, readFlows, readServerInfo, readSettings, realmContext } from './read-realm.js';
import { beginRoleGrants, readRoleGrants } from './read-role-grants.js';
import { readRoleScopes } from './read-role-scopes.js';
import { readClientRoles, readRealmRoles } from './read-roles.js';
import { liveObjects, startReading, unreadAreas, type ClientDraft, type Reading, type ReadOptions } from './reading.js';
import { withClientNeeds, withCompositeNeeds } from './whole-needs.js';

/**
 * Reads the live realm as far as `needs` asks, and what could not be read of it. Clients, client scopes, realm roles and
 * groups at the top are always listed, because their marks tell what is ours; everything else only where it is needed.
 * Nothing is written and nothing with a side effect is asked. Throws a Failure when the server cannot be reached, when
 * sign-in is refused or when there is no such realm; a missing right is a value among `unread`.
 */
export async function readLive(reader: RealmReader, needs: ReadNeeds, options: ReadOptions): Promise<LiveState> {
  const reading = startReading(reader, needs, options);
  const asked = options.asked ?? createAskedGrants(reader);
  try {
    return await readRealm(reading, asked);
  } finally {
    asked.end();
  }
}

async function readRealm(reading: Reading, asked: AskedGrants): Promise<LiveState> {
  const { reader } = reading;
  const mayViewUsers = reader.mayViewUsers();
  const settings = readSettings(reading);
  const flows = readFlows(reading);
  const scopes = readClientScopes(reading);
  const context = Promise.all([settings, scopes]).then(([read, all]) => realmContext(reading, read, all));
  const around = Promise.all([context, flows.asked()]).then(([realm, aliases]) => ({ realm, flows: aliases }));
  const realmRoles = readRealmRoles(reading, settings);
  const users = readAccountUsers(reading);
  const begun = beginWhenKnown(reading, asked, { users, realmRoles, settings, context, mayViewUsers });
  // Whatever was started is waited for here, so that no failure is left unheard.
  const [clients, roleNames, topGroups, accountUsers, info, allScopes, defaultScopes, realm, isUserViewer, realmFacts] =
    await Promise.all([
      readClients(reading, { around, flows, asked }),
      realmRoles,
      readGroups(reading, mayViewUsers),
      users,
      readServerInfo(reading),
      scopes,
      readDefaultScopes(reading),
      settings,
      mayViewUsers,
      around,
      begun,
    ]);
  addAttachments(reading, clients, defaultScopes);
  const known = withClientNeeds(reading, clients);
  const accounts = joinAccounts(known, clients, accountUsers, isUserViewer);
  // The list of all client roles is checked against those of single clients, so these come first.
  let allRoles: ReturnType<ListClientRoles> | undefined;
  const list: ListClientRoles = () => (allRoles ??= listClientRoles(known, asked, accounts[0]?.user.id));
  const single = readClientRoles(known, clients, isUserViewer ? list : undefined);
  // What nobody needs in the end ends no run.
  await Promise.all([single, asked.isListUnderWay() ? list().catch(() => undefined) : undefined]);
  reader.forgetAhead();
  const grants = {
    accounts,
    realmRoles: roleNames,
    defaultRole: realmFacts.realm.defaultRole,
    mayViewRealm: realm !== undefined,
    mayViewUsers: isUserViewer,
    allClientRoles: list,
    asked,
  };
  await Promise.all([
    readRoleGrants(known, grants),
    readMemberships(known, { accounts, topGroups, defaultGroups: realm?.defaultGroups, asked }),
    readComposites(withCompositeNeeds(known), clientIds(clients)),
    readRoleScopes(known),
  ]);
  return {
    realm: liveRealm({
      context: realmFacts.realm,
      settings: realm,
      allScopes,
      scopes: defaultScopes,
      flows: await flows.asked(),
      info,
      manages: reading.manages,
    }),
    objects: liveObjects(reading.drafts.values()),
    unread: unreadAreas(reading.unread.values()),
    composites: reading.composites,
  };
}

async function listClientRoles(
  reading: Reading,
  asked: AskedGrants,
  userId: string | undefined,
): ReturnType<ListClientRoles> {
  const told = userId === undefined ? 'empty' : await asked.toldBy(userId);
  return typeof told === 'string' ? undefined : await allClientRoles(reading, told);
}

interface AwaitedForGrants {
  readonly users: ReturnType<typeof readAccountUsers>;
  readonly realmRoles: ReturnType<typeof readRealmRoles>;
  readonly settings: ReturnType<typeof readSettings>;
  readonly context: Promise<{ readonly defaultRole: string }>;
  readonly mayViewUsers: Promise<boolean>;
}

/** Begins to ask for grants as soon as what decides about the way is there. */
async function beginWhenKnown(reading: Reading, asked: AskedGrants, awaited: AwaitedForGrants): Promise<void> {
  const [users, realmRoles, settings, { defaultRole }, mayViewUsers] = await Promise.all([
    awaited.users,
    awaited.realmRoles,
    awaited.settings,
    awaited.context,
    awaited.mayViewUsers,
  ]);
  const mayViewRealm = settings !== undefined;
  beginRoleGrants(reading, asked, { users, realmRoles, defaultRole, mayViewRealm, mayViewUsers });
}

function clientIds(clients: readonly ClientDraft[]): ClientIds {
  return new Map(clients.map(({ draft }) => [draft.id, addressParts(draft.address).names[0] ?? '']));
}
