import {
  address,
  addressParts,
  fieldParts,
  fieldPath,
  groupNames,
  type Address,
  type FieldPath,
  type Facts,
  type KindName,
} from '../model/index.js';
import { isAdminRole } from './built-in.js';
import { head, namedBy } from './fields.js';

const ROLE_SCOPE = 'roleScope';

/** Where the roles behind a role or a group can be looked up: what the files will make of them, else what is live. */
export interface RoleGraph {
  readonly realm: string;
  /** Direct composites of a role, or direct roles of a group; empty where there are none. */
  readonly rolesOf: (of: Address) => Iterable<Address>;
}

/**
 * The way from a role or a group to a role that gives rights over the realm, for the hazard `admin-role`: the addresses
 * along it, the admin role last; undefined when there is none. A group holds its ancestors' roles too.
 */
export function wayToAdminRole(from: Address, graph: RoleGraph): readonly Address[] | undefined {
  const seen = new Set<Address>();
  const search = (at: Address, way: readonly Address[]): readonly Address[] | undefined => {
    if (seen.has(at)) return undefined;
    seen.add(at);
    const path = [...way, at];
    if (isAdminRole(at, graph.realm)) return path;
    for (const next of graph.rolesOf(at)) {
      const found = search(next, path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(from, []);
}

/** The group itself and every group above it. @example withAncestors('/a/b') names /a and /a/b */
export function withAncestors(path: string): readonly Address[] {
  const names = groupNames(path);
  return names.map((_, index) => address('group', ...names.slice(0, index + 1)));
}

/** The roles that the facts below `prefix` name, such as the composites of a role (`composites`) or the roles of a group (``). */
export function rolesIn(facts: Facts, prefix: 'composites' | ''): readonly Address[] {
  const skip = prefix === '' ? 0 : 1;
  return [...facts].flatMap(([path, value]) => {
    const parts = fieldParts(path);
    if (value !== true || (prefix !== '' && parts[0] !== prefix)) return [];
    const named = namedBy(parts.slice(skip));
    return named === undefined ? [] : [named];
  });
}

/** The fact by which a group or a composite role holds a role directly. */
export function holdingPath(of: Address, role: Address): FieldPath {
  const isGroup = addressParts(of).kind === 'group';
  const { kind, names } = addressParts(role);
  if (kind === 'role') return isGroup ? fieldPath('realmRoles', ...names) : fieldPath('composites', 'realm', ...names);
  return isGroup ? fieldPath('clientRoles', ...names) : fieldPath('composites', 'client', ...names);
}

/** Whether a fact lets a role into tokens and gives it to nobody. */
export function isInRoleScope(path: FieldPath): boolean {
  return head(path) === ROLE_SCOPE;
}

/**
 * The role or group that a fact gives to its object, for facts that give one: to a service account, a group or a composite
 * role, or by a role scope to the tokens of whoever holds it already.
 */
export function grantedBy(kind: KindName, path: FieldPath): Address | undefined {
  const parts = fieldParts(path);
  if (kind === 'group') return namedBy(parts);
  return GIVING[kind].includes(parts[0] ?? '') ? namedBy(parts.slice(1)) : undefined;
}

/** Below which first parts a kind's facts name what they give. */
const GIVING: Readonly<Record<Exclude<KindName, 'group'>, readonly string[]>> = {
  client: ['serviceAccount', ROLE_SCOPE],
  'client-scope': [ROLE_SCOPE],
  role: ['composites'],
  'client-role': ['composites'],
};
