import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../../src/model/index.js';
import { diagnosticLines, resolveFiles, testTarget } from '../../support/realm-files.js';
import { BROKEN_REALM_FILES } from './broken-realm-files.js';

const TARGET = testTarget({ vars: { domain: 'dev.example' } });

describe('a broken realm file is refused at its place, with a hint, and nothing comes of it', () => {
  test.each(BROKEN_REALM_FILES.map((broken) => [broken.name, broken] as const))('%s', (_, { files, says, hint }) => {
    const layers = typeof files === 'string' ? [{ 'realm.yaml': files }] : files;
    const { value, diagnostics } = resolveFiles(layers, TARGET);
    expect(diagnosticLines(diagnostics)).toEqual(says);
    expect(hasErrors(diagnostics)).toBe(true);
    expect(value).toBe(undefined);
    expect(diagnostics.find(({ severity }) => severity === 'error')?.hint).toContain(hint);
    expect(diagnostics.filter(({ message, hint: words }) => message === '' || words === '')).toEqual([]);
  });
});

test('no message or hint holds the secret that it is about', () => {
  const texts = BROKEN_REALM_FILES.flatMap(({ files }) => {
    const { diagnostics } = resolveFiles(typeof files === 'string' ? [{ 'realm.yaml': files }] : files, TARGET);
    return diagnostics.flatMap(({ message, hint }) => [message, hint]);
  });
  expect(texts.filter((text) => text.includes('hunter2'))).toEqual([]);
});

test('everything that is wrong with several files comes at once, in the order of places', () => {
  const { diagnostics } = resolveFiles([
    {
      'a.yaml': 'roles:\n  "a ": {}\nclients:\n  x: { colour: red }\n',
      'b.yaml': 'clients:\n  x: {}\n  account: { secret: s }\n',
    },
  ]);
  expect(diagnosticLines(diagnostics)).toEqual([
    'outer-blanks a.yaml:2:3',
    'unknown-key a.yaml:4:8',
    'duplicate-object b.yaml:2:3',
    'built-in b.yaml:3:3',
    'literal-secret b.yaml:3:14',
  ]);
});
