import { describe, expect, it } from 'vitest';
import { clientAttributeDefault, mapperDefault } from '../../src/kinds/index.js';
import { compareText } from '../../src/model/index.js';
import type { TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';

type Config = Readonly<Record<string, string>>;
type Claims = Readonly<Record<string, unknown>>;

const PASSWORD = 'a-password-of-a-test';
const SECRET = 'a-secret-of-a-test';

/** A person with roles and groups, because some claims need somebody to be about. */
async function arrange({ admin }: TestRealm): Promise<void> {
  const username = 'somebody';
  const credentials = [{ type: 'password', value: PASSWORD, temporary: false }];
  const person = {
    username,
    enabled: true,
    email: 'somebody@example.org',
    emailVerified: true,
    firstName: 'A',
    lastName: 'B',
  };
  await admin.post('/users', { ...person, credentials });
  const id = await personId({ admin });
  const group = await admin.post('/groups', { name: 'top' });
  await admin.put(`/users/${id}/groups/${await admin.post(`/groups/${group}/children`, { name: 'below' })}`, {});
  const api = await admin.post('/clients', { clientId: 'api' });
  await admin.post(`/clients/${api}/roles`, { name: 'submit' });
  await admin.post(`/users/${id}/role-mappings/clients/${api}`, [await admin.get(`/clients/${api}/roles/submit`)]);
}

async function personId({ admin }: Pick<TestRealm, 'admin'>): Promise<string> {
  const [person] = await admin.get<{ id: string }[]>('/users?username=somebody&exact=true');
  return person?.id ?? '';
}

const shared = sharedRealm('defaults', arrange);
let made = 0;

interface Client {
  readonly clientId: string;
  readonly id: string;
}

async function addClient(attributes: Config, more: Readonly<Record<string, unknown>> = {}): Promise<Client> {
  made += 1;
  const clientId = `client-${made}`;
  const flows = {
    directAccessGrantsEnabled: true,
    serviceAccountsEnabled: true,
    redirectUris: ['https://a.example/*'],
  };
  const scopes = { defaultClientScopes: ['basic', 'profile'], optionalClientScopes: [] };
  const id = await shared().admin.post('/clients', {
    clientId,
    secret: SECRET,
    ...flows,
    ...scopes,
    attributes,
    ...more,
  });
  return { clientId, id };
}

async function post(path: string, form: Config): Promise<Claims & { readonly status: number }> {
  const answer = await fetch(`${shared().issuer}/protocol/openid-connect${path}`, {
    method: 'POST',
    body: new URLSearchParams({ client_secret: SECRET, ...form }),
  });
  return { ...((await answer.json()) as Claims), status: answer.status };
}

const signIn = ({ clientId }: Client): Promise<Claims> =>
  post('/token', {
    grant_type: 'password',
    client_id: clientId,
    username: 'somebody',
    password: PASSWORD,
    scope: 'openid',
  });

/** Claims that differ from token to token. */
const PASSING = ['exp', 'iat', 'jti', 'sid', 'auth_time', 'session_state'];

function lasting(claims: Claims): Claims {
  const kept = Object.entries(claims).filter(([name]) => !PASSING.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, Array.isArray(value) ? value.map(String).sort(compareText) : value]),
  );
}

/** What all tokens and answers about a person hold while a client has one mapper with this config. */
async function claimsWith(client: Client, type: string, config: Config): Promise<readonly Claims[]> {
  const { admin } = shared();
  const mapper = { name: 'mapper', protocol: 'openid-connect', protocolMapper: type, config };
  const path = `/clients/${client.id}/protocol-mappers/models`;
  const id = await admin.post(path, mapper);
  const query = `?userId=${await personId(shared())}&scope=openid`;
  const kinds = ['access-token', 'id-token', 'userinfo'];
  const examples = await Promise.all(
    kinds.map((kind) => admin.get<Claims>(`/clients/${client.id}/evaluate-scopes/generate-example-${kind}${query}`)),
  );
  const token = String((await signIn(client))['access_token']);
  const introspected = await post('/token/introspect', { client_id: client.clientId, token });
  await admin.delete(`${path}/${id}`);
  return [...examples, introspected].map(lasting);
}

const SWITCHES = ['id.token.claim', 'access.token.claim', 'userinfo.token.claim', 'introspection.token.claim'];

interface MapperCase {
  readonly type: string;
  readonly config: Config;
  /** Keys that this type knows. */
  readonly keys: readonly string[];
}

const MAPPERS: readonly MapperCase[] = [
  { type: 'oidc-hardcoded-claim-mapper', config: { 'claim.name': 'c', 'claim.value': '7' }, keys: SWITCHES },
  {
    type: 'oidc-audience-mapper',
    config: { 'included.client.audience': 'api' },
    keys: ['id.token.claim', 'access.token.claim'],
  },
  { type: 'oidc-group-membership-mapper', config: { 'claim.name': 'c' }, keys: [...SWITCHES, 'full.path'] },
  { type: 'oidc-usermodel-realm-role-mapper', config: { 'claim.name': 'c' }, keys: [...SWITCHES, 'multivalued'] },
  { type: 'oidc-audience-resolve-mapper', config: {}, keys: ['access.token.claim'] },
  { type: 'oidc-allowed-origins-mapper', config: {}, keys: ['access.token.claim', 'introspection.token.claim'] },
];

describe('a mapper key that is absent means its default', () => {
  const cases = MAPPERS.flatMap(({ type, config, keys }) => keys.map((key) => ({ type, config, key })));
  it.each(cases)('$type $key', async ({ type, config, key }) => {
    const audience = { 'included.client.audience': `client-${made + 1}`, 'access.token.claim': 'true' };
    const mapper = {
      name: 'self',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: audience,
    };
    const client = await addClient({}, { webOrigins: ['https://a.example'], protocolMappers: [mapper] });
    const see = (others: string, value?: string): Promise<readonly Claims[]> =>
      claimsWith(client, type, { ...withOthers(others), ...(value === undefined ? {} : { [key]: value }) });
    const withOthers = (others: string): Config => ({
      ...config,
      ...Object.fromEntries(SWITCHES.filter((other) => other !== key).map((other) => [other, others])),
    });
    const assumed = (others: string): string => mapperDefault(key, (other) => withOthers(others)[other], type) ?? '';
    const absent = await see('true');
    expect(absent).toEqual(await see('true', assumed('true')));
    expect(absent).not.toEqual(await see('true', assumed('true') === 'true' ? 'false' : 'true'));
    // Some defaults follow another switch.
    expect(await see('false')).toEqual(await see('false', assumed('false')));
  });
});

describe('a client attribute that is absent means its default', () => {
  const has = (name: string) => async (client: Client) => name in (await signIn(client));
  const statusOf = (path: string, form: Config) => async (client: Client) =>
    (await post(path, { client_id: client.clientId, ...form })).status < 300;
  const claimCount = async (client: Client): Promise<number> => {
    const [, payload = ''] = String((await signIn(client))['access_token']).split('.');
    return Object.keys(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object).length;
  };
  const cases: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
    'use.refresh.tokens': has('refresh_token'),
    'client_credentials.use_refresh_token': async ({ clientId }) =>
      'refresh_token' in (await post('/token', { grant_type: 'client_credentials', client_id: clientId })),
    'token.response.type.bearer.lower-case': async (client) => (await signIn(client))['token_type'],
    'client.use.lightweight.access.token.enabled': claimCount,
    'tls.client.certificate.bound.access.tokens': has('access_token'),
    'oauth2.device.authorization.grant.enabled': statusOf('/auth/device', {}),
    'oidc.ciba.grant.enabled': async ({ clientId }) => {
      const form = { client_id: clientId, scope: 'openid', login_hint: 'somebody', binding_message: 'x' };
      // Nobody in the test realm can be asked, so that being allowed to ask ends in an error of the server.
      return (await post('/ext/ciba/auth', form)).status >= 500;
    },
    'require.pushed.authorization.requests': async ({ clientId }) => {
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: 'https://a.example/x',
      });
      const answer = await fetch(`${shared().issuer}/protocol/openid-connect/auth?${query.toString()}`, {
        redirect: 'manual',
      });
      await answer.arrayBuffer();
      return answer.headers.get('location')?.includes('error=invalid_request') ?? false;
    },
  };

  it.each(Object.keys(cases))('%s', async (key) => {
    const see = cases[key];
    const assumed = clientAttributeDefault(key);
    if (see === undefined || assumed === undefined) throw new Error(`${key} has no default`);
    const absent = await see(await addClient({}));
    expect(absent).toEqual(await see(await addClient({ [key]: assumed })));
    expect(absent).not.toEqual(await see(await addClient({ [key]: assumed === 'true' ? 'false' : 'true' })));
  });
});
