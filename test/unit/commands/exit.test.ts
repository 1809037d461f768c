import { expect, test } from 'vitest';
import { exitOfFailure, exitOfReport, worstExit } from '../../../src/commands/exit.js';

test('over several targets the first of 4, 3, 5, 6, 7, 8, 1, 2, 0 counts', () => {
  const order = [4, 3, 5, 6, 7, 8, 1, 2, 0];
  for (const [index, code] of order.entries()) expect(worstExit(order.slice(index).toReversed())).toBe(code);
  expect(worstExit([])).toBe(0);
});

test.each([
  ['unreachable', 3],
  ['missing-right', 3],
  ['usage', 4],
  ['provider-conflict', 5],
  ['not-converged', 7],
  ['bug', 1],
] as const)('%s exits with %i', (code, exit) => {
  expect(exitOfFailure(code)).toBe(exit);
});

test.each([
  ['converged', 0],
  ['stale', 6],
  ['partial', 7],
  ['not-converged', 7],
] as const)('an apply whose report says %s exits with %i', (state, exit) => {
  expect(exitOfReport({ state })).toBe(exit);
});
