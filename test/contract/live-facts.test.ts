import { describe, expect, it } from 'vitest';
import { expandComposites } from '../../src/live/index.js';
import { Secret, type Address } from '../../src/model/index.js';
import { createRealmReader } from '../../src/systems/keycloak/index.js';
import { findClientId, withRealm, type TestRealm } from '../support/keycloak.js';
import { below, factsOf, openTestSession, readRealm, sharedRealm } from '../support/reading.js';
import { OWNER } from '../support/states.js';

const DIGEST = '0123456789abcdef0123456789abcdef';
const MARK = { 'keyplan.owner': OWNER, 'keyplan.applied': `none:1:${DIGEST}` };
const asLists = (texts: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, [value]]));

async function roleOf({ admin }: TestRealm, path: string): Promise<object> {
  return admin.get<object>(path);
}

async function accountId({ admin }: TestRealm, clientId: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=service-account-${clientId}&exact=true`);
  return user?.id ?? '';
}

/** One object of each kind with everything that facts can say. */
async function arrange(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  await admin.post('/roles', {
    name: 'reader',
    description: 'reads',
    attributes: { team: ['a', 'b'], ...asLists(MARK) },
  });
  await admin.post('/roles', { name: 'every/thing %' });
  const api = await admin.post('/clients', { clientId: 'api', attributes: { ...MARK, 'keyplan.roles': 'true' } });
  await admin.post(`/clients/${api}/roles`, { name: 'submit', description: 'submits', attributes: { a: ['1'] } });
  await admin.post(`/clients/${api}/roles`, { name: 'boss' });
  const reader = await roleOf(realm, '/roles/reader');
  const submit = await roleOf(realm, `/clients/${api}/roles/submit`);
  const every = await admin.get<{ id: string }>('/roles/every%2Fthing%20%25');
  const boss = await admin.get<{ id: string }>(`/clients/${api}/roles/boss`);
  const management = await findClientId(realm, 'realm-management');
  await admin.post(`/roles-by-id/${every.id}/composites`, [reader, submit, boss]);
  await admin.post(`/roles-by-id/${boss.id}/composites`, [
    await roleOf(realm, `/clients/${management}/roles/realm-admin`),
  ]);
  const top = await admin.post('/groups', { name: 'agents', attributes: { team: ['a'], ...asLists(MARK) } });
  const child = await admin.post(`/groups/${top}/children`, { name: 'eu', attributes: { region: ['eu'] } });
  await admin.post(`/groups/${child}/role-mappings/realm`, [reader]);
  await admin.post(`/groups/${child}/role-mappings/clients/${api}`, [submit]);
  await admin.put(`/default-groups/${await admin.post('/groups', { name: 'everybody' })}`, {});
  await arrangeClient(realm, { api, reader, submit, child });
}

interface Arranged {
  readonly api: string;
  readonly reader: object;
  readonly submit: object;
  readonly child: string;
}

async function arrangeClient(realm: TestRealm, { api, reader, submit, child }: Arranged): Promise<void> {
  const { admin } = realm;
  const scope = await admin.post('/client-scopes', {
    name: 'aip',
    protocol: 'openid-connect',
    description: 'audience of aip',
    attributes: { 'include.in.token.scope': 'false', ...MARK },
    protocolMappers: [{ name: 'sub', protocol: 'openid-connect', protocolMapper: 'oidc-sub-mapper', config: {} }],
  });
  await admin.post(`/client-scopes/${scope}/scope-mappings/realm`, [reader]);
  await admin.put(`/default-optional-client-scopes/${scope}`, {});
  const flows = await admin.get<{ id: string; alias: string }[]>('/authentication/flows');
  const agent = await admin.post('/clients', {
    clientId: 'Agent/1',
    name: 'Agent',
    description: '',
    secret: 'a-secret-of-the-realm',
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    redirectUris: ['https://a.example/*'],
    webOrigins: ['https://a.example'],
    defaultClientScopes: ['roles', 'aip'],
    optionalClientScopes: ['phone'],
    authenticationFlowBindingOverrides: { browser: flows.find(({ alias }) => alias === 'browser')?.id ?? '' },
    attributes: {
      'vendor.flag': 'true',
      'vendor.api.token': 'a-token-of-a-vendor',
      'saml.signing.private.key': 'a-private-key',
      'access.token.lifespan': '300',
      'use.refresh.tokens': 'true',
      ...MARK,
    },
    protocolMappers: [
      {
        name: 'aud',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.client.audience': 'api', 'access.token.claim': 'true', 'id.token.claim': '' },
      },
    ],
  });
  await admin.post(`/clients/${agent}/scope-mappings/clients/${api}`, [submit]);
  const user = await accountId(realm, 'agent%2F1');
  const account = await admin.get<object>(`/users/${user}`);
  await admin.put(`/users/${user}`, { ...account, attributes: { team: ['payments', 'eu'] } });
  await admin.post(`/users/${user}/role-mappings/realm`, [reader]);
  await admin.post(`/users/${user}/role-mappings/clients/${api}`, [submit]);
  await admin.put(`/users/${user}/groups/${child}`, {});
}

const shared = sharedRealm('facts', arrange);
const AGENT = 'client/Agent%2F1';

describe('the facts of an object', () => {
  it('of a client are all that the kind names: its mappers, scopes, flows, role scope and account', async () => {
    const { live } = await readRealm(shared(), {
      objects: [AGENT],
      roleScopes: [AGENT],
      accounts: ['Agent/1'],
      flows: true,
    });
    const facts = factsOf(live, AGENT);
    expect(facts).toMatchObject({
      name: 'Agent',
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
      publicClient: false,
      'redirectUris/https:%2F%2Fa.example%2F*': true,
      'webOrigins/https:%2F%2Fa.example': true,
      'attributes/vendor.flag': 'true',
      'attributes/access.token.lifespan': '300',
      'protocolMappers/aud/protocol': 'openid-connect',
      'protocolMappers/aud/protocolMapper': 'oidc-audience-mapper',
      'protocolMappers/aud/config/included.client.audience': 'api',
      'protocolMappers/aud/config/access.token.claim': 'true',
      'defaultClientScopes/aip': true,
      'defaultClientScopes/roles': true,
      'optionalClientScopes/phone': true,
      'authenticationFlowBindingOverrides/browser': 'browser',
      'roleScope/clientRoles/api/submit': true,
      'serviceAccount/present': true,
      'serviceAccount/enabled': true,
      'serviceAccount/attributes/team': ['eu', 'payments'],
      'serviceAccount/realmRoles/reader': true,
      'serviceAccount/clientRoles/api/submit': true,
      'serviceAccount/groups/%2Fagents%2Feu': true,
    });
    expect(live.objects.get(AGENT as Address)?.mark).toMatchObject({ owner: OWNER, digest: DIGEST, ownsRoles: false });
  });

  it('leave out what is blank, what the server owns, what means absence, and every secret', async () => {
    const realm = shared();
    const { live } = await readRealm(realm, { objects: [AGENT], accounts: ['Agent/1'] });
    const facts = factsOf(live, AGENT);
    const known =
      /^(description|secret|protocolMappers\/aud\/config\/id\.token\.claim|defaultClientScopes\/service_account)$/;
    const owned = /^attributes\/(realm_client|client\.secret\.|keyplan\.|saml\.signing|use\.refresh\.tokens)/;
    const extras = /^protocolMappers\/Client/;
    const given = /everybody|default-roles/;
    const unwanted = Object.keys(facts).filter((path) => [known, owned, extras, given].some((odd) => odd.test(path)));
    expect(unwanted).toEqual([]);
    expect(facts['attributes/vendor.api.token']).toEqual(new Secret('a-token-of-a-vendor'));
    expect(JSON.stringify([...live.objects])).not.toMatch(/a-secret-of-the-realm|a-token-of-a-vendor|a-private-key/);
  });

  it('of a client scope name the clients that have it', async () => {
    const { live } = await readRealm(shared(), { objects: ['client-scope/aip'], roleScopes: ['client-scope/aip'] });
    expect(factsOf(live, 'client-scope/aip')).toEqual({
      description: 'audience of aip',
      protocol: 'openid-connect',
      'attributes/include.in.token.scope': 'false',
      'protocolMappers/sub/protocol': 'openid-connect',
      'protocolMappers/sub/protocolMapper': 'oidc-sub-mapper',
      'roleScope/realmRoles/reader': true,
      'attachTo/default/Agent%2F1': true,
      'attachTo/realmOptional': true,
    });
  });

  it('of roles, client roles and groups are their attributes and what they consist of', async () => {
    const { live } = await readRealm(shared(), {
      objects: ['role/reader', 'role/every%2Fthing%20%25', 'client-role/api/submit', 'group/agents', 'group/agents/eu'],
      clientRoles: ['api'],
      composites: ['role/every%2Fthing%20%25', 'role/reader'],
    });
    expect(factsOf(live, 'role/reader')).toEqual({ description: 'reads', 'attributes/team': ['a', 'b'] });
    expect(factsOf(live, 'role/every%2Fthing%20%25')).toEqual({
      'composites/client/api/boss': true,
      'composites/client/api/submit': true,
      'composites/realm/reader': true,
    });
    expect(live.composites.get('role/reader' as Address)?.size).toBe(0);
    expect(factsOf(live, 'client-role/api/submit')).toEqual({ description: 'submits', 'attributes/a': ['1'] });
    expect(factsOf(live, 'group/agents')).toEqual({ 'attributes/team': ['a'] });
    expect(factsOf(live, 'group/agents/eu')).toEqual({
      'attributes/region': ['eu'],
      'realmRoles/reader': true,
      'clientRoles/api/submit': true,
    });
    for (const of of ['role/reader', 'group/agents']) expect(live.objects.get(of as Address)?.mark?.owner).toBe(OWNER);
  });

  it('are read only where they are asked for, and of what is ours; marks are read always', async () => {
    const { live, asked } = await readRealm(shared(), {});
    const agent = live.objects.get(AGENT as Address);
    expect(agent).toMatchObject({ detail: 'facts', mark: { owner: OWNER }, builtIn: false });
    const every = live.objects.get('role/every%2Fthing%20%25' as Address);
    expect(every).toMatchObject({ detail: 'identity', builtIn: false });
    expect(every?.facts.size).toBe(0);
    expect(live.objects.get('client/account' as Address)).toMatchObject({ builtIn: true });
    // Our own client that once declared roles is asked for them; nothing else below a client, role or user is.
    expect([...live.objects.keys()].filter((of) => of.startsWith('client-role/'))).toEqual([
      'client-role/api/boss',
      'client-role/api/submit',
    ]);
    expect(asked.filter((line) => /\{(id|role)\}/.test(line) && !line.includes('brute-force'))).toEqual([
      'GET /clients/{id}/roles',
    ]);
  });

  it('of the realm are its default groups and scopes', async () => {
    const { live } = await readRealm(shared(), { flows: true, mapperTypes: true });
    expect(live.realm.defaultGroups).toEqual(['/everybody']);
    expect(live.realm.defaultDefaultClientScopes).toContain('email');
    expect(live.realm.defaultOptionalClientScopes).toContain('aip');
    expect(live.realm.defaultDefaultClientScopes).toContain('role_list');
    expect(live.realm.clientScopeProtocols.get('role_list')).toBe('saml');
    expect([...live.realm.flows.values()]).toContain('browser');
    expect(live.realm.mapperTypes.get('openid-connect')).toContain('oidc-audience-mapper');
    expect(live.realm.serverVersion).toBe(shared().server.version);
  });
});

describe('composites are followed', () => {
  it('from groups and roles down to roles that give rights over the realm', async () => {
    const realm = shared();
    const { live } = await readRealm(realm, { groups: ['/agents/eu'] });
    const session = openTestSession(realm);
    const roles = new Set(['role/every%2Fthing%20%25', 'group/agents/eu', 'role/not-there'] as Address[]);
    const expanded = await expandComposites(createRealmReader(session), live, roles);
    await session.close();
    const direct = (of: string): readonly string[] | undefined => {
      const found = expanded.composites.get(of as Address);
      return found === undefined ? undefined : [...found].sort();
    };
    expect(direct('role/every%2Fthing%20%25')).toEqual([
      'client-role/api/boss',
      'client-role/api/submit',
      'role/reader',
    ]);
    expect(direct('client-role/api/boss')).toEqual(['client-role/realm-management/realm-admin']);
    expect(direct('client-role/api/submit')).toEqual([]);
    expect(direct('group/agents/eu')).toEqual(['client-role/api/submit', 'role/reader']);
    expect(direct('role/not-there')).toBeUndefined();
    expect(expanded.unread).toEqual([]);
  });
});

describe('a group and the client scopes of a fresh realm', () => {
  it('are known as built in', async () => {
    await withRealm('fresh', async (realm) => {
      const { live } = await readRealm(realm, {});
      const own = [...live.objects.values()].filter(({ builtIn }) => !builtIn).map(({ address }) => address);
      expect(own).toEqual([]);
      expect(below(live, 'client/account', 'attributes')).toEqual([]);
    });
  });
});
