import { describe, expect, it, test } from 'vitest';
import { lookAhead } from '../../../src/live/index.js';
import type { AccountNeeds } from '../../../src/model/index.js';
import type {
  ListedClientRole,
  NamedUser,
  RealmReader,
  RealmSettings,
  SeenGroup,
} from '../../../src/systems/keycloak/index.js';
import { fakeReader } from '../../support/fake-reader.js';

const ALL: AccountNeeds = { realmRoles: true, clientRoles: true, groups: true, attributes: false };

/** What is needed of so many accounts, from a first one on. */
function accounts(count: number, needs: Partial<AccountNeeds> = {}, first = 0): ReadonlyMap<string, AccountNeeds> {
  const names = Array.from({ length: count }, (_, index) => `Agent-${first + index}`);
  return new Map(names.map((name) => [name, { ...ALL, ...needs }]));
}

/** Their users, as lists name them. */
function users(count: number, first = 0): readonly NamedUser[] {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return numbers.map((number) => ({ id: `user-${number}`, username: `service-account-agent-${number}` }));
}

const SETTINGS: RealmSettings = {
  isWhole: true,
  defaultRole: 'role-everybody',
  adminEvents: false,
  defaultGroups: ['/all'],
};

describe('the list of accounts', () => {
  test.each([
    { what: 'is not asked for few, which are asked one by one', needed: [accounts(10)], asked: undefined },
    { what: 'is asked for many', needed: [accounts(11)], asked: false },
    { what: 'is asked once they have become many', needed: [accounts(10), accounts(10, {}, 10)], asked: false },
    {
      what: 'is not asked while nobody knows whether it needs their attributes',
      needed: [accounts(50, { attributes: true })],
      asked: undefined,
    },
    {
      what: 'is asked with the attributes of many',
      needed: [accounts(51, { attributes: true }), accounts(9, {}, 51)],
      asked: true,
    },
  ])('$what', ({ needed, asked }) => {
    const lists: boolean[] = [];
    const readAccountsAhead: RealmReader['readAccountsAhead'] = ({ withAttributes }) => void lists.push(withAttributes);
    const ahead = lookAhead({ ...fakeReader({}).reader, readAccountsAhead });
    for (const more of needed) ahead.need(more, 1);
    expect(lists).toEqual(asked === undefined ? [] : [asked]);
  });
});

test('the list of accounts is asked for with as many pages as there will be if the clients go on as they began', () => {
  const expected: number[] = [];
  const readAccountsAhead: RealmReader['readAccountsAhead'] = (list) => void expected.push(list.expected);
  lookAhead({ ...fakeReader({}).reader, readAccountsAhead }).need(accounts(25), 0.05);
  expect(expected).toEqual([500]);
});

describe('the roles of accounts', () => {
  const ROLE = { clientUuid: 'uuid', clientId: 'api', name: 'use' };
  const NONE: RealmReader['clientRolesNotOf'] = async () => [];
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  interface Given {
    readonly clientRoles?: RealmReader['clientRolesNotOf'];
    readonly people?: readonly string[];
    readonly realmRoles?: number;
    readonly clients?: number;
    readonly mayViewRealm?: boolean;
  }

  /** A look at a realm whose list of accounts comes when the test says it, and the users that were asked for their roles. */
  function watched({ clientRoles = NONE, people = [], realmRoles = 3, clients = 50, mayViewRealm = true }: Given = {}) {
    const asked: string[] = [];
    const tellers: string[] = [];
    const holders: string[] = [];
    let seen: Parameters<RealmReader['readAccountsAhead']>[1] | undefined;
    const reader: RealmReader = {
      ...fakeReader({}).reader,
      readAhead(told) {
        told?.clients(clients);
        told?.settings({ ...SETTINGS, isWhole: mayViewRealm });
        told?.realmRoles(['role-everybody', ...Array.from({ length: realmRoles - 1 }, (_, index) => `role-${index}`)]);
      },
      readAccountsAhead: (_attributes, told) => void (seen = told),
      async rolesOfUser(id) {
        asked.push(id);
        return { realmRoles: [], clientRoles: new Map() };
      },
      clientRolesNotOf(id) {
        tellers.push(id);
        return clientRoles(id);
      },
      async usersOf(holder) {
        holders.push(holder.type === 'group' ? `group ${holder.id}` : holder.name);
        return { items: [], isWhole: true };
      },
    };
    const list = (page: readonly NamedUser[]): void => {
      seen?.users(page);
      seen?.people(people);
    };
    return { ahead: lookAhead(reader), asked, tellers, holders, list };
  }

  it('are asked for where client roles are not shown, each once, as files and lists go on', async () => {
    const { ahead, asked, tellers, list } = watched();
    ahead.need(accounts(50), 1);
    list(users(40));
    await expect.poll(() => asked.length).toBe(40);
    // Pages overlap; and somebody's user may have such a name.
    list([...users(30, 39), { id: 'somebody', username: 'service-account-nobody' }]);
    await expect.poll(() => asked.length).toBe(50);
    ahead.need(accounts(50, {}, 50), 1);
    await expect.poll(() => asked.length).toBe(69);
    expect(new Set(asked)).toEqual(new Set(users(69).map(({ id }) => id)));
    expect(tellers).toEqual(['user-0']);
  });

  it('are not asked for where client roles are shown', async () => {
    const { ahead, asked, tellers, list } = watched({ clientRoles: async () => [ROLE] });
    ahead.need(accounts(100), 1);
    list(users(100));
    expect(await ahead.asked.toldBy('user-99')).toEqual([[ROLE], { realmRoles: [], clientRoles: new Map() }]);
    expect([asked, tellers]).toEqual([['user-0'], ['user-0']]);
  });

  it.each([
    { what: 'there are no more accounts than roles at the least', given: {}, needed: accounts(36) },
    { what: 'there are many realm roles', given: { realmRoles: 80 }, needed: accounts(100) },
    { what: 'the realm is not shown', given: { mayViewRealm: false }, needed: accounts(100) },
    { what: 'nobody needs client roles', given: {}, needed: accounts(100, { clientRoles: false }) },
  ])('are not asked for while $what', async ({ given, needed }) => {
    const { ahead, asked, tellers, list } = watched(given);
    ahead.need(needed, 1);
    list(users(100));
    await turn();
    expect([tellers, asked]).toEqual([[], []]);
  });

  it('are not asked for of people, nor of accounts whose groups alone are needed', async () => {
    const { ahead, asked, tellers, list } = watched({ people: ['user-0', 'user-7'] });
    ahead.need(new Map([...accounts(50), ...accounts(10, { realmRoles: false, clientRoles: false }, 50)]), 1);
    list(users(60));
    await expect.poll(() => asked.length).toBe(48);
    await turn();
    expect([...asked].sort()).toEqual(
      users(50)
        .map(({ id }) => id)
        .filter((id) => id !== 'user-0' && id !== 'user-7')
        .sort(),
    );
    expect(tellers).toEqual(['user-1']);
  });

  it('are not asked for where no client is shown', async () => {
    const { ahead, asked, list } = watched({ clients: 0 });
    ahead.need(accounts(100), 1);
    list(users(100));
    await turn();
    // The one is asked for the list of client roles.
    expect(asked).toEqual(['user-0']);
  });

  it.each([
    { what: 'fails', clientRoles: () => Promise.reject(new Error('lost')) },
    { what: 'is refused', clientRoles: fakeReader({ refused: ['clientRolesNotOf'] }).reader.clientRolesNotOf },
  ])('are left to the reading of the realm where the list of client roles $what', async ({ clientRoles }) => {
    const { ahead, asked, list } = watched({ clientRoles });
    ahead.need(accounts(50), 1);
    list(users(50));
    await ahead.asked.toldBy('user-0').catch(() => undefined);
    await turn();
    expect(asked).toEqual(['user-0']);
  });

  it('are asked of each role but the default one, where client roles are shown and there are more accounts than roles', async () => {
    const shown: readonly ListedClientRole[] = Array.from({ length: 50 }, (_, index) => ({
      ...ROLE,
      name: `use-${index}`,
    }));
    const { ahead, asked, holders, list } = watched({ clientRoles: async () => shown });
    ahead.need(accounts(52), 1);
    list(users(52));
    await ahead.asked.toldBy('user-0');
    await turn();
    // There are as many roles.
    expect(holders).toEqual([]);
    ahead.need(accounts(1, {}, 52), 1);
    list(users(1, 52));
    await expect.poll(() => holders.length).toBe(52);
    expect(holders).toEqual(['role-0', 'role-1', ...shown.map(({ name }) => name)]);
    ahead.need(accounts(20, {}, 53), 1);
    list(users(20, 53));
    await turn();
    expect([holders.length, asked]).toEqual([52, ['user-0']]);
  });

  it('are asked of client roles alone where nobody needs realm roles', async () => {
    const { ahead, holders, list } = watched({ clientRoles: async () => [ROLE] });
    ahead.need(accounts(50, { realmRoles: false }), 1);
    list(users(50));
    await expect.poll(() => holders).toEqual(['use']);
  });

  it('are not asked of roles where no request can say the name of one', async () => {
    const { ahead, holders, list } = watched({ clientRoles: async () => [ROLE, { ...ROLE, name: '..' }] });
    ahead.need(accounts(50), 1);
    list(users(50));
    await ahead.asked.toldBy('user-0');
    await turn();
    expect(holders).toEqual([]);
  });

  it('are those of an account once, however many files tell of it, and also where only a later one needs them', async () => {
    const { ahead, asked, tellers, list } = watched();
    ahead.need(accounts(20), 0.3);
    list(users(60));
    ahead.need(accounts(20), 0.6);
    await turn();
    expect(tellers).toEqual([]);
    ahead.need(accounts(60, { realmRoles: false, clientRoles: false }), 0.9);
    await turn();
    expect(tellers).toEqual([]);
    ahead.need(accounts(60), 1);
    await expect.poll(() => asked.length).toBe(60);
    expect(new Set(asked).size).toBe(60);
  });
});

describe('the members of groups', () => {
  const leaf = (id: string): SeenGroup => ({ id, path: `/${id}`, isLeaf: true });
  const LEAVES: readonly SeenGroup[] = ['one', 'two', 'three'].map(leaf);

  function watched(groups: readonly SeenGroup[]) {
    const asked: string[] = [];
    let seen: Parameters<RealmReader['readAccountsAhead']>[1] | undefined;
    const reader: RealmReader = {
      ...fakeReader({}).reader,
      readAhead(told) {
        told?.clients(1);
        told?.settings(SETTINGS);
        told?.topGroups(groups);
      },
      readAccountsAhead: (_attributes, told) => void (seen = told),
      async usersOf(holder) {
        asked.push(holder.type === 'group' ? holder.id : holder.name);
        return { items: [], isWhole: true };
      },
    };
    const ahead = lookAhead(reader);
    const need = (count: number, needs: Partial<AccountNeeds> = {}): void => {
      ahead.need(accounts(count, needs), 1);
      seen?.users(users(count));
      seen?.people([]);
    };
    return { need, asked };
  }

  it('are asked for once there are more accounts than groups', () => {
    const many = [...LEAVES, ...Array.from({ length: 9 }, (_, index) => leaf(`more-${index}`))];
    const { need, asked } = watched(many);
    need(12);
    expect(asked).toEqual([]);
    need(13);
    expect([...asked].sort()).toEqual(many.map(({ id }) => id).sort());
    need(20);
    expect(asked.length).toBe(12);
  });

  it('are not asked for of a group that everybody joins', () => {
    const { need, asked } = watched([...LEAVES, leaf('all')]);
    need(20);
    expect([...asked].sort()).toEqual(['one', 'three', 'two']);
  });

  it.each([
    {
      what: 'where a group may have others below it',
      groups: [...LEAVES, { ...leaf('four'), isLeaf: false }],
      needs: {},
    },
    { what: 'where nobody needs them', groups: LEAVES, needs: { groups: false } },
  ])('are not asked for $what', ({ groups, needs }) => {
    const { need, asked } = watched(groups);
    need(20, needs);
    expect(asked).toEqual([]);
  });
});
