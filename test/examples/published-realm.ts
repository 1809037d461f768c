// The realms of test/realms: how each is loaded, and everything that a test compares of it.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { withWorkplace, type Workplace } from '../entry/workplace.js';
import type { TestRealm } from '../support/keycloak.js';

type Representation = Readonly<Record<string, unknown>>;

const FOLDER = new URL('../realms/', import.meta.url);

/** The names of the files, without their ending. */
export const PUBLISHED_REALMS: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''))
  .toSorted();

/**
 * The realm of a file with other identifiers in the same places: the server takes each once, and another test may have a
 * realm of the same file at the same time.
 */
function readPublished(name: string): Representation {
  const text = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
  const ids = [...text.matchAll(/"(?:id|internalId)"\s*:\s*"([^"]+)"/g)].map(([, id = '']) => id);
  const others = new Map(ids.filter(isId).map((id) => [id, randomUUID()]));
  return JSON.parse(text.replaceAll(UUID, (id) => others.get(id) ?? id)) as Representation;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Makes a realm of a file, gives it to `work`, and deletes it whatever happens. */
export async function withPublishedRealm(name: string, work: (place: Workplace) => Promise<void>): Promise<void> {
  // The realm's own id is left out, so that the server gives it another one.
  const { id: _, ...published } = readPublished(name);
  if (published['realm'] !== undefined) {
    await withWorkplace('published', work, { representation: withoutUnknownParts(published) });
    return;
  }
  await withWorkplace('published', async (place) => {
    await place.realm.admin.post('/partialImport', { ifResourceExists: 'FAIL', ...published });
    await makeServiceAccounts(place.realm);
    await work(place);
  });
}

/** Makes the realm of a file without its clients, roles, groups, scopes and people: the same settings and flows only. */
export async function withEmptyRealm(name: string, work: (place: Workplace) => Promise<void>): Promise<void> {
  const published = readPublished(name);
  const settings = Object.entries(published).filter(([key]) => !OBJECTS.has(key));
  await withWorkplace('empty', work, { representation: Object.fromEntries(settings) });
}

/** Members of a realm that are objects, or name some. */
const OBJECTS: ReadonlySet<string> = new Set([
  'id',
  'messageBundles',
  'clients',
  'roles',
  'groups',
  'clientScopes',
  'users',
  'defaultRole',
  'defaultRoles',
  'defaultGroups',
  'defaultDefaultClientScopes',
  'defaultOptionalClientScopes',
  'scopeMappings',
  'clientScopeMappings',
]);

/**
 * An import of clients without users leaves service accounts out (26.7.4, probed): the first write of such a client makes
 * its account, whoever writes it. It is made here, so that it is no difference that an apply makes.
 */
async function makeServiceAccounts({ admin }: TestRealm): Promise<void> {
  const clients = await admin.get<{ readonly id: string; readonly serviceAccountsEnabled: boolean }[]>('/clients');
  for (const { id, serviceAccountsEnabled } of clients) {
    if (serviceAccountsEnabled) await admin.get(`/clients/${id}/service-account-user`);
  }
}

/** Leaves out what keycloak-config-cli knows and the server does not: `messageBundles`, and flows of clients by alias. */
function withoutUnknownParts(published: Representation): Representation {
  const { messageBundles: _, ...realm } = published;
  const clients = (realm['clients'] as readonly Representation[]).map((client) => {
    const overrides = Object.values((client['authenticationFlowBindingOverrides'] as Representation | undefined) ?? {});
    const { authenticationFlowBindingOverrides: __, ...rest } = client;
    return overrides.some((flow) => !isId(String(flow))) ? rest : client;
  });
  return { ...realm, clients };
}

function isId(text: string): boolean {
  return /^[0-9a-f-]{36}$/.test(text);
}

/** Names of a realm's objects that a file of ours declares. */
export interface OwnNames {
  readonly clients: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly clientScopes: ReadonlySet<string>;
}

/**
 * What an adoption adds to a client: the mark, and by the server itself, whenever a client with a service account is
 * written, the scope `service_account` (26.7.4, probed).
 */
export function withoutMark(client: Representation): Representation {
  const attributes = Object.entries((client['attributes'] as Representation | undefined) ?? {});
  const scopes = (client['defaultClientScopes'] as readonly string[] | undefined) ?? [];
  return {
    ...client,
    attributes: Object.fromEntries(attributes.filter(([key]) => !key.startsWith('keyplan.'))),
    defaultClientScopes: scopes.filter((scope) => scope !== 'service_account'),
  };
}

/**
 * The whole realm as text, but for objects with these names: the server's own export, the clients with their secrets, and
 * what each person holds. Lists are put in one order, because the server gives most of them in the order of a hash table.
 */
export async function realmText(
  { admin }: TestRealm,
  without: OwnNames,
  asCompared: (client: Representation) => Representation = (client) => client,
): Promise<string> {
  const answer = await admin.request('POST', '/partial-export?exportClients=true&exportGroupsAndRoles=true', {});
  const exported = (await answer.json()) as Export;
  const clients = await admin.get<Representation[]>('/clients?max=1000');
  const users = await admin.get<Representation[]>('/users?max=1000&briefRepresentation=false');
  const people = await Promise.all(
    users.map(async (user) => ({
      user,
      roles: await admin.get<unknown>(`/users/${String(user['id'])}/role-mappings`),
      groups: await admin.get<unknown>(`/users/${String(user['id'])}/groups`),
    })),
  );
  const others = (
    list: readonly Representation[],
    key: string,
    names: ReadonlySet<string>,
  ): readonly Representation[] => list.filter((item) => !names.has(String(item[key])));
  const otherClients = (list: readonly Representation[]): readonly Representation[] =>
    others(list, 'clientId', without.clients).map(asCompared);
  const roles = Object.entries(exported.roles.client).filter(([clientId]) => !without.clients.has(clientId));
  const rest = {
    ...exported,
    clients: otherClients(exported.clients),
    clientScopes: others(exported.clientScopes, 'name', without.clientScopes),
    groups: others(exported.groups, 'name', without.groups),
    roles: { realm: others(exported.roles.realm, 'name', without.roles), client: Object.fromEntries(roles) },
    users: others(exported.users ?? [], 'serviceAccountClientId', without.clients),
  };
  return JSON.stringify(inOneOrder({ rest, people, clients: otherClients(clients) }), null, 1);
}

/** The parts of an export that can hold objects of ours. */
interface Export extends Representation {
  readonly clients: readonly Representation[];
  readonly clientScopes: readonly Representation[];
  readonly groups: readonly Representation[];
  readonly roles: {
    readonly realm: readonly Representation[];
    readonly client: Readonly<Record<string, readonly Representation[]>>;
  };
  readonly users?: readonly Representation[];
}

function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => ({ item: inOneOrder(item) }));
    return items
      .map(({ item }) => ({ item, text: JSON.stringify(item) }))
      .toSorted((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ item }) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, inOneOrder(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
