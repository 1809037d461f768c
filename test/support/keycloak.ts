// The real server as tests see it. Tests arrange and look with these few plain requests: what checks the product must
// not go through the product's own requests.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { AdminCalls, type AdminIdentity } from './admin-calls.js';

/** The run's server and the administrator of its realm master. */
export interface TestServer extends AdminIdentity {
  /** Without a slash at the end. */
  readonly url: string;
  /** Such as 26.7.4. */
  readonly version: string;
}

/** A realm of one test. */
export interface TestRealm {
  readonly name: string;
  readonly server: TestServer;
  /** The server with the realm's token issuer. */
  readonly issuer: string;
  /** Requests as the server's administrator; paths start below this realm, such as `/clients?clientId=a`. */
  readonly admin: AdminCalls;
}

/** A client of a test realm that signs in by its secret and has some rights in that realm. */
export interface TestCaller {
  readonly clientId: string;
  readonly clientSecret: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    keycloak: { url: string; username: string; password: string; version: string };
  }
}

/** The server of this run; only tests of the project `server` have one. */
export function testServer(): TestServer {
  return inject('keycloak');
}

/**
 * Makes a realm, gives it to `work`, and deletes it whatever happens. `representation` goes into the request that makes
 * the realm, for realms that are more than empty.
 */
export async function withRealm<T>(
  prefix: string,
  work: (realm: TestRealm) => Promise<T>,
  representation: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const server = testServer();
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  const root = new AdminCalls(server.url, server, '/admin');
  await root.post('/realms', { components: { [KEYS]: givenKeys() }, ...representation, realm: name, enabled: true });
  // A new identity: the rights in a realm are in a token only if it was issued after the realm was made.
  const admin = new AdminCalls(server.url, server, `/admin/realms/${encodeURIComponent(name)}`);
  try {
    return await work({ name, server, issuer: `${server.url}/realms/${name}`, admin });
  } finally {
    await admin.delete('');
  }
}

const KEYS = 'org.keycloak.keys.KeyProvider';
let privateKey: string | undefined;

/**
 * A new realm makes itself two RSA keys, on which the server spends more than half a second of processor time, two thirds
 * of what the whole realm costs it (26.7.4, measured). A realm that brings keys makes none: the realms of one test file
 * sign with the same one.
 */
function givenKeys(): readonly object[] {
  privateKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const key = (providerId: string, config: object): object => ({
    name: providerId,
    providerId,
    subComponents: {},
    config: { priority: ['100'], ...config },
  });
  return [
    key('rsa', { privateKey: [privateKey] }),
    key('hmac-generated', { algorithm: ['HS512'] }),
    key('aes-generated', {}),
  ];
}

/** Adds a client with a service account that holds these roles of realm-management, to call the server as; `fields` go into its representation. */
export async function addCaller(
  realm: TestRealm,
  clientId: string,
  rights: readonly string[],
  fields: Readonly<Record<string, unknown>> = {},
): Promise<TestCaller> {
  const clientSecret = randomBytes(16).toString('hex');
  const flows = { standardFlowEnabled: false, serviceAccountsEnabled: true, publicClient: false };
  await realm.admin.post('/clients', { clientId, secret: clientSecret, ...flows, ...fields });
  const id = await findClientId(realm, clientId);
  const account = await realm.admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
  const management = await findClientId(realm, 'realm-management');
  const roles = await Promise.all(
    rights.map((name) => realm.admin.get<object>(`/clients/${management}/roles/${name}`)),
  );
  const grant = (): Promise<string> =>
    realm.admin.post(`/users/${account.id}/role-mappings/clients/${management}`, roles);
  // Beside writes in other realms the server sometimes answers 500 (26.7.4); what is granted twice is granted once.
  await grant().catch((error: unknown) => (String(error).includes(': 500 ') ? grant() : Promise.reject(error)));
  return { clientId, clientSecret };
}

/** Answers to a caller, whatever their status; paths start below the realm. */
export type CallAs = (method: string, path: string, body?: unknown) => Promise<CallerAnswer>;

export interface CallerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Signs in as a caller and gives what sends in its name. */
export async function callAs(realm: TestRealm, { clientId, clientSecret }: TestCaller): Promise<CallAs> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: value } = (await token.json()) as { access_token: string };
  return async (method, path, body) => {
    const answer = await fetch(`${realm.server.url}/admin/realms/${encodeURIComponent(realm.name)}${path}`, {
      method,
      headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
}

/** The server's own identifier of a client; fails the test where there is no such client. */
export async function findClientId(realm: TestRealm, clientId: string): Promise<string> {
  const clients = await realm.admin.get<{ id: string }[]>(`/clients?clientId=${encodeURIComponent(clientId)}`);
  const [client] = clients;
  if (!client) throw new Error(`realm ${realm.name} has no client ${clientId}`);
  return client.id;
}

/** The version that a server tells its administrator. */
export async function readServerVersion(url: string, admin: AdminIdentity): Promise<string> {
  const info = await new AdminCalls(url, admin, '/admin').get<{ systemInfo: { version: string } }>('/serverinfo');
  return info.systemInfo.version;
}

/** Servers that let nobody but a realm's administrator give or take roles over the realm: a fault, issue 44371 of the server. */
export function refusesAdminRoles({ version }: Pick<TestServer, 'version'>): boolean {
  return /^26\.(?:4\.[0-7]|5\.0)$/.test(version);
}
