import type { Plan } from '../model/index.js';

/**
 * The plan's own proof, run on every plan before anybody sees it: each step is named once, comes after what it needs, and
 * belongs to a change; every change that writes has a step.
 *
 * @throws Error naming the first fault; it would be a bug of ours, and a plan with one must not be shown.
 */
export function checkPlan(plan: Plan): void {
  const done = new Set<string>();
  const changed = new Set(plan.changes.map(({ address }) => address));
  for (const step of plan.steps) {
    if (done.has(step.id)) throw new Error(`two steps are named ${step.id}`);
    const early = step.needs.find((need) => !done.has(need));
    if (early !== undefined) throw new Error(`${step.id} comes before ${early}, which it needs`);
    if (!changed.has(step.address)) throw new Error(`${step.id} belongs to no change`);
    done.add(step.id);
  }
  const covered = new Set(plan.steps.map(({ address }) => address));
  const bare = plan.changes.find(({ address }) => !covered.has(address));
  if (bare !== undefined) throw new Error(`no step carries out the change of ${bare.address}`);
}
