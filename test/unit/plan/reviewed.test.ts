import { expect, test } from 'vitest';
import type { Address, Hazard, Step, StepId } from '../../../src/model/index.js';
import { unapprovedSteps, unreviewedSteps, type ReviewedPlans } from '../../../src/plan/index.js';

const step = (digest: string, ...hazards: readonly Hazard['hazard'][]): Step => {
  const address = `client/${digest}` as Address;
  return {
    id: `${address}#update` as StepId,
    address,
    operation: 'update',
    fields: [],
    needs: [],
    hazards: hazards.map((hazard) => ({ hazard, address, detail: 'a danger' })),
    digest,
    place: { file: 'a.yaml', line: 1, column: 1 },
  };
};

const plan = (at: string, ...digests: readonly string[]): ReviewedPlans['plans'][number] => ({
  at: `2026-01-05T${at}:00Z`,
  digests: new Set(digests),
});

const digestsOf = (steps: readonly Step[]): readonly string[] => steps.map(({ digest }) => digest);

test('what any merged pull request showed is reviewed, and fewer steps than shown are fine', () => {
  const reviewed = [
    { plans: [plan('10:00', 'a', 'b')], approvedAt: [] },
    { plans: [plan('11:00', 'c')], approvedAt: [] },
  ];
  expect(unreviewedSteps([step('a'), step('c')], reviewed)).toEqual([]);
  expect(digestsOf(unreviewedSteps([step('a'), step('x')], reviewed))).toEqual(['x']);
});

test('only the newest plan of a pull request counts', () => {
  const reviewed = [{ plans: [plan('11:00', 'new'), plan('10:00', 'old')], approvedAt: [] }];
  expect(digestsOf(unreviewedSteps([step('old'), step('new')], reviewed))).toEqual(['old']);
});

test('without a recorded plan nothing is reviewed', () => {
  expect(digestsOf(unreviewedSteps([step('a')], [{ plans: [], approvedAt: ['2026-01-05T10:00:00Z'] }]))).toEqual(['a']);
  expect(digestsOf(unreviewedSteps([step('a')], []))).toEqual(['a']);
});

test('a danger needs an approval that was given after a plan had shown it', () => {
  const plans = [plan('12:00', 'a', 'b'), plan('10:00', 'a')];
  const at = (...times: readonly string[]): readonly ReviewedPlans[] => [
    { plans, approvedAt: times.map((time) => `2026-01-05T${time}:00Z`) },
  ];
  const steps = [step('a', 'delete'), step('b', 'delete'), step('c')];
  expect(digestsOf(unapprovedSteps(steps, at()))).toEqual(['a', 'b']);
  expect(digestsOf(unapprovedSteps(steps, at('09:59')))).toEqual(['a', 'b']);
  expect(digestsOf(unapprovedSteps(steps, at('11:00')))).toEqual(['b']);
  expect(digestsOf(unapprovedSteps(steps, at('12:00')))).toEqual([]);
});
