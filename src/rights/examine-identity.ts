import type { ExaminedIdentity, KnownRights, NeededRight } from '../model/index.js';
import { leastRoles } from './covered-rights.js';
import { excessRoles, standingOf } from './judge-rights.js';

/** What an identity needs, and what is known of it. */
export interface Examined {
  readonly needed: readonly NeededRight[];
  /** Roles that it may have without needing them. */
  readonly helpful: readonly string[];
  readonly known: KnownRights;
}

/** Each needed right with its standing, what is too much, and what to add. */
export function examineIdentity(
  who: Omit<ExaminedIdentity, 'rights' | 'excess' | 'add'>,
  { needed, helpful, known }: Examined,
): ExaminedIdentity {
  const rights = needed.map(({ role, reasons }) => ({ role, ...standingOf(role, known), reasons }));
  const missing = rights.filter(({ standing }) => standing === 'missing').map(({ role }) => role);
  const roles = needed.map(({ role }) => role);
  return { ...who, rights, excess: excessRoles(known, roles, helpful), add: leastRoles(missing) };
}
