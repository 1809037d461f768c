import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../../src/apply/index.js';
import { address, Failure } from '../../../src/model/index.js';
import { AGENT, AGENTS, API, READER, SUBMIT, WANTED, made, messageOf, results, run } from '../../support/applying.js';
import { FakeRealm, type FakeOptions } from '../../support/fake-realm.js';
import { desired, wants } from '../../support/states.js';

describe('a write that fails', () => {
  const failing = (
    id: string,
    fault: { readonly status?: number; readonly isDone?: boolean; readonly words?: string },
    times = 1,
  ): FakeOptions => {
    let left = times;
    return { faultAt: (step) => (step.id === id && left-- > 0 ? fault : undefined) };
  };

  it('takes along what needs it and nothing else', async () => {
    const { report } = await run([], failing(`${READER}#create`, { status: 400, words: 'no' }));
    expect(report.state).toBe('partial');
    expect(results(report)).toEqual({
      [`${READER}#create`]: 'failed',
      [`${AGENTS}#create`]: 'applied',
      [`${AGENTS}#link`]: 'skipped',
      [`${API}#create`]: 'applied',
      [`${SUBMIT}#create`]: 'applied',
      [`${AGENT}#create`]: 'applied',
      [`${AGENT}#grant`]: 'skipped',
    });
    expect(messageOf(report, `${READER}#create`)).toContain('status 400, "no"');
    expect(report.after?.changes).not.toEqual([]);
  });

  it('and may have happened is looked at once: what is there counts as applied', async () => {
    for (const id of [`${API}#create`, `${READER}#create`, `${AGENT}#grant`, `${AGENTS}#link`]) {
      for (const status of [undefined, 500, 503]) {
        const fault = { ...(status === undefined ? {} : { status }), isDone: true };
        const { realm, report } = await run([], failing(id, fault));
        expect(report.state).toBe('converged');
        expect(realm.ledger.filter((line) => line.endsWith(id))).toEqual([`write ${id}`, `look ${id}`]);
      }
    }
  });

  it('and did not happen is tried once more', async () => {
    for (const id of [`${API}#create`, `${AGENT}#grant`]) {
      const { realm, report } = await run([], failing(id, { status: 502 }));
      expect(report.state).toBe('converged');
      expect(realm.ledger.filter((line) => line.endsWith(id))).toEqual([`write ${id}`, `look ${id}`, `write ${id}`]);
    }
  });

  it('twice has failed', async () => {
    const { realm, report } = await run([], failing(`${API}#create`, { status: 502, words: 'bad gateway' }, 9));
    expect(report.state).toBe('partial');
    expect(results(report)[`${API}#create`]).toBe('failed');
    expect(realm.ledger.filter((line) => line === `write ${API}#create`)).toHaveLength(2);
  });

  it('and cannot be looked at any more says both', async () => {
    const { report } = await run([], {
      ...failing(`${API}#create`, {}),
      onOpen(step) {
        if (step.id === `${API}#create`) throw new Failure('server-failing', 'not tried', { hint: 'later' });
      },
    });
    expect(results(report)[`${API}#create`]).toBe('failed');
    expect(messageOf(report, `${API}#create`)).toMatch(/no answer.*could not be read: server-failing: not tried/);
  });

  it('with a grant that another one was making at the same time is looked at too', async () => {
    const fault = { status: 400, words: 'Could not add user role mappings!', isDone: true };
    const { report } = await run([], failing(`${AGENT}#grant`, fault));
    expect(report.state).toBe('converged');
  });

  it('leaves an update alone when something else is there afterwards', async () => {
    const { report } = await run(
      [made(READER, [['description', 'old']])],
      {
        faultAt: (step) => (step.id === `${READER}#update` ? { status: 500, words: 'oops' } : undefined),
        onOpen: () => undefined,
      },
      {},
    );
    expect(results(report)[`${READER}#update`]).toBe('failed');
    const moving = new FakeRealm([made(READER, [['description', 'old']])], {
      faultAt: () => ({ status: 500, words: 'oops' }),
      onWrite: () => moving.change(READER, made(READER, [['description', 'by hand']])),
    });
    const wanted = desired([...WANTED.objects.values()].filter(({ address: of }) => of === READER));
    const plan = moving.plan(wanted);
    const moved = await applyPlan(
      { writer: moving.writer, reread: async () => moving.state(), replan: async () => moving.plan(wanted) },
      plan,
      { desired: wanted, live: moving.state(), signal: new AbortController().signal, onProgress: () => undefined },
    );
    expect(moved.outcomes[0]).toMatchObject({ result: 'failed' });
    expect(moved.outcomes[0]?.message).toContain('description is "by hand" now');
  });

  it('because the server is away stops the run after a few, instead of waiting for each', async () => {
    const many = desired(Array.from({ length: 40 }, (_, index) => wants(address('role', `r${index}`))));
    const { realm, report } = await run([], { faultAt: () => ({}) }, { wanted: many });
    const counts = Object.groupBy(report.outcomes, ({ result }) => result);
    expect(counts.failed?.length).toBeLessThan(10);
    expect(counts.skipped?.length).toBe(40 - (counts.failed?.length ?? 0));
    expect(realm.ledger.filter((line) => line.startsWith('write')).length).toBeLessThan(20);
  });
});
