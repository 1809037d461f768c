import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHistoryReader, type HistoryOf } from '../../../src/commands/history.js';
import { loadSettings, loadTarget } from '../../../src/commands/load.js';
import { filesInFolder } from '../../../src/commands/run-files.js';
import {
  Failure,
  type Address,
  type AskedCommit,
  type History,
  type HistoryNeeds,
  type Target,
} from '../../../src/model/index.js';
import { gitRepository, type GitRepository } from '../../support/git-repository.js';
import { recordGit } from '../../support/recorded-git.js';

const made: GitRepository[] = [];
let origin: GitRepository;
beforeEach(() => {
  origin = keep(gitRepository());
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const repository of made.splice(0)) repository.remove();
});

function keep(repository: GitRepository): GitRepository {
  made.push(repository);
  return repository;
}

const SETTINGS = `version: 1
owner: example.org/tests
targets:
  test:
    server: https://sso.example.org
    realm: agents
    files: [r/*.yaml]
    vars: { text: x }
    auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { env: A } } }
`;

const roles = (...names: readonly string[]): string =>
  `roles: { ${names.map((name) => `${name}: { description: "{{ vars.text }}" }`).join(', ')} }\n`;

async function targetOf(folder: string): Promise<Target> {
  const { targets, diagnostics } = await loadSettings({ folder }, { config: 'keyplan.yaml', targets: [] });
  const [target] = targets;
  if (target === undefined) throw new Error(JSON.stringify(diagnostics));
  return target;
}

/** A client for each number, each with the revision that changed it last. */
const clients = (changedAt: (index: number) => number): string =>
  `clients:\n${Array.from({ length: 200 }, (_, index) => `  c${index}: { type: service, name: "revision ${changedAt(index)}" }\n`).join('')}`;

test('fifty commits of which marks name each cost two runs of git and the files of one commit, which holds most', async () => {
  const commits: string[] = [];
  const needs: AskedCommit[] = [];
  for (let revision = 0; revision < 50; revision += 1) {
    const text = clients((index) => (index % 50 <= revision ? index % 50 : -1));
    commits.push(origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': text }, revision));
  }
  const target = await targetOf(origin.folder);
  const { desired } = await loadTarget(filesInFolder(origin.folder), target);
  for (const { address, digest } of desired?.objects.values() ?? []) {
    const at = Number(/\d+$/.exec(address)?.[0]) % 50;
    needs.push({ commit: commits[at] ?? '', objects: [{ addresses: [address], digest }], isWhole: true });
  }
  expect(needs).toHaveLength(200);
  origin.commit({ 'r/a.yaml': clients(() => 50) });
  const git = recordGit();
  try {
    vi.stubEnv('PATH', git.path);
    const read = createHistoryReader({ files: filesInFolder(origin.folder), target, notes: [], tell: () => undefined });
    const history = await read({ commits: needs, wantsNewest: false });
    expect([...history.applied.keys()]).toEqual([commits.at(-1)]);
    expect(texts(history)).toEqual([]);
    await read({ commits: needs, wantsNewest: false });
    expect(git.calls()).toEqual(['rev-parse --is-shallow-repository --show-prefix', 'cat-file --batch']);
  } finally {
    git.remove();
  }
});

test('where no commit is as the marks say, the newest few are read and no more', async () => {
  const commits: string[] = [];
  for (let revision = 0; revision < 12; revision += 1) {
    commits.push(origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles(`r${revision}`) }, revision));
  }
  const history = await historyOf(origin.folder, commits);
  expect([...history.applied.keys()]).toEqual(commits.slice(4).toReversed());
});

test('what was applied lately is told by the newest three commits that can be read', async () => {
  const commits: string[] = [];
  for (const name of ['one', 'two', 'three', 'four']) {
    commits.push(origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles(name) }, commits.length + 1));
  }
  const broken = origin.commit({ 'r/a.yaml': 'roles: [' }, 5);
  const asked = [...commits, broken].map((commit) => ({ commit, objects: [], isWhole: true }));
  const of = {
    files: filesInFolder(origin.folder),
    target: await targetOf(origin.folder),
    notes: [],
    tell: () => undefined,
  };
  const history = await createHistoryReader(of)({ commits: asked, wantsNewest: true });
  expect([...history.applied.values()].flatMap(namesIn)).toEqual(['role/four', 'role/three', 'role/two']);
});

/** Needs whose objects no revision holds, so that every commit is read. */
function anyOf(commits: readonly string[]): HistoryNeeds {
  const objects = [{ addresses: [], digest: '' }];
  return { commits: commits.map((commit) => ({ commit, objects, isWhole: true })), wantsNewest: false };
}

async function historyOf(folder: string, commits: readonly string[], more: Partial<HistoryOf> = {}): Promise<History> {
  const of = {
    files: filesInFolder(folder),
    target: await targetOf(folder),
    notes: [],
    tell: () => undefined,
    ...more,
  };
  return await createHistoryReader(of)(anyOf(commits));
}

const namesIn = (desired: { objects: ReadonlyMap<Address, unknown> } | undefined): readonly string[] => [
  ...(desired?.objects.keys() ?? []),
];
const texts = ({ notes = [], unreadNotes = [] }: History): readonly string[] =>
  [...notes, ...unreadNotes].map(({ text }) => text);

test('the files at a commit are resolved with the settings of today', async () => {
  const first = origin.commit({ 'keyplan.yaml': SETTINGS.replace('text: x', 'text: old'), 'r/a.yaml': roles('one') });
  const second = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/b.yaml': roles('two') });
  const history = await historyOf(origin.folder, [first, second]);
  expect(namesIn(history.applied.get(first))).toEqual(['role/one']);
  expect(namesIn(history.applied.get(second))).toEqual(['role/one', 'role/two']);
  const [one] = history.applied.get(first)?.objects.values() ?? [];
  expect([...(one?.facts ?? [])]).toContainEqual(['description', 'x']);
  expect(one).toBe([...(history.applied.get(second)?.objects.values() ?? [])][0]);
  expect(texts(history)).toEqual([]);
});

test('what marks say besides whole commits is not looked up', async () => {
  const first = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const words = ['none', `${first}-dirty`, first.slice(0, 12), 'HEAD', '--upload-pack=x', ''];
  const history = await historyOf(origin.folder, words);
  expect(history.applied.size).toBe(0);
  expect(texts(history)).toEqual([]);
});

test('outside git, and without a commit to read, nothing is asked of git', async () => {
  origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const target = await targetOf(origin.folder);
  const nowhere = join(origin.folder, 'no/such/folder');
  const history = await historyOf(origin.folder, ['none'], { files: filesInFolder(nowhere), target });
  expect(history.applied.size).toBe(0);
});

test('outside git a commit cannot be read, and a note says so', async () => {
  origin.write({ 'keyplan.yaml': SETTINGS });
  rmSync(join(origin.folder, '.git'), { recursive: true });
  const history = await historyOf(origin.folder, ['1'.repeat(40)]);
  expect(history.applied.size).toBe(0);
  expect(texts(history)).toEqual([expect.stringContaining('in no git repository, and marks name commit 1111111')]);
  await expect(historyOf(origin.folder, [], { base: '1'.repeat(40) })).rejects.toThrow(Failure);
});

test('the base is read once, and its commit is known', async () => {
  const base = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  origin.commit({ 'r/a.yaml': roles('two') });
  const of = {
    files: filesInFolder(origin.folder),
    target: await targetOf(origin.folder),
    base,
    notes: [],
    tell: () => undefined,
  };
  const read = createHistoryReader(of);
  const history = await read(anyOf([]));
  expect(history.base?.commit).toBe(base);
  expect(namesIn(history.base?.desired)).toEqual(['role/one']);
  expect((await read(anyOf([base]))).base?.desired).toBe(history.base?.desired);
});

test('a base whose files are broken is named with its first mistake, and is no error', async () => {
  const base = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': 'roles: { one: { nosuch: 1 } }\n' });
  origin.commit({ 'r/a.yaml': roles('one') });
  const history = await historyOf(origin.folder, [], { base });
  expect(history.base).toBe(undefined);
  expect(history.brokenBase).toBe(base);
  expect(texts(history)).toEqual([
    expect.stringMatching(/^the realm files of the base [0-9a-f]{7} have errors, the first at r\/a\.yaml:1: .*nosuch/),
  ]);
});

test('a base that is not in the clone is a failure', async () => {
  origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  await expect(historyOf(origin.folder, [], { base: '2'.repeat(40) })).rejects.toThrow(Failure);
});

test('a commit with broken files, and one that a shallow clone lacks, have no state, and notes say why', async () => {
  const old = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const broken = origin.commit({ 'r/a.yaml': 'roles: [' });
  origin.commit({ 'r/a.yaml': roles('one') });
  expect(texts(await historyOf(origin.folder, [old, broken]))).toEqual([
    `the realm files of commit ${broken.slice(0, 7)}, which marks name, are not valid under the settings of today; where those differences come from is unknown`,
  ]);
  const clone = keep(gitRepository(origin, '--depth=1'));
  const history = await historyOf(clone.folder, [old, broken]);
  expect(history.applied.size).toBe(0);
  expect(texts(history)).toEqual([
    `this clone is shallow and lacks commits ${old.slice(0, 7)}, ${broken.slice(0, 7)}, which marks name; fetch the whole history (fetch-depth: 0) to tell where those differences come from`,
  ]);
});

test('files that a partial clone lacks leave a commit without a state', async () => {
  const old = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const now = origin.commit({ 'r/a.yaml': roles('two') });
  origin.git('config', 'uploadpack.allowFilter', 'true');
  const history = await historyOf(keep(gitRepository(origin, '--filter=blob:none')).folder, [old, now]);
  expect([...history.applied.keys()]).toEqual([now]);
  expect(texts(history)).toEqual([expect.stringContaining(`this clone lacks commit ${old.slice(0, 7)}`)]);
});

test('a layer that did not exist yet is no mistake of an old commit', async () => {
  const old = origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const files = SETTINGS.replace('[r/*.yaml]', '[r/*.yaml, over/*.yaml]');
  origin.commit({ 'keyplan.yaml': files, 'over/a.yaml': roles('two') });
  expect(namesIn((await historyOf(origin.folder, [old])).applied.get(old))).toEqual(['role/one']);
});

test('no more commits are named than a note has room for', async () => {
  origin.commit({ 'keyplan.yaml': SETTINGS, 'r/a.yaml': roles('one') });
  const others = Array.from({ length: 50 }, (_, index) => String(index).padStart(40, '0'));
  const history = await historyOf(origin.folder, others);
  expect(history.applied.size).toBe(0);
  expect(texts(history)).toEqual([expect.stringContaining('0000000, 0000000, 0000000, 0000000, 0000000 and 45 more')]);
});
