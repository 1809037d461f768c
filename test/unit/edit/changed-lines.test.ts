import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { changedLines } from '../../../src/edit/index.js';

const shown = (before: string, after: string): readonly string[] =>
  changedLines(before, after).map(({ sign, line, text }) => `${line}${sign}${text}`);

describe('the lines that changed', () => {
  it.each([
    ['a\nb\nc\n', 'a\nb\nc\n', []],
    ['a\nb\nc\n', 'a\nx\nc\n', ['2-b', '2+x']],
    ['a\nb\nc\n', 'a\nc\n', ['2-b']],
    ['a\nc', 'a\nb\nc', ['2+b']],
    ['a\n# stays\nb\n', 'x\n# stays\ny\nz\n', ['1-a', '1+x', '3-b', '3+y', '4+z']],
    ['a\r\nb\r\n', 'a\r\nc\r\n', ['2-b', '2+c']],
    ['', 'a\n', ['1+a']],
  ])('of %j and %j', (before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  it('make one text of the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '# c'))
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = changedLines(before, after);
        const gone = new Set(changes.filter(({ sign }) => sign === '-').map(({ line }) => line));
        const come = new Set(changes.filter(({ sign }) => sign === '+').map(({ line }) => line));
        const kept = (whole: string, without: ReadonlySet<number>): readonly string[] =>
          whole
            .split('\n')
            .slice(0, -1)
            .filter((_, index) => !without.has(index + 1));
        expect(kept(before, gone)).toEqual(kept(after, come));
      }),
    );
  });
});
