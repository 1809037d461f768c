import { Failure, type Outcome, type Step } from '../model/index.js';
import { hasStatus, isUnanswered, type OpenedStep, type RealmWriter } from '../systems/keycloak/index.js';
import type { StepResult } from './run-schedule.js';
import { standingOf } from './standing.js';

/** What running one step needs. */
export interface StepRun {
  readonly writer: Pick<RealmWriter, 'open' | 'openNew'>;
  readonly owner: string;
  /** Whether this run made the step's object, so that nobody else can have changed it. */
  readonly isNew: boolean;
}

/**
 * Carries out one step: opens its object, compares it with what the plan saw, writes. Where the server's answer does not
 * tell whether the write happened, the object is looked at once more, and the write is tried once more. Never rejects.
 */
export async function runStep(run: StepRun, step: Step): Promise<StepResult> {
  try {
    if (run.isNew || step.operation === 'create')
      return await write(run, step, { opened: run.writer.openNew(step), left: step.fields });
    const opened = await run.writer.open(step);
    const standing = standingOf(step, opened, run.owner);
    if (standing.type === 'done') return ended(step, 'done');
    if (standing.type === 'moved' || opened === undefined) {
      return ended(step, 'moved', standing.type === 'moved' ? standing.why : 'it is gone');
    }
    return await write(run, step, { opened, left: standing.fields });
  } catch (error) {
    return failed(step, error);
  }
}

interface Attempt {
  readonly opened: OpenedStep;
  readonly left: Step['fields'];
  /** The failure of the first attempt; absent on the first. */
  readonly earlier?: unknown;
}

async function write(run: StepRun, step: Step, attempt: Attempt): Promise<StepResult> {
  try {
    await attempt.opened.write(attempt.left);
    return ended(step, 'applied');
  } catch (error) {
    if (!isOpen(error)) return failed(step, error);
    return await lookAgain(run, step, { ...attempt, error });
  }
}

/** After a write whose end nobody knows, or that the server calls a double: what is there now decides. */
async function lookAgain(
  run: StepRun,
  step: Step,
  attempt: Attempt & { readonly error: unknown },
): Promise<StepResult> {
  const { error, earlier } = attempt;
  const isDouble = hasStatus(error, 409);
  let opened: OpenedStep | undefined;
  try {
    opened = await run.writer.open(step);
  } catch (unseen) {
    // What became of the write is what whoever reads the report must find out first.
    const { outcome } = failed(step, error, `and what is there now could not be read: ${wordsOf(unseen)}`);
    return { outcome, hopeless: isHopeless(unseen) };
  }
  const standing = standingOf(step, opened, run.owner);
  // The first answer to a create says that another one was first; what it left may be just what we want.
  if (standing.type === 'done') return ended(step, isDouble && earlier === undefined ? 'done' : 'applied');
  if (standing.type === 'moved') {
    if (isDouble && earlier === undefined) return ended(step, 'moved', standing.why);
    return failed(step, error, `then ${standing.why}`);
  }
  // What has the name that we want is not there, so trying once more would give the same answer.
  const isDoubleOfNothing = isDouble && (step.operation === 'create' || step.operation === 'rename');
  if (earlier !== undefined || isDoubleOfNothing) return failed(step, error);
  const again = opened ?? run.writer.openNew(step);
  return await write(run, step, { opened: again, left: standing.fields, earlier: error });
}

/** Answers after which the write may have happened, or may succeed the next time. */
const UNCLEAR = [409, 429, 500, 502, 503, 504];

/** Two that grant the same roles at once make one of them fail with this 400 (26.7.4, contract "racing grants fail with words of their own"). */
const RACING_GRANT = /could not add user role mappings/i;

function isOpen(error: unknown): boolean {
  if (isUnanswered(error) || hasStatus(error, ...UNCLEAR)) return true;
  return hasStatus(error, 400) && RACING_GRANT.test(error.words);
}

/** Failures of everything that follows too. */
const HOPELESS: ReadonlySet<string> = new Set(['unreachable', 'timed-out', 'server-failing', 'sign-in-refused']);

function failed(step: Step, error: unknown, more?: string): StepResult {
  const words = wordsOf(error);
  const outcome: Outcome = {
    step: step.id,
    result: 'failed',
    message: more === undefined ? words : `${words}; ${more}`,
  };
  return { outcome, hopeless: isHopeless(error) };
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function isHopeless(error: unknown): boolean {
  return error instanceof Failure && HOPELESS.has(error.code);
}

function ended(step: Step, result: 'applied' | 'done' | 'moved', message?: string): StepResult {
  return { outcome: { step: step.id, result, ...(message === undefined ? {} : { message }) }, hopeless: false };
}
