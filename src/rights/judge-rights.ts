import type { KnownRights, MissingRight, NeededRight } from '../model/index.js';
import { anyCovers, covers, isQueryRole, leastRoles, REALM_ADMIN } from './covered-rights.js';

/** Whether an identity has a right, as far as anybody knows, and how that was found out. */
export interface RightStanding {
  readonly standing: 'held' | 'missing' | 'unknown';
  readonly by: string;
}

/** What is known of one right. What answers show counts more than a list: a list may be older, or lie behind a scope. */
export function standingOf(role: string, { listed, shown, rules }: KnownRights): RightStanding {
  const sign = shown.get(role);
  if (sign !== undefined) return { standing: sign.held ? 'held' : 'missing', by: sign.by };
  for (const [other, { held, by }] of shown) if (held && covers(other, role, rules)) return { standing: 'held', by };
  if (listed === undefined) return { standing: 'unknown', by: 'nothing tells' };
  return { standing: anyCovers(listed.roles, role, rules) ? 'held' : 'missing', by: listed.by };
}

/** Of the rights that are needed, those that are missing for sure. */
export function missingRights(needed: readonly NeededRight[], known: KnownRights): readonly MissingRight[] {
  return needed.flatMap((right) => {
    const { standing, by } = standingOf(right.role, known);
    return standing === 'missing' ? [{ ...right, by }] : [];
  });
}

/** Roles that an identity lists and nothing needs, with those first that give everything away. `helpful` ones are fine too. */
export function excessRoles(
  { listed, rules }: KnownRights,
  needed: Iterable<string>,
  helpful: readonly string[] = [],
): readonly string[] {
  if (listed === undefined) return [];
  // Which of the others somebody gave besides cannot be told: it brings all along.
  if (listed.roles.has(REALM_ADMIN)) return [REALM_ADMIN];
  const wanted = [...leastRoles(needed), ...helpful];
  return [...listed.roles].filter((role) => !isQueryRole(role) && !anyCovers(wanted, role, rules)).sort();
}
