import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Failure, Secret } from '../../../../../src/model/index.js';
import { RequestFailure } from '../../../../../src/systems/keycloak/session/errors.js';
import {
  openReadSession,
  openSession,
  type Session,
  type SessionOptions,
} from '../../../../../src/systems/keycloak/session/session.js';
import { installTransport } from '../../../../../src/systems/keycloak/session/transport.js';
import { startFakeServer, type FakeServer, type ReceivedRequest, type Reply } from '../../../../support/fake-server.js';

const TOKEN_PATH = '/realms/agents/protocol/openid-connect/token';
const DISCOVERY = /^\/realms\/([^/]+)\/\.well-known\/openid-configuration$/;
const CLIENTS = '/admin/realms/agents/clients';
const ASK_CLIENTS = { asked: 'GET /clients', path: ['clients'] } as const;
const QUICK = { repeatsMax: 6, firstWaitMs: 4, waitMaxMs: 50, totalMs: 2_000 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
beforeAll(() => installTransport());

type Answers = Readonly<Record<string, readonly Reply[]>>;

/** A server that signs everybody in, with tokens `t1`, `t2` …, and otherwise answers as told; the last answer stays. */
async function serve(answers: Answers, expiresIn = 300): Promise<FakeServer> {
  const server: FakeServer = await startFakeServer((request, nth) => {
    const told = answers[lineOf(request)];
    if (told !== undefined) return told[Math.min(nth, told.length) - 1];
    const [, realm] = DISCOVERY.exec(request.path) ?? [];
    if (realm !== undefined) return { status: 200, body: { issuer: `${server.url}/realms/${realm}` } };
    if (request.path !== TOKEN_PATH) return undefined;
    return { status: 200, body: { access_token: `t${nth}`, expires_in: expiresIn } };
  });
  closing.push(server.close);
  return {
    ...server,
    // What every session asks first is looked at by the tests of that.
    get received() {
      return server.received.filter(({ path }) => !DISCOVERY.test(path));
    },
  };
}

function optionsFor(server: FakeServer, more: Partial<SessionOptions> = {}): SessionOptions {
  return {
    server: server.url,
    realm: 'agents',
    signIn: { method: 'client-secret', realm: 'agents', clientId: 'planner', clientSecret: { env: 'SECRET' } },
    readCredential: () => Promise.resolve(new Secret('s3cr3t')),
    retry: QUICK,
    ...more,
  };
}

function open(server: FakeServer, more: Partial<SessionOptions> = {}): Session {
  const session = openSession(optionsFor(server, more));
  closing.push(session.close);
  return session;
}

/** The admin client ends the paths of lists with a slash. */
const lineOf = ({ method, path }: ReceivedRequest): string => `${method} ${path.replace(/\/$/, '')}`;
const sent = (server: FakeServer): readonly string[] => server.received.map(lineOf);
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a session signs in', () => {
  it('once for many requests at the same time, with the credential in the body', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 200, body: [] }] });
    const session = open(server);
    await Promise.all(Array.from({ length: 20 }, () => session.get(ASK_CLIENTS)));
    const signIns = server.received.filter(({ path }) => path === TOKEN_PATH);
    expect(signIns.map(({ body }) => body)).toEqual([
      'grant_type=client_credentials&client_id=planner&client_secret=s3cr3t',
    ]);
    expect(new Set(server.received.slice(1).map(({ authorization }) => authorization))).toEqual(new Set(['Bearer t1']));
    expect(session.requests()).toBe(22);
  });

  it('with user and password in another realm', async () => {
    const path = '/realms/master/protocol/openid-connect/token';
    const server = await serve({
      [`POST ${path}`]: [{ status: 200, body: { access_token: 'm', expires_in: 60 } }],
      [`GET ${CLIENTS}`]: [{ status: 200, body: [] }],
    });
    const password = { env: 'PASSWORD' };
    const signIn = { method: 'password', realm: 'master', clientId: 'admin-cli', username: 'root', password } as const;
    const session = open(server, { signIn });
    await session.get(ASK_CLIENTS);
    expect(server.received[0]?.body).toBe('grant_type=password&client_id=admin-cli&username=root&password=s3cr3t');
    expect(session.readAs).toBe('root');
  });

  it('again before the token ends, and not sooner', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 200, body: [] }] }, 60);
    let clockMs = 0;
    const session = open(server, { now: () => clockMs });
    for (const at of [0, 44_000, 46_000]) {
      clockMs = at;
      await session.get(ASK_CLIENTS);
    }
    const tokens = server.received.filter(({ method }) => method === 'GET').map(({ authorization }) => authorization);
    expect(tokens).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });

  it('again, once, after a 401, and reads the credential anew', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 401 }, { status: 200, body: ['ok'] }] });
    let reads = 0;
    const readCredential = (): Promise<Secret> => Promise.resolve(new Secret(`secret-${++reads}`));
    expect(await open(server, { readCredential }).get(ASK_CLIENTS)).toEqual(['ok']);
    expect(server.received.filter(({ path }) => path === TOKEN_PATH).map(({ body }) => body.split('=').at(-1))).toEqual(
      ['secret-1', 'secret-2'],
    );
  });

  it('and gives up when the new token is refused too', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 401, body: { error: 'HTTP 401 Unauthorized' } }] });
    const error = await failureOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'sign-in-refused', status: 401 });
    expect(sent(server)).toEqual([`POST ${TOKEN_PATH}`, `GET ${CLIENTS}`, `POST ${TOKEN_PATH}`, `GET ${CLIENTS}`]);
  });

  it('and says whose sign-in was refused, without the credential, and not again and again', async () => {
    const body = { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' };
    const server = await serve({ [`POST ${TOKEN_PATH}`]: [{ status: 401, body }] });
    const error = await failureOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'sign-in-refused' });
    expect(String(error)).toContain('planner in realm agents');
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cr3t');
    expect(server.received).toHaveLength(1);
  });
});

describe('a request is sent again', () => {
  it.each([429, 502, 503, 504])('after a %i', async (status) => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status }, { status }, { status: 200, body: ['ok'] }] });
    const waits: string[] = [];
    expect(await open(server, { onWait: (text) => waits.push(text) }).get(ASK_CLIENTS)).toEqual(['ok']);
    expect(waits).toHaveLength(2);
    expect(waits[0]).toContain(`GET /clients: status ${status}, trying again in`);
  });

  it('after a lost connection and after no answer in time', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: ['cut', 'silence', { status: 200, body: ['ok'] }] });
    expect(await open(server, { answerMs: 300 }).get(ASK_CLIENTS)).toEqual(['ok']);
  });

  it('twice at most after a 500, and only when it reads', async () => {
    const server = await serve({
      [`GET ${CLIENTS}`]: [{ status: 500 }],
      [`PUT ${CLIENTS}/1`]: [{ status: 500, body: { error: 'unknown_error' } }],
    });
    const session = open(server);
    expect(await failureOf(session.get(ASK_CLIENTS))).toMatchObject({ code: 'server-error', status: 500 });
    const put = session.send({ asked: 'PUT /clients/{id}', path: ['clients', '1'], body: {} });
    expect(await failureOf(put)).toMatchObject({ code: 'server-error', status: 500, words: 'unknown_error' });
    expect(sent(server).filter((line) => line.startsWith('GET'))).toHaveLength(3);
    expect(sent(server).filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('not before the time that the server asks for', async () => {
    const headers = { 'retry-after': '1' };
    const server = await serve({
      [`GET ${CLIENTS}`]: [
        { status: 503, headers },
        { status: 200, body: [] },
      ],
    });
    const waits: string[] = [];
    const startedMs = performance.now();
    await open(server, { retry: { ...QUICK, waitMaxMs: 5_000 }, onWait: (text) => waits.push(text) }).get(ASK_CLIENTS);
    expect(performance.now() - startedMs).toBeGreaterThan(990);
    expect(waits).toEqual(['GET /clients: status 503, trying again in 1.0 s']);
  });

  it('never when it is a POST, whatever happens to it', async () => {
    const path = `POST ${CLIENTS}`;
    for (const reply of [{ status: 503 }, 'cut'] satisfies Reply[]) {
      const server = await serve({ [path]: [reply] });
      const session = open(server);
      const plain = await failureOf(session.send({ asked: 'POST /clients', path: ['clients'], body: {} }));
      const typed = await failureOf(session.write('POST /clients', (admin) => admin.clients.create({ clientId: 'a' })));
      expect([plain, typed].every((error) => error instanceof RequestFailure)).toBe(true);
      expect(sent(server).filter((line) => line === path)).toHaveLength(2);
    }
  });

  it('through the admin client as well as by itself', async () => {
    const server = await serve({ [`PUT ${CLIENTS}/1`]: ['cut', { status: 503 }, { status: 204 }] });
    await open(server).write('PUT /clients/{id}', (admin) => admin.clients.update({ id: '1' }, { name: 'a' }));
    const puts = server.received.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => '{"name":"a"}'));
  });

  it('no longer than the limit', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 503 }] });
    const retry = { repeatsMax: 1_000, firstWaitMs: 20, waitMaxMs: 20, totalMs: 150 };
    const error = await failureOf(open(server, { retry }).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'server-failing', status: 503 });
    expect(sent(server).length).toBeLessThan(20);
  });
});

describe('a request that failed says so', () => {
  it.each([
    [{ status: 403, body: { error: 'HTTP 403 Forbidden' } }, 'missing-right'],
    [{ status: 404, body: { error: 'Realm not found.' } }, 'realm-not-found'],
    [{ status: 404, body: { error: 'Could not find client' } }, 'server-refused'],
    [{ status: 409, body: { errorMessage: 'Client a already exists' } }, 'server-refused'],
    [{ status: 302, headers: { location: 'https://elsewhere.example/' } }, 'server-refused'],
  ] as const)('%j is %s, sent once', async (reply, code) => {
    const server = await serve({ [`GET ${CLIENTS}`]: [reply] });
    const error = await failureOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code, status: reply.status, asked: 'GET /clients' });
    expect(sent(server).filter((line) => line.startsWith('GET'))).toHaveLength(1);
  });

  it('in words of its own where a gateway lets the admin API through to nobody', async () => {
    const server = await serve({ ['GET /admin/realms/agents']: [{ status: 404, body: '<html>nothing here</html>' }] });
    const error = await failureOf(open(server).get({ asked: 'GET /admin/realms/{realm}', path: [] }));
    const message = expect.stringContaining('no admin API at this address');
    expect(error).toMatchObject({ code: 'realm-not-found', message });
  });

  it.each(['', 'a\r\nX-Evil: 1', 'a\u2028b', 'ü', 12])('and sends no token that is none: %j', async (token) => {
    const server = await serve({ [`POST ${TOKEN_PATH}`]: [{ status: 200, body: { access_token: token } }] });
    const error = await failureOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'sign-in-refused', message: expect.stringContaining('without a token') });
    expect(sent(server)).toEqual([`POST ${TOKEN_PATH}`]);
  });

  it('with the path as a template and without query, token or secret', async () => {
    const server = await serve({});
    const query = { username: 'somebody' };
    const asking = open(server).get({ asked: 'GET /users', path: ['users'], query });
    const error = await failureOf(asking);
    expect(error).toBeInstanceOf(Failure);
    const words = `${String(error)} ${JSON.stringify(error)}`;
    expect(words).toContain('GET /users');
    expect(words).not.toMatch(/somebody|s3cr3t|Bearer|t1/);
  });

  it('is unreachable when nobody listens', async () => {
    const server = await serve({});
    await server.close();
    const session = openReadSession(optionsFor(server, { retry: { ...QUICK, repeatsMax: 1 } }));
    expect(await failureOf(session.get(ASK_CLIENTS))).toMatchObject({ code: 'unreachable' });
    await session.close();
  });
});

describe('the connections of a session', () => {
  it('are as many as it may have, however many requests there are', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 200, body: [], afterMs: 5 }] });
    const session = open(server, { connectionsMax: 4 });
    await Promise.all(Array.from({ length: 60 }, () => session.get(ASK_CLIENTS)));
    expect(server.connectionsMax()).toBe(4);
  });

  it('serve the admin client too', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 200, body: [], afterMs: 5 }] });
    const session = open(server, { connectionsMax: 3 });
    await Promise.all(Array.from({ length: 30 }, () => session.write('GET /clients', (admin) => admin.clients.find())));
    expect(server.connectionsMax()).toBe(3);
    expect(session.requests()).toBe(32);
  });
});

describe('what only looks', () => {
  it('has no call that writes, and sends nothing but GET', async () => {
    const server = await serve({ [`GET ${CLIENTS}`]: [{ status: 200, body: [] }] });
    const session = openReadSession(optionsFor(server));
    closing.push(session.close);
    expect(Object.keys(session).sort()).toEqual([
      'close',
      'get',
      'getServerInfo',
      'readAs',
      'realm',
      'requests',
      'server',
      'token',
    ]);
    const disguised = { asked: 'POST /clients', path: ['clients'], body: {} } as unknown as typeof ASK_CLIENTS;
    const recreates = { asked: 'GET /clients/{id}', path: ['clients', '1', 'service-account-user'] } as const;
    for (const request of [disguised, recreates]) {
      expect(await failureOf(session.get(request))).toMatchObject({ code: 'bug' });
    }
    expect(sent(server)).toEqual([`POST ${TOKEN_PATH}`]);
  });

  it('not even what writes sends a request about the realm itself', async () => {
    const server = await serve({ 'DELETE /admin/realms/agents': [{ status: 204 }] });
    const deleting = open(server).write('DELETE /roles/{role}', (admin) => admin.roles.delByName({ name: '..' }));
    expect(await failureOf(deleting)).toMatchObject({ code: 'bug' });
    expect(sent(server)).toEqual([`POST ${TOKEN_PATH}`]);
  });
});
