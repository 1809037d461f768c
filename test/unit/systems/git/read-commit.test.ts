import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../../../src/model/index.js';
import { openGit } from '../../../../src/systems/git/open-git.js';
import { readCommit } from '../../../../src/systems/git/read-commit.js';

const NOTHING: ReadonlySet<string> = new Set();
const FILES = new Set(['a.yaml', 'b.yaml', 'new/c.yaml']);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

test('outside git there is no commit', async () => {
  expect(await readCommit(folder, NOTHING)).toBe('none');
});

test('before the first commit there is none', async () => {
  git('init', '-q');
  writeFileSync(join(folder, 'HEAD'), 'a file of that name');
  expect(await readCommit(folder, NOTHING)).toBe('none');
});

test('the commit is dirty while something below the folder differs, new files that are read included', async () => {
  git('init', '-q');
  mkdirSync(join(folder, 'settings'));
  writeFileSync(join(folder, 'settings/a.yaml'), 'a: 1\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const sha = git('rev-parse', 'HEAD').trim();
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(sha);
  writeFileSync(join(folder, 'elsewhere.txt'), 'x');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(sha);
  writeFileSync(join(folder, 'settings/b.yaml'), 'b: 1\n');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(`${sha}-dirty`);
  rmSync(join(folder, 'settings/b.yaml'));
  writeFileSync(join(folder, 'settings/plan.json'), '{}');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(sha);
  mkdirSync(join(folder, 'settings/new'));
  writeFileSync(join(folder, 'settings/new/plan.json'), '{}');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(sha);
  writeFileSync(join(folder, 'settings/new/c.yaml'), 'c: 1\n');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(`${sha}-dirty`);
  rmSync(join(folder, 'settings/new'), { recursive: true });
  writeFileSync(join(folder, 'settings/a.yaml'), 'a: 2\n');
  expect(await readCommit(join(folder, 'settings'), FILES)).toBe(`${sha}-dirty`);
});

test('a repository that git refuses is a failure, not "none"', async () => {
  mkdirSync(join(folder, '.git'));
  await expect(readCommit(folder, NOTHING)).rejects.toThrow(Failure);
});

test('an exit code other than zero is an error even when git says nothing', async () => {
  git('init', '-q');
  await expect(openGit(folder).raw('config', '--get', 'no.such.key')).rejects.toThrow('exit code 1');
});
