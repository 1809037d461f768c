import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../../../../src/model/index.js';
import { openRepository, type Repository } from '../../../../src/systems/git/repository.js';
import { gitRepository, type GitRepository } from '../../../support/git-repository.js';

const made: GitRepository[] = [];
const opened: Repository[] = [];
let origin: GitRepository;
beforeEach(() => {
  origin = keep(gitRepository());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((repository) => repository.close()));
  for (const repository of made.splice(0)) repository.remove();
});

function keep(repository: GitRepository): GitRepository {
  made.push(repository);
  return repository;
}

async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if (repository === undefined) throw new Error('no repository');
  opened.push(repository);
  return repository;
}

/** The text of a file at a revision, through folders only. */
async function textAt(repository: Repository, revision: string, path: string): Promise<string | undefined> {
  const found = await repository.find(revision);
  let id = found?.tree;
  for (const name of path.split('/')) {
    const entries = id === undefined ? [] : await repository.entries(id);
    id = entries.find((entry) => entry.name === name)?.id;
  }
  return id === undefined ? undefined : new TextDecoder().decode(await repository.blob(id, 1000));
}

test('outside git there is no repository', async () => {
  const folder = keep(gitRepository());
  folder.remove();
  mkdirSync(folder.folder);
  expect(await openRepository(folder.folder)).toBe(undefined);
});

test('branches, tags, ids and walks name commits, and a file is as it was there', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n' });
  origin.git('tag', '-a', 'v1', '-m', 'one');
  const second = origin.commit({ 'r/a.yaml': 'a: 2\n' });
  origin.write({ 'r/a.yaml': 'a: 3\n' });
  const repository = await open(origin.folder);
  for (const [revision, commit] of [
    ['main', second],
    ['HEAD', second],
    ['HEAD~1', first],
    ['v1', first],
    [first.slice(0, 12), first],
  ] as const)
    expect((await repository.find(revision))?.commit).toBe(commit);
  expect(await textAt(repository, first, 'r/a.yaml')).toBe('a: 1\n');
  expect(await textAt(repository, 'main', 'r/a.yaml')).toBe('a: 2\n');
});

test('the repository may start above the folder, and the folder may be younger than a revision', async () => {
  const first = origin.commit({ 'x.txt': 'x' });
  const time = Number(origin.git('show', '-s', '--format=%ct', first));
  origin.commit({ 'deep/settings/r/a.yaml': 'a: 1\n' });
  const repository = await open(join(origin.folder, 'deep/settings'));
  expect(await textAt(repository, 'HEAD', 'r/a.yaml')).toBe('a: 1\n');
  expect(await repository.find(first)).toEqual({ commit: first, time, tree: undefined });
});

test.each([
  '--upload-pack=touch pwned',
  '-x',
  '',
  'no-such',
  'HEAD:r',
  'HEAD\nmain',
  'HEAD\0',
  'main..HEAD',
  '0'.repeat(40),
])('the revision %j names nothing, and runs nothing', async (revision) => {
  origin.commit({ 'r/a.yaml': 'a: 1\n' });
  const repository = await open(origin.folder);
  expect(await repository.find(revision)).toBe(undefined);
  expect((await repository.find('HEAD'))?.commit).toHaveLength(40);
  expect(existsSync(join(origin.folder, 'pwned'))).toBe(false);
});

test('before the first commit HEAD names nothing', async () => {
  const repository = await open(origin.folder);
  expect(await repository.find('HEAD')).toBe(undefined);
});

test('a detached work tree, a second work tree and a bare parent are repositories like any other', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n' });
  origin.commit({ 'r/a.yaml': 'a: 2\n' });
  origin.git('checkout', '-q', '--detach', first);
  expect((await (await open(origin.folder)).find('HEAD'))?.commit).toBe(first);
  const parent = keep(gitRepository());
  parent.remove();
  mkdirSync(parent.folder);
  parent.git('clone', '-q', '--bare', `file://${origin.folder}`, '.git');
  parent.git('worktree', 'add', '-q', 'work', 'main');
  expect(await textAt(await open(join(parent.folder, 'work')), 'main', 'r/a.yaml')).toBe('a: 2\n');
  expect(await textAt(await open(parent.folder), first, 'r/a.yaml')).toBe('a: 1\n');
});

test('a shallow clone says so, and lacks what came before', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n' });
  const second = origin.commit({ 'r/a.yaml': 'a: 2\n' });
  const repository = await open(keep(gitRepository(origin, '--depth=1')).folder);
  expect(repository.isShallow).toBe(true);
  expect(await repository.find(first)).toBe(undefined);
  expect(await repository.find('HEAD~1')).toBe(undefined);
  expect((await repository.find('HEAD'))?.commit).toBe(second);
  expect((await open(origin.folder)).isShallow).toBe(false);
});

test('what a partial clone lacks is a failure and is not fetched; what it holds is read after that', async () => {
  const first = origin.commit({ 'r/a.yaml': 'a: 1\n' });
  const second = origin.commit({ 'r/a.yaml': 'a: 2\n' });
  origin.git('config', 'uploadpack.allowFilter', 'true');
  const clone = keep(gitRepository(origin, '--filter=blob:none'));
  const before = clone.git('count-objects', '-v');
  const repository = await open(clone.folder);
  await expect(textAt(repository, first, 'r/a.yaml')).rejects.toThrow(Failure);
  expect(await textAt(repository, second, 'r/a.yaml')).toBe('a: 2\n');
  expect(clone.git('count-objects', '-v')).toBe(before);
});

test('links, submodules and odd names are told apart', async () => {
  origin.write({ 'r/plain.yaml': 'x', 'r/ü "q"\tö.yaml': 'x', 'r/deep/a.yaml': 'x' });
  symlinkSync('/etc/passwd', join(origin.folder, 'r/link.yaml'));
  origin.commit();
  origin.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},r/sub`);
  origin.git('commit', '-qm', 'a submodule');
  const repository = await open(join(origin.folder, 'r'));
  const { tree = '' } = (await repository.find('HEAD')) ?? {};
  expect((await repository.entries(tree)).map(({ name, kind }) => [name, kind])).toEqual([
    ['deep', 'folder'],
    ['link.yaml', 'link'],
    ['plain.yaml', 'file'],
    ['sub', 'submodule'],
    ['ü "q"\tö.yaml', 'file'],
  ]);
});

test('a file is read as it is stored: no filter, no text conversion, no replacement', async () => {
  const marker = join(origin.folder, 'ran');
  origin.write({ '.gitattributes': '*.yaml filter=evil diff=evil text eol=crlf ident\n' });
  const first = origin.commit({ 'a.yaml': 'a: $Id$\n' });
  origin.git('config', 'filter.evil.smudge', `touch ${marker}`);
  origin.git('config', 'diff.evil.textconv', `touch ${marker}`);
  origin.git('config', 'core.fsmonitor', `touch ${marker}`);
  const second = origin.commit({ 'b.yaml': 'b: 1\n' });
  origin.git('replace', first, second);
  const ran = existsSync(marker);
  const repository = await open(origin.folder);
  expect(await textAt(repository, first, 'a.yaml')).toBe('a: $Id$\n');
  expect(await textAt(repository, first, 'b.yaml')).toBe(undefined);
  expect(existsSync(marker)).toBe(ran);
});

test('a larger file is passed over, and the next one is read', async () => {
  origin.commit({ 'big.txt': 'x'.repeat(300_000), 'small.txt': 'small' });
  const repository = await open(origin.folder);
  const { tree = '' } = (await repository.find('HEAD')) ?? {};
  const [big, small] = await repository.entries(tree);
  expect(await repository.blob(big?.id ?? '', 299_999)).toBe(undefined);
  expect((await repository.blob(big?.id ?? '', 300_000))?.length).toBe(300_000);
  expect(new TextDecoder().decode(await repository.blob(small?.id ?? '', 10))).toBe('small');
});

test('variables of a hook do not lead to another repository', async () => {
  const commit = origin.commit({ 'a.yaml': 'a: 1\n' });
  const other = keep(gitRepository());
  other.commit({ 'b.yaml': 'b: 1\n' });
  vi.stubEnv('GIT_DIR', join(other.folder, '.git'));
  vi.stubEnv('GIT_WORK_TREE', other.folder);
  vi.stubEnv('GIT_OBJECT_DIRECTORY', join(other.folder, '.git/objects'));
  expect((await (await open(origin.folder)).find('HEAD'))?.commit).toBe(commit);
});

test('a repository that git refuses is a failure', async () => {
  const folder = keep(gitRepository());
  folder.remove();
  mkdirSync(join(folder.folder, '.git'), { recursive: true });
  await expect(openRepository(folder.folder)).rejects.toThrow(Failure);
});

test('a repository of SHA-256 is read like one of SHA-1', async () => {
  const folder = keep(gitRepository());
  folder.remove();
  mkdirSync(folder.folder);
  folder.git('init', '-q', '-b', 'main', '--object-format=sha256');
  const commit = folder.commit({ 'r/a.yaml': 'a: 1\n' });
  const repository = await open(folder.folder);
  expect(commit).toHaveLength(64);
  expect(await textAt(repository, commit, 'r/a.yaml')).toBe('a: 1\n');
});
