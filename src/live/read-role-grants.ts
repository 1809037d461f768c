import { fieldPath, type AccountNeeds, type FieldPath } from '../model/index.js';
import { accountUsername, type AccountUser, type Holder, type ListedClientRole } from '../systems/keycloak/index.js';
import { BULK_LIST_REQUESTS, holdsListedRoles, type ListClientRoles } from './all-client-roles.js';
import type { AskedGrants, ToldByUser } from './ask-grants.js';
import { chooseWay, createBudget, wayText, type WayCosts } from './choose-way.js';
import type { Account } from './read-accounts.js';
import { attempt, isWhole, noteRead, noteUnread, noteWay, type Reading } from './reading.js';
import { someAtATime } from './some-at-a-time.js';

/** What reading of grants rests on. */
export interface GrantSurroundings {
  readonly accounts: readonly Account[];
  /** Names of all realm roles. */
  readonly realmRoles: readonly string[];
  /** The composite role that every user holds; it is never managed. */
  readonly defaultRole: string;
  /** Whether the caller has `view-realm` for sure. */
  readonly mayViewRealm: boolean;
  readonly mayViewUsers: boolean;
  readonly allClientRoles: ListClientRoles;
  readonly asked: Pick<AskedGrants, 'rolesOf' | 'usersOf'>;
}

/** Roles that every realm has in its built-in clients. */
const BUILT_IN_CLIENT_ROLES = 30;

/** Requests that asking all client roles for their users costs at least. */
export const LEAST_HOLDERS = BULK_LIST_REQUESTS + BUILT_IN_CLIENT_ROLES;

/** What is known of a realm before its clients have been read. */
export interface KnownWithoutClients
  extends Pick<GrantSurroundings, 'realmRoles' | 'defaultRole' | 'mayViewRealm' | 'mayViewUsers'> {
  /** Users of service accounts by name. */
  readonly users: ReadonlyMap<string, AccountUser>;
}

/**
 * Begins to ask for grants while the clients are read: for the list of all client roles where it will be needed as far as
 * one can tell, and else, or where that comes to nothing, for the roles of each account. Nobody waits for it here.
 */
export function beginRoleGrants(reading: Reading, asked: AskedGrants, known: KnownWithoutClients): void {
  const accounts = [...reading.needs.accounts].flatMap(([clientId, needs]) => {
    const user = known.users.get(accountUsername(clientId));
    return user === undefined || !(needs.realmRoles || needs.clientRoles) ? [] : [{ user, needs }];
  });
  const [first] = accounts;
  if (first === undefined) return;
  const askEach = (): void => asked.beginUsers(accounts.map(({ user }) => user.id));
  const { wantsClients, realmRoles, cost } = leastHolders(accounts, known);
  if (!mayAskHolders(reading, known) || cost >= accounts.length) return askEach();
  if (!wantsClients) return asked.beginHolders(askable(realmRoles.map(realmRole)));
  asked.toldBy(first.user.id).then(
    (told) => {
      if (typeof told === 'string') askEach();
      else asked.beginHolders(cheaperHolders(realmRoles, told, accounts.length) ?? []);
    },
    // It is heard of by whoever wants the list in the end.
    () => undefined,
  );
}

type Role = Exclude<Holder, { readonly type: 'group' }>;

/**
 * The roles to ask, after what one user told; undefined where they are not fewer than so many accounts. Those that this user
 * holds count, and are left out: of them the client is known by name only.
 */
export function cheaperHolders(
  realmRoles: readonly string[],
  [free, held]: ToldByUser,
  accounts: number,
): readonly Role[] | undefined {
  const heldCount = [...held.clientRoles.values()].reduce((sum, names) => sum + names.length, 0);
  if (realmRoles.length + free.length + heldCount >= accounts) return undefined;
  return askable([
    ...realmRoles.map(realmRole),
    ...free.map(({ clientUuid, name }): Role => ({ type: 'client-role', clientUuid, name })),
  ]);
}

function realmRole(name: string): Role {
  return { type: 'role', name };
}

/** The roles, or none where one of them has a name of dots: no request can say it, because its path would be another one. */
function askable<T extends { readonly name: string }>(roles: readonly T[]): readonly T[] {
  return roles.some(({ name }) => /^\.{0,2}$/.test(name)) ? [] : roles;
}

/** Reads the realm and client roles of all accounts of which somebody asked for them, by the cheaper way. */
export async function readRoleGrants(reading: Reading, around: GrantSurroundings): Promise<void> {
  const accounts = around.accounts.filter(({ needs }) => needs.realmRoles || needs.clientRoles);
  noteMissingRights(reading, around);
  if (accounts.length === 0) return;
  const { holders, cost } = await listHolders(reading, accounts, around);
  const costs: WayCosts = { perAccount: accounts.length, perHolder: cost };
  const way = chooseWay(costs);
  noteWay(reading, wayText('role grants', way, costs, 'role'));
  if (way === 'per-account' || !(await readPerRole(reading, accounts, holders, around.asked))) {
    await someAtATime(accounts, (account) => readRolesOfAccount(reading, account, around));
  }
  noteRead(reading, 'realm-role-grants', accounts.length);
}

/** Whoever may not view users, clients or the realm gets answers without the grants that rest on them. */
function noteMissingRights(reading: Reading, { mayViewUsers }: GrantSurroundings): void {
  if (reading.needs.accounts.size === 0 || mayViewUsers) return;
  const evidence = 'service accounts are not shown to whoever may not view users';
  for (const area of ['realm-role-grants', 'client-role-grants', 'group-memberships'] as const) {
    noteUnread(reading, { area, reason: 'filtered', missingRole: 'view-users', evidence });
  }
}

type RoleHolder = Holder & { readonly path: FieldPath };

/** Every role that an account may hold. Without `cost` not all can be listed; without holders there are too many of them. */
interface RoleHolders {
  readonly holders: readonly RoleHolder[];
  readonly cost: number | undefined;
}

const BARRED: RoleHolders = { holders: [], cost: undefined };

/** Lists roles while they may be fewer than accounts. The default role is left out: it is never managed, and every user has it. */
async function listHolders(
  reading: Reading,
  accounts: readonly Account[],
  around: GrantSurroundings,
): Promise<RoleHolders> {
  if (!mayAskHolders(reading, around)) return BARRED;
  const { wantsClients, realmRoles, cost: least } = leastHolders(accounts, around);
  if (least >= accounts.length) return { holders: [], cost: least };
  const clientRoles = wantsClients ? await around.allClientRoles() : [];
  if (clientRoles === undefined || (wantsClients && !holdsListedRoles(reading, clientRoles))) return BARRED;
  const holders = [...realmRoles.map(realmRoleHolder), ...clientRoles.map(clientRoleHolder)];
  return askable(holders).length === holders.length ? { holders, cost: holders.length } : BARRED;
}

function mayAskHolders(
  reading: Reading,
  { mayViewUsers, mayViewRealm }: Pick<GrantSurroundings, 'mayViewUsers' | 'mayViewRealm'>,
): boolean {
  return mayViewUsers && mayViewRealm && isWhole(reading, 'clients') && isWhole(reading, 'roles');
}

/** The holders that are known without the list of client roles, and how many requests asking all of them costs at least. */
function leastHolders(
  accounts: readonly { readonly needs: AccountNeeds }[],
  around: Pick<GrantSurroundings, 'realmRoles' | 'defaultRole'>,
): { readonly wantsClients: boolean; readonly realmRoles: readonly string[]; readonly cost: number } {
  const wantsClients = accounts.some(({ needs }) => needs.clientRoles);
  const realmRoles = accounts.some(({ needs }) => needs.realmRoles)
    ? around.realmRoles.filter((name) => name !== around.defaultRole)
    : [];
  const cost = realmRoles.length + (wantsClients ? LEAST_HOLDERS : 0);
  return { wantsClients, realmRoles, cost };
}

function realmRoleHolder(name: string): RoleHolder & { readonly name: string } {
  return { type: 'role', name, path: fieldPath('serviceAccount', 'realmRoles', name) };
}

function clientRoleHolder({ clientUuid, clientId, name }: ListedClientRole): RoleHolder & { readonly name: string } {
  return { type: 'client-role', clientUuid, name, path: fieldPath('serviceAccount', 'clientRoles', clientId, name) };
}

/** Asks each role who has it. False when that was given up, because some role has too many users. */
async function readPerRole(
  reading: Reading,
  accounts: readonly Account[],
  holders: readonly RoleHolder[],
  asked: Pick<AskedGrants, 'usersOf'>,
): Promise<boolean> {
  const byUser = new Map(accounts.map((account) => [account.user.id, account]));
  const budget = createBudget(accounts.length - holders.length);
  const found: { readonly account: Account; readonly path: FieldPath }[] = [];
  const ask = async (holder: RoleHolder): Promise<boolean> => {
    if (budget.isExceeded()) return false;
    const area = holder.type === 'role' ? 'realm-role-grants' : 'client-role-grants';
    const users = await attempt(reading, { area, missingRole: 'view-users' }, () =>
      asked.usersOf(holder, budget.mayAsk),
    );
    for (const user of users?.items ?? []) {
      const account = byUser.get(user);
      if (account !== undefined) found.push({ account, path: holder.path });
    }
    return users === undefined || users.isWhole;
  };
  const areWhole = await someAtATime(holders, ask);
  if (areWhole.includes(false)) {
    noteWay(reading, 'role grants: some role has so many users that asking each account is cheaper');
    return false;
  }
  for (const { account, path } of found) addGrant(account, path);
  return true;
}

async function readRolesOfAccount(reading: Reading, account: Account, around: GrantSurroundings): Promise<void> {
  const wanted = { area: 'realm-role-grants', missingRole: 'view-users' } as const;
  const roles = await attempt(reading, wanted, () => around.asked.rolesOf(account.user.id));
  if (roles === undefined) {
    account.draft.unread.push(fieldPath('serviceAccount', 'realmRoles'), fieldPath('serviceAccount', 'clientRoles'));
    return;
  }
  const { defaultRole } = around;
  // Realm roles are left out of the answer for whoever may not view the realm; every user has the default role.
  if (account.needs.realmRoles && !around.mayViewRealm && !roles.realmRoles.includes(defaultRole)) {
    const evidence = `${defaultRole} is missing from a service account`;
    noteUnread(reading, { area: 'realm-role-grants', reason: 'filtered', missingRole: 'view-realm', evidence });
  }
  for (const role of roles.realmRoles) {
    if (role !== defaultRole) addGrant(account, fieldPath('serviceAccount', 'realmRoles', role));
  }
  for (const [clientId, names] of roles.clientRoles) {
    for (const role of names) addGrant(account, fieldPath('serviceAccount', 'clientRoles', clientId, role));
  }
}

/** Adds what was asked for and nothing else, so that both ways give the same facts. */
function addGrant({ draft, needs }: Account, path: FieldPath): void {
  const isRealm = path.startsWith('serviceAccount/realmRoles/');
  if (isRealm ? needs.realmRoles : needs.clientRoles) draft.facts.set(path, true);
}
