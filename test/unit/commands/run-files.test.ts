import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHistoryReader } from '../../../src/commands/history.js';
import { loadSettings, loadTarget } from '../../../src/commands/load.js';
import { filesAtRevision, type RunFiles } from '../../../src/commands/run-files.js';
import { Failure, type Target } from '../../../src/model/index.js';
import { openBareRepository, type Repository } from '../../../src/systems/git/repository.js';
import { gitRepository, type GitRepository } from '../../support/git-repository.js';

let origin: GitRepository;
let bare: GitRepository;
let repository: Repository;
beforeEach(() => {
  origin = gitRepository();
});
afterEach(async () => {
  await repository.close();
  for (const one of [origin, bare]) one.remove();
});

const settings = (server: string): string => `version: 1
owner: example.org/tests
targets:
  test:
    server: ${server}
    realm: agents
    files: [r/*.yaml]
    auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { env: A } } }
`;

/** A bare clone of the origin, seen from the folder `sso`. */
async function filesAt(commit: string): Promise<RunFiles> {
  bare = gitRepository(origin, '--bare');
  repository = openBareRepository(bare.folder, ['sso']);
  return filesAtRevision(repository, (await repository.find(commit)) ?? fail());
}

function fail(): never {
  throw new Error('the commit is not there');
}

const SELECTION = { config: 'keyplan.yaml', targets: [] };

async function onlyTarget(files: RunFiles, base?: string): Promise<Target> {
  const asked = base === undefined ? SELECTION : { ...SELECTION, base };
  const { targets, diagnostics } = await loadSettings({ folder: '/nowhere', files }, asked);
  expect(diagnostics).toEqual([]);
  return targets[0] ?? fail();
}

test('settings and realm files are those of the commit, without a work tree', async () => {
  const commit = origin.commit({
    'sso/keyplan.yaml': settings('https://one.example.org'),
    'sso/r/a.yaml': 'roles: { one: {} }\n',
  });
  origin.commit({
    'sso/keyplan.yaml': settings('https://two.example.org'),
    'sso/r/a.yaml': 'roles: { two: {} }\n',
  });
  const files = await filesAt(commit);
  const target = await onlyTarget(files);
  expect(target.server).toBe('https://one.example.org');
  const loaded = await loadTarget(files, target);
  expect(loaded.commit).toBe(commit);
  expect([...(loaded.desired?.objects.keys() ?? [])]).toEqual(['role/one']);
});

test('with a base its settings count, and its files are the base of origins', async () => {
  const base = origin.commit({
    'sso/keyplan.yaml': settings('https://one.example.org'),
    'sso/r/a.yaml': 'roles: { one: {} }\n',
  });
  const head = origin.commit({
    'sso/keyplan.yaml': settings('https://two.example.org'),
    'sso/r/a.yaml': 'roles: { two: {} }\n',
  });
  const files = await filesAt(head);
  const { notes } = await loadSettings({ folder: '/nowhere', files }, { ...SELECTION, base });
  expect(notes.map(({ text }) => text)).toEqual([
    `the settings of this revision differ in targets.test.server; those of the base ${base.slice(0, 7)} count, and a change takes effect after the merge`,
  ]);
  const target = await onlyTarget(files, base);
  expect(target.server).toBe('https://one.example.org');
  const read = createHistoryReader({ files, target, base, notes: [], tell: () => undefined });
  const history = await read({ commits: [], wantsNewest: false });
  expect([...(history.base?.desired.objects.keys() ?? [])]).toEqual(['role/one']);
});

test('a commit without the folder of the settings has no settings', async () => {
  const files = await filesAt(origin.commit({ 'other/a': '' }));
  const { diagnostics } = await loadSettings({ folder: '/nowhere', files }, SELECTION);
  expect(diagnostics.map(({ code }) => code)).toEqual(['file-not-found']);
});

test('a base that the repository does not hold is a wrong call', async () => {
  const files = await filesAt(origin.commit({ 'sso/keyplan.yaml': settings('https://one.example.org') }));
  await expect(loadSettings({ folder: '/nowhere', files }, { ...SELECTION, base: '1'.repeat(40) })).rejects.toThrow(
    Failure,
  );
});
