import { address, fieldParts, groupNames, type Address, type FieldPath, type Facts } from '../model/index.js';
import { isAdminRole } from './built-in.js';
import { namedBy } from './fields.js';

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

/** The role or group that a fact gives to its object, for facts that give one. */
export function grantedBy(kind: string, path: FieldPath): Address | undefined {
  const parts = fieldParts(path);
  if (kind === 'client') return parts[0] === 'serviceAccount' ? namedBy(parts.slice(1)) : undefined;
  if (kind === 'group') return namedBy(parts);
  return parts[0] === 'composites' ? namedBy(parts.slice(1)) : undefined;
}
