import { isAdminRole } from '../kinds/index.js';
import { address, addressParts, type Address, type LiveState, type Unread } from '../model/index.js';
import { hasStatus, type NamedRole, type RealmReader } from '../systems/keycloak/index.js';
import { addressOfRole, type ClientIds } from './read-composites.js';
import { unreadAreas } from './reading.js';

/**
 * The live state with the direct roles of each of `roles` and of every role below them among its `composites`, so that
 * the way from a role or a group to an admin role can be followed. A role without an entry does not exist yet, is one
 * that gives rights over the realm by itself, or was refused; the last is noted among `unread`.
 */
export async function expandComposites(
  reader: RealmReader,
  live: LiveState,
  roles: ReadonlySet<Address>,
): Promise<LiveState> {
  const expansion = startExpansion(reader, live);
  let next: readonly Address[] = [...roles];
  while (next.length > 0) {
    const found = await Promise.all(next.map((of) => expand(expansion, of)));
    next = [...new Set(found.flat())].filter((of) => !expansion.asked.has(of));
  }
  const unread = unreadAreas([...live.unread, ...expansion.unread.values()]);
  return { ...live, composites: expansion.composites, unread };
}

interface Expansion {
  readonly reader: RealmReader;
  readonly live: LiveState;
  readonly clientIds: ClientIds;
  readonly asked: Set<Address>;
  readonly composites: Map<Address, ReadonlySet<Address>>;
  /** Identifiers of roles that were seen on the way. */
  readonly ids: Map<Address, string>;
  readonly unread: Map<string, Unread>;
}

function startExpansion(reader: RealmReader, live: LiveState): Expansion {
  const clients = [...live.objects.values()].filter(({ kind }) => kind === 'client');
  return {
    reader,
    live,
    clientIds: new Map(clients.map(({ id, address: of }) => [id, addressParts(of).names[0] ?? ''])),
    asked: new Set(),
    composites: new Map(live.composites),
    ids: new Map(),
    unread: new Map(),
  };
}

/** Reads the direct roles of one role or group and gives those that are to be expanded next. */
async function expand(expansion: Expansion, of: Address): Promise<readonly Address[]> {
  const { asked, composites, live, reader } = expansion;
  asked.add(of);
  if (isAdminRole(of, reader.realm)) return [];
  const known = composites.get(of);
  if (known !== undefined) return [...known];
  const direct = await attempt(expansion, () =>
    addressParts(of).kind === 'group' ? rolesOfGroup(reader, live, of) : rolesOfRole(expansion, of),
  );
  if (direct === undefined) return [];
  composites.set(of, new Set(direct));
  return direct;
}

async function rolesOfGroup(
  reader: RealmReader,
  live: LiveState,
  of: Address,
): Promise<readonly Address[] | undefined> {
  const id = live.objects.get(of)?.id;
  if (id === undefined) return undefined;
  const { realmRoles = [], clientRoles = {} } = await reader.group(id);
  const ofClients = Object.entries(clientRoles).flatMap(([clientId, names]) =>
    (Array.isArray(names) ? names : []).map((name) => address('client-role', clientId, String(name))),
  );
  return [...realmRoles.map((name) => address('role', name)), ...ofClients];
}

async function rolesOfRole(expansion: Expansion, of: Address): Promise<readonly Address[] | undefined> {
  const id = await idOf(expansion, of);
  if (id === undefined) return undefined;
  const { reader, clientIds, ids, live } = expansion;
  const roles = await reader.compositesOf(id);
  noteFilter(expansion, live);
  return roles.flatMap((role: NamedRole) => {
    const found = addressOfRole(role, clientIds);
    if (found === undefined) return [];
    ids.set(found, role.id);
    return [found];
  });
}

/** The server's identifier of a role; undefined when it does not exist. */
async function idOf({ ids, live, reader }: Expansion, of: Address): Promise<string | undefined> {
  const known = ids.get(of) ?? live.objects.get(of)?.id;
  const { kind, names } = addressParts(of);
  const [clientId = '', name = ''] = names;
  if (known !== undefined || kind !== 'client-role') return known;
  const client = live.objects.get(address('client', clientId));
  return client === undefined ? undefined : (await reader.clientRole(client.id, name))?.id;
}

/** Composites that are client roles are left out of the answer for whoever may not view clients (26.7.4, probed). */
function noteFilter({ unread }: Expansion, live: LiveState): void {
  if (!live.unread.some(({ area }) => area === 'clients')) return;
  const evidence = 'client roles among composites are not shown to whoever may not view clients';
  unread.set('filtered', { area: 'composites', reason: 'filtered', missingRole: 'view-clients', evidence });
}

async function attempt<T>({ unread }: Expansion, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    if (!hasStatus(error, 403)) throw error;
    const evidence = `${error.asked} was refused (403)`;
    unread.set('refused', { area: 'composites', reason: 'refused', missingRole: 'view-realm', evidence });
    return undefined;
  }
}
