import { describe, expect, it } from 'vitest';
import { readPages, type PagedList } from '../../../../../src/systems/keycloak/reading/paging.js';

type Ask = PagedList<unknown, unknown>['ask'];

/** A list that a server gives in pages; `between` may change it after each page. */
function listOf(
  names: string[],
  between: (asked: number) => void = () => undefined,
): { readonly ask: Ask; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: ({ first, max }) => {
      asked.push(`${first}+${max}`);
      const page = names.slice(first, first + max);
      between(asked.length);
      return Promise.resolve(page);
    },
  };
}

const read = (ask: Ask, more: Partial<PagedList<string, string>> = {}): ReturnType<typeof readPages<string, string>> =>
  readPages<string, string>({ ask, key: (name) => name, convert: (page) => page, size: 4, atOnce: 1, ...more });

const letters = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `item-${String(index).padStart(3, '0')}`);

describe('a list in pages', () => {
  it.each([0, 1, 3, 4, 5, 7, 8, 10, 13])('of %i items is read whole, without doubles', async (count) => {
    for (const atOnce of [1, 4]) {
      const { items, isWhole } = await read(listOf(letters(count)).ask, { atOnce });
      expect({ items: [...items], isWhole }).toEqual({ items: letters(count), isWhole: true });
    }
  });

  it('needs one request when it fits in a page', async () => {
    const { ask, asked } = listOf(letters(3));
    await read(ask, { atOnce: 4 });
    expect(asked).toEqual(['0+4']);
  });

  it('of an expected length asks for that many pages at once, and reads on where there are more', async () => {
    const { ask, asked } = listOf(letters(13));
    let atOnce = 0;
    const started: number[] = [];
    const slowly: Ask = async (page) => {
      atOnce += 1;
      started.push(atOnce);
      await Promise.resolve();
      const answer = await ask(page);
      atOnce -= 1;
      return answer;
    };
    const { items, isWhole } = await read(slowly, { atOnce: 3, expected: 6 });
    expect({ items: [...items], isWhole }).toEqual({ items: letters(13), isWhole: true });
    expect(started.slice(0, 2)).toEqual([1, 2]);
    expect(asked.slice(0, 5)).toEqual(['0+4', '3+4', '6+4', '9+4', '12+4']);
  });

  it('never asks for more expected pages at once than may be under way', async () => {
    const { ask, asked } = listOf(letters(2));
    await read(ask, { atOnce: 2, expected: 1_000 });
    expect(asked).toEqual(['0+4', '3+4']);
  });

  it('overlaps by one item from page to page', async () => {
    const { ask, asked } = listOf(letters(9));
    await read(ask);
    expect(asked).toEqual(['0+4', '3+4', '6+4']);
  });

  it('is read anew when something was deleted between two pages', async () => {
    const names = letters(10);
    const { ask, asked } = listOf(names, (nth) => {
      if (nth === 1) names.splice(1, 1);
    });
    const { items, isWhole } = await read(ask);
    expect(isWhole).toBe(true);
    expect(items).toEqual(names);
    expect(asked.filter((page) => page === '0+4')).toHaveLength(2);
  });

  it('is read anew when something was created between two pages', async () => {
    const names = letters(10);
    const { ask } = listOf(names, (nth) => {
      if (nth === 1) names.splice(1, 0, 'item-000b');
    });
    const { items, isWhole } = await read(ask);
    expect({ items, isWhole }).toEqual({ items: names, isWhole: true });
  });

  it('that never stops changing is not whole', async () => {
    const names = letters(40);
    const { ask } = listOf(names, () => void names.shift());
    const { items, isWhole } = await read(ask);
    expect(isWhole).toBe(false);
    expect(new Set(items).size).toBe(items.length);
  });

  it('is given up, and then not whole, when no further page may be asked for', async () => {
    const { ask, asked } = listOf(letters(40));
    let left = 2;
    const { items, isWhole } = await read(ask, { mayAsk: () => left-- > 0 });
    expect({ isWhole, count: items.length, requests: asked.length }).toEqual({
      isWhole: false,
      count: 10,
      requests: 3,
    });
  });

  it('keeps what conversion makes of it and nothing else', async () => {
    const { ask } = listOf(letters(6));
    const list = { ask, key: (name: string) => name, size: 4, atOnce: 1 };
    const { items } = await readPages<string, number>({
      ...list,
      convert: (page) => Promise.resolve(page.map((name) => name.length)),
    });
    expect(items).toEqual([8, 8, 8, 8, 8, 8]);
  });

  it('must be a list', async () => {
    const asking = read(() => Promise.resolve({ error: 'no' }));
    await expect(asking).rejects.toMatchObject({ code: 'server-refused' });
  });
});
