import { expect, test } from 'vitest';
import { durationSeconds, shortDuration } from '../../../src/kinds/index.js';

test.each([
  ['5m', 300],
  ['90d', 7_776_000],
  ['2w', 1_209_600],
  ['45s', 45],
  ['12h', 43_200],
  ['P90D', 7_776_000],
  ['PT1H30M', 5400],
  ['P1DT1S', 86_401],
  ['P2W', 1_209_600],
])('%s is %i seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

test.each(['5', '5 m', 'm', 'P', 'PT', 'P1DT', 'P1M', 'P1Y', '-5m', '1.5h', ''])('"%s" is no duration', (text) => {
  expect(durationSeconds(text)).toBe(undefined);
});

test('seconds are written in the largest unit that they fill', () => {
  expect(['1', '90', '300', '5400', '7200', '86400'].map(shortDuration)).toEqual([
    '1s',
    '90s',
    '5m',
    '90m',
    '2h',
    '1d',
  ]);
  expect(['', '0', '-1', '1.5', '01'].map(shortDuration)).toEqual(Array.from({ length: 5 }, () => undefined));
});
