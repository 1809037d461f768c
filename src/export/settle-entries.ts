import { isTreeMap, type TreeMap } from '../kinds/index.js';
import {
  address,
  addressParts,
  fieldParts,
  groupAddress,
  groupPathOf,
  Secret,
  type Address,
  type Diagnostic,
  type DesiredState,
  type ObjectChange,
} from '../model/index.js';
import { canIgnoreMapper, ignoreTrees } from './ignore-trees.js';
import type { Inexpressible } from './inexpressible.js';
import type { Proving } from './proving.js';
import { sourceOfEntries } from './tree-source.js';
import { deletePath, type Entries, type Section } from './tree.js';

/** Entries that change nothing, what they resolve to, and what had to go for it. */
export interface SettledEntries {
  readonly desired: DesiredState;
  readonly missing: readonly Inexpressible[];
}

/** Each round takes something away, so that this many mean a fault of ours. */
const ROUNDS_MAX = 100;

/**
 * Takes out of entries, which are changed, everything that the checks of files refuse or that would change the realm: the
 * smallest thing that can be left unwritten, else the object. What went is named.
 */
export function settleEntries(entries: Entries, proving: Proving): SettledEntries {
  let missing: readonly Inexpressible[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { file, pathAt } = sourceOfEntries(entries, ignoreTrees(missing, entries));
    const { value: desired, diagnostics } = proving.resolve([file]);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const found = [...errors, ...(desired === undefined ? [] : proving.checkReferences(desired))].map((diagnostic) =>
      faultOf(diagnostic, pathAt(diagnostic.place) ?? []),
    );
    const changed = desired === undefined || found.length > 0 ? [] : proving.compare(desired).flatMap(faultsOfChange);
    const faults = [...found, ...changed];
    if (faults.length === 0 && desired !== undefined) return { desired, missing };
    const named = faults.flatMap((fault) => remove(entries, fault));
    if (named.length === 0) throw new Error(`nothing can be left out: ${faults.map(({ why }) => why).join('; ')}`);
    // What goes as a whole takes the rules for parts of it along.
    const isGone = ({ address: of, mapper }: Inexpressible): boolean =>
      mapper !== undefined &&
      named.some((one) => one.address === of && (one.part === undefined || one.part === MAPPERS));
    missing = [...missing.filter((one) => !isGone(one)), ...named];
  }
  throw new Error('an export does not settle');
}

/** Something that cannot be written as it is: where, by the keys along the way, and why. */
interface Fault {
  readonly path: readonly string[];
  readonly why: string;
}

function faultOf({ message }: Diagnostic, path: readonly string[]): Fault {
  return { path, why: message };
}

/** A difference that the entry would make: a bug, were it not named. */
function faultsOfChange({ address: of, action, fields }: ObjectChange): readonly Fault[] {
  const object = pathOfObject(of);
  if (action === 'create' || fields.length === 0) return [{ path: object, why: `writing it would ${action} it` }];
  return fields.map(({ path, before }) => {
    const parts = fieldParts(path);
    const why = before instanceof Secret ? 'it holds a secret' : 'written as it is, it would be changed';
    return { path: [...object, ...(parts[1] === 'present' ? ['serviceAccountsEnabled'] : parts)], why };
  });
}

const MAPPERS = 'protocolMappers';

const SECTION_OF = { role: 'roles', group: 'groups', 'client-scope': 'clientScopes', client: 'clients' } as const;

function pathOfObject(of: Address): readonly string[] {
  const { kind, names } = addressParts(of);
  const [first = '', second = ''] = names;
  if (kind === 'client-role') return ['clients', first, 'roles', second];
  return [SECTION_OF[kind], kind === 'group' ? groupPathOf(of) : first];
}

/** Takes a fault's cause away and names it; nothing where an earlier fault took it along. */
function remove(entries: Entries, { path, why }: Fault): readonly Inexpressible[] {
  const [section = '', name = '', ...inside] = path;
  const found = ownerOf(entries, section as Section, name, inside);
  if (found === undefined) return [];
  const { of, objects, key, field } = found;
  const part = unwritable(field);
  const object = objects.get(key);
  if (part.length === 0 || part[0] === 'protocol' || !isTreeMap(object)) {
    objects.delete(key);
    return [{ address: of, why }];
  }
  const mappers = object.get(MAPPERS);
  const [, mapper = ''] = field;
  if (part[0] === MAPPERS && isTreeMap(mappers) && mappers.has(mapper) && canIgnoreMapper(of, mapper)) {
    object.set(MAPPERS, new Map([...mappers].filter(([name]) => name !== mapper)));
    return [{ address: of, part: `${MAPPERS}.${mapper}`, why, mapper }];
  }
  if (!hasPath(object, part)) return [];
  deletePath(object, part);
  // Without the account there is nothing to say about it.
  if (part[0] === 'serviceAccountsEnabled') object.delete('serviceAccount');
  return [{ address: of, part: part.join('.'), why }];
}

interface Owner {
  readonly of: Address;
  /** The map in which the object stands, and its key there. */
  readonly objects: TreeMap;
  readonly key: string;
  /** The keys inside the object. */
  readonly field: readonly string[];
}

/** The object that a path lies in: a client's role is an object of its own. */
function ownerOf(entries: Entries, section: Section, name: string, inside: readonly string[]): Owner | undefined {
  const objects = entries[section];
  const object = objects?.get(name);
  if (objects === undefined || object === undefined) return undefined;
  const [field, role, ...rest] = inside;
  if (section !== 'clients' || field !== 'roles' || role === undefined)
    return { of: addressOf(section, name), objects, key: name, field: inside };
  const roles = isTreeMap(object) ? object.get('roles') : undefined;
  if (!isTreeMap(roles) || !roles.has(role)) return undefined;
  return { of: address('client-role', name, role), objects: roles, key: role, field: rest };
}

/** The smallest part around a fault that an entry can leave out without a word about the rest: one key of attributes, one list, one map that is exact. */
function unwritable(inside: readonly string[]): readonly string[] {
  const [head = '', second] = inside;
  if (inside.length === 0 || second === undefined) return inside;
  if (head === 'attributes' || head === 'composites' || head === 'attachTo') return [head, second];
  if (head === 'serviceAccount') return second === 'attributes' ? inside.slice(0, 3) : [head, second];
  return [head];
}

function hasPath(map: TreeMap, [key = '', ...rest]: readonly string[]): boolean {
  const value = map.get(key);
  return rest.length > 0 && isTreeMap(value) ? hasPath(value, rest) : value !== undefined;
}

function addressOf(section: Section, name: string): Address {
  switch (section) {
    case 'roles':
      return address('role', name);
    case 'groups':
      return groupAddress(name);
    case 'clientScopes':
      return address('client-scope', name);
    case 'templates':
    case 'clients':
      return address('client', name);
  }
}
