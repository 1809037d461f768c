import type {
  Address,
  DesiredState,
  LiveState,
  Outcome,
  Plan,
  ProgressListener,
  Report,
  StepId,
} from '../model/index.js';
import type { RealmWriter } from '../systems/keycloak/index.js';
import { checkStandings, type Standings } from './check-standings.js';
import { readBack } from './read-back.js';
import { runSchedule, type Schedule } from './run-schedule.js';
import { runStep } from './run-step.js';

/** The world outside, as an apply needs it. */
export interface ApplyEdges {
  readonly writer: RealmWriter;
  /** Reads these objects again, as they were read for the plan; what is to be renamed comes under its new address. */
  readonly reread: (addresses: ReadonlySet<Address>) => Promise<LiveState>;
  /** Plans again from files and server. */
  readonly replan: () => Promise<Plan>;
}

export interface ApplyOptions {
  /** The states that the plan was made of. */
  readonly desired: DesiredState;
  readonly live: LiveState;
  /** Aborted when the run is asked to stop: what runs is finished, nothing else starts. */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/** More at once make a server of two cores no faster (26.7.4, probed: 4 saturate it). */
const WRITES_AT_ONCE = 4;

/**
 * Carries out a plan, exactly. Reads all its objects again first: when one moved, nothing is written and the report is
 * `stale`. Then runs the steps, each comparing its own object once more, and plans again at the end.
 *
 * It decides nothing: what is neither as the plan saw it nor as the plan wants it is left alone and reported.
 *
 * @throws Failure when the objects cannot be read again, or not all that the plan saw; nothing was written then.
 */
export async function applyPlan(edges: ApplyEdges, plan: Plan, options: ApplyOptions): Promise<Report> {
  if (plan.steps.length === 0) return { plan, outcomes: [], after: plan, state: 'converged' };
  const now = await edges.reread(new Set(plan.steps.map(({ address }) => address)));
  const standings = checkStandings(plan, { seen: options.live, now });
  if (standings.moved.size > 0) return stale(plan, standings);
  const { live, desired, signal } = options;
  edges.writer.prepare({ ...live, objects: new Map([...live.objects, ...now.objects]) }, desired);
  const outcomes = await runSchedule(scheduleOf(edges, plan, options, standings));
  const endings = [...outcomes.values()];
  const noReadBack = signal.aborted
    ? 'the run was asked to stop'
    : endings.some(({ result }) => result === 'applied' || result === 'done')
      ? undefined
      : 'nothing was written';
  return await readBack({ plan, outcomes, replan: edges.replan, noReadBack });
}

function stale(plan: Plan, { moved }: Standings): Report {
  const outcomes = plan.steps.map(({ id }): Outcome => {
    const why = moved.get(id);
    if (why !== undefined) return { step: id, result: 'moved', message: why };
    return { step: id, result: 'skipped', message: 'nothing was written, because another object moved' };
  });
  return { plan, outcomes, state: 'stale' };
}

function scheduleOf(edges: ApplyEdges, plan: Plan, options: ApplyOptions, { done }: Standings): Schedule {
  const { signal, onProgress } = options;
  const { owner } = plan.target;
  const born = new Set<Address>();
  let ended = 0;
  return {
    steps: plan.steps,
    settled: new Map<StepId, Outcome>([...done].map((step) => [step, { step, result: 'done' }])),
    atOnceMax: WRITES_AT_ONCE,
    signal,
    async run(step) {
      onProgress({ type: 'step-started', step });
      const result = await runStep({ writer: edges.writer, owner, isNew: born.has(step.address) }, step);
      if (step.operation === 'create' && result.outcome.result === 'applied') born.add(step.address);
      return result;
    },
    onOutcome(step, outcome) {
      ended += 1;
      onProgress({ type: 'step-ended', step, outcome, ended, total: plan.steps.length });
    },
  };
}
