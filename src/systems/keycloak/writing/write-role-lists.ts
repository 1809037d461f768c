import { namedBy } from '../../../kinds/index.js';
import {
  address,
  addressParts,
  compareText,
  fieldParts,
  sortedBy,
  type Address,
  type FactValue,
  type FieldChange,
  type FieldPath,
} from '../../../model/index.js';
import type { Asked, Method } from '../session/errors.js';
import { listOf } from '../reading/find-object.js';
import type { Identifiers } from '../reading/identifiers.js';
import type { ReadSession, Session } from '../session/session.js';
import type { RoleRepresentation } from '../representation/representations.js';

/**
 * Something that holds roles of the realm and of clients: a user, a group, the role scope of a client or of a client
 * scope, or a composite role. Composites are one flat list; all others have a list for the realm and one for each client.
 */
export interface RoleHolder {
  /** The path below the realm, with and without the id. */
  readonly path: readonly string[];
  readonly template: string;
  readonly flat: boolean;
  /** How many parts of a fact's path come before the list's name. */
  readonly skip: number;
}

/** The roles that a service account holds itself. */
export function accountRoles(userId: string): RoleHolder {
  return { path: ['users', userId, 'role-mappings'], template: 'users/{id}/role-mappings', flat: false, skip: 1 };
}

/** The roles that a group gives to its members. */
export function groupRoles(groupId: string): RoleHolder {
  return { path: ['groups', groupId, 'role-mappings'], template: 'groups/{id}/role-mappings', flat: false, skip: 0 };
}

/** The roles that a client, or a client scope, lets into a token. */
export function scopedRoles(of: 'clients' | 'client-scopes', id: string): RoleHolder {
  return { path: [of, id, 'scope-mappings'], template: `${of}/{id}/scope-mappings`, flat: false, skip: 1 };
}

/** The roles that a role brings along. */
export function compositeRoles(roleId: string): RoleHolder {
  return { path: ['roles-by-id', roleId, 'composites'], template: 'roles-by-id/{id}/composites', flat: true, skip: 1 };
}

/** The changes of `fields` that name roles. */
export function roleChanges(fields: readonly FieldChange[], { skip }: RoleHolder): readonly FieldChange[] {
  return fields.filter(({ path }) => roleNamedBy(path, skip) !== undefined);
}

/** Which of the roles that `fields` name the holder has now, as facts. */
export async function readRoleFacts(
  session: ReadSession,
  ids: Identifiers,
  holder: RoleHolder,
  fields: readonly FieldChange[],
): Promise<ReadonlyMap<FieldPath, FactValue>> {
  const changes = roleChanges(fields, holder);
  const facts = new Map<FieldPath, FactValue>();
  if (changes.length === 0) return facts;
  const answer = await session.get({ asked: `GET /${holder.template}`, path: holder.path });
  const held = holder.flat ? await flatRoles(ids, listOf(answer), changes, holder.skip) : mappedRoles(answer);
  for (const { path } of changes) {
    const role = roleNamedBy(path, holder.skip);
    if (role !== undefined && held.has(role)) facts.set(path, true);
  }
  return facts;
}

/**
 * Takes roles away, then gives roles, a request for each list. A role that is gone needs no taking away. The server takes
 * a list as a whole or not at all.
 */
export async function writeRoles(
  session: Session,
  ids: Identifiers,
  holder: RoleHolder,
  fields: readonly FieldChange[],
): Promise<void> {
  const changes = roleChanges(fields, holder);
  for (const [method, wanted] of [
    ['DELETE', changes.filter(({ after }) => after === undefined)],
    ['POST', changes.filter(({ after }) => after !== undefined)],
  ] as const) {
    for (const [place, roles] of byPlace(wanted, holder)) {
      const list = await sublist(ids, holder, place, method);
      const body = list === undefined ? [] : await roleBodies(ids, roles, method);
      if (list !== undefined && body.length > 0) await session.send({ ...list, body });
    }
  }
}

function roleNamedBy(path: FieldPath, skip: number): Address | undefined {
  const named = namedBy(fieldParts(path).slice(skip));
  return named === undefined || addressParts(named).kind === 'group' ? undefined : named;
}

/** The client id of a client role, `undefined` for the realm; one place for all composites. */
function byPlace(changes: readonly FieldChange[], holder: RoleHolder): readonly [string | undefined, Address[]][] {
  const places = new Map<string | undefined, Address[]>();
  for (const { path } of changes) {
    const role = roleNamedBy(path, holder.skip);
    if (role === undefined) continue;
    const { kind, names } = addressParts(role);
    const place = holder.flat || kind === 'role' ? undefined : names[0];
    places.set(place, [...(places.get(place) ?? []), role]);
  }
  return [...places].sort(([a = ''], [b = '']) => compareText(a, b));
}

interface Sublist {
  readonly asked: Asked;
  readonly path: readonly string[];
}

/** The list that a request goes to; undefined for a client that is gone, whose roles are gone with it. */
async function sublist(
  ids: Identifiers,
  { path, template, flat }: RoleHolder,
  clientId: string | undefined,
  method: Method,
): Promise<Sublist | undefined> {
  if (flat) return { asked: `${method} /${template}`, path };
  if (clientId === undefined) return { asked: `${method} /${template}/realm`, path: [...path, 'realm'] };
  const of = address('client', clientId);
  const id = method === 'DELETE' ? await ids.find(of) : await ids.require(of);
  return id === undefined
    ? undefined
    : { asked: `${method} /${template}/clients/{id}`, path: [...path, 'clients', id] };
}

/** The server wants id and name: a name alone is taken and ignored (26.7.4). */
async function roleBodies(
  ids: Identifiers,
  roles: readonly Address[],
  method: Method,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const bodies: { readonly id: string; readonly name: string }[] = [];
  for (const role of roles) {
    const id = method === 'DELETE' ? await ids.find(role) : await ids.require(role);
    if (id !== undefined) bodies.push({ id, name: addressParts(role).names.at(-1) ?? '' });
  }
  return sortedBy(bodies, ({ name }) => name);
}

interface Mappings {
  readonly realmMappings?: readonly RoleRepresentation[];
  readonly clientMappings?: Readonly<Record<string, { readonly mappings?: readonly RoleRepresentation[] }>>;
}

function mappedRoles(answer: unknown): ReadonlySet<Address> {
  const { realmMappings = [], clientMappings = {} } = (
    typeof answer === 'object' && answer !== null ? answer : {}
  ) as Mappings;
  const held = new Set(realmMappings.map(({ name = '' }) => address('role', name)));
  for (const [clientId, { mappings = [] }] of Object.entries(clientMappings)) {
    for (const { name = '' } of mappings) held.add(address('client-role', clientId, name));
  }
  return held;
}

/** Roles of a flat list name their client by its id, so only the clients that the changes name are told apart. */
async function flatRoles(
  ids: Identifiers,
  roles: readonly RoleRepresentation[],
  changes: readonly FieldChange[],
  skip: number,
): Promise<ReadonlySet<Address>> {
  const clients = new Map<string, string>();
  for (const { path } of changes) {
    const role = roleNamedBy(path, skip);
    const { kind, names } = role === undefined ? { kind: undefined, names: [] } : addressParts(role);
    const [clientId] = names;
    if (kind !== 'client-role' || clientId === undefined) continue;
    const id = await ids.find(address('client', clientId));
    if (id !== undefined) clients.set(id, clientId);
  }
  const held = new Set<Address>();
  for (const { name = '', clientRole, containerId = '' } of roles) {
    const clientId = clients.get(containerId);
    if (clientRole !== true) held.add(address('role', name));
    else if (clientId !== undefined) held.add(address('client-role', clientId, name));
  }
  return held;
}
