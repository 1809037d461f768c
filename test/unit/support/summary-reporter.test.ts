import { describe, expect, it } from 'vitest';
import { renderCount } from '../../support/summary-reporter.js';

describe('the closing lines of a run', () => {
  it('are the count alone where every test ran', () => {
    expect(renderCount({ passed: 12, failed: 1, skipped: [], standIns: [] })).toBe('12 passed, 1 failed');
  });

  it('name what was skipped and why above the count', () => {
    const skipped = ['9 test files against a real server: no Keycloak can be had'];
    expect(renderCount({ passed: 12, failed: 0, skipped, standIns: [] })).toBe(
      'skipped: 9 test files against a real server: no Keycloak can be had\n12 passed, 0 failed, 1 skipped',
    );
  });

  it('name what ran against a stand-in and why', () => {
    const standIns = ['a test: SPIRE is not built'];
    expect(renderCount({ passed: 1, failed: 0, skipped: [], standIns })).toBe(
      'against a stand-in: a test: SPIRE is not built\n1 passed, 0 failed',
    );
  });

  it('have the label before the count', () => {
    expect(renderCount({ passed: 3, failed: 0, skipped: [], standIns: [] }, '24.0.5')).toBe(
      '24.0.5: 3 passed, 0 failed',
    );
  });
});
