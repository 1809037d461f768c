import { test } from 'vitest';
import { planText } from '../../../src/render/plan-text.js';
import { expectGolden } from '../../support/golden.js';
import * as situations from './situations.js';

const OPTIONS = { style: 'plain', width: 100, verbose: false, showUnmanaged: false } as const;

test('a new client is said in sentences', () => {
  const { plan, verdict } = situations.newClient();
  expectGolden('render/new-client.txt', planText(plan, verdict, OPTIONS));
});
