import {
  RequestFailure,
  type AccountUser,
  type AdminEvent,
  type Holder,
  type ListedGroup,
  type Listing,
  type NamedRole,
  type RealmReader,
} from '../../src/systems/keycloak/index.js';

type Call = keyof RealmReader;

interface FakeGroup {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A realm as the fake reader shows it: representations as the server sends them. */
export interface FakeRealm {
  readonly clients?: readonly { readonly id: string; readonly clientId: string; readonly [field: string]: unknown }[];
  readonly scopes?: readonly { readonly id: string; readonly name: string; readonly [field: string]: unknown }[];
  readonly realmRoles?: readonly string[];
  /** Attributes of realm roles, by name. */
  readonly roleAttributes?: Readonly<Record<string, Record<string, string[]>>>;
  /** Names of roles by client id. */
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
  readonly groups?: readonly FakeGroup[];
  /** Groups below others, by the parent's identifier. */
  readonly subgroups?: Readonly<Record<string, readonly FakeGroup[]>>;
  /** What each user holds: `role`, `client/role` or `/group`, by client id of the service account. */
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  /** Roles that groups give to their members, by the group's name. */
  readonly groupRoles?: Readonly<Record<string, readonly string[]>>;
  /** What composite roles contain, by the role's identifier: `role-<name>`, or `<client's>-<name>`. */
  readonly composites?: Readonly<Record<string, readonly NamedRole[]>>;
  /** Realm roles in the role scopes of clients and client scopes, by identifier. */
  readonly roleScopes?: Readonly<Record<string, readonly string[]>>;
  /** Users besides service accounts that hold each of these. */
  readonly people?: Readonly<Record<string, number>>;
  /** Client ids whose account's name a person has. */
  readonly lookalikes?: readonly string[];
  readonly defaultGroups?: readonly string[];
  /** Calls that the server refuses with 403. */
  readonly refused?: readonly Call[];
  readonly mayViewUsers?: boolean;
  readonly mayManageUsers?: boolean;
  readonly isWholeRealm?: boolean;
  readonly adminEvents?: boolean;
  /** Newest first. */
  readonly events?: readonly AdminEvent[];
  /** Names of users by identifier. */
  readonly names?: Readonly<Record<string, string>>;
  /** Lists whose pages never fit together. */
  readonly restless?: readonly Call[];
}

/** A reader of a made-up realm, with a ledger of its calls. Users in a page of a role or group: `page`. */
export function fakeReader(realm: FakeRealm, page = 500): { readonly reader: RealmReader; readonly calls: string[] } {
  const calls: string[] = [];
  const ask = <T>(call: Call, value: T, detail = ''): Promise<T> => {
    calls.push(detail === '' ? call : `${call} ${detail}`);
    if (realm.refused?.includes(call) !== true) return Promise.resolve(value);
    const refusal = { type: 'answer', status: 403, words: '' } as const;
    const asked = `GET /${call}` as const;
    return Promise.reject(
      new RequestFailure('missing-right', 'refused', { asked, refusal, hint: '', cause: undefined }),
    );
  };
  const list = <T>(call: Call, items: readonly T[], detail = ''): Promise<Listing<T>> =>
    ask(call, { items, isWhole: realm.restless?.includes(call) !== true }, detail);
  const clients = realm.clients ?? [];
  const roles = realm.clientRoles ?? {};
  const clientIdOf = (uuid: string): string => clients.find(({ id }) => id === uuid)?.clientId ?? '';
  const withAccount = clients.filter(({ serviceAccountsEnabled }) => serviceAccountsEnabled === true);
  const users: readonly AccountUser[] = withAccount.map(({ clientId }) => ({
    id: `user-${clientId}`,
    username: `service-account-${clientId.toLowerCase()}`,
    enabled: true,
  }));
  const held = (userId: string): readonly string[] => realm.grants?.[userId.slice('user-'.length)] ?? [];
  const isGroup = (name: string): boolean => name.startsWith('/');
  const isClientRole = (name: string): boolean => !isGroup(name) && name.includes('/');
  const groupAt = (path: string): ListedGroup => {
    const name = path.slice(1);
    return { id: realm.groups?.find((group) => group.name === name)?.id ?? path, name, path };
  };
  const holderName = (holder: Holder): string => {
    if (holder.type === 'role') return holder.name;
    if (holder.type === 'client-role') return `${clientIdOf(holder.clientUuid)}/${holder.name}`;
    const group = [...(realm.groups ?? []), ...Object.values(realm.subgroups ?? {}).flat()].find(
      ({ id }) => id === holder.id,
    );
    return typeof group?.['path'] === 'string' ? group['path'] : `/${group?.name ?? ''}`;
  };
  const reader: RealmReader = {
    realm: 'agents',
    requests: () => calls.length,
    readAhead: () => undefined,
    readAccountsAhead: () => undefined,
    readRolesAhead: () => undefined,
    forgetAhead: () => undefined,
    settings: () =>
      ask('settings', {
        isWhole: realm.isWholeRealm ?? true,
        adminEvents: realm.adminEvents ?? false,
        defaultGroups: realm.defaultGroups ?? [],
      }),
    mayViewUsers: () => ask('mayViewUsers', realm.mayViewUsers ?? true),
    defaultScopes: () => ask('defaultScopes', { defaultClientScopes: [], optionalClientScopes: [] }),
    defaultGroups: () => ask('defaultGroups', (realm.defaultGroups ?? []).map(groupAt)),
    flows: () => ask('flows', new Map([['flow-1', 'browser']])),
    serverInfo: () => ask('serverInfo', { mapperTypes: new Map() }),
    clients: async (convert) => list('clients', await convert(clients as never)),
    clientScopes: () => ask('clientScopes', (realm.scopes ?? []) as never),
    realmRoles: async (convert) =>
      list(
        'realmRoles',
        await convert(
          (realm.realmRoles ?? ['default-roles-agents']).map((name) => {
            const attributes = realm.roleAttributes?.[name];
            return { id: `role-${name}`, name, ...(attributes === undefined ? {} : { attributes }) };
          }),
        ),
      ),
    clientRoles: async (uuid, convert) =>
      list(
        'clientRoles',
        await convert((roles[clientIdOf(uuid)] ?? []).map((name) => ({ id: `${uuid}-${name}`, name }))),
        clientIdOf(uuid),
      ),
    clientRole: (uuid, name) => ask('clientRole', { id: `${uuid}-${name}`, name }, `${clientIdOf(uuid)}/${name}`),
    compositesOf: (id) => ask('compositesOf', realm.composites?.[id] ?? [], id),
    topGroups: async (convert) => list('topGroups', await convert((realm.groups ?? []) as never)),
    childGroups: async (id, convert) => list('childGroups', await convert((realm.subgroups?.[id] ?? []) as never), id),
    group: (id) => ask('group', { id }, id),
    listedGroup: (id) => ask('listedGroup', { id, name: id, path: `/${id}` }, id),
    groupCount: () => ask('groupCount', realm.groups?.length ?? 0),
    lookalikes: () =>
      list(
        'lookalikes',
        (realm.lookalikes ?? []).map((clientId) => `user-${clientId}`),
      ),
    accountUsers: () => list('accountUsers', users),
    accountUser: (clientId) =>
      ask(
        'accountUser',
        users.find(({ id }) => id === `user-${clientId}`),
        clientId,
      ),
    rolesOfUser: (id) => {
      const clientRoles = new Map<string, string[]>();
      for (const [clientId = '', role = ''] of held(id)
        .filter(isClientRole)
        .map((name) => name.split('/'))) {
        clientRoles.set(clientId, [...(clientRoles.get(clientId) ?? []), role]);
      }
      const realmRoles = held(id).filter((name) => !isGroup(name) && !isClientRole(name));
      return ask('rolesOfUser', { realmRoles, clientRoles }, id);
    },
    groupsOfUser: (id) => list('groupsOfUser', held(id).filter(isGroup).map(groupAt), id),
    usersOf: async (holder, mayAsk) => {
      const name = holderName(holder);
      const found = users.map(({ id }) => id).filter((id) => held(id).includes(name));
      await ask('usersOf', undefined, name);
      const pages = Math.floor((found.length + (realm.people?.[name] ?? 0)) / page);
      for (let nth = 0; nth < pages; nth++) {
        if (!(await mayAsk())) return { items: [], isWhole: false };
        await ask('usersOf', undefined, name);
      }
      return { items: found, isWhole: true };
    },
    namedUsersOf: async (holder, mayAsk) => {
      const listing = await reader.usersOf(holder, mayAsk);
      const name = holderName(holder);
      const accounts = users.filter(({ id }) => listing.items.includes(id));
      const people = Array.from({ length: listing.isWhole ? (realm.people?.[name] ?? 0) : page }, (_, nth) => ({
        id: `person-${nth}`,
        username: `person-${nth}`,
      }));
      return { items: [...accounts, ...people], isWhole: listing.isWhole };
    },
    groupsWith: async (holder, convert) => {
      const name = holderName(holder);
      const groups = (realm.groups ?? []).filter((group) => realm.groupRoles?.[group.name]?.includes(name) === true);
      return list('groupsWith', await convert(groups as never), name);
    },
    clientRolesNotOf: (userId) => {
      const all = Object.entries(roles).flatMap(([clientId, names]) =>
        names.map((name) => ({
          clientUuid: clients.find((client) => client.clientId === clientId)?.id ?? '',
          clientId,
          name,
        })),
      );
      const free = all.filter(({ clientId, name }) => !held(userId).includes(`${clientId}/${name}`));
      return ask('clientRolesNotOf', realm.mayManageUsers === true ? free : [], userId);
    },
    adminEvents: ({ first, max }) => ask('adminEvents', (realm.events ?? []).slice(first, first + max), `${first}`),
    userName: (id) => ask('userName', realm.names?.[id], id),
    roleScopeOf: (kind, id) =>
      ask('roleScopeOf', { realmRoles: realm.roleScopes?.[id] ?? [], clientRoles: new Map() }, `${kind} ${id}`),
  };
  return { reader, calls };
}
