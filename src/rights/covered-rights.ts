import type { RightRules } from '../model/index.js';

/**
 * What else may be done by whoever has a role: each role may be read as all of these, and its holder may grant them too
 * (24.0.5 to 26.7.4, contract "a right that covers another"). Roles that only query are left out: nothing of ours rests
 * on them.
 */
const COVERED: Readonly<Record<string, readonly string[]>> = {
  'manage-clients': ['view-clients', 'manage-authorization', 'create-client'],
  'manage-users': ['view-users'],
  'manage-realm': ['view-realm', 'manage-organizations', 'view-organizations'],
  'manage-organizations': ['view-organizations'],
  'manage-events': ['view-events'],
  'manage-identity-providers': ['view-identity-providers'],
  'manage-authorization': ['view-authorization'],
};

/** What these cover too on the newest server; up to 26.3 they do not (same contract). */
const COVERED_BY_THE_NEWEST: Readonly<Record<string, readonly string[]>> = {
  'manage-clients': ['view-authorization'],
  'view-clients': ['view-authorization'],
};

/** The role that holds all others. */
export const REALM_ADMIN = 'realm-admin';

/** Roles that come along with others and give nothing but empty lists: whoever may map roles at all may map them (26.7.4). */
export function isQueryRole(role: string): boolean {
  return role.startsWith('query-');
}

/** Whether somebody with the role `held` may do all that the role `wanted` is for, on a server of these rules. */
export function covers(held: string, wanted: string, rules: RightRules = 'newest'): boolean {
  if (held === wanted || held === REALM_ADMIN || COVERED[held]?.includes(wanted) === true) return true;
  return rules === 'newest' && COVERED_BY_THE_NEWEST[held]?.includes(wanted) === true;
}

/** Whether it depends on the server's rules what covers a role. */
export function isCoveredByRules(role: string): boolean {
  return Object.values(COVERED_BY_THE_NEWEST).some((roles) => roles.includes(role));
}

/** Whether one of the roles covers another. */
export function anyCovers(held: Iterable<string>, wanted: string, rules?: RightRules): boolean {
  for (const role of held) if (covers(role, wanted, rules)) return true;
  return false;
}

/** The fewest of these roles that cover them all on every server, in order. @example leastRoles(['view-users', 'manage-users']) is ['manage-users'] */
export function leastRoles(roles: Iterable<string>): readonly string[] {
  const all = [...new Set(roles)].sort();
  return all.filter((role) => !all.some((other) => other !== role && covers(other, role, 'until-26.3')));
}
