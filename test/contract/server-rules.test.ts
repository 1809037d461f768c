// What the server does by itself, and what it takes without a word: the facts that comments in src name by these tests.
import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_CLIENT_SCOPES,
  BUILT_IN_CLIENTS,
  isBuiltInRole,
  isForbiddenAttribute,
  UMA_PROTECTION,
} from '../../src/kinds/index.js';
import { addCaller, findClientId, type TestCaller, type TestRealm, withRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';

interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly clientAuthenticatorType?: string;
  readonly webOrigins?: readonly string[];
  readonly protocolMappers?: readonly { readonly name: string; readonly config: Readonly<Record<string, string>> }[];
}

const shared = sharedRealm('rules', () => Promise.resolve());

async function makeClient({ admin }: TestRealm, body: Readonly<Record<string, unknown>>): Promise<Client> {
  return admin.get<Client>(`/clients/${await admin.post('/clients', body)}`);
}

/** The answer to a sign-in by client credentials. */
async function signIn({ issuer }: TestRealm, caller: TestCaller): Promise<Readonly<Record<string, unknown>>> {
  const fields = { client_id: caller.clientId, client_secret: caller.clientSecret };
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields });
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

/** The seconds between a token's issue and its end, as it says itself: `expires_in` counts from the answer, and may be one less. */
function lifeOf({ access_token: token }: Readonly<Record<string, unknown>>): number {
  const [, claims = ''] = String(token).split('.');
  const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; exp: number };
  return exp - iat;
}

/** The status of a request that may be refused. */
async function statusOf({ admin }: TestRealm, path: string, body: unknown): Promise<number> {
  try {
    return (await admin.request('POST', path, body)).status;
  } catch (error) {
    return Number(/: (\d{3}) /.exec(String(error))?.[1]);
  }
}

describe('a fresh realm', () => {
  it('has the clients, client scopes and roles that are known as built in, and no others', async () => {
    await withRealm('rules', async (realm) => {
      const [clients, scopes, roles] = await Promise.all([
        realm.admin.get<Client[]>('/clients'),
        realm.admin.get<{ name: string }[]>('/client-scopes'),
        realm.admin.get<{ name: string }[]>('/roles'),
      ]);
      // The client of fine-grained permissions comes only with them.
      const fresh = [...BUILT_IN_CLIENTS].filter((clientId) => clientId !== 'admin-permissions');
      expect(new Set(clients.map(({ clientId }) => clientId))).toEqual(new Set(fresh));
      expect(scopes.map(({ name }) => name).filter((name) => !BUILT_IN_CLIENT_SCOPES.has(name))).toEqual([]);
      expect(roles.map(({ name }) => name).filter((name) => !isBuiltInRole(name, realm.name))).toEqual([]);
    });
  });
});

describe('blank values', () => {
  it('mean that nothing is there', async () => {
    const realm = shared();
    const config = { 'claim.name': 'a', 'claim.value': 'b', 'jsonType.label': '' };
    const type = { protocol: 'openid-connect', protocolMapper: 'oidc-hardcoded-claim-mapper' };
    const client = await makeClient(realm, {
      clientId: 'blank',
      name: 'a name',
      attributes: { 'some.flag': 'true', 'other.flag': 'true' },
      protocolMappers: [{ name: 'claim', ...type, config }],
    });
    expect(client.protocolMappers?.[0]?.config).not.toHaveProperty('jsonType.label');
    await realm.admin.put(`/clients/${client.id}`, { name: '', attributes: { 'some.flag': '', 'other.flag': ' ' } });
    const after = await realm.admin.get<Client>(`/clients/${client.id}`);
    expect(after.name ?? '').toBe('');
    expect(after.attributes).not.toHaveProperty('some.flag');
    expect(after.attributes).not.toHaveProperty('other.flag');
  });
});

describe('over-long values', () => {
  it('are a server error that names no field', async () => {
    const realm = shared();
    const client = (length: number, more: object = {}): Promise<number> =>
      statusOf(realm, '/clients', { clientId: 'c'.repeat(length), ...more });
    expect([await client(255), await client(256)]).toEqual([201, 500]);
    const account = { serviceAccountsEnabled: true };
    expect([await client(239, account), await client(240, account)]).toEqual([201, 500]);
    const role = (length: number): Promise<number> => statusOf(realm, '/roles', { name: 'r'.repeat(length) });
    expect([await role(255), await role(256)]).toEqual([201, 500]);
  });
});

describe('accepted although wrong', () => {
  it('are values that the server stores and cannot use', async () => {
    const realm = shared();
    const wrong = {
      attributes: { 'access.token.lifespan': 'abc' },
      clientAuthenticatorType: 'no-such-authenticator',
      webOrigins: ['nope'],
    };
    const client = await makeClient(realm, { clientId: 'wrong' });
    await realm.admin.put(`/clients/${client.id}`, wrong);
    const mapper = { name: 'no-such-type', protocol: 'openid-connect', protocolMapper: 'oidc-no-such-mapper' };
    await realm.admin.put(`/clients/${client.id}`, { ...wrong, protocolMappers: [mapper] });
    const after = await realm.admin.get<Client>(`/clients/${client.id}`);
    expect(after).toMatchObject(wrong);
    expect(after.protocolMappers).toMatchObject([mapper]);
  });

  it('are mappers that name a client which does not exist', async () => {
    const realm = shared();
    const config = { 'included.client.audience': 'nobody', 'access.token.claim': 'true' };
    const type = { protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper' };
    const client = await makeClient(realm, {
      clientId: 'audience',
      protocolMappers: [{ name: 'audience', ...type, config }],
    });
    expect(client.protocolMappers).toMatchObject([{ name: 'audience', config }]);
  });

  it('are scopes that do not exist, which are left out', async () => {
    const realm = shared();
    const client = await makeClient(realm, { clientId: 'scopes', defaultClientScopes: ['email', 'no-such-scope'] });
    expect(client).toMatchObject({ defaultClientScopes: ['email'] });
  });

  it('are links to a scope of another protocol, which are not made', async () => {
    const realm = shared();
    const { admin } = realm;
    const scope = await admin.post('/client-scopes', { name: 'assertions', protocol: 'saml' });
    const { id } = await makeClient(realm, {
      clientId: 'two-protocols',
      defaultClientScopes: ['email', 'assertions'],
      optionalClientScopes: [],
    });
    await admin.put(`/clients/${id}/default-client-scopes/${scope}`, {});
    await admin.put(`/clients/${id}/optional-client-scopes/${scope}`, {});
    expect(await admin.get(`/clients/${id}`)).toMatchObject({
      defaultClientScopes: ['email'],
      optionalClientScopes: [],
    });
  });
});

describe('server-owned attributes', () => {
  it('of a client that nobody gave attributes are all known', async () => {
    const realm = shared();
    const { attributes = {} } = await makeClient(realm, { clientId: 'plain', serviceAccountsEnabled: true });
    expect(Object.keys(attributes).filter((key) => !isForbiddenAttribute(key))).toEqual([]);
    expect(attributes).toHaveProperty('client.secret.creation.time');
  });
});

describe('token life', () => {
  it('of a client is its attribute in seconds', async () => {
    const realm = shared();
    const caller = await addCaller(realm, 'short-lived', []);
    expect(lifeOf(await signIn(realm, caller))).toBe(300);
    await realm.admin.put(`/clients/${await findClientId(realm, caller.clientId)}`, {
      serviceAccountsEnabled: true,
      attributes: { 'access.token.lifespan': '90' },
    });
    expect(lifeOf(await signIn(realm, caller))).toBe(90);
  });
});

describe('a list of clients without the right to view them', () => {
  it('is empty and no error for whoever may query them', async () => {
    const realm = shared();
    const { access_token: token } = await signIn(realm, await addCaller(realm, 'asks', ['query-clients']));
    const url = `${realm.server.url}/admin/realms/${realm.name}/clients`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${String(token)}` } });
    expect([answer.status, await answer.json()]).toEqual([200, []]);
  });
});

describe('authorization services', () => {
  it('give the service account the role uma_protection of its own client, and leave it there once they are off', async () => {
    const realm = shared();
    const on = { serviceAccountsEnabled: true, authorizationServicesEnabled: true };
    const { id } = await makeClient(realm, { clientId: 'guarded', ...on });
    const held = async (): Promise<readonly string[]> => {
      const account = await realm.admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
      const roles = await realm.admin.get<{ name: string }[]>(`/users/${account.id}/role-mappings/clients/${id}`);
      return roles.map(({ name }) => name);
    };
    expect(await held()).toEqual([UMA_PROTECTION]);
    await realm.admin.put(`/clients/${id}`, { ...on, authorizationServicesEnabled: false });
    expect(await held()).toEqual([UMA_PROTECTION]);
  });
});
