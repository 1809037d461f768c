import type { LiveState, MissingRight, Plan } from '../model/index.js';
import { isCoveredByRules, missingRights, rightRules, rightsOfSteps } from '../rights/index.js';
import type { RightsReader } from '../systems/keycloak/index.js';
import { knownRights } from './known-rights.js';

/**
 * The rights that the steps of a plan need and that whoever read the realm for it lacks. Costs no request where the token or
 * the answers so far tell; the server's version is asked for only where the outcome depends on its rules.
 */
export async function checkRights(
  reader: RightsReader,
  { steps, target }: Pick<Plan, 'steps' | 'target'>,
  live: LiveState,
): Promise<readonly MissingRight[]> {
  if (steps.length === 0) return [];
  const needed = rightsOfSteps(steps, target.realm);
  const known = await knownRights(reader, live, needed);
  const missing = missingRights(needed, known);
  if (missing.length === 0 && !needed.some(({ role }) => isCoveredByRules(role))) return missing;
  const rules = rightRules(live.realm.serverVersion ?? (await reader.version()));
  return missingRights(rightsOfSteps(steps, target.realm, rules), { ...known, rules });
}
