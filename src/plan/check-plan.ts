import { isRemoval } from '../kinds/index.js';
import type { ObjectChange, Plan, Step } from '../model/index.js';

/**
 * The plan's own proof, run on every plan before anybody sees it: each step is named once, comes after what it needs, and
 * belongs to a change; every change that writes has a step. What removes something comes last, is the only step of its
 * object, and is about an object that carries the mark of the plan's owner.
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
  checkRemovals(plan);
  for (const change of plan.changes) checkRename(change, plan.steps);
}

function checkRemovals({ steps, target }: Plan): void {
  const first = steps.findIndex(({ operation }) => isRemoval(operation));
  const removing = first === -1 ? [] : steps.slice(first);
  const late = removing.find(({ operation }) => !isRemoval(operation));
  if (late !== undefined) throw new Error(`${late.id} comes after a step that removes something`);
  const counts = new Map<string, number>();
  for (const { address } of removing.length === 0 ? [] : steps) counts.set(address, (counts.get(address) ?? 0) + 1);
  for (const { id, address, mark } of removing) {
    if (mark?.before?.owner !== target.owner) throw new Error(`${id} is about an object that is not ours`);
    if (counts.get(address) !== 1) throw new Error(`${id} is not the only step of its object`);
  }
}

function checkRename({ address, renamedFrom }: ObjectChange, steps: readonly Step[]): void {
  if (renamedFrom === undefined) return;
  const own = steps.filter((step) => step.address === address);
  const rename = own.find(({ operation }) => operation === 'rename');
  if (rename?.renamedFrom !== renamedFrom) throw new Error(`no step renames ${renamedFrom} to ${address}`);
  const early = own.find((step) => step !== rename && !step.needs.includes(rename.id));
  if (early !== undefined) throw new Error(`${early.id} does not wait for ${rename.id}`);
}
