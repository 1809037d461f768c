import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSettings, loadTarget, loadWhileReading, type LoadedAndRead } from '../../../src/commands/load.js';
import { filesInFolder } from '../../../src/commands/run-files.js';
import { Failure, type Target } from '../../../src/model/index.js';
import type { OnFile } from '../../../src/source/index.js';
import type { RealmReader } from '../../../src/systems/keycloak/index.js';
import { fakeReader } from '../../support/fake-reader.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-load-'));
  mkdirSync(join(folder, 'r'));
  write(
    'keyplan.yaml',
    `version: 1
owner: example.org/tests
targets:
  test:
    server: https://sso.example.org
    realm: agents
    files: [r/*.yaml]
    auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { env: A } } }
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

/** Sixty clients with service accounts. */
const CLIENTS = `clients:\n${Array.from({ length: 60 }, (_, index) => `  agent-${index}: { type: service, serviceAccount: { realmRoles: [reader] } }\n`).join('')}`;

async function load(reader: RealmReader): Promise<LoadedAndRead> {
  const { targets } = await loadSettings({ folder }, { config: 'keyplan.yaml', targets: [] });
  const [target] = targets;
  if (target === undefined) throw new Error('the settings are wrong');
  const files = filesInFolder(folder);
  const read = await loadWhileReading({ reader, onProgress: () => undefined }, files, target);
  // What the files want is the same, whoever reads meanwhile.
  expect(read.loaded).toEqual(await loadTarget(files, target));
  return read;
}

test('the realm is read as far as the files ask, and its accounts are asked for before', async () => {
  write('r/clients.yaml', CLIENTS);
  const { reader, calls } = fakeReader({
    clients: [{ id: 'uuid-1', clientId: 'agent-1', serviceAccountsEnabled: true }],
  });
  const asked: string[] = [];
  const watched: RealmReader = {
    ...reader,
    readAhead: () => void asked.push('ahead'),
    readAccountsAhead: () => void asked.push(`accounts ahead of ${calls.length} calls`),
  };
  const { loaded, live } = await load(watched);
  expect(asked).toEqual(['ahead', 'accounts ahead of 0 calls']);
  expect(loaded.needs?.accounts.size).toBe(60);
  expect((await live)?.objects.has('client/agent-1' as never)).toBe(true);
});

test('wrong files are told of, whatever became of the reading that had begun', async () => {
  // The shape is checked last: this key is the only mistake.
  write('r/clients.yaml', `${CLIENTS}unknown: 1\n`);
  const refused = new Failure('unreachable', 'nobody answers', { hint: 'Start the server' });
  const { reader } = fakeReader({});
  const { loaded, live } = await load({ ...reader, clients: () => Promise.reject(refused) });
  expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['unknown-key']);
  expect(loaded.desired).toBeUndefined();
  expect(live).toBeUndefined();
});

test('nothing but what every look needs is asked for files that cannot be read', async () => {
  write('r/clients.yaml', CLIENTS.replace('clients:', 'clients:\n  agent-0: {}'));
  const { reader, calls } = fakeReader({});
  const { loaded, live } = await load({ ...reader, readAccountsAhead: () => void calls.push('accounts ahead') });
  expect(loaded.diagnostics.map(({ code }) => code)).toEqual(['yaml-duplicate-key']);
  expect([calls, live]).toEqual([[], undefined]);
});

test('of files that turn out to be wrong the realm is not read, whatever was asked ahead', async () => {
  for (const wrong of ['name: "{{ vars.nothing }}"', 'extends: nothing']) {
    write('r/clients.yaml', CLIENTS.replace('type: service', `type: service, ${wrong}`));
    const { reader, calls } = fakeReader({});
    const { loaded, live } = await load({ ...reader, readAccountsAhead: () => void calls.push('accounts ahead') });
    expect(loaded.diagnostics.map(({ code }) => code)).toEqual([
      wrong.startsWith('name') ? 'unknown-variable' : 'unknown-template',
    ]);
    expect([calls, live]).toEqual([['accounts ahead'], undefined]);
  }
});

test('each file is told of as it is parsed, with the part that has been looked at', async () => {
  for (const name of ['a', 'b', 'c', 'd']) write(`r/${name}.yaml`, `clients: { ${name}: { type: service } }\n`);
  write('r/b.yaml', 'clients: { b: 1, b: 2 }\n');
  const { targets } = await loadSettings({ folder }, { config: 'keyplan.yaml', targets: [] });
  const told: unknown[] = [];
  const onFile: OnFile = ({ path }, part) => void told.push([path, part]);
  await loadTarget(filesInFolder(folder), targets[0] as Target, { onFile });
  // Nobody is told of the one with an error.
  expect(told).toEqual([
    ['r/a.yaml', 0.25],
    ['r/c.yaml', 0.75],
    ['r/d.yaml', 1],
  ]);
});
