import { describe, expect, test } from 'vitest';
import { readLive } from '../../../src/live/index.js';
import { fakeReader, type FakeRealm } from '../../support/fake-reader.js';
import { needsOf, type WantedRead } from '../../support/reading.js';
import { OWNER } from '../../support/states.js';

type Group = NonNullable<FakeRealm['groups']>[number];

/** A group whose identifier is its path; `below` is how many the server says are below it, which no server has to say. */
function group(path: string, below: number | undefined, owner?: string): Group {
  const attributes = owner === undefined ? {} : { 'keyplan.owner': [owner], 'keyplan.applied': ['none:1:00'] };
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { id: path, name, path, attributes, ...(below === undefined ? {} : { subGroupCount: below }) };
}

/** What is read of a realm with these groups, and which of them were asked for what is below. */
async function read(
  groups: readonly Group[],
  wanted: WantedRead,
  more: Partial<FakeRealm> = {},
): Promise<{ readonly read: readonly string[]; readonly asked: readonly string[] }> {
  const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const { reader, calls } = fakeReader({
    clients: [{ id: 'uuid-management', clientId: 'realm-management' }],
    ...more,
    groups: groups.filter(({ id }) => parentOf(id) === ''),
    subgroups: Object.fromEntries(Map.groupBy(groups, ({ id }) => parentOf(id))),
  });
  const live = await readLive(reader, needsOf(wanted), { owner: OWNER, onProgress: () => undefined });
  return {
    read: [...live.objects.values()].filter(({ kind }) => kind === 'group').map(({ id }) => id),
    asked: calls.filter((call) => call.startsWith('childGroups ')).map((call) => call.slice('childGroups '.length)),
  };
}

const kept = (...paths: readonly string[]): WantedRead => {
  const addresses = paths.map((path) => `group${path}`);
  return { objects: addresses, groups: paths, keptGroups: addresses };
};

describe('groups below others', () => {
  test('are read right below what the files declare and below what is ours, and not below others', async () => {
    const groups = [
      group('/declared', 1),
      group('/declared/a', 1),
      group('/declared/a/x', 0),
      group('/ours', 1, OWNER),
      group('/ours/a', 1, OWNER),
      group('/ours/a/x', 1, 'else'),
      group('/ours/a/x/y', 0),
      group('/theirs', 1, 'else'),
      group('/theirs/a', 0, OWNER),
    ];
    const found = await read(groups, kept('/declared', '/ours', '/ours/a'));
    expect(found.read).toEqual(['/declared', '/declared/a', '/ours', '/ours/a', '/ours/a/x', '/theirs']);
    expect(found.asked.toSorted()).toEqual(['/declared', '/ours', '/ours/a']);
  });

  test('are read to the last where the group above may go, whoever they belong to', async () => {
    const groups = [
      group('/gone', 1, OWNER),
      group('/gone/a', 1),
      group('/gone/a/b', 1, 'else'),
      group('/gone/a/b/c', 0, OWNER),
    ];
    expect((await read(groups, kept())).read).toEqual(['/gone', '/gone/a', '/gone/a/b', '/gone/a/b/c']);
    const removed = { ...kept(), objects: ['group/gone'], groups: ['/gone'] };
    expect((await read(groups, removed)).read).toHaveLength(4);
  });

  test('cost no request where there are none, and one where the server does not say how many', async () => {
    expect((await read([group('/ours', 0, OWNER)], kept('/ours'))).asked).toEqual([]);
    expect((await read([group('/theirs', 3, 'else')], kept())).asked).toEqual([]);
    const untold = await read([group('/ours', undefined, OWNER), group('/ours/a', undefined, OWNER)], kept('/ours'));
    expect(untold.read).toEqual(['/ours', '/ours/a']);
    expect(untold.asked).toEqual(['/ours', '/ours/a']);
  });

  test('are asked for once, although memberships are read by asking each group', async () => {
    const agents = Array.from({ length: 9 }, (_, index) => `agent-${index}`);
    const groups = [group('/ours', 1, OWNER), group('/ours/a', 0, OWNER)];
    const clients = ['realm-management', ...agents].map((clientId) => ({
      id: `uuid-${clientId}`,
      clientId,
      serviceAccountsEnabled: clientId !== 'realm-management',
    }));
    const wanted = { ...kept('/ours'), accounts: agents };
    expect((await read(groups, wanted, { clients })).asked).toEqual(['/ours']);
  });

  test('are left alone where nobody asks what left the files', async () => {
    expect((await read([group('/ours', 1, OWNER), group('/ours/a', 0, OWNER)], {})).asked).toEqual([]);
  });
});
