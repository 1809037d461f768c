import type { IdentityUse, LeastClient, NeededRight } from '../model/index.js';
import { leastRoles } from './covered-rights.js';
import { joinRights } from './gathered-rights.js';

const DESCRIPTIONS: Readonly<Record<IdentityUse, string>> = {
  plan: 'keyplan looks at this realm with it, and cannot write',
  apply: 'keyplan writes this realm with it',
};

/** The client with the fewest rights that are enough for all that is needed. */
export function leastClient(
  clientId: string,
  use: IdentityUse,
  ...needed: readonly (readonly NeededRight[])[]
): LeastClient {
  const all = joinRights(...needed);
  const least = new Set(leastRoles(all.map(({ role }) => role)));
  return { clientId, description: DESCRIPTIONS[use], rights: all.filter(({ role }) => least.has(role)) };
}
