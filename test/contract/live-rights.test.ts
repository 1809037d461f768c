import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { addCaller, findClientId, type TestRealm } from '../support/keycloak.js';
import { below, factsOf, readRealm, sharedRealm, unreadOf, type WantedRead } from '../support/reading.js';

/** A realm with a client whose service account holds a realm role, a client role and a group. */
async function arrange(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  await admin.post('/roles', { name: 'reader' });
  const api = await admin.post('/clients', { clientId: 'api' });
  await admin.post(`/clients/${api}/roles`, { name: 'submit' });
  const group = await admin.post('/groups', { name: 'agents' });
  await admin.post('/clients', { clientId: 'Agent', serviceAccountsEnabled: true });
  const user = await accountOf(realm, 'agent');
  await admin.post(`/users/${user}/role-mappings/realm`, [await admin.get('/roles/reader')]);
  await admin.post(`/users/${user}/role-mappings/clients/${api}`, [await admin.get(`/clients/${api}/roles/submit`)]);
  await admin.put(`/users/${user}/groups/${group}`, {});
  await admin.post('/clients', { clientId: 'gone', serviceAccountsEnabled: true });
  await admin.delete(`/users/${await accountOf(realm, 'gone')}`);
}

async function accountOf({ admin }: TestRealm, lowered: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=service-account-${lowered}&exact=true`);
  return user?.id ?? '';
}

const shared = sharedRealm('rights', arrange);

const WANTED: WantedRead = {
  objects: [
    'client/Agent',
    'client/api',
    'role/reader',
    'client-role/api/submit',
    'group/agents',
    'client-scope/email',
  ],
  clientRoles: ['api'],
  composites: ['role/reader'],
  roleScopes: ['client/Agent'],
  accounts: ['Agent'],
  groups: ['/agents'],
  flows: true,
};

/** Who holds a realm role is shown without view-realm up to 26.7.0, and not by 26.7.4. */
const areHoldersShown = ({ server: { version } }: TestRealm): boolean => isUpTo(6, version) || version === '26.7.0';

let callers = 0;
async function readWith(realm: TestRealm, rights: readonly string[]): Promise<Awaited<ReturnType<typeof readRealm>>> {
  callers += 1;
  return readRealm(realm, WANTED, await addCaller(realm, `caller-${callers}`, rights));
}

describe('a caller with the rights of a plan', () => {
  it('sees everything, and everything of the account', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['view-clients', 'view-users', 'view-realm']);
    expect(unreadOf(live)).toEqual([]);
    expect(below(live, 'client/Agent', 'serviceAccount')).toEqual([
      'clientRoles/api/submit',
      'enabled',
      'groups/%2Fagents',
      'present',
      'realmRoles/reader',
    ]);
  });

  it('of an apply sees the same', async () => {
    const realm = shared();
    const plan = await readWith(realm, ['view-clients', 'view-users', 'view-realm']);
    const apply = await readWith(realm, ['manage-clients', 'manage-users', 'view-realm']);
    expect(unreadOf(apply.live)).toEqual([]);
    expect(factsOf(apply.live, 'client/Agent')).toEqual(factsOf(plan.live, 'client/Agent'));
    expect([...apply.live.realm.flows]).toEqual([...plan.live.realm.flows]);
  });
});

describe('a caller that lacks a right is told what it did not see', () => {
  it('without view-clients: neither clients nor their scopes', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['view-users', 'view-realm']);
    const how = isUpTo(3, realm.server.version) ? 'filtered' : 'refused';
    expect(unreadOf(live)).toEqual([
      'client-scopes refused view-clients',
      `clients ${how} view-clients`,
      'composites filtered view-clients',
      'realm-default-scopes refused view-clients',
    ]);
    expect([...live.objects.keys()].filter((of) => of.startsWith('client'))).toEqual([]);
  });

  it('without view-users: neither groups nor service accounts nor what they hold', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['view-clients', 'view-realm']);
    expect(unreadOf(live)).toEqual([
      'client-role-grants filtered view-users',
      'group-memberships filtered view-users',
      'groups refused view-users',
      'realm-role-grants filtered view-users',
      'service-accounts refused view-users',
    ]);
    expect(below(live, 'client/Agent', 'serviceAccount')).toEqual([]);
    expect(factsOf(live, 'client/Agent')).toMatchObject({ enabled: true });
  });

  it('without view-realm: no realm roles from 26.5 on, and not who holds them on 26.7.4', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['view-clients', 'view-users']);
    expect(unreadOf(live)).toEqual([
      'realm filtered view-realm',
      ...(areHoldersShown(realm) ? [] : ['realm-role-grants filtered view-realm']),
      ...(isUpTo(4, realm.server.version) ? [] : ['roles refused view-realm']),
    ]);
    expect(below(live, 'client/Agent', 'serviceAccount/clientRoles')).toEqual(['api/submit']);
    expect(live.objects.get('client/Agent' as never)?.unread).toEqual(['serviceAccount/groups']);
  });

  it('with query rights only: lists are empty and no error, and still nothing counts as absent', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['query-clients', 'query-users', 'query-groups', 'query-realms']);
    const areas = unreadOf(live).map((line) => line.replace(/ [^ ]*$/, ''));
    expect(areas).toEqual([
      'client-role-grants filtered',
      'client-scopes filtered',
      'clients filtered',
      // Realm roles are listed on old servers, and what they consist of is not.
      ...(isUpTo(4, realm.server.version) ? ['composites filtered'] : []),
      'group-memberships filtered',
      'groups filtered',
      'realm filtered',
      'realm-default-scopes refused',
      'realm-role-grants filtered',
      ...(isUpTo(4, realm.server.version) ? [] : ['roles refused']),
      'service-accounts filtered',
    ]);
  });

  it('with query-users beside the other rights: the empty list of users is not believed', async () => {
    const realm = shared();
    const { live } = await readWith(realm, ['view-clients', 'view-realm', 'query-users', 'query-groups']);
    expect(unreadOf(live).filter((line) => /^(groups|service-accounts) /.test(line))).toEqual([
      'groups filtered view-users',
      'service-accounts filtered view-users',
    ]);
  });

  it('with nothing at all: every area', async () => {
    const realm = shared();
    const { live } = await readWith(realm, []);
    expect(live.objects.size).toBe(0);
    expect(unreadOf(live)).toEqual([
      'client-role-grants filtered view-users',
      'client-scopes refused view-clients',
      'clients refused view-clients',
      'flows refused view-realm',
      'group-memberships filtered view-users',
      'groups refused view-users',
      'realm refused view-realm',
      'realm-default-scopes refused view-clients',
      'realm-role-grants filtered view-users',
      'roles refused view-realm',
      'service-accounts refused view-users',
    ]);
  });
});

describe('the right to view users shows', () => {
  it('in one request that tells an empty list from a filtered one', async () => {
    const realm = shared();
    const path = '/attack-detection/brute-force/users/00000000-0000-0000-0000-000000000000';
    expect(await realm.admin.get(path)).toMatchObject({ disabled: false });
    const { live } = await readRealm(realm, { accounts: ['nobody'] });
    expect(unreadOf(live)).toEqual([]);
  });
});

describe('a short realm means that view-realm is missing', () => {
  it('and a long one that it is there', async () => {
    const realm = shared();
    expect(Object.keys(await realm.admin.get<object>('')).length).toBeGreaterThan(60);
    const caller = await addCaller(realm, 'short', ['view-clients', 'view-users']);
    const { live } = await readRealm(realm, {}, caller);
    expect(live.unread.find(({ area }) => area === 'realm')?.evidence).toBe(
      "only a few of the realm's settings were shown",
    );
  });
});

describe('a service account that is gone', () => {
  it('is found missing, and is not made again by looking', async () => {
    const realm = shared();
    const { live, asked } = await readRealm(realm, { objects: ['client/gone'], accounts: ['gone'] });
    expect(unreadOf(live)).toEqual([]);
    expect(below(live, 'client/gone', 'serviceAccount')).toEqual([]);
    expect(factsOf(live, 'client/gone')).toMatchObject({ serviceAccountsEnabled: true });
    expect(asked.filter((line) => !line.startsWith('GET ') && !line.includes('/token'))).toEqual([]);
    expect(await accountOf(realm, 'gone')).toBe('');
    expect(await findClientId(realm, 'gone')).not.toBe('');
  });
});
