import { isRemoval } from '../kinds/index.js';
import { addressParts, addressText, type NeededRight, type RightRules, type Step } from '../model/index.js';
import { need, neededRights, type Gathering } from './gathered-rights.js';
import { ROLE_TO_WRITE, rightsOfFact, type RuledRealm } from './rights-of-writes.js';

/** The rights without which the server would refuse a step of a plan, with the steps that need each. */
export function rightsOfSteps(
  steps: readonly Step[],
  realm: string,
  rules: RightRules = 'newest',
): readonly NeededRight[] {
  const gathering: Gathering = new Map();
  for (const step of steps) {
    for (const [role, because] of rightsOfStep(step, { realm, rules })) {
      const text = because === '' ? addressText(step.address) : `${addressText(step.address)}: ${because}`;
      need(gathering, role, { text, address: step.address, step: step.id });
    }
  }
  return neededRights(gathering);
}

/** By role, the first reason why a step needs it. */
function rightsOfStep({ address: of, operation, fields }: Step, server: RuledRealm): ReadonlyMap<string, string> {
  const rights = new Map<string, string>();
  // What a service account holds is written to its user and not to the client.
  if (operation !== 'grant') rights.set(ROLE_TO_WRITE[addressParts(of).kind], '');
  // An object that goes takes its facts along unasked.
  if (isRemoval(operation)) return rights;
  for (const { path, after } of fields) {
    for (const { role, because } of rightsOfFact(of, path, { ...server, isTaken: after === undefined })) {
      if (!rights.has(role)) rights.set(role, because);
    }
  }
  return rights;
}
