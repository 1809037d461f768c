import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnostic, FilePattern } from '../../../src/model/index.js';
import { openWorkTree, readLayers, readSettingsFile } from '../../../src/source/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text = 'roles: {}\n'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

type WrittenPattern = string | { readonly pattern: string; readonly optional: true };

function patterns(...written: readonly WrittenPattern[]): { files: FilePattern[] } {
  const files = written.map((pattern, index) => ({
    ...(typeof pattern === 'string' ? { pattern, optional: false } : pattern),
    place: { file: 'keyplan.yaml', line: index + 1, column: 7 },
  }));
  return { files };
}

const lines = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`);

async function pathsOf(...written: readonly WrittenPattern[]): Promise<readonly (readonly string[])[] | undefined> {
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns(...written));
  expect(diagnostics).toEqual([]);
  return value?.layers.map((layer) => layer.map(({ path }) => path));
}

test('each pattern is a layer, its files in the order of paths', async () => {
  for (const path of ['realms/b.yaml', 'realms/a.yaml', 'realms/deep/er/c.yaml', 'realms/x.txt', 'over/a.yaml'])
    write(path);
  expect(await pathsOf('realms/**/*.yaml', './over/*.yaml')).toEqual([
    ['realms/a.yaml', 'realms/b.yaml', 'realms/deep/er/c.yaml'],
    ['over/a.yaml'],
  ]);
});

test('patterns know stars, question marks, choices and plain names', async () => {
  for (const path of ['r/a1.yaml', 'r/a22.yaml', 'r/b.yml', 'r/s/t/c.yaml', 'r/[x].yaml']) write(path);
  expect(await pathsOf('r/a?.yaml')).toEqual([['r/a1.yaml']]);
  expect(await pathsOf('r/*.{yaml,yml}')).toEqual([['r/[x].yaml', 'r/a1.yaml', 'r/a22.yaml', 'r/b.yml']]);
  expect(await pathsOf('r/[x].yaml')).toEqual([['r/[x].yaml']]);
  expect(await pathsOf('r/s/**')).toEqual([['r/s/t/c.yaml']]);
  expect(await pathsOf('**/t/*.yaml')).toEqual([['r/s/t/c.yaml']]);
});

test('every other character of a pattern means itself', async () => {
  const odd = [
    '-',
    '+',
    '.',
    '^',
    '$',
    '|',
    '(',
    ')',
    '[',
    ']',
    '}',
    ',',
    '~',
    '@',
    '#',
    '%',
    '&',
    '=',
    '!',
    "'",
    ' ',
    'é',
    '😀',
  ];
  for (const [index, character] of odd.entries()) {
    write(`odd${index}/a${character}b-1.yaml`);
    write(`odd${index}/a_b-2.yaml`);
    expect(await pathsOf(`odd${index}/a${character}b-*.yaml`)).toEqual([[`odd${index}/a${character}b-1.yaml`]]);
  }
});

test('hidden names fit only where the pattern spells the dot', async () => {
  for (const path of ['r/.hidden.yaml', '.github/x.yaml', 'r/a.yaml']) write(path);
  expect(await pathsOf('**/*.yaml')).toEqual([['r/a.yaml']]);
  expect(await pathsOf('r/.*.yaml')).toEqual([['r/.hidden.yaml']]);
});

test('a pattern that matches nothing is an error unless it is optional', async () => {
  write('r/a.yaml');
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml', 'none/**/*.yaml'));
  expect(value).toBe(undefined);
  expect(lines(diagnostics)).toEqual(['pattern-matches-nothing keyplan.yaml:2:7']);
  expect(await pathsOf('r/*.yaml', { pattern: 'none/**/*.yaml', optional: true })).toEqual([['r/a.yaml'], []]);
});

test('one file under two patterns is an error with both places', async () => {
  write('r/a.yaml');
  const { diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml', 'r/**/a.yaml'));
  expect(lines(diagnostics)).toEqual(['file-in-two-layers keyplan.yaml:2:7']);
  expect(diagnostics[0]?.related?.[0]?.place.line).toBe(1);
});

test.each([
  '/etc/*.yaml',
  '../x.yaml',
  'r/../../x.yaml',
  '.git/*.yaml',
  '.github/**',
  'r/.git/x',
  'C:/x.yaml',
  'r\\x.yaml',
])('the pattern %s is refused', async (pattern) => {
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns(pattern));
  expect(value).toBe(undefined);
  expect(lines(diagnostics)).toEqual(['file-outside-repository keyplan.yaml:1:7']);
});

test('a wildcard does not open the closed folders either', async () => {
  write('.github/x.yaml');
  const { diagnostics } = await readLayers(openWorkTree(folder), patterns('.g*/*.yaml'));
  expect(lines(diagnostics)).toEqual(['file-outside-repository .github:1:1']);
});

test('symbolic links are refused, as files and as folders on the way', async () => {
  write('real/a.yaml');
  write('r/b.yaml');
  symlinkSync(join(folder, 'real/a.yaml'), join(folder, 'r/link.yaml'));
  symlinkSync(join(folder, 'real'), join(folder, 'r/folder'));
  symlinkSync('/nowhere/at/all', join(folder, 'r/dangling.yaml'));
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns('r/**/*.yaml'));
  expect(value).toBe(undefined);
  expect(lines(diagnostics)).toEqual([
    'file-not-regular r/dangling.yaml:1:1',
    'file-not-regular r/folder:1:1',
    'file-not-regular r/link.yaml:1:1',
  ]);
  expect(diagnostics[0]?.related?.[0]?.place.file).toBe('keyplan.yaml');
});

test('a link that no pattern would take is nobody’s concern', async () => {
  write('r/b.yaml');
  symlinkSync('/nowhere', join(folder, 'r/readme.txt'));
  expect(await pathsOf('r/**/*.yaml')).toEqual([['r/b.yaml']]);
});

test('what is no regular file is refused and not opened', async () => {
  write('r/b.yaml');
  execFileSync('mkfifo', [join(folder, 'r/pipe.yaml')]);
  const { diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml'));
  expect(lines(diagnostics)).toEqual(['file-not-regular r/pipe.yaml:1:1']);
});

test('problems of all files come at once; one that cannot be understood leaves no layers', async () => {
  write('r/a.yaml', 'a: b: c\n');
  write('r/b.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xff]).toString('latin1'));
  writeFileSync(join(folder, 'r/c.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml'));
  expect(value).toBe(undefined);
  expect(lines(diagnostics)).toEqual(['yaml-syntax r/a.yaml:1:4', 'yaml-syntax r/c.yaml:1:1']);
});

test('files with errors that leave them readable stay in the layers', async () => {
  write('r/a.yaml', 'roles: {}\nroles: {}\n');
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml'));
  expect(value?.layers[0]).toHaveLength(1);
  expect(lines(diagnostics)).toEqual(['yaml-duplicate-key r/a.yaml:2:1']);
});

test('outside git the commit is none', async () => {
  write('r/a.yaml');
  expect((await readLayers(openWorkTree(folder), patterns('r/*.yaml'))).value?.commit).toBe('none');
});

test('the settings are named by their file name, and a missing file has its own words', async () => {
  write('keyplan.yaml', 'version: 1\nversion: 1\n');
  expect(lines((await readSettingsFile(openWorkTree(folder), 'keyplan.yaml')).diagnostics)).toEqual([
    'yaml-duplicate-key keyplan.yaml:2:1',
  ]);
  const missing = await readSettingsFile(openWorkTree(folder), 'other.yaml');
  expect(lines(missing.diagnostics)).toEqual(['file-not-found other.yaml:1:1']);
  symlinkSync(join(folder, 'keyplan.yaml'), join(folder, 'link.yaml'));
  expect(lines((await readSettingsFile(openWorkTree(folder), 'link.yaml')).diagnostics)).toEqual([
    'file-not-regular link.yaml:1:1',
  ]);
});

test('a path that leads through a file is missing, and a folder is no settings file', async () => {
  write('keyplan.yaml', 'version: 1\n');
  const { diagnostics } = await readLayers(openWorkTree(folder), patterns('keyplan.yaml/*.yaml'));
  expect(lines(diagnostics)).toEqual(['pattern-matches-nothing keyplan.yaml:1:7']);
  mkdirSync(join(folder, 'sub'));
  expect(lines((await readSettingsFile(openWorkTree(folder), 'sub')).diagnostics)).toEqual([
    'file-not-regular sub:1:1',
  ]);
});

test('files whose aliases together stand for more values than a machine holds are left where it is too many', async () => {
  const keys = Array.from({ length: 480 }, (_, at) => `k${at}: v`).join(', ');
  const users = Array.from({ length: 100 }, (_, at) => `b${at}: *a\n`).join('');
  for (let at = 100; at < 160; at += 1) write(`r/f${at}.yaml`, `a: &a { ${keys} }\n${users}`);
  const { value, diagnostics } = await readLayers(openWorkTree(folder), patterns('r/*.yaml'));
  expect(value).toBeUndefined();
  expect(lines(diagnostics)).toEqual(['too-many-values r/f141.yaml:1:1']);
});
