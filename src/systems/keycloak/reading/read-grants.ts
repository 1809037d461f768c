import { compareText } from '../../../model/index.js';
import type {
  GroupRepresentation,
  MappingsRepresentation,
  RoleRepresentation,
  UserRepresentation,
} from '../representation/representations.js';
import { asItems, BIG_PAGE, readPages, type AskPage, type Listing, type MayAsk, type PagedList } from './paging.js';
import { roleNames } from '../representation/role-names.js';
import type { GetRequest, ReadSession } from '../session/session.js';

/** The user behind a client. */
export interface AccountUser {
  readonly id: string;
  /** `service-account-` and the client id in lower case. */
  readonly username: string;
  readonly enabled: boolean;
  /** Absent when they were not asked for. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Whether the caller may change it; absent where the server does not say. */
  readonly isManageable?: boolean;
}

/** Roles by where they belong: direct ones only, nothing inherited. */
export interface RoleNames {
  readonly realmRoles: readonly string[];
  /** By client id. */
  readonly clientRoles: ReadonlyMap<string, readonly string[]>;
}

/** A client role in the list of all client roles. */
export interface ListedClientRole {
  readonly clientUuid: string;
  readonly clientId: string;
  readonly name: string;
}

/** What holds users: a realm role, a client role or a group. */
export type Holder =
  | { readonly type: 'role'; readonly name: string }
  | { readonly type: 'client-role'; readonly clientUuid: string; readonly name: string }
  | { readonly type: 'group'; readonly id: string };

/** A user as lists name it. */
export interface NamedUser {
  readonly id: string;
  readonly username: string;
}

export function namedUser({ id = '', username = '' }: UserRepresentation): NamedUser {
  return { id, username };
}

/** A group as lists name it. Paths alone tell no groups apart: a slash within a name is written like one between names (26.7.4). */
export interface ListedGroup {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** Absent for a group at the top. */
  readonly parentId?: string;
}

export function listedGroup({ id = '', name = '', path = '', parentId }: GroupRepresentation): ListedGroup {
  return typeof parentId === 'string' && parentId !== '' ? { id, name, path, parentId } : { id, name, path };
}

export interface GrantReader {
  /**
   * All users whose name looks like that of a service account; people may have such names too. `expected` is how many
   * there are by what is known.
   */
  readonly accountUsers: (withAttributes: boolean, expected?: number) => Promise<Listing<AccountUser>>;
  /**
   * Identifiers of people whose user looks like one of a service account: a search leaves out service accounts, a
   * question for a username does not (24.0.5 to 26.7.4, contract "a person with the name of a service account").
   */
  readonly lookalikes: () => Promise<Listing<string>>;
  /** The user of that name for one client, which may be a person's; undefined when there is none. Asks by name, because asking the client would make one. */
  readonly accountUser: (clientId: string, withAttributes: boolean) => Promise<AccountUser | undefined>;
  /** Roles that a user holds directly. Without `view-realm` or `view-clients` a part of them is silently left out. */
  readonly rolesOfUser: (userId: string) => Promise<RoleNames>;
  /** Groups that a user is a direct member of. */
  readonly groupsOfUser: (userId: string) => Promise<Listing<ListedGroup>>;
  /**
   * Identifiers of users that hold a role directly, or are members of a group. `mayAsk` is asked before each request
   * but the first.
   */
  readonly usersOf: (holder: Holder, mayAsk: MayAsk) => Promise<Listing<string>>;
  /** The same users with their names, which tell service accounts from people. */
  readonly namedUsersOf: (holder: Holder, mayAsk: MayAsk) => Promise<Listing<NamedUser>>;
  /** Every client role of the realm that a user does not hold; empty for callers without `manage-users`. */
  readonly clientRolesNotOf: (userId: string) => Promise<readonly ListedClientRole[]>;
  /** Roles that a client or client scope lets into its tokens. */
  readonly roleScopeOf: (kind: 'clients' | 'client-scopes', id: string) => Promise<RoleNames>;
}

/** The users of service accounts, as `accountUsers` and `lookalikes` ask for them. */
export function accountLists(withAttributes: boolean): { readonly users: GetRequest; readonly search: GetRequest } {
  const name = 'service-account-';
  return {
    users: { asked: 'GET /users', path: ['users'], query: { username: name, briefRepresentation: !withAttributes } },
    // A search takes spaces within a client id for the end of a word, so all are asked for at once.
    search: { asked: 'GET /users?search', path: ['users'], query: { search: name, briefRepresentation: true } },
  };
}

/** Pages of the list of service accounts that are asked for at a time. */
export const ACCOUNT_PAGES_AT_ONCE = 3;

/** The name of a client's user. The server lowers the client id (24.0.5 to 26.7.4, contract "a service account's name"). */
export function accountUsername(clientId: string): string {
  return `service-account-${clientId.toLowerCase()}`;
}

export function createGrantReader(session: ReadSession, askPage: AskPage): GrantReader {
  const askList = ({ asked, path, query }: GetRequest): PagedList<unknown, unknown>['ask'] =>
    askPage(asked, path, query);
  const holders = <T>(holder: Holder, mayAsk: MayAsk, take: (user: UserRepresentation) => T): Promise<Listing<T>> =>
    readPages({
      ask: askUsersOf(holder, askPage),
      key: userId,
      convert: (page: readonly UserRepresentation[]) => page.map(take),
      size: BIG_PAGE,
      atOnce: 1,
      mayAsk,
    });
  return {
    accountUsers: (withAttributes, expected = 0) =>
      readPages({
        ask: askList(accountLists(withAttributes).users),
        key: userId,
        convert: (page: readonly UserRepresentation[]) => page.map((user) => accountOf(user, withAttributes)),
        size: BIG_PAGE,
        atOnce: ACCOUNT_PAGES_AT_ONCE,
        expected,
      }),
    lookalikes: () =>
      readPages({
        ask: askList(accountLists(false).search),
        key: userId,
        convert: (page: readonly UserRepresentation[]) => page.map(userId),
        size: BIG_PAGE,
        atOnce: 1,
      }),
    async accountUser(clientId, withAttributes) {
      const username = accountUsername(clientId);
      const query = { username, exact: true, briefRepresentation: !withAttributes, first: 0, max: 2 };
      const answer = await session.get({ asked: 'GET /users', path: ['users'], query });
      const user = asItems<UserRepresentation>(answer).find((candidate) => candidate.username === username);
      return user === undefined ? undefined : accountOf(user, withAttributes);
    },
    async rolesOfUser(id) {
      const path = ['users', id, 'role-mappings'];
      return roleNamesOf(await session.get({ asked: 'GET /users/{id}/role-mappings', path }));
    },
    groupsOfUser: (id) =>
      readPages({
        ask: askPage('GET /users/{id}/groups', ['users', id, 'groups']),
        key: (group: GroupRepresentation) => group.id ?? '',
        convert: (page: readonly GroupRepresentation[]) => page.map(listedGroup),
        size: BIG_PAGE,
        atOnce: 1,
      }),
    usersOf: (holder, mayAsk) => holders(holder, mayAsk, userId),
    namedUsersOf: (holder, mayAsk) => holders(holder, mayAsk, namedUser),
    async clientRolesNotOf(id) {
      const path = ['ui-ext', 'available-roles', 'users', id];
      const query = { first: 0, max: 1_000_000 };
      const answer = await session.get({ asked: 'GET /ui-ext/available-roles/users/{id}', path, query });
      return asItems<AvailableRole>(answer).map(clientRoleOf);
    },
    async roleScopeOf(kind, id) {
      const path = [kind, id, 'scope-mappings'];
      return roleNamesOf(await session.get({ asked: `GET /${kind}/{id}/scope-mappings`, path }));
    },
  };
}

/** An entry of the console's list of roles; `clientId` is the server's identifier, `client` the client id. */
interface AvailableRole {
  readonly clientId: string;
  readonly client: string;
  readonly role: string;
}

function clientRoleOf({ clientId, client, role }: AvailableRole): ListedClientRole {
  return { clientUuid: clientId, clientId: client, name: role };
}

function askUsersOf(holder: Holder, askPage: AskPage): PagedList<unknown, unknown>['ask'] {
  const brief = { briefRepresentation: true };
  switch (holder.type) {
    case 'role':
      return askPage('GET /roles/{role}/users', ['roles', holder.name, 'users'], brief);
    case 'client-role':
      return askPage(
        'GET /clients/{id}/roles/{role}/users',
        ['clients', holder.clientUuid, 'roles', holder.name, 'users'],
        brief,
      );
    case 'group':
      return askPage('GET /groups/{id}/members', ['groups', holder.id, 'members'], brief);
  }
}

function roleNamesOf(answer: unknown): RoleNames {
  const { realmMappings, clientMappings } = answer as MappingsRepresentation;
  const byClient = Object.values(clientMappings ?? {}) as readonly ClientMappings[];
  const sorted = [...byClient].sort((a, b) => compareText(a.client, b.client));
  return {
    realmRoles: roleNames(realmMappings),
    clientRoles: new Map(sorted.map(({ client, mappings }) => [client, roleNames(mappings)])),
  };
}

interface ClientMappings {
  readonly client: string;
  readonly mappings?: readonly RoleRepresentation[];
}

function accountOf(
  { id = '', username = '', enabled, attributes, access }: UserRepresentation,
  withAttributes: boolean,
): AccountUser {
  const manage = access?.['manage'];
  const isManageable = manage === undefined ? {} : { isManageable: manage };
  const account = { id, username, enabled: enabled === true, ...isManageable };
  return withAttributes ? { ...account, attributes: attributes ?? {} } : account;
}

export function userId(user: UserRepresentation): string {
  return user.id ?? '';
}
