import { describe, expect, it, test } from 'vitest';
import { createAskedGrants } from '../../../src/live/ask-grants.js';
import type { Holder, RealmReader, RoleNames } from '../../../src/systems/keycloak/index.js';
import { fakeReader } from '../../support/fake-reader.js';

const NOTHING: RoleNames = { realmRoles: [], clientRoles: new Map() };
const IDS = Array.from({ length: 30 }, (_, index) => `user-${index}`);

/** A reader whose answers about roles wait until the test lets them go. */
function slowReader(fails: (id: string) => boolean = () => false) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const reader: RealmReader = {
    ...fakeReader({}).reader,
    rolesOfUser(id) {
      asked.push(id);
      return new Promise((resolve, reject) => {
        waiting.push(() => (fails(id) ? reject(new Error(`no answer about ${id}`)) : resolve(NOTHING)));
      });
    },
  };
  return { reader, asked, answerAll: () => waiting.splice(0).forEach((go) => go()) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('some users are asked ahead at a time, and each is asked once, whoever wants to know it', async () => {
  const { reader, asked, answerAll } = slowReader();
  const grants = createAskedGrants(reader);
  const wanted = grants.rolesOf('user-3');
  grants.beginUsers(IDS);
  grants.clientsShown();
  expect(asked.length).toBeLessThan(IDS.length / 2);
  while (asked.length < IDS.length) {
    answerAll();
    await turn();
  }
  const others = IDS.filter((id) => id !== 'user-3').map((id) => grants.rolesOf(id));
  answerAll();
  expect(await Promise.all([wanted, ...others])).toEqual(IDS.map(() => NOTHING));
  expect([...asked].sort()).toEqual([...IDS].sort());
});

test('nobody is asked ahead while no client was shown', async () => {
  const { reader, asked } = slowReader();
  const grants = createAskedGrants(reader);
  grants.beginUsers(IDS);
  await turn();
  expect(asked).toEqual([]);
});

test('after a failure, and after the end, nobody is asked ahead, and whoever wants to know hears of the failure', async () => {
  const { reader, asked, answerAll } = slowReader((id) => id === 'user-0');
  const grants = createAskedGrants(reader);
  grants.clientsShown();
  grants.beginUsers(IDS);
  const before = asked.length;
  answerAll();
  await expect(grants.rolesOf('user-0')).rejects.toThrow('no answer about user-0');
  await turn();
  // Those that were under way go on with at most one more each.
  expect(asked.length).toBeLessThanOrEqual(2 * before);
  answerAll();
  await turn();
  const ended = asked.length;
  grants.beginUsers(['another']);
  expect(asked.length).toBe(ended);
  const late = grants.rolesOf('another');
  answerAll();
  expect(await late).toBe(NOTHING);
});

describe('the users of a holder', () => {
  const ROLE: Holder = { type: 'role', name: 'reader' };
  const GROUP: Holder = { type: 'group', id: 'reader' };
  const yes = (): boolean => true;
  const no = (): boolean => false;

  /** A reader that has so many pages of users for each holder, one user in each, and says which it is asked for. */
  function paged(pages: number) {
    const asked: string[] = [];
    const reader: RealmReader = {
      ...fakeReader({}).reader,
      async usersOf(holder, mayAsk) {
        const items: string[] = [];
        for (let page = 1; page <= pages; page += 1) {
          if (page > 1 && !(await mayAsk())) return { items, isWhole: false };
          asked.push(`${holder.type} ${page}`);
          items.push(`${holder.type}-${page}`);
        }
        return { items, isWhole: true };
      },
    };
    const grants = createAskedGrants(reader);
    grants.clientsShown();
    return { grants, asked };
  }

  it('are asked for once, and given to one who wants them', async () => {
    const { grants, asked } = paged(1);
    // More than these parts tells no two apart.
    grants.beginHolders([{ ...ROLE, path: 'serviceAccount/realmRoles/reader' } as Holder, GROUP, ROLE]);
    expect((await grants.usersOf(ROLE, no)).items).toEqual(['role-1']);
    expect((await grants.usersOf(GROUP, no)).items).toEqual(['group-1']);
    expect(asked).toEqual(['role 1', 'group 1']);
    await grants.usersOf(ROLE, no);
    grants.beginHolders([ROLE]);
    await turn();
    expect(asked).toEqual(['role 1', 'group 1', 'role 1']);
  });

  it('are asked for up to a page, and further as far as whoever wants them may', async () => {
    const { grants, asked } = paged(3);
    grants.beginHolders([ROLE, GROUP]);
    await turn();
    expect(asked).toEqual(['role 1', 'group 1']);
    expect(await grants.usersOf(ROLE, yes)).toEqual({ items: ['role-1', 'role-2', 'role-3'], isWhole: true });
    expect(await grants.usersOf(GROUP, no)).toEqual({ items: ['group-1'], isWhole: false });
    expect(asked).toEqual(['role 1', 'group 1', 'role 2', 'role 3']);
  });

  it('are asked ahead of some holders only, a page of each, without waiting for whoever wants all', async () => {
    const { grants, asked } = paged(2);
    const many = Array.from({ length: 900 }, (_, index): Holder => ({ type: 'role', name: `role-${index}` }));
    grants.beginHolders(many);
    await expect.poll(() => asked.length).toBe(64);
    await turn();
    expect(asked.length).toBe(64);
    const all = await Promise.all(many.map((holder) => grants.usersOf(holder, yes)));
    expect([all.every(({ isWhole }) => isWhole), asked.length]).toEqual([true, 1800]);
  });

  it('are not asked ahead before clients are shown', async () => {
    const { reader, calls } = fakeReader({});
    const grants = createAskedGrants(reader);
    grants.beginHolders([ROLE]);
    await turn();
    expect(calls).toEqual([]);
  });

  it('are refused to whoever wants them, where they were refused ahead', async () => {
    const { reader } = fakeReader({ refused: ['usersOf'] });
    const grants = createAskedGrants(reader);
    grants.clientsShown();
    grants.beginHolders([ROLE]);
    await turn();
    await expect(grants.usersOf(ROLE, no)).rejects.toThrow('refused');
  });
});

describe('what a user tells of all client roles', () => {
  const ROLE = { clientUuid: 'uuid', clientId: 'api', name: 'use' };
  const { reader: REFUSING } = fakeReader({ refused: ['clientRolesNotOf'] });
  /** A reader that shows so many roles to whoever is not refused. */
  function shown(roles: readonly (typeof ROLE)[], refused: readonly string[] = []) {
    const named: string[] = [];
    const reader: RealmReader = {
      ...fakeReader({}).reader,
      rolesOfUser: async () => NOTHING,
      async clientRolesNotOf(id) {
        named.push(id);
        return refused.includes(id) ? REFUSING.clientRolesNotOf(id) : roles;
      },
    };
    return { grants: createAskedGrants(reader), named };
  }

  it('is asked of the first who is named, and of nobody else', async () => {
    const { grants, named } = shown([ROLE]);
    expect(grants.isListUnderWay()).toBe(false);
    expect(await grants.toldBy('user-1')).toEqual([[ROLE], NOTHING]);
    expect(await grants.toldBy('user-2')).toEqual([[ROLE], NOTHING]);
    expect([named, grants.isListUnderWay()]).toEqual([['user-1'], true]);
  });

  it('is nothing where the list is empty', async () => {
    const { grants, named } = shown([]);
    expect([await grants.toldBy('user-1'), await grants.toldBy('user-2')]).toEqual(['empty', 'empty']);
    expect([named, grants.isListUnderWay()]).toEqual([['user-1'], false]);
  });

  it('is asked of one other where the first is refused', async () => {
    const one = shown([ROLE], ['user-1']);
    expect(await one.grants.toldBy('user-1')).toBe('refused');
    expect(await one.grants.toldBy('user-2')).toEqual([[ROLE], NOTHING]);
    expect([one.named, one.grants.isListUnderWay()]).toEqual([['user-1', 'user-2'], true]);
    const all = shown([ROLE], IDS);
    for (const id of IDS) expect(await all.grants.toldBy(id)).toBe('refused');
    expect(all.named).toEqual(['user-0', 'user-1']);
  });
});
