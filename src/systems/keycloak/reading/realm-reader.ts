import type {
  ClientRepresentation,
  ClientScopeRepresentation,
  GroupRepresentation,
  RoleRepresentation,
  UserRepresentation,
} from '../representation/representations.js';
import { createAheadSession } from './ask-ahead.js';
import { hasStatus } from '../session/errors.js';
import { asItems, BIG_PAGE, readPages, type AskPage, type Listing, type PagedList } from './paging.js';
import { createEventReader, type EventReader } from './read-events.js';
import {
  ACCOUNT_PAGES_AT_ONCE,
  accountLists,
  createGrantReader,
  listedGroup,
  namedUser,
  userId,
  type GrantReader,
  type Holder,
  type ListedGroup,
  type NamedUser,
} from './read-grants.js';
import {
  createRealmSettingsReader,
  realmSettings,
  SETTINGS,
  SETTINGS_REQUESTS,
  type RealmSettings,
  type RealmSettingsReader,
} from './read-settings.js';
import { namedRole, type NamedRole } from '../representation/role-names.js';
import type { ReadSession } from '../session/session.js';

/** Makes of a page of representations what is kept of it. */
export type Convert<R, T> = (page: readonly R[]) => Promise<readonly T[]> | readonly T[];

/**
 * What can be read of one realm: a call for each kind of request, nothing that writes, nothing with a side effect.
 * Representations are handed to `convert` page by page and not kept. Refusals are thrown as RequestFailure.
 */
export interface RealmReader extends GrantReader, RealmSettingsReader, EventReader {
  readonly realm: string;
  /** Requests sent so far. */
  readonly requests: () => number;
  /** Starts to ask for what every look at a realm needs, before anybody asks for it. Costs no request more. */
  readonly readAhead: (seen?: SeenAhead) => void;
  /**
   * Starts to ask for the users of all service accounts, for whoever will want `accountUsers` with or without attributes:
   * as many pages at once as there seem to be.
   */
  readonly readAccountsAhead: (list: AccountsAhead, seen: SeenAccounts) => void;
  /** Starts to ask for the first roles of a client, for whoever will want `clientRoles` of it in this look at the realm. */
  readonly readRolesAhead: (clientUuid: string) => void;
  /** Ends this look ahead: whatever was asked ahead until now is asked afresh. */
  readonly forgetAhead: () => void;
  readonly clients: <T>(convert: Convert<ClientRepresentation, T>) => Promise<Listing<T>>;
  readonly clientScopes: () => Promise<readonly ClientScopeRepresentation[]>;
  readonly realmRoles: <T>(convert: Convert<RoleRepresentation, T>) => Promise<Listing<T>>;
  readonly clientRoles: <T>(clientUuid: string, convert: Convert<RoleRepresentation, T>) => Promise<Listing<T>>;
  /** One role of a client; undefined when there is none of that name. */
  readonly clientRole: (clientUuid: string, name: string) => Promise<RoleRepresentation | undefined>;
  /** Direct composites of a role. Asks nothing about a role that a list of this reader called no composite. */
  readonly compositesOf: (roleId: string) => Promise<readonly NamedRole[]>;
  readonly topGroups: <T>(convert: Convert<GroupRepresentation, T>) => Promise<Listing<T>>;
  readonly childGroups: <T>(groupId: string, convert: Convert<GroupRepresentation, T>) => Promise<Listing<T>>;
  /** Groups that give a role to their members, on every level. */
  readonly groupsWith: <T>(
    role: Exclude<Holder, { readonly type: 'group' }>,
    convert: Convert<GroupRepresentation, T>,
  ) => Promise<Listing<T>>;
  readonly group: (groupId: string) => Promise<GroupRepresentation>;
  readonly listedGroup: (groupId: string) => Promise<ListedGroup>;
  /** How many groups the realm has, those below others included. */
  readonly groupCount: () => Promise<number>;
}

/** Who is told of what was read ahead, when it comes. */
export interface SeenAhead {
  /** How many clients are on a page. */
  readonly clients: (count: number) => void;
  readonly settings: (settings: RealmSettings) => void;
  /** The names of all realm roles, once their list has ended. */
  readonly realmRoles: (names: readonly string[]) => void;
  /** All groups at the top, once their list has ended. */
  readonly topGroups: (groups: readonly SeenGroup[]) => void;
}

/** A group at the top. */
export interface SeenGroup {
  readonly id: string;
  /** As the server writes it, which two groups may share. */
  readonly path: string;
  /** Whether the server says that no group is below it. */
  readonly isLeaf: boolean;
}

/** The list of service accounts that is read ahead. */
export interface AccountsAhead {
  readonly withAttributes: boolean;
  /** How many there are by what is known. */
  readonly expected: number;
}

/** Who is told of service accounts that were read ahead, when they come. */
export interface SeenAccounts {
  /** The users of a page. */
  readonly users: (page: readonly NamedUser[]) => void;
  /** Identifiers of all people that have the name of an account, once their list has ended. */
  readonly people: (all: readonly string[]) => void;
}

/** Clients in a page: bigger pages cost the server far more than they save while its caches are cold (26.7.4, probed). */
const CLIENT_PAGE = 50;
const CLIENT_PAGES_AT_ONCE = 4;
/** Brief roles and groups lack their attributes, and so their marks. */
const FULL = { briefRepresentation: false };

const CLIENTS = { asked: 'GET /clients', path: ['clients'] } as const;
const CLIENT_SCOPES = { asked: 'GET /client-scopes', path: ['client-scopes'] } as const;
const REALM_ROLES = { asked: 'GET /roles', path: ['roles'], query: FULL } as const;
const TOP_GROUPS = { asked: 'GET /groups', path: ['groups'], query: FULL } as const;
const rolesOfClient = (uuid: string) =>
  ({ asked: 'GET /clients/{id}/roles', path: ['clients', uuid, 'roles'], query: FULL }) as const;
const NEEDED_BY_ALL = [...SETTINGS_REQUESTS, CLIENT_SCOPES];

/** Makes a reader of the realm that a session is for. */
export function createRealmReader(onServer: ReadSession): RealmReader {
  const { session, ask, askList, forget } = createAheadSession(onServer);
  const askPage: AskPage = (asked, path, query) => (page) => session.get({ asked, path, query: { ...query, ...page } });
  const plainRoles = new Set<string>();
  return {
    realm: session.realm,
    requests: session.requests,
    readAhead(seen) {
      for (const request of NEEDED_BY_ALL) void ask(request);
      ask(SETTINGS).then(
        (answer) => seen?.settings(realmSettings(answer)),
        () => undefined,
      );
      const onClients = (page: readonly unknown[]): void => seen?.clients(page.length);
      askList(CLIENTS, { size: CLIENT_PAGE, atOnce: CLIENT_PAGES_AT_ONCE, onPage: onClients });
      const onRoles = atEnd(({ name = '' }: RoleRepresentation) => name, seen?.realmRoles);
      askList(REALM_ROLES, { size: BIG_PAGE, atOnce: 1, onPage: onRoles });
      const onGroups = atEnd(seenGroup, seen?.topGroups);
      askList(TOP_GROUPS, { size: BIG_PAGE, atOnce: 1, onPage: onGroups });
    },
    readAccountsAhead({ withAttributes, expected }, seen) {
      const { users, search } = accountLists(withAttributes);
      const onUsers = (page: readonly unknown[]): void =>
        seen.users((page as readonly UserRepresentation[]).map(namedUser));
      askList(users, { size: BIG_PAGE, atOnce: ACCOUNT_PAGES_AT_ONCE, expected, onPage: onUsers });
      askList(search, { size: BIG_PAGE, atOnce: 1, onPage: atEnd(userId, seen.people) });
    },
    readRolesAhead(uuid) {
      const { query, ...request } = rolesOfClient(uuid);
      void ask({ ...request, query: { ...query, first: 0, max: BIG_PAGE } });
    },
    forgetAhead: forget,
    ...createRealmSettingsReader(session),
    ...createEventReader(session),
    ...createGrantReader(session, askPage),
    ...createGroupLists(session, askPage),
    ...createRoleLists(session, askPage, plainRoles),
    clients: (convert) =>
      readPages({
        ask: askPage(CLIENTS.asked, CLIENTS.path),
        key: (client: ClientRepresentation) => client.id ?? '',
        convert,
        size: CLIENT_PAGE,
        atOnce: CLIENT_PAGES_AT_ONCE,
      }),
    async clientScopes() {
      const answer = await session.get(CLIENT_SCOPES);
      return asItems<ClientScopeRepresentation>(answer);
    },
  };
}

/** Gathers what is kept of a list whose pages come one after the other, overlapping, and tells of all at its end. */
function atEnd<R extends { readonly id?: string }, T>(
  keep: (item: R) => T,
  tell: ((all: readonly T[]) => void) | undefined,
): (page: readonly unknown[]) => void {
  const all = new Map<string, T>();
  return (page) => {
    for (const item of page as readonly R[]) all.set(item.id ?? '', keep(item));
    if (page.length < BIG_PAGE) tell?.([...all.values()]);
  };
}

type RoleLists = Pick<RealmReader, 'realmRoles' | 'clientRoles' | 'clientRole' | 'compositesOf'>;

function createRoleLists(session: ReadSession, askPage: AskPage, plainRoles: Set<string>): RoleLists {
  const remembered =
    <T>(convert: Convert<RoleRepresentation, T>): Convert<RoleRepresentation, T> =>
    (page) => {
      for (const { id, composite } of page) {
        if (id === undefined) continue;
        // A role may have become a composite since it was listed before, by this very run.
        if (composite === false) plainRoles.add(id);
        else plainRoles.delete(id);
      }
      return convert(page);
    };
  const roles = <T>(ask: PagedList<unknown, T>['ask'], convert: Convert<RoleRepresentation, T>): Promise<Listing<T>> =>
    readPages({ ask, key: roleId, convert: remembered(convert), size: BIG_PAGE, atOnce: 1 });
  return {
    realmRoles: (convert) => roles(askPage(REALM_ROLES.asked, REALM_ROLES.path, FULL), convert),
    clientRoles(uuid, convert) {
      const { asked, path, query } = rolesOfClient(uuid);
      return roles(askPage(asked, path, query), convert);
    },
    async clientRole(uuid, name) {
      try {
        const path = ['clients', uuid, 'roles', name];
        return (await session.get({ asked: 'GET /clients/{id}/roles/{role}', path })) as RoleRepresentation;
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    async compositesOf(id) {
      if (plainRoles.has(id)) return [];
      const path = ['roles-by-id', id, 'composites'];
      const answer = await session.get({ asked: 'GET /roles-by-id/{id}/composites', path });
      return asItems<RoleRepresentation>(answer).map(namedRole);
    },
  };
}

function createGroupLists(
  session: ReadSession,
  askPage: AskPage,
): Pick<RealmReader, 'topGroups' | 'childGroups' | 'groupsWith' | 'group' | 'listedGroup' | 'groupCount'> {
  const groups = <T>(
    ask: PagedList<unknown, T>['ask'],
    convert: Convert<GroupRepresentation, T>,
  ): Promise<Listing<T>> => readPages({ ask, key: groupId, convert, size: BIG_PAGE, atOnce: 1 });
  const group = async (id: string): Promise<GroupRepresentation> =>
    (await session.get({ asked: 'GET /groups/{id}', path: ['groups', id] })) as GroupRepresentation;
  return {
    topGroups: (convert) => groups(askPage(TOP_GROUPS.asked, TOP_GROUPS.path, FULL), convert),
    childGroups: (id, convert) =>
      groups(askPage('GET /groups/{id}/children', ['groups', id, 'children'], FULL), convert),
    groupsWith: (role, convert) =>
      groups(
        role.type === 'role'
          ? askPage('GET /roles/{role}/groups', ['roles', role.name, 'groups'], FULL)
          : askPage(
              'GET /clients/{id}/roles/{role}/groups',
              ['clients', role.clientUuid, 'roles', role.name, 'groups'],
              FULL,
            ),
        convert,
      ),
    group,
    listedGroup: async (id) => listedGroup(await group(id)),
    async groupCount() {
      const answer = await session.get({ asked: 'GET /groups/count', path: ['groups', 'count'] });
      return typeof answer === 'object' && answer !== null && 'count' in answer ? Number(answer.count) : 0;
    },
  };
}

function roleId(role: RoleRepresentation): string {
  return role.id ?? '';
}

function groupId(group: GroupRepresentation): string {
  return group.id ?? '';
}

function seenGroup(group: GroupRepresentation): SeenGroup {
  return { id: groupId(group), path: group.path ?? '', isLeaf: group.subGroupCount === 0 };
}
