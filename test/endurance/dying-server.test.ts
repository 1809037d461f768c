import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { addIdentity, RIGHTS } from '../support/federated.js';
import type { FaultRule } from '../support/proxy-faults.js';
import { twentyObjects } from '../entry/twenty-objects.js';
import { expectExit, jsonOf, type ReportDocument, withWorkplace, type Workplace } from '../entry/workplace.js';

/** From the death on: a minute of repetitions, and what reporting takes on a busy machine. */
const LIMIT_MS = 75_000;

const REFUSES: FaultRule = { action: 'status', status: 503 };

/** From the nth request of a class on the server refuses everything, as a gateway does before one that is gone, or does what `faults` say. */
async function withDyingServer(
  at: { readonly class: 'read' | 'write'; readonly nth: number; readonly faults?: readonly FaultRule[] },
  work: (place: Workplace, deadForMs: () => number) => Promise<void>,
): Promise<void> {
  let diedMs = Number.NaN;
  let place: Workplace | undefined;
  let seen = 0;
  await withWorkplace(
    'dying',
    async (made) => {
      made.write(twentyObjects());
      place = made;
      await work(made, () => performance.now() - diedMs);
    },
    {
      onRequest: (request) => {
        if (request.class !== at.class) return;
        seen += 1;
        if (seen !== at.nth) return;
        diedMs = performance.now();
        place?.proxy.reset({ faults: at.faults ?? [REFUSES] });
      },
    },
  );
}

describe('a server that dies', { timeout: 300_000 }, () => {
  it.concurrent('during a plan ends it with 3, soon and in words', async () => {
    await withDyingServer({ class: 'read', nth: 4 }, async (place, deadForMs) => {
      const run = expectExit(await place.run(['plan']), 3);
      expect(deadForMs()).toBeLessThan(LIMIT_MS);
      expect(run.stderr).toContain('server-failing');
      expect(run.stdout).not.toContain('No changes');
    });
  });

  it.concurrent('during an apply ends it soon, and what was done and what was not is said', async () => {
    await withDyingServer({ class: 'write', nth: 4 }, async (place, deadForMs) => {
      const run = await place.run(['apply', '--yes', '--json']);
      expect(deadForMs()).toBeLessThan(LIMIT_MS);
      const report = jsonOf<ReportDocument>(expectExit(run, 7));
      const results = new Map(report.outcomes.map(({ step, result }) => [step, result]));
      expect([...results.values()]).toEqual(expect.arrayContaining(['applied', 'failed']));
      const failed = report.outcomes.filter(({ result }) => result === 'failed');
      for (const { message } of failed) expect(message).toContain('server-failing');
      place.proxy.reset({ faults: [] });
      expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
    });
  });

  it.concurrent('by silence during a plan ends it with 3, soon', async () => {
    await withDyingServer({ class: 'read', nth: 4, faults: [{ action: 'hang' }] }, async (place, deadForMs) => {
      place.writeSettings({ connection: { timeout: '5s' } });
      const run = expectExit(await place.run(['plan']), 3);
      expect(deadForMs()).toBeLessThan(LIMIT_MS);
      expect(run.stderr).toContain('timed-out');
    });
  });

  it.concurrent('by silence during an apply ends it with 7, soon', async () => {
    await withDyingServer({ class: 'write', nth: 4, faults: [{ action: 'hang' }] }, async (place, deadForMs) => {
      place.writeSettings({ connection: { timeout: '5s' } });
      const run = expectExit(await place.run(['apply', '--yes', '--json']), 7);
      expect(deadForMs()).toBeLessThan(LIMIT_MS);
      const results = jsonOf<ReportDocument>(run).outcomes.map(({ result }) => result);
      expect(results).toEqual(expect.arrayContaining(['applied', 'failed', 'skipped']));
    });
  });

  it.concurrent('only for those who sign in ends an apply soon after its token has ended', async () => {
    const slow: FaultRule = { action: 'delay', class: 'write', delayMs: 1_500 };
    await withDyingServer(
      { class: 'write', nth: 4, faults: [{ ...REFUSES, class: 'token' }, slow] },
      async (place, deadForMs) => {
        const life = { secret: 'of-dying', attributes: { 'access.token.lifespan': '4' } };
        await addIdentity(place.realm, 'keyplan-apply', [...RIGHTS.apply, 'manage-realm'], life);
        const identity = { clientId: 'keyplan-apply', clientSecret: { env: 'OWN_SECRET' } };
        place.writeSettings({ auth: { plan: identity, apply: identity } });
        place.proxy.reset({ faults: [slow] });
        const run = expectExit(await place.run(['apply', '--yes', '--json'], { OWN_SECRET: 'of-dying' }), 7);
        expect(deadForMs()).toBeLessThan(LIMIT_MS);
        const { outcomes } = jsonOf<ReportDocument>(run);
        const results = outcomes.map(({ result }) => result);
        expect(results).toEqual(expect.arrayContaining(['applied', 'failed', 'skipped']));
        expect(outcomes.find(({ result }) => result === 'failed')?.message).toContain('server-failing');
      },
    );
  });

  it.concurrent('does not keep a run that is interrupted twice', async () => {
    await withDyingServer({ class: 'write', nth: 4 }, async (place) => {
      const run = place.start(['apply', '--yes']);
      await vi.waitUntil(() => (place.proxy.stats().byStatus['503'] ?? 0) > 2, { timeout: 60_000 });
      run.process.kill('SIGINT');
      await wait(1_000);
      run.process.kill('SIGINT');
      const startedMs = performance.now();
      await run.ended;
      expect(performance.now() - startedMs).toBeLessThan(5_000);
    });
  });
});
