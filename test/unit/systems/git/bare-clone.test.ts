import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure, Secret } from '../../../../src/model/index.js';
import { createBareClone, type BareClone } from '../../../../src/systems/git/bare-clone.js';
import { openBareRepository, type Repository } from '../../../../src/systems/git/repository.js';
import { gitRepository, type GitRepository } from '../../../support/git-repository.js';

let origin: GitRepository;
let temporary: string;
const opened: Repository[] = [];
beforeEach(() => {
  origin = gitRepository();
  origin.git('config', 'uploadpack.allowFilter', 'true');
  temporary = mkdtempSync(join(tmpdir(), 'keyplan-bare-'));
});
afterEach(async () => {
  for (const repository of opened.splice(0)) await repository.close();
  origin.remove();
  rmSync(temporary, { recursive: true, force: true });
});

const FILE_SIZE_MAX = 1000;

async function clone(): Promise<BareClone> {
  return await createBareClone(join(temporary, 'clone'), {
    url: `file://${origin.folder}`,
    fileSizeMax: FILE_SIZE_MAX,
  });
}

function open(folder: string, ...seenFrom: readonly string[]): Repository {
  const repository = openBareRepository(folder, seenFrom);
  opened.push(repository);
  return repository;
}

async function textOf(repository: Repository, tree: string | undefined, name: string): Promise<string | undefined> {
  const entries = tree === undefined ? [] : await repository.entries(tree);
  const id = entries.find((entry) => entry.name === name)?.id;
  const bytes = id === undefined ? undefined : await repository.blob(id, FILE_SIZE_MAX);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

test('a branch is fetched with its history, and read from one folder of it; nothing is checked out', async () => {
  const first = origin.commit({ 'sso/a.yaml': 'one' });
  const second = origin.commit({ 'sso/a.yaml': 'two' });
  const { folder, fetch } = await clone();
  await fetch(['refs/heads/main']);
  const repository = open(folder, 'sso');
  const found = await repository.find('refs/heads/main');
  expect(found).toMatchObject({ commit: second, parent: first });
  expect(await textOf(repository, found?.tree, 'a.yaml')).toBe('two');
  const before = await repository.find(first);
  expect(before?.parent).toBe(undefined);
  expect(await textOf(repository, before?.tree, 'a.yaml')).toBe('one');
  expect(readdirSync(folder)).not.toContain('sso');
});

test('a commit that no branch has is fetched by its id', async () => {
  origin.commit({ a: '1' });
  origin.git('checkout', '-q', '-b', 'other');
  const head = origin.commit({ a: '2' });
  origin.git('update-ref', 'refs/pull/7/head', head);
  origin.git('checkout', '-q', 'main');
  origin.git('branch', '-D', 'other');
  const { folder, fetch } = await clone();
  await fetch(['refs/heads/main', head]);
  expect((await open(folder).find(head))?.commit).toBe(head);
});

test('a file that is too large is left out, and reads as too large', async () => {
  origin.commit({ small: 'x', large: 'x'.repeat(FILE_SIZE_MAX + 1) });
  const { folder, fetch } = await clone();
  await fetch(['refs/heads/main']);
  const repository = open(folder);
  const tree = (await repository.find('refs/heads/main'))?.tree;
  expect(await textOf(repository, tree, 'small')).toBe('x');
  expect(await textOf(repository, tree, 'large')).toBe(undefined);
});

test('two commits are merged as a merge button would, without a work tree', async () => {
  origin.commit({ 'sso/a': '1', 'sso/b': '1' });
  origin.git('checkout', '-q', '-b', 'other');
  const head = origin.commit({ 'sso/a': '2' });
  origin.git('checkout', '-q', 'main');
  const base = origin.commit({ 'sso/b': '2' });
  origin.git('merge', '-q', '--no-ff', '-m', `parent ${'0'.repeat(40)}`, 'other');
  const { folder, fetch, mergedTree } = await clone();
  await fetch(['refs/heads/main', head]);
  const repository = open(folder, 'sso');
  expect(await repository.find('refs/heads/main')).toMatchObject({ parent: base, mergedHeads: [head] });
  const tree = await repository.below((await mergedTree(base, head)) ?? 'none');
  expect([await textOf(repository, tree, 'a'), await textOf(repository, tree, 'b')]).toEqual(['2', '2']);
});

test('commits that conflict, or have nothing in common, have no merge', async () => {
  origin.commit({ a: '1' });
  origin.git('checkout', '-q', '-b', 'other');
  const head = origin.commit({ a: '2' });
  origin.git('checkout', '-q', 'main');
  const base = origin.commit({ a: '3' });
  origin.git('checkout', '-q', '--orphan', 'stranger');
  const stranger = origin.commit({ a: '4' });
  const { fetch, mergedTree } = await clone();
  await fetch(['refs/heads/main', head, stranger]);
  expect(await mergedTree(base, head)).toBe(undefined);
  expect(await mergedTree(base, stranger)).toBe(undefined);
});

test('the token reaches the remote as GitHub wants it, and no file', async () => {
  origin.commit();
  const seen = new Set<string | undefined>();
  const server = createServer((request, answer) => {
    seen.add(request.headers.authorization);
    answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/o/r`;
  try {
    const { folder, fetch } = await createBareClone(join(temporary, 'clone'), {
      url,
      token: new Secret('a-token'),
      fileSizeMax: 1,
    });
    const failed = await fetch(['refs/heads/main']).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Failure);
    const basic = Buffer.from('x-access-token:a-token').toString('base64');
    expect([...seen]).toEqual([`basic ${basic}`]);
    expect(String((failed as Failure).message)).not.toContain(basic);
    expect(readFileSync(join(folder, 'config'), 'utf8')).not.toContain(basic);
  } finally {
    server.close();
  }
});

test('a ref that the remote does not have is named', async () => {
  origin.commit();
  const { fetch } = await clone();
  await expect(fetch(['refs/heads/gone'])).rejects.toThrow(/refs\/heads\/gone could not be fetched/);
});

test('a remote that sends git to another host sends nobody there', async () => {
  const asked: (string | undefined)[] = [];
  const other = createServer(({ headers, url = '' }, answer) => {
    asked.push(headers.authorization);
    if (!url.includes('info/refs')) return void answer.writeHead(403).end();
    const first = '# service=git-upload-pack\n';
    const second = `${'0'.repeat(39)}1 refs/heads/main\0\n`;
    const lines = [first, second].map((line) => `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
    answer.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' }).end(lines.join(''));
  });
  const server = createServer(({ url }, answer) => {
    answer.writeHead(302, { location: `http://localhost:${portOf(other)}${url}` }).end();
  });
  for (const one of [other, server]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', () => resolve()));
  try {
    const url = `http://127.0.0.1:${portOf(server)}/o/r`;
    const { fetch } = await createBareClone(join(temporary, 'clone'), {
      url,
      token: new Secret('a-token'),
      fileSizeMax: 1,
    });
    await expect(fetch(['refs/heads/main'])).rejects.toThrow(Failure);
    expect(asked).toEqual([]);
  } finally {
    for (const one of [other, server]) one.close();
  }
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
