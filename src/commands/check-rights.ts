import type { LiveState, MissingRight, Plan } from '../model/index.js';
import { missingRights, rightsOfSteps } from '../rights/index.js';
import type { RightsReader } from '../systems/keycloak/index.js';
import { knownRights } from './known-rights.js';

/** The rights that the steps of a plan need and that whoever read the realm for it lacks. Costs no request where the token or the answers so far tell. */
export async function checkRights(
  reader: RightsReader,
  { steps, target }: Pick<Plan, 'steps' | 'target'>,
  live: LiveState,
): Promise<readonly MissingRight[]> {
  if (steps.length === 0) return [];
  const needed = rightsOfSteps(steps, target.realm);
  return missingRights(needed, await knownRights(reader, live, needed));
}
