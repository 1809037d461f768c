import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeSections } from '../../../src/export/write-yaml.js';
import type { Tree, TreeMap } from '../../../src/kinds/index.js';

/** What a reader of YAML makes of a tree; texts without the escape of two braces, which only keyplan knows. */
function plain(tree: Tree): unknown {
  if (tree instanceof Map) return new Map([...tree].map(([key, value]) => [key, plain(value)]));
  return Array.isArray(tree) ? tree.map(plain) : tree;
}

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        ' ',
        '\n',
        '\t',
        '#',
        ':',
        '-',
        '"',
        "'",
        '\\',
        '[',
        '}',
        ',',
        '&',
        '*',
        '!',
        '|',
        '>',
        '%',
        '@',
        '`',
        'a',
        '0',
        '.',
        '~',
        'é',
        '\u2028',
        '\u0085',
        '\ufeff',
      ),
    }),
    fc.constantFrom(
      'yes',
      'No',
      'null',
      '~',
      '1e3',
      '0x1f',
      '1_000',
      '12:30',
      '2024-01-01',
      '.inf',
      '+.5',
      '<<',
      '---',
      '...',
    ),
  )
  .filter((value) => !value.includes('{{') && value.isWellFormed());
const scalar = fc.oneof(text, fc.boolean(), fc.integer());
const inner: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; map: TreeMap }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, scalar, fc.array(text, { maxLength: 6 }), tie('map')),
  map: fc.array(fc.tuple(text, tie('tree')), { maxLength: 6 }).map((entries) => new Map(entries)),
})).map;

describe('written YAML', () => {
  test.prop([inner])('says to any reader of YAML what the tree says', (tree) => {
    const written = writeSections([['clients', tree as TreeMap]]);
    const read: unknown = parse(written, { mapAsMap: true, uniqueKeys: true });
    const expected = (tree as TreeMap).size === 0 ? new Map([['clients', null]]) : new Map([['clients', plain(tree)]]);
    expect(read).toEqual(expected);
  });

  it('sets texts of several lines as they are', () => {
    const tree: TreeMap = new Map([['a', new Map([['description', 'one\n\ntwo']])]]);
    expect(writeSections([['clients', tree]])).toBe('clients:\n  a:\n    description: |-\n      one\n\n      two\n');
  });

  it('quotes what some reader takes for a number', () => {
    for (const number of ['1', '-1', '.5', '+.5', '-.5e3', '1_000', '0x1f', '12:30'])
      expect(writeSections([['roles', new Map([['r', new Map([['description', number]])]])]])).toContain(`"${number}"`);
  });

  it('loses nothing of a list whose items hold several lines, and of an empty one behind a long name', () => {
    const long = 'x'.repeat(120);
    const tree: TreeMap = new Map<string, Tree>([
      ['a', [new Map([['b', 'one\ntwo']])]],
      [long, []],
    ]);
    expect(parse(writeSections([['roles', tree]]))).toEqual({ roles: { a: [{ b: 'one\ntwo' }], [long]: [] } });
  });

  it('writes two braces as the expression that gives them', () => {
    expect(writeSections([['roles', new Map([['r', new Map([['description', '{{x}}']])]])]])).toContain(
      String.raw`{{ \"{{\" }}x}}`,
    );
  });
});
