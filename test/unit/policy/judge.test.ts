import { describe, expect, test } from 'vitest';
import {
  address,
  DEFAULT_POLICY,
  type Allowance,
  type DesiredObject,
  type LiveObject,
  type Verdict,
} from '../../../src/model/index.js';
import type { Rules } from '../../../src/policy/index.js';
import { has, live, OWNER, wants, type WrittenFacts } from '../../support/states.js';
import { agent, CLOSED, rulesOf, verdict } from '../../support/verdicts.js';

describe('the word that allows', () => {
  const dangerous = (allow: readonly Allowance[] = []): DesiredObject =>
    wants(agent, [...CLOSED, ['redirectUris/*', true]], { allow });

  test.each<[string, readonly Allowance[], Partial<Rules>]>([
    ['in the entry', [{ rule: 'widen-redirect', address: agent }], {}],
    ['in the settings', [], { policy: { ...DEFAULT_POLICY, allow: [{ rule: 'widen-redirect' }] } }],
    ['on the command line', [], { given: [{ rule: 'widen-redirect', address: agent }] }],
  ])('may stand %s', (_where, allow, rules) => {
    expect(verdict([dangerous(allow)], live(), rules)).toMatchObject({
      refusals: [],
      allowed: [{ hazard: { hazard: 'widen-redirect' } }],
    });
  });

  test('given by an input of the Action says so, and refusals name inputs', () => {
    const given = [{ rule: 'widen-redirect' }] as const;
    const said = verdict([dangerous()], live(), { given, wordsBy: 'input' });
    expect(said.allowed).toMatchObject([{ allowance: { rule: 'widen-redirect', by: 'input' } }]);
    expect(verdict([dangerous()], live(), { wordsBy: 'input' }).refusals[0]?.allowWith).toBe(
      'in its entry: allow: [{ hazard: widen-redirect, reason: … }], or by the input allow: widen-redirect:client/agent',
    );
  });

  test('can be given by an option alone where no files declare the object', () => {
    expect(verdict([dangerous()], live(), { wordsBy: 'option-only' }).refusals[0]?.allowWith).toBe(
      '--allow widen-redirect:client/agent',
    );
  });

  test('for another object does not count', () => {
    expect(
      rulesOf(
        verdict([dangerous()], live(), { given: [{ rule: 'widen-redirect', address: address('client', 'other') }] }),
      ),
    ).toEqual(['widen-redirect']);
  });

  test('counts on its last day, warns 14 days ahead and refuses the target after it', () => {
    const until = (day: string): Verdict =>
      verdict([dangerous([{ rule: 'widen-redirect', address: agent, until: day }])], live());
    expect(until('2026-11-25')).toMatchObject({ refusals: [], warnings: [expect.stringContaining('2026-11-25')] });
    expect(until('2026-12-09').warnings).toHaveLength(1);
    expect(until('2026-12-10').warnings).toEqual([]);
    expect(rulesOf(until('2026-11-24'))).toEqual(['expired']);
  });

  test('is named by every refusal', () => {
    expect(verdict([dangerous()], live()).refusals[0]?.allowWith).toContain('--allow widen-redirect:client/agent');
  });
});

describe('guards', () => {
  const clients = (count: number, written: WrittenFacts): readonly LiveObject[] =>
    Array.from({ length: count }, (_, index) => has(address('client', `c${index}`), written, { owner: OWNER }));
  const wanted = (count: number): readonly DesiredObject[] =>
    Array.from({ length: count }, (_, index) => wants(address('client', `c${index}`), [['name', 'new']]));

  test('mass-change needs both the count and the percentage', () => {
    expect(rulesOf(verdict(wanted(21), live(clients(21, [['name', 'old']]))))).toEqual(['mass-change']);
    expect(rulesOf(verdict(wanted(20), live(clients(20, [['name', 'old']]))))).toEqual([]);
    expect(rulesOf(verdict(wanted(21), live(clients(42, [['name', 'old']]))))).toEqual([]);
  });

  test('mass-delete counts clients that are disabled', () => {
    const disabled = Array.from({ length: 6 }, (_, index) =>
      wants(address('client', `c${index}`), [['enabled', false]]),
    );
    const given: Allowance[] = [{ rule: 'disable' }];
    expect(rulesOf(verdict(disabled, live(clients(6, [['enabled', true]])), { given }))).toEqual(['mass-delete']);
    expect(
      rulesOf(verdict(disabled, live(clients(6, [['enabled', true]])), { given: [...given, { rule: 'mass-delete' }] })),
    ).toEqual([]);
  });
});
