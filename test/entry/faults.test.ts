import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../support/proxy-faults.js';
import { type RealmSnapshot, snapshotRealm } from './realm-snapshot.js';
import { deleteTwentyObjects, twentyObjects } from './twenty-objects.js';
import {
  expectExit,
  jsonOf,
  type PlanDocument,
  type ReportDocument,
  withWorkplace,
  type Workplace,
} from './workplace.js';

type FaultKind = 'status 500' | 'status 503 with Retry-After' | 'dropped before the write' | 'dropped after the write';

const FAULTS: Readonly<Record<FaultKind, Pick<FaultRule, 'action' | 'status' | 'retryAfterSeconds'>>> = {
  'status 500': { action: 'status', status: 500 },
  'status 503 with Retry-After': { action: 'status', status: 503, retryAfterSeconds: 1 },
  'dropped before the write': { action: 'drop-before' },
  'dropped after the write': { action: 'drop-after' },
};
const KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** How an apply under a fault ended: converged, or partly done and said so. Nothing else is allowed. */
async function applyUnder(place: Workplace, fault: FaultRule): Promise<'converged' | 'partial'> {
  place.proxy.reset({ faults: [fault] });
  const run = await place.run(['apply', '--yes', '--json']);
  const fired = place.proxy.stats().faults[fault.action] ?? 0;
  place.proxy.reset({ faults: [] });
  expect(fired, 'the fault never came about').toBeGreaterThan(0);
  if (run.exitCode === 0) return 'converged';
  const report = jsonOf<ReportDocument>(expectExit(run, 7));
  expect(report.state).not.toBe('converged');
  const failed = report.outcomes.filter(({ result }) => result === 'failed');
  for (const { step, message } of failed) expect(message, `${step} failed and nothing says why`).toMatch(/\w/);
  return 'partial';
}

/** The realm after an apply under the fault and, where that was not the end of it, another without; both must be done then. */
async function heal(place: Workplace, fault: FaultRule): Promise<RealmSnapshot> {
  const ended = await applyUnder(place, fault);
  if (ended === 'partial') expectExit(await place.run(['apply', '--yes']), 0);
  const found = await snapshotRealm(place.realm);
  expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
  return found;
}

describe('an apply under faults never ends with a wrong "fine"', () => {
  // The positions: the first request of its kind, one in the middle, and one among the grants.
  const positions = [0, 6, 16];

  it.concurrent('while it creates', { timeout: 600_000 }, async () => {
    await withWorkplace('faults-post', async (place) => {
      place.write(twentyObjects());
      expectExit(await place.run(['apply', '--yes']), 0);
      const state = await snapshotRealm(place.realm);
      for (const kind of KINDS) {
        for (const skip of positions) {
          await deleteTwentyObjects(place.realm);
          const fault = { ...FAULTS[kind], class: 'write', method: 'POST', skip, times: 1 } as const;
          expect(await heal(place, fault), `${kind}, POST ${skip}`).toEqual(state);
        }
      }
    });
  });

  it.concurrent('while it changes', { timeout: 600_000 }, async () => {
    await withWorkplace('faults-put', async (place) => {
      const states = new Map<number, RealmSnapshot>();
      for (const revision of [1, 2]) {
        place.write(twentyObjects(revision));
        expectExit(await place.run(['apply', '--yes']), 0);
        states.set(revision, await snapshotRealm(place.realm));
      }
      let revision = 2;
      for (const kind of KINDS) {
        for (const skip of [0, 3, 5]) {
          revision = 3 - revision;
          place.write(twentyObjects(revision));
          const state = states.get(revision);
          if (state === undefined) throw new Error(`no state of revision ${revision}`);
          const fault = { ...FAULTS[kind], class: 'write', method: 'PUT', skip, times: 1 } as const;
          expect(await heal(place, fault), `${kind}, PUT ${skip}`).toEqual(state);
        }
      }
    });
  });

  it('while the server refuses every write', async () => {
    await withWorkplace('faults-all', async (place) => {
      place.write(twentyObjects());
      const before = await snapshotRealm(place.realm);
      expect(await applyUnder(place, { action: 'status', status: 500, class: 'write' })).toBe('partial');
      expect(await snapshotRealm(place.realm)).toEqual(before);
      expectExit(await place.run(['apply', '--yes']), 0);
    });
  });

  it.for(['status', 'truncate', 'drop-before'] as const)('while reads fail now and then by %s', async (action) => {
    await withWorkplace('faults-get', async (place) => {
      place.write(twentyObjects());
      expectExit(await place.run(['apply', '--yes']), 0);
      place.proxy.reset({ faults: [{ action, class: 'read', every: 7 }] });
      const run = await place.run(['plan', '--detailed-exitcode', '--json']);
      expect(place.proxy.stats().faults[action]).toBeGreaterThan(0);
      // A read that failed may end the run; it may never look like something that is missing.
      expect([0, 1, 3]).toContain(run.exitCode);
      const steps = run.exitCode === 0 ? jsonOf<PlanDocument>(run).steps : [];
      expect(steps).toEqual([]);
    });
  });
});
