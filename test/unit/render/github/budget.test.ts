import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bytesOf, fit, type Block, type Item, type Rank } from '../../../../src/render/github/budget.js';

const block = (items: readonly Item[]): Block => ({
  open: ['open'],
  items,
  close: ['close'],
  left: (dropped) => [`left out ${dropped.length}`],
});
const item = (text: string, rank: Rank = 'plain'): Item => ({ lines: [text], rank });
const none = { head: [], foot: () => [] };

describe('a budget', () => {
  it('is no limit to what fits', () => {
    const { text, leftOut } = fit([block([item('a'), item('b')])], { budget: 100, ...none });
    expect({ text, leftOut }).toEqual({ text: 'open\na\nb\nclose', leftOut: 0 });
  });

  it('takes details before changes, changes before dangers, and the largest of a rank first', () => {
    const items = [item('danger', 'danger'), item('small', 'detail'), item('x'.repeat(50), 'detail'), item('change')];
    const kept = (budget: number): string => fit([block(items)], { budget, ...none }).text;
    expect(kept(70)).toBe('open\ndanger\nsmall\nchange\nclose\n\nleft out 1');
    expect(kept(40)).toBe('open\ndanger\nchange\nclose\n\nleft out 2');
    expect(kept(35)).toBe('open\ndanger\nclose\n\nleft out 3');
    expect(kept(20)).toBe('left out 4');
  });

  it('keeps the beginning of a list of equals', () => {
    const { text } = fit([block(['a', 'b', 'c', 'd'].map((one) => item(one.repeat(20))))], { budget: 80, ...none });
    expect(text).toContain('aaaa');
    expect(text).not.toContain('dddd');
  });

  it('lets no line command a runner', () => {
    const { text } = fit([block([item('::error::x'), item('a ##[group]b')])], { budget: 1000, ...none });
    expect(text).not.toMatch(/^::|##\[/m);
  });

  const items = fc.array(
    fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll(/[\n\r]/g, '')),
      rank: fc.constantFrom<Rank>('detail', 'plain', 'danger', 'head'),
    }),
    { maxLength: 40 },
  );

  test.prop([fc.array(items, { maxLength: 4 }), fc.integer({ min: 100, max: 2000 })])(
    'is kept, and everything is whole or counted',
    (groups, budget) => {
      const blocks = groups.map((group, at) =>
        block(group.map(({ text, rank }, n) => item(`<${at}.${n} ${text}>`, rank))),
      );
      const all = blocks.flatMap((one) => one.items);
      const { text, leftOut } = fit(blocks, { budget, head: [['head']], foot: (left) => [[`foot ${left}`]] });
      expect(bytesOf(text)).toBeLessThanOrEqual(budget);
      const whole = all.filter(({ lines: [line = ''] }) => text.split('\n').includes(line));
      expect(whole.length + leftOut).toBe(all.length);
      const counted = [...text.matchAll(/^left out (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
      expect(counted).toBe(leftOut);
      expect(text.endsWith(`foot ${leftOut}`)).toBe(true);
    },
  );
});
