import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnosed, FilePattern, SourceLayers } from '../../../src/model/index.js';
import {
  openRevision,
  openWorkTree,
  readLayers,
  readSettingsFile,
  type ParsedFiles,
} from '../../../src/source/index.js';
import { openRepository, type Repository } from '../../../src/systems/git/repository.js';
import { gitRepository, type GitRepository } from '../../support/git-repository.js';

let origin: GitRepository;
let repository: Repository;
beforeEach(() => {
  origin = gitRepository();
});
afterEach(async () => {
  await repository.close();
  origin.remove();
});

const FILES = { files: [pattern('r/**/*.yaml', 1), pattern('over/*.yaml', 2)] };

function pattern(text: string, line: number): FilePattern {
  return { pattern: text, optional: false, place: { file: 'keyplan.yaml', line, column: 7 } };
}

async function layersAt(revision: string, parsed?: ParsedFiles): Promise<Diagnosed<SourceLayers>> {
  const at = await found(revision);
  return await readLayers(openRevision(repository, at, parsed), FILES);
}

async function found(revision: string): Promise<{ commit: string; tree: string | undefined }> {
  repository = (await openRepository(origin.folder)) ?? fail();
  return (await repository.find(revision)) ?? fail();
}

function fail(): never {
  throw new Error('the test has no such repository or revision');
}

test('a revision gives the layers that its work tree gave, and names its commit', async () => {
  const commit = origin.commit({
    'r/b.yaml': 'b: 1\n',
    'r/x/a.yaml': 'a: [1, 2]\n',
    'over/ü.yaml': '{}',
    'r/no.txt': '-',
  });
  const before = await readLayers(openWorkTree(origin.folder), FILES);
  origin.write({ 'r/b.yaml': 'b: 2\n', 'r/new.yaml': 'n: 1\n' });
  expect(await layersAt('HEAD')).toEqual(before);
  expect(before.value?.commit).toBe(commit);
  expect(before.value?.layers.map((layer) => layer.map(({ path }) => path))).toEqual([
    ['r/b.yaml', 'r/x/a.yaml'],
    ['over/ü.yaml'],
  ]);
});

test('what is wrong with files is said in the words and order of a work tree', async () => {
  origin.write({
    'r/tab.yaml': 'a:\n\tb: 1\n',
    'r/big.yaml': '#'.repeat(4 * 1024 * 1024 + 1),
    'r/real/a.yaml': 'a: 1\n',
  });
  origin.write({ 'r/.github/x.yaml': '', 'over/text.yaml': 'x' });
  symlinkSync('tab.yaml', join(origin.folder, 'r/link.yaml'));
  symlinkSync('real', join(origin.folder, 'r/folder'));
  symlinkSync('folder', join(origin.folder, 'r/chain'));
  symlinkSync('round', join(origin.folder, 'r/round'));
  symlinkSync('../..', join(origin.folder, 'r/out.yaml'));
  symlinkSync('../over', join(origin.folder, 'r/up'));
  symlinkSync('tab.yaml', join(origin.folder, 'r/readme.txt'));
  origin.commit();
  const before = await readLayers(openWorkTree(origin.folder), FILES);
  expect(await layersAt('HEAD')).toEqual(before);
  expect(before.diagnostics.map(({ code, place }) => `${code} ${place.file}`)).toEqual([
    'wrong-type over/text.yaml',
    'file-too-large r/big.yaml',
    'file-not-regular r/chain',
    'file-not-regular r/folder',
    'file-not-regular r/link.yaml',
    'file-not-regular r/out.yaml',
    'yaml-tab r/tab.yaml',
    'file-not-regular r/up',
  ]);
});

test('a submodule on the way of a pattern is refused, because its files are elsewhere', async () => {
  origin.commit({ 'r/a.yaml': '{}', 'over/a.yaml': '{}' });
  origin.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},r/sub`);
  origin.git('commit', '-qm', 'a submodule');
  const { value, diagnostics } = await layersAt('HEAD');
  expect(value).toBe(undefined);
  expect(diagnostics.map(({ code, place }) => `${code} ${place.file}`)).toEqual(['file-not-regular r/sub']);
});

test('a pattern that matches nothing there, or a folder that was not there, is said like in a work tree', async () => {
  const first = origin.commit({ 'x.txt': '' });
  const { diagnostics } = await layersAt(first);
  expect(diagnostics.map(({ code, place }) => `${code} ${place.line}`)).toEqual([
    'pattern-matches-nothing 1',
    'pattern-matches-nothing 2',
  ]);
});

test('a file is parsed once, however many revisions have it', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n', 'r/b.yaml': 'b: 1\n', 'over/a.yaml': '{}' });
  origin.commit({ 'r/b.yaml': 'b: 2\n' });
  const parsed: ParsedFiles = new Map();
  const before = await layersAt(first, parsed);
  await repository.close();
  const after = await layersAt('HEAD', parsed);
  expect(parsed.size).toBe(4);
  const files = (of: Diagnosed<SourceLayers>): readonly unknown[] => of.value?.layers[0] ?? [];
  expect(files(after)[0]).toBe(files(before)[0]);
  expect(files(after)[1]).not.toEqual(files(before)[1]);
});

test('a file that moved is named by its path of then', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n', 'over/a.yaml': '{}' });
  origin.git('mv', 'r/a.yaml', 'r/z.yaml');
  origin.commit();
  const parsed: ParsedFiles = new Map();
  expect((await layersAt('HEAD', parsed)).value?.layers[0]?.[0]?.path).toBe('r/z.yaml');
  await repository.close();
  expect((await layersAt(first, parsed)).value?.layers[0]?.[0]?.root.entries.get('a')?.place.file).toBe('r/a.yaml');
});

test('settings are read at a revision, a link is refused there, and a missing file has its own words', async () => {
  origin.commit({ 'keyplan.yaml': 'version: 1\n' });
  symlinkSync('keyplan.yaml', join(origin.folder, 'link.yaml'));
  origin.commit();
  const revision = await found('HEAD');
  const tree = openRevision(repository, revision);
  expect((await readSettingsFile(tree, 'keyplan.yaml')).value?.root.entries.size).toBe(1);
  const codes = async (name: string): Promise<unknown> =>
    (await readSettingsFile(tree, name)).diagnostics.map(({ code, message }) => [code, message]);
  expect(await codes('link.yaml')).toEqual([['file-not-regular', 'this is no regular file']]);
  expect(await codes('no.yaml')).toEqual([['file-not-found', 'there is no settings file']]);
});

test('a folder that holds itself under many names, again and again, is left where it is too many', async () => {
  origin.commit({ 'x.yaml': '{}' });
  const tree = (lines: readonly string[]): string =>
    execFileSync('git', ['mktree'], { cwd: origin.folder, input: lines.join('\n'), encoding: 'utf8' }).trim();
  let folder = tree([`100644 blob ${origin.git('rev-parse', 'HEAD:x.yaml').trim()}\ta.yaml`]);
  for (let depth = 0; depth < 8; depth += 1) {
    folder = tree(Array.from({ length: 10 }, (_, at) => `040000 tree ${folder}\td${at}`));
  }
  const commit = origin.git('commit-tree', '-m', 'deep', tree([`040000 tree ${folder}\tr`])).trim();
  const { value, diagnostics } = await layersAt(commit);
  expect(value).toBeUndefined();
  expect(diagnostics.map(({ code, place }) => `${code} ${place.line}`)).toEqual([
    'too-many-files 1',
    'pattern-matches-nothing 2',
  ]);
});
