import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { address, type LiveState } from '../../src/model/index.js';
import { hasStatus } from '../../src/systems/keycloak/index.js';
import { addCaller, findClientId, type TestCaller, type TestRealm } from '../support/keycloak.js';
import { below, openTestSession, readRealm, sharedRealm, unreadOf, type WantedRead } from '../support/reading.js';

const AGENTS = Array.from({ length: 70 }, (_, index) => `agent-${String(index).padStart(2, '0')}`);
const APPLY = ['manage-clients', 'manage-users', 'view-realm'];
const PLAN = ['view-clients', 'view-users', 'view-realm'];

async function userId({ admin }: TestRealm, clientId: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=service-account-${clientId}&exact=true`);
  return user?.id ?? '';
}

/** Seventy agents in a realm with few roles, so that asking the roles is the cheaper way; some of them have more than others. */
async function arrange(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  const api = await admin.post('/clients', { clientId: 'api', serviceAccountsEnabled: true });
  await admin.post(`/clients/${api}/roles`, { name: 'submit' });
  await admin.post('/roles', { name: 'reader' });
  await admin.post('/roles', { name: 'inherited' });
  const top = await admin.post('/groups', { name: 'agents' });
  const child = await admin.post(`/groups/${top}/children`, { name: 'eu' });
  await admin.post(`/groups/${top}/role-mappings/realm`, [await admin.get('/roles/inherited')]);
  for (let index = 0; index < AGENTS.length; index += 4) {
    const some = AGENTS.slice(index, index + 4);
    await Promise.all(some.map((clientId) => admin.post('/clients', { clientId, serviceAccountsEnabled: true })));
  }
  const reader = await admin.get('/roles/reader');
  const submit = await admin.get(`/clients/${api}/roles/submit`);
  const management = await findClientId(realm, 'realm-management');
  const [first = '', second = '', third = ''] = await Promise.all(AGENTS.slice(0, 3).map((of) => userId(realm, of)));
  await admin.post(`/users/${first}/role-mappings/realm`, [reader]);
  await admin.post(`/users/${second}/role-mappings/clients/${api}`, [submit]);
  await admin.post(`/users/${third}/role-mappings/clients/${management}`, [
    await admin.get(`/clients/${management}/roles/realm-admin`),
  ]);
  await admin.put(`/users/${first}/groups/${child}`, {});
  await admin.put(`/users/${second}/groups/${top}`, {});
  callers.apply = await addCaller(realm, 'keyplan-apply', APPLY);
  callers.plan = await addCaller(realm, 'keyplan-plan', PLAN);
}

const callers: { apply?: TestCaller; plan?: TestCaller } = {};
const shared = sharedRealm('ways', arrange);
const WANTED: WantedRead = { objects: AGENTS.map((clientId) => `client/${clientId}`), accounts: AGENTS };

/** What each agent holds. */
function grantsOf(live: LiveState): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(AGENTS.map((of) => [of, below(live, `client/${of}`, 'serviceAccount')]));
}

const HELD = {
  'agent-00': ['enabled', 'groups/%2Fagents%2Feu', 'present', 'realmRoles/reader'],
  'agent-01': ['clientRoles/api/submit', 'enabled', 'groups/%2Fagents', 'present'],
  'agent-02': ['clientRoles/realm-management/realm-admin', 'enabled', 'present'],
  'agent-03': ['enabled', 'present'],
};

describe('grants are read by the cheaper way', () => {
  it('of each role for a caller that may list all client roles', async () => {
    const { live, requests, ways } = await readRealm(shared(), WANTED, callers.apply);
    expect(unreadOf(live)).toEqual([]);
    expect(ways.map((way) => way.replaceAll(/\d+/g, 'n'))).toEqual([
      'group memberships: users of each group (n requests; by account: n)',
      'role grants: users of each role (n requests; by account: n)',
    ]);
    expect(grantsOf(live)).toMatchObject(HELD);
    expect(requests).toBeLessThan(AGENTS.length);
  });

  it('of each account for one that may only view', async () => {
    const { live, requests, ways } = await readRealm(shared(), WANTED, callers.plan);
    expect(unreadOf(live)).toEqual([]);
    expect(ways).toContain('role grants: of each account (70 requests; by role: not possible)');
    expect(grantsOf(live)).toMatchObject(HELD);
    expect(requests).toBeLessThan(AGENTS.length + 30);
  });

  it('with the same facts both ways, and with an inherited role in neither', async () => {
    const perRole = await readRealm(shared(), WANTED, callers.apply);
    const perAccount = await readRealm(shared(), WANTED, callers.plan);
    expect(grantsOf(perRole.live)).toEqual(grantsOf(perAccount.live));
    expect(JSON.stringify(grantsOf(perRole.live))).not.toContain('inherited');
  });

  it('of each account where few are asked about, whoever asks', async () => {
    const { live, asked } = await readRealm(shared(), { ...WANTED, accounts: AGENTS.slice(0, 3) }, callers.apply);
    expect(below(live, 'client/agent-02', 'serviceAccount')).toEqual(HELD['agent-02']);
    expect(asked.filter((line) => line === 'GET /users/{id}/role-mappings')).toHaveLength(3);
    expect(below(live, 'client/agent-03', 'serviceAccount')).toEqual([]);
  });

  it('and sends nothing but GET, whoever asks', async () => {
    for (const caller of [callers.apply, callers.plan]) {
      const { asked } = await readRealm(shared(), WANTED, caller);
      expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([
        'POST /realms/{realm}/protocol/openid-connect/token',
      ]);
    }
  });
});

describe('the list of all client roles', () => {
  interface Listed {
    readonly client: string;
    readonly role: string;
  }
  const listFor = async (caller: TestCaller | undefined, user: string): Promise<readonly string[]> => {
    const session = openTestSession(shared(), caller);
    const path = ['ui-ext', 'available-roles', 'users', user];
    const query = { first: 0, max: 100_000 };
    const listed = await session.get({ asked: 'GET /ui-ext/available-roles/users/{id}', path, query });
    await session.close();
    return (listed as readonly Listed[]).map(({ client, role }) => `${client}/${role}`).sort();
  };

  it('is whole for manage-users, admin roles that the caller may not give included, but for what the user holds', async () => {
    const realm = shared();
    const clients = await realm.admin.get<{ id: string; clientId: string }[]>('/clients?max=1000');
    const all = await Promise.all(
      clients.map(async ({ id, clientId }) => {
        const roles = await realm.admin.get<{ name: string }[]>(`/clients/${id}/roles`);
        return roles.map(({ name }) => `${clientId}/${name}`);
      }),
    );
    const listed = await listFor(callers.apply, await userId(realm, 'agent-02'));
    expect(listed).toEqual(
      all
        .flat()
        .filter((role) => role !== 'realm-management/realm-admin')
        .sort(),
    );
    expect(listed).toContain('realm-management/manage-realm');
  });

  it('is empty without an error for view rights, and refused by older servers', async () => {
    const realm = shared();
    const listing = listFor(callers.plan, await userId(realm, 'agent-02'));
    const seen = await listing.catch((error: unknown) => (hasStatus(error, 403) ? 'refused' : error));
    expect(seen).toEqual(isUpTo(1, realm.server.version) ? 'refused' : []);
  });
});

describe('lists in pages', () => {
  it('come in one order, so that pages fit together', async () => {
    const { admin } = shared();
    const top = (await admin.get<{ id: string }[]>('/groups'))[0]?.id ?? '';
    const lists: readonly (readonly [path: string, key: string])[] = [
      ['/clients?', 'id'],
      ['/roles?briefRepresentation=false&', 'id'],
      [`/clients/${await findClientId(shared(), 'realm-management')}/roles?`, 'id'],
      ['/users?username=service-account-&briefRepresentation=true&', 'id'],
      ['/roles/default-roles-' + shared().name + '/users?', 'id'],
      ['/groups?briefRepresentation=false&', 'id'],
      [`/groups/${top}/children?briefRepresentation=false&`, 'id'],
    ];
    for (const [path, key] of lists) {
      const page = async (first: number, max: number): Promise<readonly unknown[]> =>
        (await admin.get<Record<string, unknown>[]>(`${path}first=${first}&max=${max}`)).map((item) => item[key]);
      const whole = await page(0, 1000);
      const size = Math.max(2, Math.ceil(whole.length / 3));
      const pages = [];
      for (let first = 0; first < whole.length; first += size) pages.push(...(await page(first, size)));
      expect({ path, ids: pages }).toEqual({ path, ids: whole });
    }
  });

  it('of clients are read whole, over more than one page', async () => {
    const { live, asked } = await readRealm(shared(), {});
    const clients = await shared().admin.get<{ clientId: string }[]>('/clients?max=1000');
    expect([...live.objects.values()].filter(({ kind }) => kind === 'client')).toHaveLength(clients.length);
    expect(asked.filter((line) => line === 'GET /clients').length).toBeGreaterThan(1);
  });
});

describe("a service account's name", () => {
  it('is the client id in lower case, whatever the client id is', async () => {
    const { admin } = shared();
    for (const clientId of ['Upper', 'spiffe://a.example/ns/Team/sa/Agent', 'ÄÖÜ ß', 'x*y?z%']) {
      await admin.post('/clients', { clientId, serviceAccountsEnabled: true });
    }
    const accounts = ['Upper', 'spiffe://a.example/ns/Team/sa/Agent', 'ÄÖÜ ß', 'x*y?z%'];
    const objects = accounts.map((clientId) => address('client', clientId));
    const { live } = await readRealm(shared(), { objects, accounts });
    expect(objects.map((of) => below(live, of, 'serviceAccount'))).toEqual(objects.map(() => ['enabled', 'present']));
  });
});
