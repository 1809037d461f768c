import { afterEach, describe, expect, it } from 'vitest';
import { openReadSession, type ReadSession, type SessionOptions } from '../../../../../src/systems/keycloak/index.js';
import type { FakeServer, Reply } from '../../../../support/fake-server.js';
import {
  ASK_CLIENTS,
  CLIENTS_PATH,
  DISCOVERY_PATH,
  errorOf,
  QUICK,
  sessionTo,
  startRealmServer,
  TOKEN_PATH,
} from '../../../../support/sessions.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server whose discovery answers as told; the last answer stays. */
async function serveDiscovery(...replies: readonly Reply[]): Promise<FakeServer> {
  const server = await startRealmServer(({ path }, nth) =>
    path === DISCOVERY_PATH ? replies[Math.min(nth, replies.length) - 1] : undefined,
  );
  closing.push(server.close);
  return server;
}

function open(server: FakeServer, more: Partial<SessionOptions> = {}): ReadSession {
  const session = openReadSession(sessionTo(server.url, more));
  closing.push(session.close);
  return session;
}

const paths = ({ received }: FakeServer): readonly string[] => received.map(({ path }) => path);
const naming = (issuer: unknown): Reply => ({ status: 200, body: { issuer } });

describe('the first request of a session', () => {
  it('reads the discovery of the realm that is signed in to, once, without any secret', async () => {
    const server = await serveDiscovery();
    const session = open(server);
    await Promise.all(Array.from({ length: 9 }, () => session.get(ASK_CLIENTS)));
    expect(paths(server).slice(0, 2)).toEqual([DISCOVERY_PATH, TOKEN_PATH]);
    expect(paths(server).filter((path) => path === DISCOVERY_PATH)).toHaveLength(1);
    expect(server.received[0]).toMatchObject({ method: 'GET', authorization: undefined, body: '' });
  });

  it('asks the realm of the identity where that is another one', async () => {
    const discovery = '/realms/master/.well-known/openid-configuration';
    const server = await startRealmServer(({ path }) => {
      if (path === discovery) return naming(`${server.url}/realms/other`);
      return undefined;
    });
    closing.push(server.close);
    const clientSecret = { env: 'SECRET' };
    const signIn = { method: 'client-secret', realm: 'master', clientId: 'planner', clientSecret } as const;
    const error = await errorOf(open(server, { signIn }).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'issuer-mismatch', message: expect.stringContaining('/realms/master') });
    expect(paths(server)).toEqual([discovery]);
  });

  it.each([
    ['another host', 'https://evil.example/realms/agents'],
    ['another realm', 'http://127.0.0.1/realms/others'],
    ['another path', 'http://127.0.0.1/auth/realms/agents'],
    ['nothing', undefined],
    ['a list', ['http://127.0.0.1/realms/agents']],
    ['no URL', 'agents'],
  ])('is the last one where it names %s: nothing is sent, and both are said', async (_, issuer) => {
    const server = await serveDiscovery(naming(issuer));
    let reads = 0;
    const readCredential = (): Promise<never> => Promise.reject(new Error(`read ${++reads}`));
    const session = open(server, { readCredential });
    const error = await errorOf(session.get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'issuer-mismatch' });
    expect(String(error)).toContain(`${server.url}/realms/agents`);
    const [named, written] =
      typeof issuer === 'string' ? [issuer, `issuer: ${issuer}`] : ['names no issuer', '"server"'];
    expect(String(error)).toContain(named);
    expect(error).toMatchObject({ hint: expect.stringContaining(written) });
    expect(reads).toBe(0);
    expect(paths(server)).toEqual([DISCOVERY_PATH]);
  });

  it.each([
    ['https://SSO.acme.example:443/realms/agents', 'https://sso.acme.example/realms/agents'],
    ['https://sso.acme.example/realms/agents/', 'https://sso.acme.example/realms/agents'],
  ])('takes %s for %s', async (named, issuer) => {
    const server = await serveDiscovery(naming(named));
    expect(await open(server, { issuer }).get(ASK_CLIENTS)).toEqual([]);
  });

  it('follows no redirect', async () => {
    const server = await serveDiscovery({ status: 302, headers: { location: 'https://evil.example/' } });
    const error = await errorOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'server-refused', hint: expect.stringContaining('follows no redirect') });
    expect(paths(server)).toEqual([DISCOVERY_PATH]);
  });

  it('is repeated while a gateway says that the server is not there yet, and not for long', async () => {
    const starting = await serveDiscovery({ status: 503 }, 'cut', naming(undefined));
    expect(await errorOf(open(starting).get(ASK_CLIENTS))).toMatchObject({ code: 'issuer-mismatch' });
    const away = await serveDiscovery({ status: 503 });
    expect(await errorOf(open(away).get(ASK_CLIENTS))).toMatchObject({ code: 'server-failing' });
    expect(paths(away).every((path) => path === DISCOVERY_PATH)).toBe(true);
  });

  it('ends where no answer ever comes', async () => {
    const server = await serveDiscovery('silence');
    const startedMs = performance.now();
    const error = await errorOf(open(server, { answerMs: 150, retry: { ...QUICK, totalMs: 300 } }).get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'timed-out' });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});

describe('a server that starts', () => {
  it('is waited for until its discovery answers, whatever it says before', async () => {
    const replies: Reply[] = [
      'cut',
      { status: 404 },
      { status: 404, body: { error: 'Realm does not exist' } },
      { status: 500 },
    ];
    const server: FakeServer = await serveDiscovery(...replies, { status: 503 }, { status: 503 }, { status: 418 });
    const waits: string[] = [];
    const session = open(server, {
      startMs: 5_000,
      onWait: (text) => waits.push(text),
      retry: { ...QUICK, repeatsMax: 1 },
    });
    expect(await errorOf(session.get(ASK_CLIENTS))).toMatchObject({ code: 'server-refused', status: 418 });
    expect(waits).toHaveLength(6);
  });

  it('is waited for no longer than asked', async () => {
    const server = await serveDiscovery({ status: 503 });
    const startedMs = performance.now();
    expect(await errorOf(open(server, { startMs: 400 }).get(ASK_CLIENTS))).toMatchObject({ code: 'server-failing' });
    expect(performance.now() - startedMs).toBeGreaterThan(300);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('is not waited for where nobody asks', async () => {
    const server = await serveDiscovery({ status: 404, body: { error: 'Realm does not exist' } });
    expect(await errorOf(open(server).get(ASK_CLIENTS))).toMatchObject({ code: 'realm-not-found' });
    expect(paths(server)).toEqual([DISCOVERY_PATH]);
  });
});

describe('a wrong realm', () => {
  const missing: Reply = { status: 404, body: { error: 'Realm does not exist' } };

  it('is named with the setting to correct, and no template of a path', async () => {
    const server = await serveDiscovery(missing);
    expect(await errorOf(open(server).get(ASK_CLIENTS))).toMatchObject({
      code: 'realm-not-found',
      message: `there is no realm "agents" on ${server.url}`,
      hint: expect.stringContaining('"realm" of the target'),
    });
  });

  it('of the identity alone is another setting', async () => {
    const server = await startRealmServer(() => missing);
    closing.push(server.close);
    const clientSecret = { env: 'SECRET' };
    const signIn = { method: 'client-secret', realm: 'mastr', clientId: 'planner', clientSecret } as const;
    expect(await errorOf(open(server, { signIn }).get(ASK_CLIENTS))).toMatchObject({
      code: 'realm-not-found',
      message: `there is no realm "mastr" on ${server.url}`,
      hint: expect.stringContaining('"realm" below "auth"'),
    });
  });
});

describe('a wrong base URL', () => {
  it.each([
    ['a path that the server does not have', { status: 404, body: { error: 'HTTP 404 Not Found' } }],
    ['a server without its path', { status: 404 }],
  ] as const)('ends the run and says what to look at: %s', async (_what, reply) => {
    const server = await serveDiscovery(reply);
    const error = await errorOf(open(server).get(ASK_CLIENTS));
    expect(error).toMatchObject({
      code: 'realm-not-found',
      message: expect.stringMatching(/^GET \/realms\/agents\/.* nothing answers there for realm agents/),
      hint: expect.stringContaining('before /realms/'),
    });
    expect(paths(server)).toEqual([DISCOVERY_PATH]);
  });

  it('is told of https where the server speaks none', async () => {
    const server = await serveDiscovery();
    const url = server.url.replace('http:', 'https:');
    const session = openReadSession(sessionTo(url, {}));
    closing.push(session.close);
    expect(await errorOf(session.get(ASK_CLIENTS))).toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('speaks https'),
    });
  });
});

describe('a dying server', () => {
  it('is left alone once most requests came to nothing, all their repetitions included', async () => {
    const server = await startRealmServer(({ path }) => (path === CLIENTS_PATH ? { status: 503 } : undefined));
    closing.push(server.close);
    const session = open(server, { retry: { ...QUICK, repeatsMax: 1 } });
    const codes: unknown[] = [];
    for (let nth = 0; nth < 8; nth += 1) codes.push(await errorOf(session.get(ASK_CLIENTS)));
    expect(codes.map((error) => (error as { code: string }).code)).toEqual(Array(8).fill('server-failing'));
    expect(paths(server).filter((path) => path === CLIENTS_PATH)).toHaveLength(10);
    expect(String(codes.at(-1))).toContain('not tried');
  });

  it('is not what refuses for a reason', async () => {
    const server = await startRealmServer(({ path }) => (path === CLIENTS_PATH ? { status: 403 } : undefined));
    closing.push(server.close);
    const session = open(server);
    for (let nth = 0; nth < 12; nth += 1) {
      expect(await errorOf(session.get(ASK_CLIENTS))).toMatchObject({ code: 'missing-right' });
    }
  });
});
