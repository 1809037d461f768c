import {
  addressText,
  Failure,
  isUnder,
  type Address,
  type FieldPath,
  type LiveState,
  type Plan,
  type Step,
  type StepId,
} from '../model/index.js';
import { standingOf, type Standing } from './standing.js';

/** How every object of a plan stands before the first write. */
export interface Standings {
  /** Steps whose object moved, and how. */
  readonly moved: ReadonlyMap<StepId, string>;
  /** Steps that are done already. */
  readonly done: ReadonlySet<StepId>;
}

/**
 * Compares what each step of a plan saw with a fresh read of its object. What is going to be renamed is in both states
 * under its new address.
 *
 * @throws Failure when something that the plan saw could not be read again: nothing may rest on it.
 */
export function checkStandings(
  plan: Plan,
  { seen, now }: { readonly seen: LiveState; readonly now: LiveState },
): Standings {
  requireAsReadable(plan, now);
  const born = new Set<Address>();
  const moved = new Map<StepId, string>();
  const done = new Set<StepId>();
  const takenFrom = new Map(
    plan.steps
      .map(({ address, mark }) => [address, mark?.before?.owner] as const)
      .filter(([, owner]) => owner !== undefined),
  );
  for (const step of plan.steps) {
    const found = now.objects.get(step.address);
    if (step.operation === 'create' && found === undefined) born.add(step.address);
    // What follows the create of an object that is not there yet finds what the plan saw: nothing.
    if (born.has(step.address)) continue;
    for (const prefix of found?.unread ?? []) requireRead(step, prefix);
    const standing: Standing = isOther(step, { seen, now })
      ? { type: 'moved', why: 'another client has that id now' }
      : standingOf(step, found, plan.target.owner, takenFrom.get(step.address));
    if (standing.type === 'moved') moved.set(step.id, standing.why);
    if (standing.type === 'done') done.add(step.id);
  }
  return { moved, done };
}

/** Whether a client that is to be renamed was seen, and what has its new id now is another one. */
function isOther(step: Step, { seen, now }: { readonly seen: LiveState; readonly now: LiveState }): boolean {
  const [before, after] = [seen.objects.get(step.address), now.objects.get(step.address)];
  return step.operation === 'rename' && before !== undefined && after !== undefined && before.id !== after.id;
}

function requireAsReadable(plan: Plan, now: LiveState): void {
  const known = new Set(plan.unread.map(({ area }) => area));
  const fresh = now.unread.find(({ area }) => !known.has(area));
  if (fresh === undefined) return;
  throw incomplete(`${fresh.area} could be read for the plan, and not again before the first write: ${fresh.evidence}`);
}

function requireRead(step: Step, prefix: FieldPath): void {
  if (!step.fields.some(({ path }) => isUnder(path, prefix))) return;
  throw incomplete(
    `${prefix} of ${addressText(step.address)} could be read for the plan, and not again before the first write`,
  );
}

function incomplete(message: string): Failure {
  return new Failure('incomplete-read', message, { hint: 'Nothing was written. Run it again.' });
}
