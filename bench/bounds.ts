// Every promise of the benchmark in one place. A broken one makes the run end with exit code 1.
import type { Results } from './results.js';

/** A promise: what is bounded, by how much, and what was measured. */
export interface Bound {
  readonly name: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit: string;
}

/** Requests of a plan with nothing to do, for N = 1,000. */
const PLAN_REQUESTS = { users: 220, view: 1120 } as const;
/** The same in a realm with 2,000 client roles more, whoever asks. */
const MANY_ROLES_REQUESTS = 1120;
/** Seconds beyond the start of the process, as a multiple of the floor of the same way, for N = 1,000. */
const SECONDS_RATIO = 1.3;
const MEMORY_MB = 150;
/** Requests of a create, as a multiple of the floor's, besides one read-back. */
const CREATE_REQUESTS_RATIO = 1.1;
/** Requests for twice the identities. */
const DOUBLING_RATIO = 2;
/** Seconds from the start of the Action's step to the comment, without those of Keycloak, for 100 identities. */
export const ACTION_SECONDS_MAX = 5;
/** The number of identities that the bounds in absolute numbers speak of. */
const BOUNDED_N = 1000;

/** The promises that these results can prove or disprove. */
export function boundsOf(results: Results): readonly Bound[] {
  return [...planBounds(results), ...createBounds(results), ...manyRolesBounds(results), ...doublingBounds(results)];
}

export function isBroken(bound: Bound): boolean {
  return !(bound.measured <= bound.limit);
}

function planBounds({ plans }: Results): readonly Bound[] {
  return plans.flatMap((plan) => {
    const name = `plan with nothing to do, N = ${plan.n}, ${plan.latencyMs} ms, ${plan.caller}`;
    const always = [
      { name: `${name}: writes`, limit: 0, measured: plan.writes, unit: 'requests' },
      { name: `${name}: memory`, limit: MEMORY_MB, measured: plan.memoryMb, unit: 'MB' },
    ];
    if (plan.n !== BOUNDED_N) return always;
    return [
      { name: `${name}: requests`, limit: PLAN_REQUESTS[plan.caller], measured: plan.requests, unit: 'requests' },
      { name: `${name}: seconds to the floor`, limit: SECONDS_RATIO, measured: plan.ratio, unit: 'times' },
      ...always,
    ];
  });
}

function createBounds({ creates }: Results): readonly Bound[] {
  return creates.flatMap((create) => {
    const of = `N = ${create.n}, ${create.latencyMs} ms`;
    const again = { name: `apply again, ${of}: writes`, limit: 0, measured: create.againWrites, unit: 'requests' };
    if (create.n !== BOUNDED_N) return [again];
    const limit = Math.floor(CREATE_REQUESTS_RATIO * create.floorRequests + create.readBackRequests);
    return [
      { name: `create, ${of}: requests`, limit, measured: create.requests, unit: 'requests' },
      { name: `create, ${of}: seconds to the floor`, limit: SECONDS_RATIO, measured: create.ratio, unit: 'times' },
      again,
    ];
  });
}

function manyRolesBounds({ manyRoles }: Results): readonly Bound[] {
  return manyRoles
    .filter((plan) => plan.n === BOUNDED_N)
    .map((plan) => ({
      name: `plan with nothing to do, N = ${plan.n}, 2,000 client roles more, ${plan.caller}: requests`,
      limit: MANY_ROLES_REQUESTS,
      measured: plan.requests,
      unit: 'requests',
    }));
}

function doublingBounds({ doubling }: Results): readonly Bound[] {
  return doubling.map(({ what, n, requests, twiceRequests }) => ({
    name: `${what}, N = ${n} to ${2 * n}: requests`,
    limit: DOUBLING_RATIO,
    measured: twiceRequests / requests,
    unit: 'times',
  }));
}
