import { expect, it } from 'vitest';
import { appliedTitle, verdictOf } from '../../../../src/commands/github/outcome.js';
import type { Outcome, Report, TargetReview } from '../../../../src/model/index.js';

const titleOf = (...results: readonly Outcome['result'][]): string => {
  const outcomes = results.map((result, at) => ({ step: `client/a${at}#create`, result })) as unknown as Outcome[];
  return appliedTitle({ report: { outcomes } as unknown as Report });
};

it('an apply says what it wrote itself, not what another run had done meanwhile', () => {
  expect(titleOf('applied', 'applied', 'done')).toBe('Applied 2 steps');
  expect(titleOf('applied')).toBe('Applied 1 step');
  expect(titleOf('done', 'done')).toBe('Nothing to do');
  expect(appliedTitle({})).toBe('Nothing to do');
});

const PLAN = { unread: [] };
const FINE = { refusals: [] };
const refusedFor = (...rules: readonly string[]): unknown => ({ refusals: rules.map((rule) => ({ rule })) });

it.each([
  [{}, 4, 'invalid-config'],
  [{ plan: PLAN, verdict: FINE }, 0, undefined],
  [{ plan: { unread: [{}] }, verdict: refusedFor('hazard') }, 3, 'unauthorized'],
  [{ plan: PLAN, verdict: refusedFor('unexpected-origin', 'hazard') }, 5, 'guard-refused'],
  [{ plan: PLAN, verdict: refusedFor('unexpected-origin') }, 5, 'unexpected-changes'],
  [{ plan: PLAN, verdict: FINE, stopped: { reason: 'unreviewed', steps: [] } }, 6, 'unreviewed'],
  [{ plan: PLAN, verdict: FINE, report: { state: 'converged', outcomes: [] } }, 0, undefined],
  [{ plan: PLAN, verdict: FINE, report: { state: 'stale', outcomes: [] } }, 6, 'plan-changed'],
  [{ plan: PLAN, verdict: FINE, report: { state: 'partial', outcomes: [{ result: 'failed' }] } }, 7, 'apply-failed'],
  [
    { plan: PLAN, verdict: FINE, report: { state: 'not-converged', outcomes: [{ result: 'applied' }] } },
    7,
    'partial-apply',
  ],
  [{ plan: PLAN, verdict: FINE, failure: { code: 'missing-right' } }, 3, 'unauthorized'],
])('a target ends as on the command line, and with a reason', (target, exit, reason) => {
  const review = { name: 'prod', diagnostics: [], ...target } as unknown as TargetReview;
  expect(verdictOf(review)).toEqual(reason === undefined ? { exit } : { exit, reason });
});
