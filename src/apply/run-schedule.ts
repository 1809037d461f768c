import { endsUse, isRemoval } from '../kinds/index.js';
import { addressText, type Outcome, type Step, type StepId } from '../model/index.js';
import { locksOf, type Lock } from './step-locks.js';

/** What running one step gave. */
export interface StepResult {
  readonly outcome: Outcome;
  /** Whether nothing can be done at all for now: the server is away, or takes our token no more. */
  readonly hopeless: boolean;
}

/** Renamings are for themselves at the beginning, what is removed at the end. */
type Turn = 'first' | 'middle' | 'last';

export interface Schedule {
  /** Every step of the plan; each comes after what it needs. */
  readonly steps: readonly Step[];
  /** Outcomes that are known before the first step runs; these steps are not run. */
  readonly settled: ReadonlyMap<StepId, Outcome>;
  /** Steps at once, at most. */
  readonly atOnceMax: number;
  /** No step starts once this is aborted; those that run are waited for. */
  readonly signal: AbortSignal;
  /** Never rejects. */
  readonly run: (step: Step) => Promise<StepResult>;
  /** Told of each step that gets its outcome, in the order in which they do. */
  readonly onOutcome: (step: Step, outcome: Outcome) => void;
}

/** Hopeless steps in a row after which no other one is tried. */
const HOPELESS_MAX = 4;

/**
 * Runs steps side by side: each after all that it needs, with its locks to itself, objects before links and links before
 * grants where there is a choice, so that what is looked up for grants is looked up once for all of them. Renamings come
 * first, because everything else speaks of the new names; what is removed comes last. A step that was not done takes along
 * what needs it and nothing else, and after it nothing is deleted or disabled any more. Gives one outcome for each step.
 */
export async function runSchedule(schedule: Schedule): Promise<ReadonlyMap<StepId, Outcome>> {
  const state = startState(schedule);
  for (const step of schedule.steps) {
    const known = schedule.settled.get(step.id);
    if (known !== undefined) settle(schedule, state, step, known);
  }
  const lanes = Array.from({ length: schedule.atOnceMax }, () => runLane(schedule, state));
  await Promise.all(lanes);
  const rest = state.hopeless < HOPELESS_MAX ? INTERRUPTED : GIVEN_UP;
  for (const step of schedule.steps) {
    if (!state.outcomes.has(step.id)) settle(schedule, state, step, { step: step.id, ...rest });
  }
  return state.outcomes;
}

const INTERRUPTED = { result: 'interrupted', message: 'the run was asked to stop before its turn' } as const;
const REMOVES_NO_MORE = {
  result: 'skipped',
  message: 'nothing is deleted or disabled any more in a run in which another step was not done',
} as const;
const GIVEN_UP = { result: 'skipped', message: 'not tried, because the server could not be used any more' } as const;

interface State {
  readonly outcomes: Map<StepId, Outcome>;
  /** For each step that waits, the needs that are not done yet. */
  readonly open: Map<StepId, Set<StepId>>;
  readonly dependants: ReadonlyMap<StepId, readonly Step[]>;
  /** Steps that could run, the most urgent first. */
  readonly ready: Step[];
  readonly urgency: ReadonlyMap<StepId, number>;
  readonly locks: ReadonlyMap<StepId, readonly Lock[]>;
  readonly held: Set<Lock>;
  readonly started: Set<StepId>;
  /** Steps without an outcome that come before anything is removed. */
  before: number;
  /** Renamings under way. */
  renaming: number;
  /** Whether nothing is deleted or disabled any more. */
  removesNoMore: boolean;
  running: number;
  hopeless: number;
  /** Lanes that wait for a step to end. */
  readonly waiting: (() => void)[];
}

function startState({ steps }: Schedule): State {
  const dependants = new Map<StepId, Step[]>(steps.map(({ id }) => [id, []]));
  const open = new Map<StepId, Set<StepId>>();
  const last = new Set(steps.filter((step) => turnOf(step) === 'last').map(({ id }) => id));
  for (const step of steps) {
    open.set(step.id, new Set(step.needs));
    for (const need of step.needs) {
      const list = dependants.get(need);
      if (list === undefined || !open.has(need))
        throw new Error(`${step.id} needs ${need}, which does not come before it`);
      if (turnOf(step) !== 'last' && last.has(need)) throw new Error(`${step.id} needs ${need}, which comes last`);
      list.push(step);
    }
  }
  const byUrgency = [...steps].sort((a, b) => phaseOf(a) - phaseOf(b));
  return {
    outcomes: new Map(),
    open,
    dependants,
    ready: byUrgency.filter(({ needs }) => needs.length === 0),
    urgency: new Map(byUrgency.map(({ id }, index) => [id, index])),
    locks: new Map(steps.map((step) => [step.id, locksOf(step)])),
    held: new Set(),
    started: new Set(),
    before: steps.filter((step) => turnOf(step) !== 'last').length,
    renaming: 0,
    removesNoMore: false,
    running: 0,
    hopeless: 0,
    waiting: [],
  };
}

function phaseOf({ operation }: Step): number {
  switch (operation) {
    case 'rename':
      return 0;
    case 'create':
    case 'update':
    case 'mark':
      return 1;
    case 'link':
      return 2;
    case 'grant':
      return 3;
    case 'disable':
    case 'delete':
    case 'forget':
      return 4;
  }
}

function turnOf({ operation }: Step): Turn {
  if (operation === 'rename') return 'first';
  return isRemoval(operation) ? 'last' : 'middle';
}

/** One of the lanes: takes steps until none is left that could ever run. */
async function runLane(schedule: Schedule, state: State): Promise<void> {
  while (!schedule.signal.aborted && state.hopeless < HOPELESS_MAX) {
    const step = takeReady(state);
    if (step === undefined) {
      // With nothing running, nothing will become ready or free any more.
      if (state.running === 0) return;
      await new Promise<void>((wake) => state.waiting.push(wake));
      continue;
    }
    const locks = state.locks.get(step.id) ?? [];
    for (const lock of locks) state.held.add(lock);
    const renaming = turnOf(step) === 'first' ? 1 : 0;
    state.started.add(step.id);
    state.running += 1;
    state.renaming += renaming;
    const { outcome, hopeless } = await schedule.run(step);
    state.running -= 1;
    state.renaming -= renaming;
    for (const lock of locks) state.held.delete(lock);
    state.hopeless = hopeless ? state.hopeless + 1 : 0;
    settle(schedule, state, step, outcome);
    for (const wake of state.waiting.splice(0)) wake();
  }
}

function takeReady(state: State): Step | undefined {
  const { ready, renaming, before, locks, held } = state;
  // A renaming that itself waits for something is not waited for: nothing could go on.
  const renamesFirst = renaming > 0 || ready.some((step) => turnOf(step) === 'first');
  const mayStart = (step: Step): boolean => {
    const turn = turnOf(step);
    if (turn === 'middle' && renamesFirst) return false;
    if (turn === 'last' && before > 0) return false;
    return (locks.get(step.id) ?? []).every((lock) => !held.has(lock));
  };
  const index = ready.findIndex(mayStart);
  return index < 0 ? undefined : ready.splice(index, 1)[0];
}

/** Notes an outcome; what waited for the step becomes ready, or is skipped with it. */
function settle(schedule: Schedule, state: State, step: Step, outcome: Outcome): void {
  if (state.outcomes.has(step.id)) return;
  state.outcomes.set(step.id, outcome);
  if (turnOf(step) !== 'last') state.before -= 1;
  state.open.delete(step.id);
  remove(state.ready, step);
  schedule.onOutcome(step, outcome);
  const isDone = outcome.result === 'applied' || outcome.result === 'done';
  for (const dependant of state.dependants.get(step.id) ?? []) {
    const open = state.open.get(dependant.id);
    if (open === undefined) continue;
    open.delete(step.id);
    if (!isDone) settle(schedule, state, dependant, skippedWith(dependant, step, outcome));
    else if (open.size === 0) insert(state, dependant);
  }
  if (!isDone && outcome.result !== 'interrupted') removeNoMore(schedule, state);
}

/** After a step that was not done nobody knows what the removed still holds up, so what has not started is left alone. */
function removeNoMore(schedule: Schedule, state: State): void {
  if (state.removesNoMore) return;
  state.removesNoMore = true;
  for (const step of schedule.steps) {
    if (endsUse(step.operation) && !state.started.has(step.id))
      settle(schedule, state, step, { step: step.id, ...REMOVES_NO_MORE });
  }
}

function skippedWith(dependant: Step, step: Step, { result }: Outcome): Outcome {
  if (result === 'interrupted') return { step: dependant.id, ...INTERRUPTED };
  const what = WORDS[step.operation];
  return {
    step: dependant.id,
    result: 'skipped',
    message: `needs ${what} ${addressText(step.address)}, which was not done`,
  };
}

const WORDS: Readonly<Record<Step['operation'], string>> = {
  create: 'the new',
  update: 'the update of',
  mark: 'the mark of',
  link: 'the links of',
  grant: 'the grants of',
  rename: 'the renaming of',
  disable: 'the disabling of',
  delete: 'the deletion of',
  forget: 'the forgetting of',
};

function insert({ ready, urgency }: State, step: Step): void {
  const own = urgency.get(step.id) ?? 0;
  let [from, to] = [0, ready.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const other = ready[middle];
    if (other !== undefined && (urgency.get(other.id) ?? 0) <= own) from = middle + 1;
    else to = middle;
  }
  ready.splice(from, 0, step);
}

function remove(steps: Step[], step: Step): void {
  const index = steps.indexOf(step);
  if (index >= 0) steps.splice(index, 1);
}
