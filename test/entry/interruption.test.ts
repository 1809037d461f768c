import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testServer } from '../support/keycloak.js';
import type { RequestRecord } from '../support/proxy-counts.js';
import { type RealmSnapshot, snapshotRealm } from './realm-snapshot.js';
import { deleteTwentyObjects, OBJECTS, twentyObjects } from './twenty-objects.js';
import {
  expectExit,
  jsonOf,
  type PlanDocument,
  type ReportDocument,
  type RunningRun,
  withWorkplace,
  type Workplace,
} from './workplace.js';

/** Something to do at one moment of a run, told by the proxy. */
interface Interruption {
  /** The write, counted from 1. */
  readonly at: number;
  /** Before the server hears of it, or when it is done and keyplan has not heard of it. */
  readonly when: 'before' | 'after';
  readonly act: (run: RunningRun) => void | Promise<void>;
}

/** A workplace whose runs of `apply` can be interrupted at their n-th write. */
interface InterruptiblePlace extends Workplace {
  applyWith(interruption: Interruption, args?: readonly string[]): ReturnType<Workplace['run']>;
}

async function withInterruptiblePlace(work: (place: InterruptiblePlace) => Promise<void>): Promise<void> {
  let current: { readonly run: RunningRun; readonly interruption: Interruption } | undefined;
  const hook =
    (when: Interruption['when']) =>
    async (request: Readonly<RequestRecord>): Promise<void> => {
      if (request.class !== 'write' || current?.interruption.when !== when) return;
      const { run, interruption } = current;
      if (request.ordinal === interruption.at) await interruption.act(run);
    };
  await withWorkplace(
    'interruption',
    async (place) => {
      place.write(twentyObjects());
      await work({
        ...place,
        async applyWith(interruption, args = ['apply', '--yes']) {
          place.proxy.reset();
          const run = place.start([...args, '--json']);
          current = { run, interruption };
          const ended = await run.ended;
          current = undefined;
          return ended;
        },
      });
    },
    { onRequest: hook('before'), onAnswer: hook('after') },
  );
}

const PLAN_FILE = 'plan.json';

/** The state that an undisturbed apply gives, and how many writes it needs. Leaves the plan file of the empty realm. */
async function undisturbed(place: Workplace): Promise<{ readonly state: RealmSnapshot; readonly writes: number }> {
  const plan = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--out', PLAN_FILE, '--json']), 0));
  expect(plan.counts['create']).toBe(OBJECTS);
  place.proxy.reset();
  expectExit(await place.run(['apply', '--yes']), 0);
  const { byClass } = place.proxy.stats();
  const state = await snapshotRealm(place.realm);
  await deleteTwentyObjects(place.realm);
  return { state, writes: byClass.write };
}

const kill = async ({ process, ended }: RunningRun): Promise<void> => {
  process.kill('SIGKILL');
  await ended;
  // The proxy hears of the closed connection a moment later; only then is the write surely not forwarded.
  await wait(20);
};

describe('an apply of 20 objects', () => {
  // Every second write is cut off before the server hears of it, the others after it is done; these by the one plan file that
  // was approved, also where half of a step is done. Two halves run side by side because each waits for its own server
  // most of the time.
  it.concurrent.for(['before', 'after'] as const)(
    'converges when it runs again after kill -9 at any write, %s it is done',
    { timeout: 600_000 },
    async (when) => {
      await withInterruptiblePlace(async (place) => {
        const { state, writes } = await undisturbed(place);
        expect(writes).toBeGreaterThanOrEqual(OBJECTS);
        const args = ['apply', ...(when === 'before' ? ['--yes'] : [PLAN_FILE])];
        for (let at = when === 'before' ? 1 : 2; at <= writes; at += 2) {
          const killed = await place.applyWith({ at, when, act: kill }, args);
          expect(killed.exitCode, `the run ended before write ${at}`).toBeNull();
          expectExit(await place.run(args), 0);
          expect(await snapshotRealm(place.realm), `after kill -9 at write ${at}`).toEqual(state);
          await deleteTwentyObjects(place.realm);
        }
      });
    },
  );

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'finishes the object in hand at %s, then stops and reports',
    async (signal) => {
      await withInterruptiblePlace(async (place) => {
        const { state, writes } = await undisturbed(place);
        const interrupt = ({ process }: RunningRun): void => void process.kill(signal);
        const at = Math.floor(writes / 2);
        const run = expectExit(await place.applyWith({ at, when: 'before', act: interrupt }), 7);
        const { outcomes, state: reported } = jsonOf<ReportDocument>(run);
        expect(reported).toBe('partial');
        const applied = outcomes.filter(({ result }) => result === 'applied').map(({ step }) => step);
        const interrupted = outcomes.filter(({ result }) => result === 'interrupted').map(({ step }) => step);
        expect(applied.length).toBeGreaterThan(0);
        expect(interrupted.length).toBeGreaterThan(0);
        expect(outcomes.filter(({ result }) => !['applied', 'interrupted', 'skipped'].includes(result))).toEqual([]);

        const again = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
        const left = again.steps.map(({ id }) => id);
        expect(left.filter((step) => applied.includes(step))).toEqual([]);
        expect(left).toEqual(expect.arrayContaining(interrupted));
        expectExit(await place.run(['apply', '--yes']), 0);
        expect(await snapshotRealm(place.realm)).toEqual(state);
      });
    },
  );
});

describe('a run that has written nothing', () => {
  it.each([
    ['apply', 'SIGINT'],
    ['apply', 'SIGTERM'],
    ['bootstrap', 'SIGINT'],
  ] as const)(
    'of %s ends at once at %s while the realm is read, and while a server is waited for',
    async (command, signal) => {
      let current: RunningRun | undefined;
      await withWorkplace(
        'interrupted-early',
        async (place) => {
          place.write(twentyObjects());
          const { username, password } = testServer();
          const environment = { KEYCLOAK_USER: username, KEYCLOAK_PASSWORD: password };
          current = place.start([command, '--yes'], environment);
          const read = expectExit(await current.ended, 7);
          current = undefined;
          expect(read.stderr).toContain('interrupted: nothing was written');
          expect(place.proxy.stats().byClass.write).toBe(0);
          place.writeSettings({ server: 'http://127.0.0.1:9' });
          const waiting = place.start([command, '--yes', '--wait', '600s'], environment);
          waiting.process.stderr?.once('data', () => waiting.process.kill(signal));
          expectExit(await waiting.ended, 7);
        },
        {
          onRequest: (request) => {
            if (request.class === 'read') current?.process.kill(signal);
          },
        },
      );
    },
  );
});
