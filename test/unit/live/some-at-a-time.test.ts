import { expect, test } from 'vitest';
import { someAtATime } from '../../../src/live/some-at-a-time.js';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

test('begins few of many, and gives what came of each in its place', async () => {
  let begun = 0;
  let most = 0;
  const results = await someAtATime(numbers(300), async (number) => {
    begun += 1;
    most = Math.max(most, begun);
    // Later ones are done earlier.
    for (let wait = number % 3; wait >= 0; wait--) await soon();
    begun -= 1;
    return number * 2;
  });
  expect(results).toEqual(numbers(300).map((number) => number * 2));
  expect(most).toBe(64);
});

test('begins nothing after a failure, and throws it', async () => {
  const begun: number[] = [];
  const work = async (number: number): Promise<void> => {
    begun.push(number);
    await soon();
    if (number === 5) throw new Error('refused');
  };
  await expect(someAtATime(numbers(1000), work)).rejects.toThrow('refused');
  await soon();
  await soon();
  expect(begun.length).toBeLessThanOrEqual(2 * 64);
});

test('has nothing to do for nothing', async () => {
  expect(await someAtATime([], () => Promise.reject(new Error('never asked')))).toEqual([]);
});
