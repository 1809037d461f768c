import { describe, expect, it } from 'vitest';
import { readLive } from '../../../src/live/index.js';
import { Failure, type LiveState, type ProgressEvent, type ReadNeeds } from '../../../src/model/index.js';
import type { RealmReader } from '../../../src/systems/keycloak/index.js';
import { fakeReader, type FakeRealm } from '../../support/fake-reader.js';
import { below, factsOf, needsOf, unreadOf, waysOf, type WantedRead } from '../../support/reading.js';
import { OWNER } from '../../support/states.js';

const MANAGEMENT = { id: 'uuid-management', clientId: 'realm-management' };
const agent = (clientId: string): { id: string; clientId: string; serviceAccountsEnabled: boolean } => ({
  id: `uuid-${clientId}`,
  clientId,
  serviceAccountsEnabled: true,
});

const read = (reader: RealmReader, wanted: WantedRead, events: ProgressEvent[] = []): Promise<LiveState> =>
  readLive(reader, needsOf(wanted), { owner: OWNER, onProgress: (event) => events.push(event) });

const AGENTS = Array.from({ length: 100 }, (_, index) => `agent-${index}`);
const REALM: FakeRealm = {
  clients: [MANAGEMENT, ...AGENTS.map(agent)],
  realmRoles: ['default-roles-agents', 'reader'],
  clientRoles: { 'realm-management': ['realm-admin', 'view-users'] },
  groups: [{ id: 'group-1', name: 'agents', path: '/agents', subGroupCount: 0 }],
  grants: { 'agent-1': ['reader', '/agents', 'default-roles-agents'], 'agent-2': ['realm-management/realm-admin'] },
  mayManageUsers: true,
};
const WANTED: WantedRead = { objects: AGENTS.map((of) => `client/${of}`), accounts: AGENTS };
const GRANTS = [['groups/%2Fagents', 'realmRoles/reader'], ['clientRoles/realm-management/realm-admin']];

function grantsOf(live: LiveState): readonly (readonly string[])[] {
  return ['client/agent-1', 'client/agent-2'].map((of) =>
    below(live, of, 'serviceAccount').filter((path) => /^(groups|realmRoles|clientRoles)\//.test(path)),
  );
}

const countOf = (calls: readonly string[], call: string): number =>
  calls.filter((line) => line === call || line.startsWith(`${call} `)).length;

describe('reading grants', () => {
  it('asks each role and group where they are fewer than accounts', async () => {
    const { reader, calls } = fakeReader(REALM);
    const live = await read(reader, WANTED);
    expect(grantsOf(live)).toEqual(GRANTS);
    // One account is asked for the roles that the list of all others leaves out.
    expect([countOf(calls, 'usersOf'), countOf(calls, 'rolesOfUser'), countOf(calls, 'groupsOfUser')]).toEqual([
      4, 1, 0,
    ]);
  });

  it('asks each account where client roles cannot be listed', async () => {
    const { reader, calls } = fakeReader({ ...REALM, mayManageUsers: false });
    expect(grantsOf(await read(reader, WANTED))).toEqual(GRANTS);
    expect(countOf(calls, 'rolesOfUser')).toBe(100);
  });

  it('asks each account where the list of all client roles is refused, and misses nothing', async () => {
    const { reader } = fakeReader({ ...REALM, refused: ['clientRolesNotOf'] });
    const live = await read(reader, WANTED);
    expect([grantsOf(live), unreadOf(live)]).toEqual([GRANTS, []]);
  });

  it('asks each account where the list of all client roles lacks one that is known', async () => {
    const { reader, calls } = fakeReader(REALM);
    const lacking: RealmReader = {
      ...reader,
      clientRolesNotOf: async (id) => (await reader.clientRolesNotOf(id)).slice(1),
    };
    const live = await read(lacking, WANTED);
    expect(grantsOf(live)).toEqual(GRANTS);
    expect(countOf(calls, 'usersOf /agents')).toBe(1);
    expect(countOf(calls, 'rolesOfUser')).toBe(100);
  });

  it('asks each account where there are more roles, without listing them', async () => {
    const { reader, calls } = fakeReader(REALM);
    const few = AGENTS.slice(0, 12);
    expect(grantsOf(await read(reader, { ...WANTED, accounts: few }))).toEqual(GRANTS);
    expect([countOf(calls, 'rolesOfUser'), countOf(calls, 'clientRolesNotOf')]).toEqual([12, 0]);
  });

  it('goes back to asking each account when a role has too many people', async () => {
    const { reader, calls } = fakeReader({ ...REALM, people: { reader: 100_000 } });
    const events: ProgressEvent[] = [];
    expect(grantsOf(await read(reader, WANTED, events))).toEqual(GRANTS);
    expect(waysOf(events)).toContain('role grants: some role has so many users that asking each account is cheaper');
    expect(countOf(calls, 'usersOf reader')).toBeLessThan(100);
  });

  it('never asks roles whose name would make another path', async () => {
    const { reader, calls } = fakeReader({ ...REALM, realmRoles: ['default-roles-agents', '..'] });
    await read(reader, WANTED);
    expect(countOf(calls, 'usersOf ..')).toBe(0);
    expect(countOf(calls, 'rolesOfUser')).toBe(100);
  });

  it('tells a group whose name holds a slash from the child with the same path, asked either way', async () => {
    const groups = [{ id: 'group-1', name: 'agents/readers', path: '/agents/readers', subGroupCount: 0 }];
    const grants = { 'agent-1': ['/agents/readers'] };
    const { reader } = fakeReader({ ...REALM, groups, grants });
    const few = AGENTS.slice(0, 2);
    for (const accounts of [AGENTS, few])
      expect(below(await read(reader, { ...WANTED, accounts }), 'client/agent-1', 'serviceAccount/groups')).toEqual([
        '%2Fagents~%2Freaders',
      ]);
  });

  it('leaves out the default role and default groups', async () => {
    const { reader } = fakeReader({ ...REALM, defaultGroups: ['/agents'] });
    expect(grantsOf(await read(reader, WANTED))).toEqual([['realmRoles/reader'], GRANTS[1]]);
  });
});

describe('what is asked while clients are still listed', () => {
  /** A reader whose clients come only once somebody asked this. */
  function clientsAfter(call: string, realm: FakeRealm): ReturnType<typeof fakeReader> & { readonly ahead: string[] } {
    const { reader, calls } = fakeReader(realm);
    const ahead: string[] = [];
    const clients: RealmReader['clients'] = async (convert) => {
      await expect.poll(() => countOf(calls, call)).toBe(1);
      return reader.clients(convert);
    };
    const readRolesAhead = (uuid: string): void => void ahead.push(uuid);
    return { reader: { ...reader, clients, readRolesAhead }, calls, ahead };
  }

  it('is the list of all client roles, and the roles that it is checked by', async () => {
    const { reader, calls, ahead } = clientsAfter('clientRolesNotOf', REALM);
    expect(grantsOf(await read(reader, { ...WANTED, clientRoles: ['agent-3'] }))).toEqual(GRANTS);
    expect(ahead).toEqual(['uuid-management', 'uuid-agent-3']);
    expect(['clientRolesNotOf', 'rolesOfUser'].map((call) => countOf(calls, call))).toEqual([1, 1]);
    expect(calls.filter((line) => line.startsWith('clientRoles ')).sort()).toEqual([
      'clientRoles agent-3',
      'clientRoles realm-management',
    ]);
  });

  it('is no check of a list that nobody gets', async () => {
    const { reader, calls, ahead } = clientsAfter('rolesOfUser', { ...REALM, mayManageUsers: false });
    expect(grantsOf(await read(reader, WANTED))).toEqual(GRANTS);
    expect([ahead, countOf(calls, 'clientRoles')]).toEqual([[], 0]);
  });

  it('is the roles of each account where nobody gets that list, once clients are shown', async () => {
    const { reader, calls } = fakeReader({ ...REALM, mayManageUsers: false });
    const clients: RealmReader['clients'] = async (convert) =>
      reader.clients(async (page) => {
        const drafts = await convert(page);
        await expect.poll(() => countOf(calls, 'rolesOfUser')).toBe(100);
        return drafts;
      });
    expect(grantsOf(await read({ ...reader, clients }, WANTED))).toEqual(GRANTS);
    expect(countOf(calls, 'rolesOfUser')).toBe(100);
    const hidden = fakeReader({ ...REALM, mayManageUsers: false, clients: [] });
    await read(hidden.reader, WANTED);
    expect(countOf(hidden.calls, 'rolesOfUser')).toBeLessThan(2);
  });

  it('is nothing about roles where asking each account is cheaper anyway, or where all of a realm is read', async () => {
    const few = fakeReader(REALM);
    await read(few.reader, { objects: ['client/agent-1'], accounts: ['agent-1'] });
    expect(countOf(few.calls, 'clientRolesNotOf')).toBe(0);
    const whole = fakeReader(REALM);
    const ahead: string[] = [];
    const reader = { ...whole.reader, readRolesAhead: (uuid: string): void => void ahead.push(uuid) };
    const needs = { ...needsOf({ clientRoles: ['agent-1'] }), whole: { clients: ['*'], others: true, builtIn: false } };
    await readLive(reader, needs, { owner: OWNER, onProgress: () => undefined });
    expect(ahead).toEqual([]);
  });

  it('is the roles of each client once, though pages overlap', async () => {
    const { reader } = fakeReader(REALM);
    const ahead: string[] = [];
    const clients: RealmReader['clients'] = async (convert) => {
      await reader.clients(convert);
      return reader.clients(convert);
    };
    const readRolesAhead = (uuid: string): void => void ahead.push(uuid);
    await read({ ...reader, clients, readRolesAhead }, { clientRoles: ['agent-1', 'agent-2'] });
    expect(ahead).toEqual(['uuid-agent-1', 'uuid-agent-2']);
  });

  it('is not believed where it names a client that is not there any more', async () => {
    const { reader, calls } = fakeReader(REALM);
    const rolesOfUser: RealmReader['rolesOfUser'] = async (id) => {
      const { realmRoles, clientRoles } = await reader.rolesOfUser(id);
      return { realmRoles, clientRoles: id === 'user-agent-0' ? new Map([['old-name', ['reader']]]) : clientRoles };
    };
    expect(grantsOf(await read({ ...reader, rolesOfUser }, WANTED))).toEqual(GRANTS);
    // Three roles are asked in vain.
    expect([countOf(calls, 'usersOf'), countOf(calls, 'rolesOfUser')]).toEqual([4, 100]);
  });

  it('ends no run where nobody needs it in the end', async () => {
    const { reader } = fakeReader({ ...REALM, restless: ['clients'] });
    const clientRolesNotOf = (): Promise<never> =>
      Promise.reject(new Failure('unreachable', 'no answer', { hint: '' }));
    const live = await read({ ...reader, clientRolesNotOf }, WANTED);
    expect(grantsOf(live)).toEqual(GRANTS);
    await expect(read({ ...fakeReader(REALM).reader, clientRolesNotOf }, WANTED)).rejects.toThrow('no answer');
  });

  it('is the roles of a few clients only, however many are wanted', async () => {
    const { reader } = fakeReader(REALM);
    let ahead = 0;
    await read({ ...reader, readRolesAhead: () => void (ahead += 1) }, { clientRoles: AGENTS });
    expect(ahead).toBe(16);
  });
});

describe('the roles of all clients', () => {
  const realm: FakeRealm = { ...REALM, clientRoles: { ...REALM.clientRoles, 'agent-3': ['submit', 'cancel'] } };
  const whole = { ...needsOf({}), whole: { clients: ['*'], others: true, builtIn: false } };
  const rolesBy = async (reader: RealmReader): Promise<readonly string[]> => {
    const { objects } = await readLive(reader, whole, { owner: OWNER, onProgress: () => undefined });
    return [...objects.keys()].filter((of) => of.startsWith('client-role/agent'));
  };
  const ROLES = ['client-role/agent-3/cancel', 'client-role/agent-3/submit'];

  it('are asked only of those that have some, where one list tells which', async () => {
    const { reader, calls } = fakeReader(realm);
    expect((await rolesBy(reader)).toSorted()).toEqual(ROLES);
    // Of the client with the admin roles twice: the list is checked by them before it is believed.
    expect(countOf(calls, 'clientRoles')).toBe(3);
    expect(countOf(calls, 'clientRolesNotOf')).toBe(1);
  });

  it('are asked of each client where that list is empty, refused, or lacks one that is known', async () => {
    const { reader: lacking, calls } = fakeReader(realm);
    const readers: readonly RealmReader[] = [
      fakeReader({ ...realm, mayManageUsers: false }).reader,
      fakeReader({ ...realm, refused: ['clientRolesNotOf'] }).reader,
      {
        ...lacking,
        clientRolesNotOf: async (id) => (await lacking.clientRolesNotOf(id)).filter(({ name }) => name !== 'cancel'),
      },
    ];
    for (const reader of readers) expect((await rolesBy(reader)).toSorted()).toEqual(ROLES);
    expect(countOf(calls, 'clientRoles')).toBe(AGENTS.length + 2);
  });
});

describe('a service account', () => {
  it('is missing where a person has its name, listed or asked for alone', async () => {
    const { reader } = fakeReader({ ...REALM, lookalikes: ['agent-1'] });
    for (const accounts of [AGENTS, ['agent-1', 'agent-2']]) {
      const live = await read(reader, { ...WANTED, accounts });
      expect(below(live, 'client/agent-1', 'serviceAccount')).toEqual([]);
      expect(live.objects.get('client/agent-1' as never)?.accountId).toBeUndefined();
      expect(below(live, 'client/agent-2', 'serviceAccount')).toContain('present');
    }
  });

  it('is not known where clients of two spellings share its name, whoever has it', async () => {
    const clients = [MANAGEMENT, agent('Agent'), agent('agent'), { ...agent('AGENT'), serviceAccountsEnabled: false }];
    const live = await read(fakeReader({ ...REALM, clients }).reader, {
      objects: ['client/Agent', 'client/AGENT'],
      accounts: ['Agent', 'AGENT'],
    });
    for (const of of ['client/Agent', 'client/AGENT']) {
      const found = live.objects.get(of as never);
      expect([found?.accountId, found?.unread, below(live, of, 'serviceAccount')]).toEqual([
        undefined,
        ['serviceAccount'],
        [],
      ]);
    }
  });

  it('is not known where people could not be told', async () => {
    const { reader } = fakeReader({ ...REALM, restless: ['lookalikes'] });
    expect(unreadOf(await read(reader, WANTED))).toEqual(['service-accounts incomplete -']);
  });
});

describe('the old id of a client that is renamed', () => {
  const saying = (clientId: string, value: string): NonNullable<FakeRealm['clients']>[number] => ({
    id: `uuid-${clientId}`,
    clientId,
    protocolMappers: [{ name: 'm', protocolMapper: 'oidc-audience-mapper', config: { 'some.key': value } }],
  });
  const clients = [MANAGEMENT, saying('whole', 'old'), saying('role', 'old.submit'), saying('other', 'older')];
  const facts = async (needs: Pick<ReadNeeds, 'oldIds'>): Promise<readonly string[]> => {
    const { reader } = fakeReader({ ...REALM, clients, grants: {} });
    const live = await readLive(reader, { ...needsOf({}), ...needs }, { owner: OWNER, onProgress: () => {} });
    return [...live.objects.values()].filter(({ detail }) => detail === 'facts').map(({ address: of }) => of);
  };

  it('makes whatever says it in a mapper be read, whoever it belongs to', async () => {
    expect(await facts({ oldIds: new Set(['old']) })).toEqual(['client/role', 'client/whole']);
    expect(await facts({})).toEqual([]);
  });
});

describe('what could not be read', () => {
  it('is noted for realm roles when the default role is missing from an account and the realm is short', async () => {
    const grants = { 'agent-1': [], 'agent-2': ['default-roles-agents'] };
    const { reader } = fakeReader({ ...REALM, grants, isWholeRealm: false });
    const live = await read(reader, { ...WANTED, accounts: ['agent-1', 'agent-2'] });
    expect(unreadOf(live)).toEqual(['realm filtered view-realm', 'realm-role-grants filtered view-realm']);
    const shown = await read(fakeReader({ ...REALM, isWholeRealm: false }).reader, {
      ...WANTED,
      accounts: ['agent-1'],
    });
    expect(unreadOf(shown)).toEqual(['realm filtered view-realm']);
  });

  it('is everything about clients when one that every realm has is missing', async () => {
    const { reader } = fakeReader({ ...REALM, clients: [] });
    expect(unreadOf(await read(reader, WANTED))).toEqual([
      'client-scopes filtered view-clients',
      'clients filtered view-clients',
    ]);
  });

  it('is an area whose list never came to rest', async () => {
    const { reader } = fakeReader({ ...REALM, restless: ['clients', 'topGroups'] });
    const live = await read(reader, { ...WANTED, accounts: ['agent-1'] });
    expect(unreadOf(live)).toEqual(['clients incomplete -', 'groups incomplete -']);
  });

  it('is the roles of one client, and the client says so', async () => {
    const { reader } = fakeReader({ ...REALM, restless: ['clientRoles'] });
    const live = await read(reader, { objects: ['client/agent-1'], clientRoles: ['agent-1'] });
    expect(unreadOf(live)).toEqual(['client-roles incomplete -']);
    expect(live.objects.get('client/agent-1' as never)?.unread).toEqual(['roles']);
  });

  it('is never what the server says of itself unless something rests on it', async () => {
    const { reader } = fakeReader({ ...REALM, refused: ['serverInfo'] });
    const unread = async (wanted: WantedRead): Promise<readonly string[]> => unreadOf(await read(reader, wanted));
    expect(await unread({})).toEqual([]);
    expect(await unread({ serverVersion: true })).toEqual(['server-info refused view-realm']);
    expect(await unread({ mapperTypes: true })).toEqual(['server-info refused view-realm']);
  });

  it('is a refused area, by the request and the role that is missing', async () => {
    const { reader } = fakeReader({ ...REALM, refused: ['realmRoles', 'flows', 'serverInfo'] });
    const live = await read(reader, { flows: true, mapperTypes: true });
    expect(live.unread.map(({ area, evidence }) => `${area}: ${evidence}`)).toEqual([
      'flows: GET /flows was refused (403)',
      'roles: GET /realmRoles was refused (403)',
      'server-info: GET /serverInfo was refused (403)',
    ]);
  });

  it('is the flow of a client where flows were not asked for', async () => {
    const bound = { ...agent('agent-1'), authenticationFlowBindingOverrides: { browser: 'flow-1' } };
    const realm = { ...REALM, clients: [MANAGEMENT, bound] };
    const wanted = { objects: ['client/agent-1'] };
    const without = await read(fakeReader(realm).reader, wanted);
    expect(without.objects.get('client/agent-1' as never)?.unread).toEqual(['authenticationFlowBindingOverrides']);
    const having = await read(fakeReader(realm).reader, { ...wanted, flows: true });
    expect(factsOf(having, 'client/agent-1')).toMatchObject({
      'authenticationFlowBindingOverrides/browser': 'browser',
    });
  });
});

describe('a failure of the world', () => {
  it('ends the reading once, and leaves nothing unheard behind', async () => {
    const { reader } = fakeReader(REALM);
    const unreachable = new Failure('unreachable', 'no answer', { hint: '' });
    const fail = (): Promise<never> => Promise.reject(unreachable);
    const broken = {
      ...reader,
      settings: fail,
      mayViewUsers: fail,
      flows: fail,
      clients: fail,
      topGroups: fail,
      clientScopes: fail,
    };
    await expect(read(broken, { ...WANTED, flows: true })).rejects.toBe(unreachable);
  });
});

describe('progress', () => {
  it('tells each area with what it cost so far, and the ways that were taken', async () => {
    const events: ProgressEvent[] = [];
    await read(fakeReader(REALM).reader, WANTED, events);
    expect(waysOf(events)).toEqual(expect.arrayContaining([expect.stringMatching(/^role grants: users of each role/)]));
    const areas = new Map(events.flatMap((event) => (event.type === 'read' ? [[event.area, event.items]] : [])));
    expect([areas.get('clients'), areas.get('service-accounts'), areas.get('groups')]).toEqual([101, 100, 1]);
  });
});
