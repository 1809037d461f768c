import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { SourceNode } from '../../src/model/index.js';
import { parseByLibrary } from '../../src/source/parse-source.js';
import { readUsual } from '../../src/source/read-usual.js';

/** Everything that a node says, the order of its keys included. */
function told(node: SourceNode | undefined): unknown {
  if (node?.type === 'list') return [node.place, node.items.map(told)];
  if (node?.type === 'map') return [node.place, [...node.entries].map(([key, of]) => [key, of.place, told(of.value)])];
  return node;
}

/** What one library reads quickly the other one reads in the same way, and finds nothing wrong with it. Gives whether it was. */
function expectSameReading(text: string): boolean {
  const quickly = readUsual('a.yaml', text);
  if (quickly === undefined) return false;
  const { value, diagnostics } = parseByLibrary('a.yaml', text);
  expect(diagnostics).toEqual([]);
  expect(told(quickly)).toEqual(told(value?.root));
  return true;
}

const examples = readdirSync(new URL('../../examples', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => readFileSync(join(import.meta.dirname, '../../examples', path), 'utf8'));

const SAMPLE = `# a comment
a:
  b: text # a comment
  "c": [ one, 'two', { three: 3 } ]
  d:
  - x: https://host/path?q#f
    y: "quoted: # text"
  - z
e: { f: true, g: [ ] }
h: one
  two
i: [ "tab\\t",
  'it''s' ]
j: { k, l: }
? m
: n
`;

/** Pieces that mean something in YAML, and some that do not. */
const piece = fc.constantFrom(
  ...[
    ['\n', '\n  ', '\n    ', '\n- ', '\n  - ', ' ', '  ', '\t', '\r', '-', '- ', ':', ': ', '#', ' #', ',', ', '],
    [
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      "''",
      '""',
      '|',
      '>',
      '&a',
      '*a',
      '!',
      '%',
      '@',
      '`',
      '?',
      '? ',
      '~',
      '<<',
      '=',
      '$',
    ],
    ['a', 'b: ', 'é: ', '😀', '\\', '\\n', '_', '/', '(', '${x}', 'a-b', '.', '...', '---', '---\n', '\n# c\n'],
    ['1', '007', '0x1', '1e3', '-1', '+1', '1.5', '.inf', '10m', '2026-12-31', '12345678901234567'],
    ['true', 'True', 'null', 'Null', 'no', 'off', 'false'],
  ].flat(),
);
const change = fc.record({ at: fc.nat(), without: fc.nat({ max: 3 }), piece });
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((so, { at, without, piece: put }) => {
    const index = at % (so.length + 1);
    return so.slice(0, index) + put + so.slice(index + without);
  }, text);
}

describe('what is read by the quicker library', () => {
  it('is every example', () => {
    expect(examples.map(expectSameReading)).toEqual(examples.map(() => true));
  });

  it('is a sample of usual texts', () => {
    expect(expectSameReading(SAMPLE)).toBe(true);
    expect(expectSameReading(`---\n${SAMPLE}`)).toBe(true);
  });

  test.prop([fc.array(change, { minLength: 1, maxLength: 4 })], { numRuns: 3000 })(
    'is read by both in the same way, whatever is changed in a text',
    (changes) => void expectSameReading(changed(SAMPLE, changes)),
  );

  test.prop([fc.array(piece, { maxLength: 12 })], { numRuns: 3000 })(
    'is read by both in the same way, whatever is put together',
    (pieces) => void expectSameReading(pieces.join('')),
  );

  it.each([
    ['a mistake', 'a: b: c\n'],
    ['a key that is there twice', 'a: 1\na: 2\n'],
    ['an anchor', 'a: &x 1\n'],
    ['a block of text', 'a: |\n  text\n'],
    ['a tab', 'a:\tb\n'],
    ['a word that may be meant as true or false', 'a: yes\n'],
    ['a number that is written unusually', 'a: 010\n'],
    ['half of a character', 'a: "\\ud800"\n'],
    ['a tag', 'a: !!str b\n'],
    ['a directive', '%YAML 1.2\n---\na: b\n'],
    ['a merge key', 'a: { <<: b }\n'],
    ['an alias', 'a: *b\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
  ])('is never %s', (_, text) => {
    expect(readUsual('a.yaml', text)).toBe(undefined);
  });
});
