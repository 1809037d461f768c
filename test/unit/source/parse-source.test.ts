import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Diagnostic, SourceNode } from '../../../src/model/index.js';
import { parseSource } from '../../../src/source/index.js';

const problems = (text: string): string[] => lines(parseSource('a.yaml', text).diagnostics);
const lines = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`);

function plain(node: SourceNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

test('a file becomes maps, lists and plain scalars of YAML 1.2', () => {
  const { value, diagnostics } = parseSource('a.yaml', 'a: [1, x, true, null, "2"]\nb: { 1: y, 010: z }\nc:\n');
  expect(diagnostics).toEqual([]);
  expect(plain(value?.root)).toEqual({ a: [1, 'x', true, null, '2'], b: { '1': 'y', '010': 'z' }, c: null });
});

test('every part keeps its place, keys and values apart', () => {
  const { value } = parseSource('a.yaml', 'clients:\n  x:\n    name: "y"\n    uris: [a, b]\n');
  const client = value?.root.entries.get('clients')?.value;
  const x = client?.type === 'map' ? client.entries.get('x') : undefined;
  const fields = x?.value.type === 'map' ? x.value.entries : new Map();
  expect(x?.place).toEqual({ file: 'a.yaml', line: 2, column: 3 });
  expect(fields.get('name')?.value.place).toEqual({ file: 'a.yaml', line: 3, column: 11 });
  expect(fields.get('uris')?.value.items[1].place).toEqual({ file: 'a.yaml', line: 4, column: 15 });
});

test('lines that end with CR LF, and a byte order mark, move no place', () => {
  const { value } = parseSource('a.yaml', 'a: 1\r\nb:\r\n  c: 2\r\n');
  const b = value?.root.entries.get('b')?.value;
  expect(b?.type === 'map' ? b.entries.get('c')?.place : undefined).toEqual({ file: 'a.yaml', line: 3, column: 3 });
});

test('an empty file, or one of comments only, is a map without entries', () => {
  for (const text of ['', '\n', '# nothing\n', '---\n', 'null\n']) {
    expect(parseSource('a.yaml', text).value?.root.entries.size).toBe(0);
  }
});

test('a root that is no map is refused', () => {
  expect(problems('- a\n')).toEqual(['wrong-type a.yaml:1:1']);
  expect(problems('text\n')).toEqual(['wrong-type a.yaml:1:1']);
  expect(parseSource('a.yaml', '- a\n').value).toBe(undefined);
});

test('a tab in the indentation is named as a tab, once for its line', () => {
  expect(problems('a:\n\tb: 1\n')).toEqual(['yaml-tab a.yaml:2:1']);
  expect(problems('a: {b: 1,\n\tc: 2}\n')).toEqual(['yaml-tab a.yaml:2:1']);
  expect(problems('a: |\n\tx\n')).toEqual(['yaml-tab a.yaml:2:1']);
});

test('a duplicate key is an error with both places, and the first one counts', () => {
  const { value, diagnostics } = parseSource('a.yaml', 'a: 1\nb: 2\n"a": 3\n');
  expect(lines(diagnostics)).toEqual(['yaml-duplicate-key a.yaml:3:1']);
  expect(diagnostics[0]?.related?.[0]?.place).toEqual({ file: 'a.yaml', line: 1, column: 1 });
  expect(plain(value?.root)).toEqual({ a: 1, b: 2 });
});

test('tags, directives, merge keys and further documents are refused at their place', () => {
  expect(problems('a: !!str 1\nb: !x y\n')).toEqual(['yaml-tag a.yaml:1:4', 'yaml-tag a.yaml:2:4']);
  expect(problems('%YAML 1.1\n---\na: 1\n')).toEqual(['yaml-syntax a.yaml:1:1']);
  expect(problems('x: &x {}\na:\n  <<: *x\n')).toEqual(['yaml-merge-key a.yaml:3:3']);
  expect(problems('"<<": 1\n')).toEqual([]);
  expect(problems('a: 1\n---\nb: 1\n')).toEqual(['yaml-several-documents a.yaml:2:1']);
});

test('an exclamation mark inside text is no tag', () => {
  expect(problems('a: "!x"\nb: x !y\n')).toEqual([]);
});

test('keys that are no text are refused', () => {
  expect(problems('? [a]\n: b\n')).toEqual(['yaml-syntax a.yaml:1:3']);
  expect(problems(': b\n')).toEqual(['yaml-syntax a.yaml:1:1']);
});

test('an alias stands for what it names', () => {
  const { value, diagnostics } = parseSource('a.yaml', 'a: &x [1, 2]\nb: *x\n');
  expect(diagnostics).toEqual([]);
  expect(plain(value?.root)).toEqual({ a: [1, 2], b: [1, 2] });
});

test('a thousand entries may share one block by alias', () => {
  const shared = `s: &s { ${Array.from({ length: 20 }, (_, index) => `k${index}: 1`).join(', ')} }\n`;
  const users = Array.from({ length: 1000 }, (_, index) => `u${index}: *s\n`).join('');
  expect(parseSource('a.yaml', shared + users).diagnostics).toEqual([]);
});

test('aliases of aliases that stand for too much are refused at once', () => {
  const bomb = Array.from({ length: 12 }, (_, index) => {
    const inner =
      index === 0
        ? 'x, x, x, x, x, x, x, x, x, x'
        : Array(10)
            .fill(`*a${index - 1}`)
            .join(', ');
    return `a${index}: &a${index} [${inner}]\n`;
  }).join('');
  const start = performance.now();
  const { value, diagnostics } = parseSource('a.yaml', bomb);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(value).toBe(undefined);
  expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-aliases']);
});

test('an alias of nothing, or inside what it names, is refused', () => {
  expect(problems('a: *x\n')).toEqual(['yaml-aliases a.yaml:1:4']);
  expect(problems('a: &x\n  b: *x\n')).toEqual(['yaml-aliases a.yaml:2:6']);
});

test('depth is limited, also through aliases, and a long row of brackets ends quickly', () => {
  const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`;
  expect(problems(nested(31))).toEqual([]);
  expect(problems(nested(32))).toEqual(['yaml-too-deep a.yaml:1:35']);
  expect(problems(`x: &x ${'['.repeat(20)}${']'.repeat(20)}\ny: ${'['.repeat(20)}*x${']'.repeat(20)}\n`)).toEqual([
    'yaml-too-deep a.yaml:2:24',
  ]);
  const start = performance.now();
  expect(problems('['.repeat(2_000_000))).toEqual(['yaml-too-deep a.yaml:1:33']);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a file over 4 MiB is refused unread', () => {
  expect(problems(`a: ${'x'.repeat(4 * 1024 * 1024)}\n`)).toEqual(['file-too-large a.yaml:1:1']);
});

test('scalars that people mistake are warnings with the words that end the doubt', () => {
  const { value, diagnostics } = parseSource(
    'a.yaml',
    'a: yes\nb: Off\nc: 010\nd: 1.0\ne: 0x1F\nf: "no"\ng: 12\nh: 1.5\n',
  );
  expect(diagnostics.map(({ code, severity, place }) => `${severity} ${code} ${place.line}`)).toEqual([
    'warning yaml-odd-scalar 1',
    'warning yaml-odd-scalar 2',
    'warning yaml-odd-scalar 3',
    'warning yaml-odd-scalar 4',
    'warning yaml-odd-scalar 5',
  ]);
  expect(diagnostics[2]?.hint).toContain('"010"');
  expect(plain(value?.root)).toMatchObject({ a: 'yes', c: 10, e: 31, f: 'no' });
});

test('a number that cannot be kept is an error', () => {
  const { diagnostics } = parseSource('a.yaml', 'a: .inf\nb: .nan\n');
  expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'error yaml-odd-scalar',
    'error yaml-odd-scalar',
  ]);
});

test('all problems of a file come at once', () => {
  expect(problems('a: !x 1\nb: 1\nb: 2\nc: { <<: 1 }\nd: yes\n')).toEqual([
    'yaml-tag a.yaml:1:4',
    'yaml-duplicate-key a.yaml:3:1',
    'yaml-merge-key a.yaml:4:6',
    'yaml-odd-scalar a.yaml:5:4',
  ]);
});

test('a syntax error leaves no value and names its place', () => {
  const { value, diagnostics } = parseSource('a.yaml', 'a: b: c\n');
  expect(value).toBe(undefined);
  expect(lines(diagnostics)).toEqual(['yaml-syntax a.yaml:1:4']);
  expect(diagnostics[0]?.hint).toBe('Put text that holds ": " in quotes, or start a new line');
});

test('of many syntax errors the first twenty are shown and the rest counted', () => {
  const { diagnostics } = parseSource('a.yaml', Array.from({ length: 30 }, (_, index) => `k${index}: @x\n`).join(''));
  expect(diagnostics).toHaveLength(21);
  expect(diagnostics[20]?.message).toBe('10 more syntax errors from here on');
});

test('half of a surrogate pair is refused, in values and in keys', () => {
  expect(problems('a: "\\uD800"\n')).toEqual(['yaml-odd-scalar a.yaml:1:4']);
  expect(problems('"\\uD800": 1\n')).toEqual(['yaml-syntax a.yaml:1:1']);
});

test('thousands of mistakes in one file are counted, not listed', () => {
  const { value, diagnostics } = parseSource('a.yaml', 'a: 1\n'.repeat(5000));
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics[1000]).toMatchObject({
    severity: 'error',
    message: '3999 more mistakes in this file from here on',
  });
  expect(value?.root.entries.size).toBe(1);
});

test('a file that is not understood has at most as many', () => {
  const { value, diagnostics } = parseSource('a.yaml', '%YAML 1.2\n'.repeat(5000));
  expect(value).toBeUndefined();
  expect(diagnostics).toHaveLength(1001);
});

test('one mistake is told once, and mistakes apart from each other each for itself', () => {
  expect(problems('a:\n  b: {}\n    c: 1\n    d: 2\ne:\n  f: {}\n    g: 1\n')).toEqual([
    'yaml-syntax a.yaml:3:5',
    'yaml-syntax a.yaml:7:5',
  ]);
  expect(problems('a: @x\nb:\n  c\n    d: 1\n    e: f: g\nh: "\\q"\n')).toEqual([
    'yaml-syntax a.yaml:1:4',
    'yaml-syntax a.yaml:3:3',
    'yaml-syntax a.yaml:6:5',
  ]);
  expect(problems('a: {}}\nb: {}\n"c: }\n')).toEqual(['yaml-syntax a.yaml:1:6']);
  expect(problems('a: [@x\nb: 1\n')).toEqual(['yaml-syntax a.yaml:1:4', 'yaml-syntax a.yaml:1:5']);
});

test('comments and empty lines before a line that is misplaced are not taken for it', () => {
  expect(problems('a:\n  b: 1\n\n# note\n c: 2\n')).toEqual(['yaml-syntax a.yaml:5:2']);
});

test('what is told of a text that is no YAML quotes nothing of it', () => {
  for (const text of [
    'a: |hunter2\n',
    'a: "\\uhunter2"\n',
    'a: "x" hunter2\n',
    'a: 1\nhunter2\n',
    'a: [hunter2 "x"\n',
    'a: !hunter2 1\n',
    'a: @hunter2\n',
    'a: {}\n}hunter2\n',
    'hunter2:x\nb: 1\n',
    '%hunter2\n---\na: [\n',
  ]) {
    const { diagnostics } = parseSource('a.yaml', text);
    expect(diagnostics).not.toEqual([]);
    expect(diagnostics.map(({ message, hint }) => `${message} ${hint}`).join(' ')).not.toContain('hunter2');
  }
});

const BRACE_PARTS = fc.constantFrom('{', '{{', '\\x7b', '\\u007B', '\\', '\\\n', '\n', ' ', 'x', '}}');
const SHAPES = fc.constantFrom(
  (text: string) => `a: "${text}"`,
  (text: string) => `"${text}": b`,
  (text: string) => `a: '${text}'`,
  (text: string) => `a: &x ${text}\nb: *x`,
  (text: string) => `a: |\n  ${text}`,
  (text: string) => `a: >-\n  ${text}`,
);

property.prop([fc.array(BRACE_PARTS, { maxLength: 6 }), SHAPES])(
  'a file that is said to have no braces has none in any key or text',
  (parts, shape) => {
    const { value } = parseSource('a.yaml', shape(parts.join('')));
    if (value?.hasNoBraces === true) expect(JSON.stringify(plain(value.root))).not.toContain('{{');
  },
);

test('braces in a file are told of, whichever way they are written', () => {
  const saysNone = (text: string): boolean => parseSource('a.yaml', text).value?.hasNoBraces === true;
  expect(['a: "b"', 'a: { b: { c: d } }'].map(saysNone)).toEqual([true, true]);
  expect(['a: "{{ vars.b }}"', 'a: "\\x7b{ vars.b }}"', 'a: { ? "{{": b }'].map(saysNone)).toEqual([
    false,
    false,
    false,
  ]);
});
