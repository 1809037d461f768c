// Everything that tests compare of a realm, read by plain requests: names instead of the server's ids, sets in order, so
// that two realms that hold the same give the same value, and something doubled shows.
import type { TestRealm } from '../support/keycloak.js';

/** What a client, role, group or scope holds, in Keycloak's own words. */
type Representation = Readonly<Record<string, unknown>>;

export interface RealmSnapshot {
  readonly realmRoles: readonly Representation[];
  readonly groups: readonly Representation[];
  readonly clientScopes: readonly Representation[];
  /** Clients with their roles and, where they have one, what their service account holds. */
  readonly clients: readonly Representation[];
}

/** Members that differ between two equal objects: ids, and what the server counts or generates by itself. */
const OWN = new Set([
  'id',
  'containerId',
  'secret',
  'client.secret.creation.time',
  'access',
  'parentId',
  'subGroupCount',
]);

/** Reads the realm without Keycloak's own clients, roles and scopes. `clientIds` narrows the clients where it is given. */
export async function snapshotRealm(realm: TestRealm, clientIds?: ReadonlySet<string>): Promise<RealmSnapshot> {
  const { admin } = realm;
  const [roles, groups, scopes, clients] = await Promise.all([
    admin.get<Named[]>('/roles?briefRepresentation=false&max=1000'),
    admin.get<Named[]>('/groups?briefRepresentation=false&max=1000'),
    admin.get<Named[]>('/client-scopes'),
    admin.get<Client[]>('/clients?max=1000'),
  ]);
  const wanted = clients.filter(({ clientId, attributes }) =>
    clientIds === undefined
      ? attributes?.['realm_client'] !== 'true' && !BUILT_IN.has(clientId)
      : clientIds.has(clientId),
  );
  return {
    realmRoles: sorted(roles.filter(({ name }) => !name.startsWith('default-roles-'))),
    groups: sorted(groups),
    clientScopes: sorted(scopes),
    clients: sorted(await Promise.all(wanted.map((client) => snapshotClient(realm, client)))),
  };
}

const BUILT_IN = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]);

async function snapshotClient({ admin }: TestRealm, client: Client): Promise<Representation> {
  const roles = await admin.get<Named[]>(`/clients/${client.id}/roles?briefRepresentation=false`);
  if (!client.serviceAccountsEnabled) return { ...client, roles };
  const username = `service-account-${client.clientId.toLowerCase()}`;
  const [user] = await admin.get<{ id: string; enabled: boolean; attributes?: Representation }[]>(
    `/users?exact=true&username=${encodeURIComponent(username)}`,
  );
  // Not by …/service-account-user: that request makes the user when it is missing.
  if (user === undefined) return { ...client, roles, serviceAccount: 'missing' };
  const [mappings, groups] = await Promise.all([
    admin.get<Mappings>(`/users/${user.id}/role-mappings`),
    admin.get<{ path: string }[]>(`/users/${user.id}/groups`),
  ]);
  const clientRoles = Object.entries(mappings.clientMappings ?? {}).map(([id, held]) => [id, names(held.mappings)]);
  return {
    ...client,
    roles,
    serviceAccount: {
      enabled: user.enabled,
      attributes: user.attributes,
      realmRoles: names(mappings.realmMappings ?? []).filter((name) => !name.startsWith('default-roles-')),
      clientRoles: Object.fromEntries(clientRoles),
      groups: groups.map(({ path }) => path).toSorted(),
    },
  };
}

interface Named {
  readonly name: string;
}

interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly serviceAccountsEnabled: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

interface Mappings {
  readonly realmMappings?: readonly Named[];
  readonly clientMappings?: Readonly<Record<string, { readonly mappings: readonly Named[] }>>;
}

function names(list: readonly Named[]): readonly string[] {
  return list.map(({ name }) => name).toSorted();
}

function sorted(list: readonly unknown[]): readonly Representation[] {
  return inOrder(withoutOwn(list)) as readonly Representation[];
}

/** A value with every list and every member in an order of its own: the server gives most of them in hash order. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const keyed = value.map(inOrder).map((item) => ({ item, key: JSON.stringify(item) }));
    return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, inOrder(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutOwn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwn);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !OWN.has(name));
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutOwn(item)]));
}
