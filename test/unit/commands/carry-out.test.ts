import { describe, expect, it } from 'vitest';
import { carryOutShown, type Asking } from '../../../src/commands/carry-out.js';
import type { Output } from '../../../src/commands/output.js';
import type { TargetResult } from '../../../src/commands/run-targets.js';
import type { ObjectChange } from '../../../src/model/index.js';
import { created, planOf } from '../../support/builders.js';
import { live } from '../../support/states.js';

const AGENT = created('client/agent', { at: 'a.yaml:1', facts: { enabled: true } });
const SHOWN: TargetResult = { exit: 0, json: () => ({ shown: true }) };

interface Situation {
  readonly changes?: readonly ObjectChange[];
  readonly roles?: readonly string[];
  readonly yes?: boolean;
  /** What the person at the terminal says; absent where there is none. */
  readonly answer?: boolean;
  readonly isMore?: boolean;
}

/** Comes as far as the first step; everything that happens on the way is in the ledger. */
async function ends({ changes = [], roles = ['manage-clients'], yes = false, answer, isMore = false }: Situation) {
  const ledger: string[] = [];
  const world = {
    confirm:
      answer === undefined
        ? undefined
        : (question: string) => {
            ledger.push(question);
            return Promise.resolve(answer);
          },
    beginWriting: () => ledger.push('begin'),
  };
  const output = { note: () => ledger.push('note'), result: () => undefined, format: 'json' } as unknown as Output;
  const rights = {
    token: () => Promise.resolve({ roles: new Set(roles), isOfRealm: true }),
    version: () => Promise.resolve('26.7.4'),
  };
  const write = (): Promise<void> => Promise.resolve(void ledger.push('write'));
  const asking = {
    world,
    edges: { rights, readAs: 'planner' },
    output,
    yes,
    hint: 'Give --yes',
    ...(isMore ? { besides: { name: 'the identity provider', write } } : {}),
  } as unknown as Asking;
  const { exit, json } = await carryOutShown(asking, { plan: planOf(changes), live: live([]) }, SHOWN);
  return { exit, json: json(), ledger };
}

describe('a plan that was shown', () => {
  it('ends there where it holds nothing to write, and nobody is asked', async () => {
    expect(await ends({})).toEqual({ exit: 0, json: { shown: true }, ledger: [] });
  });

  it('is not carried out by whoever lacks a right, and nobody is asked', async () => {
    expect(await ends({ changes: [AGENT], roles: [], answer: true })).toEqual({
      exit: 3,
      json: { shown: true, missingRights: [expect.objectContaining({ role: 'manage-clients' })] },
      ledger: ['note'],
    });
  });

  it('is not carried out without a word', async () => {
    await expect(ends({ changes: [AGENT] })).rejects.toMatchObject({ code: 'confirmation-needed', hint: 'Give --yes' });
    const { exit, ledger } = await ends({ changes: [AGENT], answer: false });
    expect({ exit, ledger }).toEqual({
      exit: 4,
      ledger: [expect.stringMatching(/^Apply \d steps? on \d objects? to realm \S+ on \S+\?$/)],
    });
  });

  it('may be nothing beside something else that is written', async () => {
    expect(await ends({ isMore: true, yes: true })).toEqual({
      exit: 0,
      json: { shown: true },
      ledger: ['begin', 'write'],
    });
    const { ledger } = await ends({ isMore: true, answer: false });
    expect(ledger).toEqual([expect.stringContaining(' and write the identity provider to realm ')]);
  });
});
