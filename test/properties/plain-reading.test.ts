import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { SourceNode } from '../../src/model/index.js';
import { parseByLibrary } from '../../src/source/parse-source.js';
import { readPlainly } from '../../src/source/read-plainly.js';

/** Everything that a node says, the order of its keys included. */
function told(node: SourceNode | undefined): unknown {
  if (node?.type === 'list') return [node.place, node.items.map(told)];
  if (node?.type === 'map') return [node.place, [...node.entries].map(([key, of]) => [key, of.place, told(of.value)])];
  return node;
}

/** What is read plainly is what the library reads, and the library finds nothing wrong with it. Gives whether it was. */
function expectSameReading(text: string): boolean {
  const plainly = readPlainly('a.yaml', text);
  if (plainly === undefined) return false;
  const { value, diagnostics } = parseByLibrary('a.yaml', text);
  expect(diagnostics).toEqual([]);
  expect(told(plainly)).toEqual(told(value?.root));
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

describe('what is read plainly', () => {
  it('is every example', () => {
    expect(examples.map(expectSameReading)).toEqual(examples.map(() => true));
  });

  it('is the sample of everything that is read plainly', () => {
    expect(expectSameReading(SAMPLE)).toBe(true);
    expect(expectSameReading(`---\n${SAMPLE}`)).toBe(true);
  });

  test.prop([fc.array(change, { minLength: 1, maxLength: 4 })], { numRuns: 3000 })(
    'is read by the library in the same way, whatever is changed in a text',
    (changes) => void expectSameReading(changed(SAMPLE, changes)),
  );

  test.prop([fc.array(piece, { maxLength: 12 })], { numRuns: 3000 })(
    'is read by the library in the same way, whatever is put together',
    (pieces) => void expectSameReading(pieces.join('')),
  );

  it.each([
    ['a mistake', 'a: b: c\n'],
    ['a key that is there twice', 'a: 1\na: 2\n'],
    ['an anchor', 'a: &x 1\n'],
    ['a text of several lines', 'a: one\n  two\n'],
    ['a block of text', 'a: |\n  text\n'],
    ['a tab', 'a:\tb\n'],
    ['a word that may be meant as true or false', 'a: yes\n'],
    ['a number that is written unusually', 'a: 010\n'],
    ['an escape', 'a: "\\n"\n'],
    ['brackets over several lines', 'a: [ b,\n  c ]\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
  ])('is never %s', (_, text) => {
    expect(readPlainly('a.yaml', text)).toBe(undefined);
  });
});
