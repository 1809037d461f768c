import { address, addressParts, groupAddress, type Address, type LiveObject } from '../model/index.js';
import type { GroupRepresentation, Holder, RoleNames, RoleRepresentation } from '../systems/keycloak/index.js';
import { markOf } from './draft.js';
import { addressOfRole } from './read-composites.js';
import { ask, findingOf, noteUse, noteUsers, type Search } from './usage-search.js';

type RoleHolder = Exclude<Holder, { readonly type: 'group' }>;

/** Finds who holds these roles, which groups and composites carry them, and which role scopes let them in. */
export async function findRoleUses(search: Search, roles: readonly Address[]): Promise<void> {
  if (roles.length === 0) return;
  const held = roles.flatMap((of) => {
    const holder = holderOf(search, of);
    return holder === undefined ? [] : [{ of, holder }];
  });
  await Promise.all([
    ...held.map(({ of, holder }) => findHolders(search, of, holder)),
    findComposites(search, roles),
    findRoleScopes(search, roles),
  ]);
}

function holderOf({ live }: Search, of: Address): RoleHolder | undefined {
  const { kind, names } = addressParts(of);
  const name = names.at(-1) ?? '';
  if (kind === 'role') return { type: 'role', name };
  const clientUuid = live.objects.get(address('client', names[0] ?? ''))?.id;
  return clientUuid === undefined ? undefined : { type: 'client-role', clientUuid, name };
}

async function findHolders(search: Search, of: Address, holder: RoleHolder): Promise<void> {
  const area = holder.type === 'role' ? 'realm-role-grants' : 'client-role-grants';
  const finding = findingOf(search, of);
  const groups = ask(finding, { area: 'groups', missingRole: 'view-users' }, () =>
    search.reader.groupsWith(holder, (page) => page),
  );
  await noteUsers(search, of, { holder, area, how: 'holds' });
  for (const group of (await groups)?.items ?? []) {
    noteUse(search, of, addressOfGroup(search, group), { how: 'holds', owner: markOf(group.attributes)?.owner });
  }
}

/** By its identifier where the group was read; a path alone may be that of two groups. */
export function addressOfGroup({ live }: Search, { id, path = '' }: GroupRepresentation): Address {
  const read = [...live.objects.values()].find((object) => object.kind === 'group' && object.id === id);
  return read?.address ?? groupAddress(path);
}

/** A role as a possible composite: its identifier, and whose it is. */
interface Candidate {
  readonly of: Address;
  readonly id: string;
  readonly owner: string | undefined;
}

/** Nobody can be asked which composites contain a role, so every role that may be one is asked for what it contains. */
async function findComposites(search: Search, roles: readonly Address[]): Promise<void> {
  const wanted = new Set(roles);
  const candidates = [...realmRoles(search), ...(await clientRoles(search, roles))];
  const look = async ({ of, id, owner }: Candidate): Promise<void> => {
    const contained = await askAll(search, roles, () => search.reader.compositesOf(id));
    for (const role of contained ?? []) {
      const named = addressOfRole(role, search.clientIds);
      if (named !== undefined && wanted.has(named)) noteUse(search, named, of, { how: 'contains', owner });
    }
  };
  await Promise.all(candidates.map(look));
}

/** A question whose answer is about all of these roles, so that a refusal leaves all of them unknown. */
async function askAll<T>(
  search: Search,
  roles: readonly Address[],
  question: () => Promise<T>,
): Promise<T | undefined> {
  const [first, ...others] = roles.map((of) => findingOf(search, of));
  if (first === undefined) return undefined;
  const answer = await ask(first, { area: 'composites', missingRole: 'view-realm' }, question);
  const refused = first.unread.get('composites');
  if (refused !== undefined) for (const finding of others) finding.unread.set('composites', refused);
  return answer;
}

function realmRoles({ live }: Search): readonly Candidate[] {
  return [...live.objects.values()].filter(({ kind }) => kind === 'role').map(candidateOf);
}

function candidateOf({ address: of, id, mark }: LiveObject): Candidate {
  return { of, id, owner: mark?.owner };
}

/** The roles of all clients that have any. */
async function clientRoles(search: Search, roles: readonly Address[]): Promise<readonly Candidate[]> {
  const lists = [...search.live.objects.values()]
    .filter(({ kind }) => kind === 'client')
    .map(async ({ id, address: client }) => {
      const clientId = addressParts(client).names[0] ?? '';
      const listed = await askAll(search, roles, () =>
        search.reader.clientRoles(id, (page) => page.map((role) => clientCandidate(clientId, role))),
      );
      return listed?.items ?? [];
    });
  return (await Promise.all(lists)).flat();
}

function clientCandidate(clientId: string, { id = '', name = '', attributes }: RoleRepresentation): Candidate {
  return { of: address('client-role', clientId, name), id, owner: markOf(attributes)?.owner };
}

/** A role scope has an effect only where not all roles are let in, so only such clients are asked. */
async function findRoleScopes(search: Search, roles: readonly Address[]): Promise<void> {
  const { live, reader } = search;
  const narrow = await askAll(search, roles, () =>
    reader.clients((page) => page.flatMap(({ id = '', fullScopeAllowed }) => (fullScopeAllowed === false ? [id] : []))),
  );
  const ids = new Set(narrow?.items);
  const scoped = [...live.objects.values()].filter(
    ({ kind, id }) => kind === 'client-scope' || (kind === 'client' && ids.has(id)),
  );
  const wanted = new Set(roles);
  const look = async ({ kind, id, address: by, mark }: LiveObject): Promise<void> => {
    const place = kind === 'client' ? 'clients' : 'client-scopes';
    const scope = await askAll(search, roles, () => reader.roleScopeOf(place, id));
    for (const of of scope === undefined ? [] : rolesIn(scope)) {
      if (wanted.has(of)) noteUse(search, of, by, { how: 'lets-in', owner: mark?.owner });
    }
  };
  await Promise.all(scoped.map(look));
}

function rolesIn({ realmRoles: ofRealm, clientRoles: ofClients }: RoleNames): readonly Address[] {
  return [
    ...ofRealm.map((name) => address('role', name)),
    ...[...ofClients].flatMap(([clientId, names]) => names.map((name) => address('client-role', clientId, name))),
  ];
}
