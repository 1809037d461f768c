import { expect, it } from 'vitest';
import { appliedTitle } from '../../../../src/commands/github/outcome.js';
import type { Outcome, Report } from '../../../../src/model/index.js';

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
