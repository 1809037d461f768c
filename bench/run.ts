// The cases of the benchmark. Within a case keyplan and the floor take turns, so that a busy moment of the machine hits
// both; each case runs several rounds and counts their medians.
import { join } from 'node:path';
import { addManyClientRoles, type BenchRealm, createBenchRealm, deleteBenchRealm } from './bench-realm.js';
import type { FloorMode } from './floor.js';
import { type Measured, median, type Surroundings } from './measure.js';
import { type FloorRun, type Place, runApply, runFloor, runPlan, writeFiles } from './programs.js';
import type { RawClient } from './raw-client.js';
import type { Case, Cost, CreateCost, Doubling, PlanCaller, PlanCost, Results } from './results.js';
import { onePercent } from './workload.js';

/** What every case needs. */
export interface Bench extends Surroundings {
  readonly admin: RawClient;
  readonly folder: string;
  readonly floorPages: number;
  readonly startSeconds: number;
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
    const plans = await planRounds(bench, place, { ...of, rounds: rounds.plans });
    let change: Cost | undefined;
    if (rounds.changes > 0) {
      bench.onProgress(`N = ${of.n}, ${of.latencyMs} ms: 1 % changed`);
      change = await changeRounds(bench, place, of, rounds.changes);
    }
    if (!withManyRoles) return { create, plans, change, manyRoles: [] };
    bench.onProgress(`N = ${of.n}: 2,000 client roles more`);
    await addManyClientRoles(bench.admin, place.realm);
    return {
      create,
      plans,
      change,
      manyRoles: await planRounds(bench, place, { ...of, rounds: rounds.plans, floor: 'read-d' }),
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
  const floors: FloorRun[] = [];
  const readBacks: FloorRun[] = [];
  const runs: Measured[] = [];
  for (let round = 0; ; round++) {
    const forFloor = placeFor(bench, await createBenchRealm(bench.admin));
    try {
      writeFiles(forFloor, 1);
      const floor = await runFloor(forFloor, 'create', { caller: 'apply', n: of.n });
      const readBack = await runFloor(forFloor, 'read-e', { caller: 'apply', n: of.n });
      if (round > 0) {
        floors.push(floor);
        readBacks.push(readBack);
      }
    } finally {
      await deleteBenchRealm(bench.admin, forFloor.realm);
    }
    const place = placeFor(bench, await createBenchRealm(bench.admin));
    try {
      writeFiles(place, of.n);
      const run = await runApply(place);
      if (round > 0) runs.push(run);
      if (round === rounds) {
        const again = await runApply(place);
        return { place, create: createCost(costOf(bench, of, runs, floors), readBacks, again) };
      }
    } catch (error) {
      await deleteBenchRealm(bench.admin, place.realm);
      throw error;
    }
    await deleteBenchRealm(bench.admin, place.realm);
  }
}

/** Plans that find nothing, for each caller, after one round that only warms the server's caches. */
async function planRounds(
  bench: Bench,
  place: Place,
  of: Case & { readonly rounds: number; readonly floor?: FloorMode },
): Promise<readonly PlanCost[]> {
  const callers: readonly PlanCaller[] = ['users', 'view'];
  const taken = callers.map((caller) => ({ caller, floors: [] as FloorRun[], runs: [] as Measured[] }));
  for (let round = 0; round <= of.rounds; round++) {
    for (const { caller, floors, runs } of taken) {
      const mode = of.floor ?? (caller === 'users' ? 'read-e' : 'read-d');
      const floor = await runFloor(place, mode, { caller, n: of.n });
      const run = await runPlan(place, caller);
      if (round === 0) continue;
      floors.push(floor);
      runs.push(run);
    }
  }
  return taken.map(({ caller, floors, runs }) => ({ caller, ...costOf(bench, of, runs, floors) }));
}

/** keyplan changes 1 % of the identities, the floor changes them back. */
async function changeRounds(bench: Bench, place: Place, of: Case, rounds: number): Promise<Cost> {
  const floors: FloorRun[] = [];
  const runs: Measured[] = [];
  writeFiles(place, of.n, onePercent(of.n));
  for (let round = 1; round <= rounds; round++) {
    runs.push(await runApply(place));
    floors.push(await runFloor(place, 'change', { caller: 'apply', n: of.n }));
  }
  writeFiles(place, of.n);
  await runApply(place);
  return costOf(bench, of, runs, floors);
}

function costOf(bench: Bench, of: Case, runs: readonly Measured[], floors: readonly FloorRun[]): Cost {
  const middle = (pick: (run: Measured) => number): number => median(runs.map(pick));
  const seconds = middle((run) => run.seconds) - bench.startSeconds;
  const floorSeconds = median(floors.map((floor) => floor.seconds));
  return {
    n: of.n,
    latencyMs: of.latencyMs,
    requests: Math.max(...runs.map((run) => run.requests)),
    writes: Math.max(...runs.map((run) => run.writes)),
    seconds,
    memoryMb: Math.max(...runs.map((run) => run.memoryMb)),
    inFlightMax: Math.max(...runs.map((run) => run.inFlightMax)),
    floorRequests: Math.max(...floors.map((floor) => floor.requests)),
    floorSeconds,
    ratio: seconds / floorSeconds,
  };
}

function createCost(create: Cost, readBacks: readonly FloorRun[], again: Measured): CreateCost {
  const readBackRequests = Math.max(...readBacks.map(({ requests }) => requests));
  const readBackSeconds = median(readBacks.map(({ seconds }) => seconds));
  return {
    ...create,
    readBackRequests,
    readBackSeconds,
    againRequests: again.requests,
    againWrites: again.writes,
    ratio: create.seconds / (create.floorSeconds + readBackSeconds),
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
