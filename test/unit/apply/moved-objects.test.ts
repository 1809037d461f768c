import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../../src/apply/index.js';
import type { LiveObject } from '../../../src/model/index.js';
import {
  AGENT,
  AGENTS,
  API,
  READER,
  SUBMIT,
  WANTED,
  made,
  messageOf,
  results,
  run,
  whole,
} from '../../support/applying.js';
import { FakeRealm } from '../../support/fake-realm.js';
import { has, live, OWNER } from '../../support/states.js';

describe('objects that moved before the first write', () => {
  it('stop the run: nothing is written, and each is named', async () => {
    const { realm, report } = await run(
      [made(READER, [['description', 'old']])],
      {},
      {
        between: (fake) => fake.change(READER, made(READER, [['description', 'by hand']])),
      },
    );
    expect(report.state).toBe('stale');
    expect(realm.ledger).toEqual([]);
    expect(results(report)).toMatchObject({ [`${READER}#update`]: 'moved', [`${API}#create`]: 'skipped' });
    expect(messageOf(report, `${READER}#update`)).toBe(
      'description is "by hand" now, and was "old" when the plan was made',
    );
    expect(report.after).toBeUndefined();
  });

  it('are objects that exist now, that are gone, and whose mark says another owner or another run', async () => {
    const states: readonly [LiveObject | undefined, string][] = [
      [undefined, 'it is gone'],
      [has(READER, [['description', 'old']], { owner: 'somebody' }), 'somebody manages it now'],
      [has(READER, [['description', 'old']], { owner: OWNER, applied: 'ff' }), 'it was applied by another run since'],
      [has(READER, [['description', 'old']]), 'its mark is gone'],
    ];
    for (const [now, why] of states) {
      const before = has(READER, [['description', 'old']], { owner: OWNER, applied: 'aa' });
      const { report } = await run([before], {}, { between: (fake) => fake.change(READER, now) });
      expect(report.state).toBe('stale');
      expect(messageOf(report, `${READER}#update`)).toBe(why);
    }
    const { report } = await run([], {}, { between: (fake) => fake.change(API, has(API)) });
    expect(report.state).toBe('stale');
    expect(messageOf(report, `${API}#create`)).toBe('it exists already, and it did not when the plan was made');
  });

  it('are objects of another owner by now of which only links or grants would be written', async () => {
    const { realm, report } = await run(
      [made(AGENTS)],
      {},
      { between: (fake) => fake.change(AGENTS, has(AGENTS, [], { owner: 'somebody' })) },
    );
    expect(report.state).toBe('stale');
    expect(realm.ledger).toEqual([]);
    expect(messageOf(report, `${AGENTS}#link`)).toBe('somebody manages it now');
  });

  it('are not those that the plan takes over from the owner who still has them, links included', async () => {
    const { report } = await run([has(AGENTS, [], { owner: 'somebody' })]);
    expect(report.state).toBe('converged');
    expect(results(report)).toMatchObject({ [`${AGENTS}#mark`]: 'applied', [`${AGENTS}#link`]: 'applied' });
  });

  it('are not those in which something changed that no file names', async () => {
    const { report } = await run(
      [made(READER, [['description', 'old']])],
      {},
      {
        between: (fake) =>
          fake.change(
            READER,
            made(READER, [
              ['description', 'old'],
              ['attributes/hand', ['made']],
            ]),
          ),
      },
    );
    expect(report.state).toBe('converged');
  });

  it('are not those that are as wanted already: these are done and not written', async () => {
    const { realm, report } = await run(
      [made(READER, [['description', 'old']])],
      {},
      {
        between: (fake) => fake.change(READER, made(READER, [['description', 'reads']])),
      },
    );
    expect(report.state).toBe('converged');
    expect(results(report)[`${READER}#update`]).toBe('done');
    expect(realm.ledger.filter((line) => line.includes(`${READER}#update`))).toEqual([]);
  });

  it('cannot be told when something cannot be read again, so nothing is written', async () => {
    const realm = new FakeRealm([]);
    const plan = realm.plan(WANTED);
    const unread = [{ area: 'clients', reason: 'refused', evidence: 'status 403' }] as const;
    const applying = applyPlan(
      { writer: realm.writer, reread: async () => live([], { unread }), replan: async () => plan },
      plan,
      { desired: WANTED, live: realm.state(), signal: new AbortController().signal, onProgress: () => undefined },
    );
    await expect(applying).rejects.toMatchObject({ code: 'incomplete-read' });
    expect(realm.ledger).toEqual([]);
  });
});

describe('an object that moved right before its write', () => {
  it('is left alone with all that needs it, and the rest goes on', async () => {
    const { report } = await run(
      [made(AGENTS), made(READER, [['description', 'old']])],
      {},
      {
        afterReread: (fake) => fake.change(AGENTS, undefined),
      },
    );
    expect(report.state).toBe('partial');
    expect(results(report)).toEqual({
      [`${READER}#update`]: 'applied',
      [`${AGENTS}#link`]: 'moved',
      [`${API}#create`]: 'applied',
      [`${SUBMIT}#create`]: 'applied',
      [`${AGENT}#create`]: 'applied',
      [`${AGENT}#grant`]: 'skipped',
    });
    expect(messageOf(report, `${AGENT}#grant`)).toBe('needs the links of group /agents, which was not done');
  });

  it('is left alone when only its grants would be written and another owner manages it by now', async () => {
    const others = [API, SUBMIT, READER, AGENTS].map(whole);
    const { realm, report } = await run(
      [...others, made(AGENT, [['enabled', true]])],
      {},
      { afterReread: (fake) => fake.change(AGENT, has(AGENT, [['enabled', true]], { owner: 'somebody' })) },
    );
    expect(results(report)).toEqual({ [`${AGENT}#grant`]: 'moved' });
    expect(messageOf(report, `${AGENT}#grant`)).toBe('somebody manages it now');
    expect(realm.ledger.filter((line) => line.startsWith('write'))).toEqual([]);
  });

  it('does not end converged when another owner takes an object of the files over meanwhile', async () => {
    const { facts } = whole(AGENTS);
    const { report } = await run(
      [whole(AGENTS), made(READER, [['description', 'old']])],
      {},
      {
        replan: async (fake) => {
          fake.change(AGENTS, { ...has(AGENTS, [], { owner: 'somebody' }), facts });
          return fake.plan(WANTED);
        },
      },
    );
    expect(report.after?.changes).toMatchObject([{ address: AGENTS, action: 'mark' }]);
    expect(report.state).toBe('not-converged');
  });

  it('is told by the answer to its create', async () => {
    const { report } = await run([], {}, { afterReread: (fake) => fake.change(API, has(API)) });
    expect(results(report)).toMatchObject({
      [`${API}#create`]: 'moved',
      [`${SUBMIT}#create`]: 'skipped',
      [`${AGENT}#create`]: 'applied',
      [`${AGENT}#grant`]: 'skipped',
    });
    expect(messageOf(report, `${API}#create`)).toBe('it exists already, and it did not when the plan was made');
  });

  it('is done when another run just made it the same', async () => {
    const { report } = await run([], {}, { afterReread: (fake) => fake.change(API, made(API, [['enabled', true]])) });
    expect(report.state).toBe('converged');
    expect(results(report)[`${API}#create`]).toBe('done');
  });
});
