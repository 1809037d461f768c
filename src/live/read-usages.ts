import { realmContext } from '../kinds/index.js';
import {
  address,
  addressParts,
  compareAddresses,
  compareText,
  fieldParts,
  fieldPath,
  wholesOf,
  type AccountHoldings,
  type Address,
  type Area,
  type LiveObject,
  type LiveState,
  type Usages,
} from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';
import { findRoleUses } from './role-uses.js';
import { ask, findingOf, noteUse, noteUsers, startSearch, usageOf, type Search } from './usage-search.js';

/**
 * Who else uses each of these objects, which a plan would delete, and what goes along with it. Only for these anything is
 * asked; what leaves too counts as no use. The roles of a client and the groups below a group have entries of their own. A missing right is a value
 * among `unread`.
 *
 * Who holds a role is one request for each page of users. Who contains it or lets it in nobody can be asked directly, so
 * that costs about two requests for each client of the realm, once for all roles.
 */
export async function readUsages(
  reader: RealmReader,
  live: LiveState,
  addresses: ReadonlySet<Address>,
): Promise<Usages> {
  const objects = [...addresses].map((of) => live.objects.get(of)).filter((object) => object !== undefined);
  if (objects.length === 0) return new Map();
  const search = startSearch(reader, live, addresses);
  for (const { address: of } of objects) findingOf(search, of);
  for (const object of objects) if (object.kind === 'group') noteGroupsBelow(search, object, addresses);
  await Promise.all(objects.filter(({ kind }) => kind === 'client').map((client) => findHoldings(search, client)));
  await Promise.all([
    ...[...search.found.keys()].filter(isGroup).map((group) => findMembers(search, group)),
    findRoleUses(search, [...search.leaving].filter(isRole)),
  ]);
  for (const object of objects) if (object.kind === 'client-scope') findScopeUses(search, object);
  await noteBlindness(search);
  return new Map([...search.found].map(([of, finding]) => [of, usageOf(finding)]));
}

function isGroup(of: Address): boolean {
  return addressParts(of).kind === 'group';
}

function isRole(of: Address): boolean {
  const { kind } = addressParts(of);
  return kind === 'role' || kind === 'client-role';
}

/** What goes along with a client: its roles, which leave as well, and what its service account holds. */
async function findHoldings(search: Search, { address: of, id, facts }: LiveObject): Promise<void> {
  const finding = findingOf(search, of);
  const clientId = addressParts(of).names[0] ?? '';
  const names = await ask(finding, { area: 'client-roles', missingRole: 'view-clients' }, () =>
    search.reader.clientRoles(id, (page) => page.map(({ name = '' }) => name)),
  );
  if (names !== undefined) finding.clientRoles = [...names.items].sort(compareText);
  for (const name of finding.clientRoles ?? []) {
    const role = address('client-role', clientId, name);
    search.leaving.add(role);
    findingOf(search, role);
  }
  if (facts.get(fieldPath('serviceAccountsEnabled')) !== true) return;
  const account = await holdingsOf(search, of);
  if (account !== undefined) finding.account = account;
}

async function holdingsOf(search: Search, of: Address): Promise<AccountHoldings | undefined> {
  const { reader, live } = search;
  const finding = findingOf(search, of);
  const clientId = addressParts(of).names[0] ?? '';
  const wanted = { area: 'service-accounts', missingRole: 'view-users' } as const;
  const user = await ask(finding, wanted, () => reader.accountUser(clientId, false));
  if (user === undefined || (await ask(finding, wanted, search.lookalikes))?.has(user.id) !== false) return undefined;
  const [held, groups] = await Promise.all([
    ask(finding, wanted, () => reader.rolesOfUser(user.id)),
    ask(finding, wanted, () => reader.groupsOfUser(user.id)),
  ]);
  if (held === undefined || groups === undefined) return undefined;
  const { defaultRole } = realmContext(live);
  return {
    realmRoles: held.realmRoles.filter((name) => name !== defaultRole).length,
    clientRoles: [...held.clientRoles.values()].flat().length,
    groups: groups.items.filter(({ path }) => !live.realm.defaultGroups.includes(path)).length,
  };
}

/**
 * Notes every group below one that goes, however deep, since it goes along. Reading has all of them: it reads whatever is
 * below a group that may go. What the plan deletes by itself is told by itself.
 */
function noteGroupsBelow(search: Search, { address: of, mark }: LiveObject, deleted: ReadonlySet<Address>): void {
  const below = [...search.live.objects.values()].filter(
    ({ kind, address: one }) =>
      kind === 'group' && !deleted.has(one) && wholesOf(one).find((whole) => deleted.has(whole)) === of,
  );
  if (below.length === 0) return;
  findingOf(search, of).groupsBelow = below.map(({ address: one }) => one).sort(compareAddresses);
  for (const { address: one, mark: its } of below) {
    findingOf(search, one);
    if (its?.owner === mark?.owner) search.leaving.add(one);
    else noteUse(search, of, one, { how: 'is-below', owner: its?.owner });
  }
}

async function findMembers(search: Search, of: Address): Promise<void> {
  const id = search.live.objects.get(of)?.id;
  if (id === undefined) return;
  await noteUsers(search, of, { holder: { type: 'group', id }, area: 'group-memberships', how: 'is-member' });
}

/** The clients in whose lists a client scope is; its facts say so without another request. */
function findScopeUses(search: Search, { address: of, facts }: LiveObject): void {
  for (const path of facts.keys()) {
    const [list, place, clientId] = fieldParts(path);
    if (list !== 'attachTo' || (place !== 'default' && place !== 'optional') || clientId === undefined) continue;
    const by = address('client', clientId);
    noteUse(search, of, by, { how: 'lists', owner: search.live.objects.get(by)?.mark?.owner });
  }
}

/** What the whole realm hides from this identity hides uses as well: lists are shorter then, and nothing is refused. */
async function noteBlindness(search: Search): Promise<void> {
  const { reader, live } = search;
  const hidden = live.unread.filter(({ area }) => RESTED_ON.has(area));
  const mayViewUsers = await reader.mayViewUsers();
  for (const [of, finding] of search.found) {
    for (const unread of hidden) finding.unread.set(unread.area, unread);
    if (mayViewUsers || addressParts(of).kind === 'client-scope') continue;
    const evidence = 'users are not shown to whoever may not view users';
    finding.unread.set('service-accounts', {
      area: 'service-accounts',
      reason: 'filtered',
      missingRole: 'view-users',
      evidence,
    });
  }
}

const RESTED_ON: ReadonlySet<Area> = new Set(['clients', 'client-scopes', 'roles', 'groups']);
