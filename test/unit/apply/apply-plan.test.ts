import { describe, expect, it } from 'vitest';
import { address } from '../../../src/model/index.js';
import { AGENT, AGENTS, API, READER, SUBMIT, WANTED, made, results, run, whole } from '../../support/applying.js';
import { desired, has, wants } from '../../support/states.js';

describe('applying a plan', () => {
  it('carries out every step once, plans again and is converged', async () => {
    const { realm, report } = await run([]);
    expect(report.state).toBe('converged');
    expect(report.after?.changes).toEqual([]);
    expect(new Set(Object.values(results(report)))).toEqual(new Set(['applied']));
    expect(realm.ledger.filter((line) => line.startsWith('write'))).toHaveLength(report.plan.steps.length);
  });

  it('asks for nothing before it makes things and what hangs on them', async () => {
    const { realm } = await run([]);
    expect(realm.ledger.filter((line) => line.startsWith('look'))).toEqual([]);
  });

  it('looks at each object right before it changes it', async () => {
    const { realm, report } = await run([
      made(READER, [['description', 'old']]),
      made(AGENTS),
      made(API, [['enabled', false]]),
      made(SUBMIT),
      made(AGENT, [
        ['enabled', true],
        ['serviceAccount/present', true],
      ]),
    ]);
    expect(report.state).toBe('converged');
    const steps = report.plan.steps.map(({ id }) => id);
    expect(steps).toContain(`${AGENT}#grant`);
    for (const step of steps) {
      const [look, write] = [`look ${step}`, `write ${step}`].map((line) => realm.ledger.indexOf(line));
      expect(look).toBeGreaterThanOrEqual(0);
      expect(write).toBeGreaterThan(look ?? 0);
    }
  });

  it('makes objects before links and links before grants, whatever else could run', async () => {
    const { realm } = await run([]);
    const kinds = realm.ledger.map((line) => line.split('#')[1] ?? '');
    expect(kinds).toEqual([...kinds].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
  });

  it('has four writes under way, and never more', async () => {
    const many = desired(Array.from({ length: 20 }, (_, index) => wants(address('role', `r${index}`))));
    const { realm } = await run([], {}, { wanted: many });
    expect(realm.busiest).toBe(4);
  });

  it('sends nothing for an empty plan', async () => {
    const { realm, report } = await run([...WANTED.objects.keys()].map(whole));
    expect(report).toMatchObject({ state: 'converged', outcomes: [] });
    expect(realm.ledger).toEqual([]);
  });

  it('tells of each step once that it started and once that it ended', async () => {
    const { report, events } = await run([]);
    const ended = events.flatMap((event) => (event.type === 'step-ended' ? [event] : []));
    expect(ended.map(({ ended: count }) => count)).toEqual(report.outcomes.map((_, index) => index + 1));
    expect(new Set(ended.map(({ step }) => step.id)).size).toBe(report.plan.steps.length);
    expect(ended.at(-1)?.total).toBe(report.plan.steps.length);
    expect(events.filter(({ type }) => type === 'step-started')).toHaveLength(report.plan.steps.length);
  });
});

const ORDER = ['create', 'update', 'mark', 'link', 'grant'];

describe('being asked to stop', () => {
  it('finishes what runs, starts nothing else, and does not plan again', async () => {
    const controller = new AbortController();
    const { report } = await run(
      [],
      { onWrite: (_step, write) => (write === 2 ? controller.abort() : undefined) },
      { signal: controller.signal },
    );
    expect(report.state).toBe('partial');
    expect(report.after).toBeUndefined();
    expect(report.readBackError).toBe('the run was asked to stop');
    const counts = Object.groupBy(report.outcomes, ({ result }) => result);
    expect(Object.keys(counts).sort()).toEqual(['applied', 'interrupted']);
    expect(counts.applied?.length).toBeLessThanOrEqual(4);
    expect(counts.applied?.length).toBeGreaterThanOrEqual(2);
  });

  it('before the first write writes nothing', async () => {
    const { realm, report } = await run([], {}, { signal: AbortSignal.abort() });
    expect(realm.ledger).toEqual([]);
    expect(new Set(Object.values(results(report)))).toEqual(new Set(['interrupted']));
  });
});

describe('planning again at the end', () => {
  it('that still finds a change is not converged', async () => {
    const { report } = await run(
      [],
      {},
      {
        replan: async (fake) => {
          fake.change(API, made(API, [['enabled', false]]));
          return fake.plan(WANTED);
        },
      },
    );
    expect(report.state).toBe('not-converged');
    expect(report.after?.changes).toMatchObject([{ address: API, action: 'update' }]);
  });

  it('that does not find the mark that was written is not converged', async () => {
    const { report } = await run(
      [],
      {},
      {
        replan: async (fake) => {
          fake.change(API, has(API, [['enabled', true]]));
          return fake.plan(WANTED);
        },
      },
    );
    expect(report.state).toBe('not-converged');
  });

  it('that fails proves nothing', async () => {
    const { report } = await run([], {}, { replan: () => Promise.reject(new Error('the server went away')) });
    expect(report).toMatchObject({ state: 'not-converged', readBackError: 'the server went away' });
    expect(new Set(Object.values(results(report)))).toEqual(new Set(['applied']));
  });

  it('that sees less than the plan saw is not converged', async () => {
    const { report } = await run(
      [],
      {},
      {
        replan: async (fake) => ({
          ...fake.plan(WANTED),
          unread: [{ area: 'group-memberships', reason: 'refused', evidence: 'status 403' }],
        }),
      },
    );
    expect(report.state).toBe('not-converged');
  });
});
