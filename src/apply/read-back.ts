import {
  hasChanges,
  type Address,
  type Outcome,
  type Plan,
  type Report,
  type Step,
  type StepId,
} from '../model/index.js';

/** What the end of a run is judged by. */
export interface Ending {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<StepId, Outcome>;
  /** Plans again from files and server. */
  readonly replan: () => Promise<Plan>;
  /** Why planning again is pointless; absent when it is not. */
  readonly noReadBack: string | undefined;
}

/**
 * Plans again and says how the run ended: converged only when every step was done and nothing is left to change. A read
 * back that failed proves nothing, so it never counts as converged.
 */
export async function readBack({ plan, outcomes, replan, noReadBack }: Ending): Promise<Report> {
  const ordered = plan.steps.flatMap(({ id }) => outcomes.get(id) ?? []);
  const isWhole =
    ordered.length === plan.steps.length && ordered.every(({ result }) => result === 'applied' || result === 'done');
  const end = (state: Report['state'], rest: Pick<Report, 'after' | 'readBackError'>): Report => ({
    plan,
    outcomes: ordered,
    ...rest,
    state: isWhole ? state : 'partial',
  });
  if (noReadBack !== undefined) return end('not-converged', { readBackError: noReadBack });
  try {
    const after = await replan();
    return end(isConverged(plan, after) ? 'converged' : 'not-converged', { after });
  } catch (error) {
    return end('not-converged', { readBackError: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Nothing is left to change or to allow, what was removed is gone or no longer ours, the marks that were written are there, and all that the plan could see can still
 * be seen. A mark alone may need a word of allowance, where another owner took the object over since. A change that somebody made to another object meanwhile counts too: planning again must find nothing.
 */
function isConverged(plan: Plan, after: Plan): boolean {
  const marked = new Set<Address>(plan.steps.filter(({ mark }) => mark !== undefined).map(({ address }) => address));
  const removed = new Set<Address>(plan.steps.filter(isParting).map(({ address }) => address));
  const known = new Set(plan.unread.map(({ area }) => area));
  return (
    !hasChanges(after) &&
    after.steps.every(({ hazards }) => hazards.length === 0) &&
    after.changes.every(({ address }) => !marked.has(address) && !removed.has(address)) &&
    after.orphans.every(({ address }) => !removed.has(address)) &&
    after.unread.every(({ area }) => known.has(area))
  );
}

/** Whether the object is not among ours any more once the step is done. */
function isParting({ operation }: Step): boolean {
  return operation === 'delete' || operation === 'forget';
}
