import { describe, expect, it } from 'vitest';
import { chooseWay, createBudget, wayText } from '../../../src/live/choose-way.js';

describe('the way to read grants', () => {
  it.each([
    [1000, 53, 'per-holder'],
    [1000, 2000, 'per-account'],
    [50, 50, 'per-account'],
    [1000, undefined, 'per-account'],
  ] as const)('with %i accounts and %s holders is %s', (perAccount, perHolder, way) => {
    expect(chooseWay({ perAccount, perHolder })).toBe(way);
  });

  it('is told with what the other one would have cost', () => {
    expect(wayText('role grants', 'per-holder', { perAccount: 1000, perHolder: 53 }, 'role')).toBe(
      'role grants: users of each role (53 requests; by account: 1000)',
    );
    expect(wayText('role grants', 'per-account', { perAccount: 5, perHolder: undefined }, 'role')).toBe(
      'role grants: of each account (5 requests; by role: not possible)',
    );
  });
});

describe('the budget of further pages', () => {
  it('is exceeded by the first request that it has no room for', () => {
    const budget = createBudget(2);
    expect([budget.mayAsk(), budget.mayAsk(), budget.isExceeded()]).toEqual([true, true, false]);
    expect([budget.mayAsk(), budget.isExceeded()]).toEqual([false, true]);
  });
});
