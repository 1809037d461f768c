// The cases of the benchmark. Within a case keyplan and the floor take turns, so that a busy moment of the machine hits
// both; each case runs several rounds, and each round compares the two that it ran.
import { join } from 'node:path';
import { addManyClientRoles, type BenchRealm, createBenchRealm, deleteBenchRealm } from './bench-realm.js';
import type { FloorMode } from './floor.js';
import { type Measured, median, quantile, type Surroundings } from './measure.js';
import { type FloorRun, type Place, runApply, runFloor, runPlan, runVersion, writeFiles } from './programs.js';
import type { RawClient } from './raw-client.js';
import type { Case, Cost, CreateCost, Doubling, PlanCaller, PlanCost, Results } from './results.js';
import { onePercent } from './workload.js';

/** What every case needs. */
export interface Bench extends Surroundings {
  readonly admin: RawClient;
  readonly folder: string;
  readonly floorPages: number;
  /** Told of each case, in words for people. */
  onProgress(text: string): void;
}

export interface Rounds {
  readonly creates: number;
  readonly plans: number;
  readonly changes: number;
}

export interface Sizes {
  readonly ns: readonly number[];
  readonly latenciesMs: readonly number[];
  /** The N for the doubling, whose double is among `ns`. */
  readonly half: number;
  readonly rounds: Rounds;
}

export type CaseResults = Pick<Results, 'creates' | 'plans' | 'changes' | 'manyRoles' | 'doubling'>;

/** Runs every case, each in realms of its own that are taken away afterwards. */
export async function runCases(bench: Bench, sizes: Sizes): Promise<CaseResults> {
  const largest = Math.max(...sizes.ns);
  const all: CaseOutcome[] = [];
  for (const n of sizes.ns) {
    for (const latencyMs of sizes.latenciesMs) {
      const withManyRoles = n === largest && latencyMs === sizes.latenciesMs[0];
      all.push(await runCase(bench, { n, latencyMs }, { rounds: sizes.rounds, withManyRoles }));
    }
  }
  const whole = all.find(({ create }) => create.n === 2 * sizes.half);
  const single = { rounds: { creates: 1, plans: 1, changes: 0 }, withManyRoles: false };
  const half = whole && (await runCase(bench, { n: sizes.half, latencyMs: 0 }, single));
  return {
    creates: all.map(({ create }) => create),
    plans: all.flatMap(({ plans }) => plans),
    changes: all.flatMap(({ change }) => (change === undefined ? [] : [change])),
    manyRoles: all.flatMap(({ manyRoles }) => manyRoles),
    doubling: half === undefined || whole === undefined ? [] : doubling(half, whole),
  };
}

interface CaseOutcome {
  readonly create: CreateCost;
  readonly plans: readonly PlanCost[];
  readonly change: Cost | undefined;
  readonly manyRoles: readonly PlanCost[];
}

async function runCase(
  bench: Bench,
  of: Case,
  { rounds, withManyRoles }: { readonly rounds: Rounds; readonly withManyRoles: boolean },
): Promise<CaseOutcome> {
  bench.proxy.reset({ latencyMs: of.latencyMs });
  bench.onProgress(`N = ${of.n}, ${of.latencyMs} ms: create`);
  const { place, create } = await createRounds(bench, of, rounds.creates);
  try {
    bench.onProgress(`N = ${of.n}, ${of.latencyMs} ms: plan with nothing to do`);
    const plans = await planRounds(place, { ...of, rounds: rounds.plans });
    let change: Cost | undefined;
    if (rounds.changes > 0) {
      bench.onProgress(`N = ${of.n}, ${of.latencyMs} ms: 1 % changed`);
      change = await changeRounds(place, of, rounds.changes);
    }
    if (!withManyRoles) return { create, plans, change, manyRoles: [] };
    bench.onProgress(`N = ${of.n}: 2,000 client roles more`);
    await addManyClientRoles(bench.admin, place.realm);
    return {
      create,
      plans,
      change,
      manyRoles: await planRounds(place, { ...of, rounds: rounds.plans, floor: 'read-d' }),
    };
  } finally {
    await deleteBenchRealm(bench.admin, place.realm);
  }
}

/**
 * Creates everything in fresh realms, the floor and keyplan in turn, after one round that only warms the server: it compiles
 * itself meanwhile, at several times the cost. Both read back what they made, from a server that has hardly anything of it
 * in its caches yet. The last realm that keyplan made is applied to once more, which must write nothing, and given on.
 */
async function createRounds(
  bench: Bench,
  of: Case,
  rounds: number,
): Promise<{ readonly place: Place; readonly create: CreateCost }> {
  const turns: CreateTurn[] = [];
  for (let round = 0; ; round++) {
    const { floor, readBack } = await createFloor(bench, of);
    const place = placeFor(bench, await createBenchRealm(bench.admin));
    try {
      writeFiles(place, of.n);
      const turn = await takeTurn(place, { floor: async () => floor, run: () => runApply(place) });
      if (round > 0) turns.push({ ...turn, readBack });
      if (round === rounds) {
        const again = await runApply(place);
        return { place, create: createCost(of, turns, again) };
      }
    } catch (error) {
      await deleteBenchRealm(bench.admin, place.realm);
      throw error;
    }
    await deleteBenchRealm(bench.admin, place.realm);
  }
}

/** The floor's create in a realm of its own, and its read-back. */
async function createFloor(bench: Bench, { n }: Case): Promise<Pick<CreateTurn, 'floor' | 'readBack'>> {
  const place = placeFor(bench, await createBenchRealm(bench.admin));
  try {
    writeFiles(place, 1);
    const floor = await runFloor(place, 'create', { caller: 'apply', n });
    return { floor, readBack: await runFloor(place, 'read-e', { caller: 'apply', n }) };
  } finally {
    await deleteBenchRealm(bench.admin, place.realm);
  }
}

/** One round of one case. */
interface Turn {
  readonly floor: FloorRun;
  readonly run: Measured;
  /** What the start of the process took in this round. */
  readonly startSeconds: number;
}

interface CreateTurn extends Turn {
  readonly readBack: FloorRun;
}

/** Runs the floor and keyplan, in the order in which they stand, and the bare start of the process. */
async function takeTurn(
  place: Place,
  programs: { readonly floor: () => Promise<FloorRun>; readonly run: () => Promise<Measured> },
  isFloorFirst = true,
): Promise<Turn> {
  const { seconds: startSeconds } = await runVersion(place);
  if (isFloorFirst) {
    const floor = await programs.floor();
    return { floor, run: await programs.run(), startSeconds };
  }
  const run = await programs.run();
  return { floor: await programs.floor(), run, startSeconds };
}

/** Plans that find nothing, for each caller, after one round that only warms the server's caches. */
async function planRounds(
  place: Place,
  of: Case & { readonly rounds: number; readonly floor?: FloorMode },
): Promise<readonly PlanCost[]> {
  const callers: readonly PlanCaller[] = ['users', 'view'];
  const taken = callers.map((caller) => ({ caller, turns: [] as Turn[] }));
  for (let round = 0; round <= of.rounds; round++) {
    for (const { caller, turns } of taken) {
      const mode = of.floor ?? (caller === 'users' ? 'read-e' : 'read-d');
      const floor = (): Promise<FloorRun> => runFloor(place, mode, { caller, n: of.n });
      // What the server still does for the one before it, the next one pays for: that is now the floor and now keyplan.
      const turn = await takeTurn(place, { floor, run: () => runPlan(place, caller) }, round % 2 === 0);
      if (round > 0) turns.push(turn);
    }
  }
  return taken.map(({ caller, turns }) => ({ caller, ...costOf(of, turns) }));
}

/** keyplan changes 1 % of the identities, the floor changes them back. */
async function changeRounds(place: Place, of: Case, rounds: number): Promise<Cost> {
  const turns: Turn[] = [];
  writeFiles(place, of.n, onePercent(of.n));
  for (let round = 1; round <= rounds; round++) {
    const floor = (): Promise<FloorRun> => runFloor(place, 'change', { caller: 'apply', n: of.n });
    turns.push(await takeTurn(place, { floor, run: () => runApply(place) }, false));
  }
  writeFiles(place, of.n);
  await runApply(place);
  return costOf(of, turns);
}

/** What a case cost; `floorSecondsOf` is what a round of it is compared with. */
function costOf<T extends Turn>(
  { n, latencyMs }: Case,
  turns: readonly T[],
  floorSecondsOf: (turn: T) => number = ({ floor }) => floor.seconds,
): Cost {
  const secondsOf = ({ run, startSeconds }: T): number => run.seconds - startSeconds;
  const most = (pick: (turn: T) => number): number => Math.max(...turns.map(pick));
  const ratios = turns.map((turn) => secondsOf(turn) / floorSecondsOf(turn));
  return {
    n,
    latencyMs,
    requests: most(({ run }) => run.requests),
    writes: most(({ run }) => run.writes),
    seconds: median(turns.map(secondsOf)),
    memoryMb: most(({ run }) => run.memoryMb),
    inFlightMax: most(({ run }) => run.inFlightMax),
    floorRequests: most(({ floor }) => floor.requests),
    floorSeconds: median(turns.map(({ floor }) => floor.seconds)),
    ratio: median(ratios),
    ratioQuartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

function createCost(of: Case, turns: readonly CreateTurn[], again: Measured): CreateCost {
  const readBacks = turns.map(({ readBack }) => readBack);
  return {
    ...costOf(of, turns, ({ floor, readBack }) => floor.seconds + readBack.seconds),
    readBackRequests: Math.max(...readBacks.map(({ requests }) => requests)),
    readBackSeconds: median(readBacks.map(({ seconds }) => seconds)),
    againRequests: again.requests,
    againWrites: again.writes,
  };
}

function doubling(half: CaseOutcome, whole: CaseOutcome): readonly Doubling[] {
  const n = half.create.n;
  const plans = half.plans.flatMap((plan) => {
    const twice = whole.plans.find(({ caller }) => caller === plan.caller);
    const what = `plan with nothing to do, ${plan.caller}`;
    return twice === undefined ? [] : [{ what, n, requests: plan.requests, twiceRequests: twice.requests }];
  });
  return [{ what: 'create', n, requests: half.create.requests, twiceRequests: whole.create.requests }, ...plans];
}

function placeFor({ proxy, cores, folder, floorPages }: Bench, realm: BenchRealm): Place {
  return { proxy, cores, floorPages, realm, folder: join(folder, realm.name) };
}
