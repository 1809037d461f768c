import {
  type Allowance,
  type Hazard,
  type ObjectChange,
  type Plan,
  type Refusal,
  type Step,
  type Verdict,
} from '../model/index.js';
import { endings, expired } from './judge-dates.js';
import { guards } from './judge-guards.js';
import { unexpectedOrigins } from './judge-origins.js';
import { keptObjects } from './judge-removals.js';
import { allowWords, type Rules } from './rules.js';

/** Says what of a plan is refused, what somebody allowed, and what ends soon. Changes nothing and asks nobody. */
export function judge(plan: Plan, rules: Rules): Verdict {
  const refusals: Refusal[] = [
    ...expired(rules),
    ...guards(plan, rules),
    ...unexpectedOrigins(plan, rules),
    ...keptObjects(plan, rules),
  ];
  const allowed: { hazard: Hazard; allowance: Allowance }[] = [];
  const removed = new Map(
    plan.changes.flatMap((change) => (change.removal === undefined ? [] : [[change.address, change]])),
  );
  for (const step of plan.steps) {
    for (const hazard of step.hazards) {
      const change = removed.get(step.address);
      const allowance = change === undefined ? allowanceFor(hazard, rules) : ownWord(hazard, change);
      if (allowance === undefined) refusals.push(refusalOf(hazard, step, rules));
      else allowed.push({ hazard, allowance });
    }
  }
  return { refusals, allowed, warnings: endings(rules) };
}

/** Whoever wrote `removed`, or the policy for orphans, gave their word with it. */
function ownWord({ hazard, address }: Hazard, { removal, place }: ObjectChange): Allowance {
  const reason = removal?.reason;
  return { rule: hazard, address, place, ...(reason === undefined ? {} : { reason }) };
}

function allowanceFor(hazard: Hazard, { policy, entries, given, wordsBy }: Rules): Allowance | undefined {
  const own = entries.get(hazard.address) ?? [];
  const forRun = wordsBy === 'input' ? given.map((word) => ({ ...word, by: wordsBy })) : given;
  return [...own, ...policy.allow, ...forRun].find(
    ({ rule, address }) => rule === hazard.hazard && (address === undefined || address === hazard.address),
  );
}

function refusalOf({ hazard, address, detail }: Hazard, { place }: Step, rules: Rules): Refusal {
  const inFiles = `in its entry: allow: [{ hazard: ${hazard}, reason: … }]`;
  return { rule: hazard, address, place, detail, allowWith: allowWords(`${hazard}:${address}`, inFiles, rules) };
}
