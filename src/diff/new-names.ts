import { clientRoleAddress } from '../kinds/index.js';
import {
  address,
  addressParts,
  compareText,
  fieldParts,
  fieldPath,
  type Address,
  type Facts,
  type FieldPath,
  type KindName,
  type LiveObject,
  type LiveState,
} from '../model/index.js';

/** The clients that a plan renames: the address until now, by the new address. */
export type Renames = ReadonlyMap<Address, Address>;

/**
 * The live realm as the server will show it once the clients have their new ids: it keeps roles, grants, composites, role
 * scopes and attachments by its own identifiers, so all of them follow (26.7.4, contract "a renamed client keeps what it
 * has"). Texts in the config of mappers do not.
 */
export function withNewNames(live: LiveState, renames: Renames): LiveState {
  if (renames.size === 0) return live;
  const ids = new Map([...renames].map(([to, from]) => [plainId(from), plainId(to)]));
  const objects = [...live.objects.values()].map((object) => renamedObject(object, ids));
  const composites = [...live.composites].map(
    ([of, roles]) => [newAddress(of, ids), new Set([...roles].map((role) => newAddress(role, ids)))] as const,
  );
  return {
    ...live,
    objects: new Map(
      objects.sort((a, b) => compareText(a.address, b.address)).map((object) => [object.address, object]),
    ),
    composites: new Map(composites.sort(([a], [b]) => compareText(a, b))),
  };
}

/** New client ids by the old ones. */
type NewIds = ReadonlyMap<string, string>;

function plainId(of: Address): string {
  return addressParts(of).names[0] ?? '';
}

function newAddress(of: Address, ids: NewIds): Address {
  const { kind, names } = addressParts(of);
  const [clientId = '', role = ''] = names;
  const id = ids.get(clientId);
  if (id === undefined || (kind !== 'client' && kind !== 'client-role')) return of;
  return kind === 'client' ? address('client', id) : clientRoleAddress(id, role);
}

function renamedObject(object: LiveObject, ids: NewIds): LiveObject {
  const of = newAddress(object.address, ids);
  const facts = renamedFacts(object.kind, object.facts, ids);
  const unread = object.unread.map((path) => newPath(object.kind, path, ids));
  return of === object.address && facts === object.facts ? object : { ...object, address: of, facts, unread };
}

/** The same map where nothing in it names a renamed client. */
function renamedFacts(kind: KindName, facts: Facts, ids: NewIds): Facts {
  if (![...facts.keys()].some((path) => newPath(kind, path, ids) !== path)) return facts;
  const renamed = [...facts].map(([path, value]) => [newPath(kind, path, ids), value] as const);
  return new Map(renamed.sort(([a], [b]) => compareText(a, b)));
}

function newPath(kind: KindName, path: FieldPath, ids: NewIds): FieldPath {
  const at = clientIdIn(kind, path);
  if (at === undefined) return path;
  const parts = fieldParts(path);
  const id = ids.get(parts[at] ?? '');
  return id === undefined ? path : fieldPath(...parts.slice(0, at), id, ...parts.slice(at + 1));
}

/** Where in a path a client is named by its id: an index into its parts; undefined where none is. */
export function clientIdIn(kind: KindName, path: FieldPath): number | undefined {
  const match = NAMING[kind].find(([prefix]) => path.startsWith(prefix));
  return match?.[1];
}

const NAMING: Readonly<Record<KindName, readonly (readonly [prefix: string, index: number])[]>> = {
  client: [
    ['serviceAccount/clientRoles/', 2],
    ['roleScope/clientRoles/', 2],
  ],
  'client-scope': [
    ['roleScope/clientRoles/', 2],
    ['attachTo/default/', 2],
    ['attachTo/optional/', 2],
  ],
  role: [['composites/client/', 2]],
  'client-role': [['composites/client/', 2]],
  group: [['clientRoles/', 1]],
};
