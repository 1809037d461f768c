import { describe, expect, it } from 'vitest';
import { createLine } from '../../../../../src/systems/keycloak/session/line.js';

describe('a line', () => {
  it('lets so many through at a time, in the order in which they came', async () => {
    const inLine = createLine(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const work = (index: number) => async (): Promise<number> => {
      started.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return index;
    };
    const all = Array.from({ length: 3000 }, (_, index) => index);
    expect(await Promise.all(all.map((index) => inLine(work(index))))).toEqual(all);
    expect({ most, inOrder: started.every((index, at) => index === at) }).toEqual({ most: 3, inOrder: true });
  });

  it('goes on after a failure', async () => {
    const inLine = createLine(1);
    const failing = inLine(() => Promise.reject(new Error('no')));
    const next = inLine(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await inLine(() => Promise.resolve('again'))).toBe('again');
  });
});
