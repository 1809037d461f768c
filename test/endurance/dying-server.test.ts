import { describe, expect, it } from 'vitest';
import { twentyObjects } from '../entry/twenty-objects.js';
import { expectExit, jsonOf, type ReportDocument, withWorkplace, type Workplace } from '../entry/workplace.js';

/** A minute of repetitions, and what starting, reading and reporting take on a busy machine. */
const LIMIT_MS = 80_000;

/** From the nth request of a class on the server refuses everything, as a gateway does before one that is gone. */
async function withDyingServer(
  at: { readonly class: 'read' | 'write'; readonly nth: number },
  work: (place: Workplace) => Promise<void>,
): Promise<void> {
  let place: Workplace | undefined;
  let seen = 0;
  await withWorkplace(
    'dying',
    async (made) => {
      made.write(twentyObjects());
      place = made;
      await work(made);
    },
    {
      onRequest: (request) => {
        if (request.class !== at.class) return;
        seen += 1;
        if (seen === at.nth) place?.proxy.reset({ faults: [{ action: 'status', status: 503 }] });
      },
    },
  );
}

describe('a server that dies', { timeout: 300_000 }, () => {
  it.concurrent('during a plan ends it with 3, soon and in words', async () => {
    await withDyingServer({ class: 'read', nth: 4 }, async (place) => {
      const startedMs = performance.now();
      const run = expectExit(await place.run(['plan']), 3);
      expect(performance.now() - startedMs).toBeLessThan(LIMIT_MS);
      expect(run.stderr).toContain('server-failing');
      expect(run.stdout).not.toContain('No changes');
    });
  });

  it.concurrent('during an apply ends it soon, and what was done and what was not is said', async () => {
    await withDyingServer({ class: 'write', nth: 4 }, async (place) => {
      const startedMs = performance.now();
      const run = await place.run(['apply', '--yes', '--json']);
      expect(performance.now() - startedMs).toBeLessThan(LIMIT_MS);
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
});
