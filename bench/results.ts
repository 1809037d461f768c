// What a run of the benchmark found, as data; written beside the table as JSON.
import type { CallerName } from './bench-realm.js';
import type { Placement } from './cores.js';

/** The callers of a plan: the way of reading follows from their rights. */
export type PlanCaller = Exclude<CallerName, 'apply'>;

/** One case: how many identities, and how many milliseconds the proxy adds to each request. */
export interface Case {
  readonly n: number;
  readonly latencyMs: number;
}

/**
 * What keyplan and the floor needed. Seconds are medians over the rounds, keyplan's without the start of the process, which
 * each round measures anew: a machine may be a third slower some minutes later.
 */
export interface Cost extends Case {
  readonly requests: number;
  readonly writes: number;
  readonly seconds: number;
  readonly memoryMb: number;
  readonly inFlightMax: number;
  readonly floorRequests: number;
  readonly floorSeconds: number;
  /** The median over the rounds of keyplan's seconds as a multiple of the floor's in the same round; for a create, of its create and one of its complete reads. */
  readonly ratio: number;
  /** Between these lie the ratios of half of the rounds. */
  readonly ratioQuartiles: readonly [number, number];
}

export interface PlanCost extends Cost {
  readonly caller: PlanCaller;
}

export interface CreateCost extends Cost {
  /** What one complete read costs the floor right after its create, when the server's caches hold hardly anything of what was made. */
  readonly readBackRequests: number;
  readonly readBackSeconds: number;
  /** What a second apply of the same files needed. */
  readonly againRequests: number;
  readonly againWrites: number;
}

/** The same case at N and at 2N. */
export interface Doubling {
  readonly what: string;
  readonly n: number;
  readonly requests: number;
  readonly twiceRequests: number;
}

export interface Results {
  /** Start of the process: median seconds of `keyplan --version` before the cases. */
  readonly startSeconds: number;
  readonly server: string;
  readonly node: string;
  readonly cores: number;
  readonly placement: Placement;
  /** Pages of one list that the floor asked for at a time. */
  readonly floorPages: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly creates: readonly CreateCost[];
  readonly plans: readonly PlanCost[];
  readonly changes: readonly Cost[];
  /** Plans in a realm with 2,000 client roles more. */
  readonly manyRoles: readonly PlanCost[];
  readonly doubling: readonly Doubling[];
}
