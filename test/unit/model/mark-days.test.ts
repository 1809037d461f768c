import { expect, test } from 'vitest';
import { decodeMark } from '../../../src/model/index.js';

test.each([
  ['2026-11-01', '2026-11-01'],
  ['2026-13-45', undefined],
  ['2026-02-30', undefined],
  ['yesterday', undefined],
])('the day on which we disabled a client is believed only where it is a day: %s', (written, expected) => {
  const attributes: Record<string, string> = { 'keyplan.owner': 'ours', 'keyplan.disabledAt': written };
  expect(decodeMark((name) => attributes[name])?.disabledAt).toBe(expected);
});
