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
import type { Rules } from './rules.js';

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
      if (allowance === undefined) refusals.push(refusalOf(hazard, step));
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

function allowanceFor(hazard: Hazard, { policy, entries, given }: Rules): Allowance | undefined {
  const own = entries.get(hazard.address) ?? [];
  return [...own, ...policy.allow, ...given].find(
    ({ rule, address }) => rule === hazard.hazard && (address === undefined || address === hazard.address),
  );
}

function refusalOf(hazard: Hazard, step: Step): Refusal {
  return {
    rule: hazard.hazard,
    address: hazard.address,
    place: step.place,
    detail: hazard.detail,
    allowWith: `--allow ${hazard.hazard}:${hazard.address}, or in its entry: allow: [{ hazard: ${hazard.hazard}, reason: … }]`,
  };
}
