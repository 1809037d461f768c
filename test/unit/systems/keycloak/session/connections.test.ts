import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Secret, type CredentialSource } from '../../../../../src/model/index.js';
import {
  chooseProxy,
  installTransport,
  openReadSession,
  openSession,
  type SessionOptions,
} from '../../../../../src/systems/keycloak/index.js';
import { refusalOf } from '../../../../../src/systems/keycloak/session/errors.js';
import type { Proxy } from '../../../../../src/systems/keycloak/session/proxy-choice.js';
import { openWire } from '../../../../../src/systems/keycloak/session/wire.js';
import { createAuthority, type TestCertificate } from '../../../../support/certificates.js';
import type { FakeServer } from '../../../../support/fake-server.js';
import { startForwardProxy, type ForwardProxy, type ForwardProxyOptions } from '../../../../support/forward-proxy.js';
import { ASK_CLIENTS, errorOf, QUICK, sessionTo, startRealmServer } from '../../../../support/sessions.js';
import { startTlsFront, type TlsFront } from '../../../../support/tls-front.js';

beforeAll(() => installTransport());
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Rig {
  readonly server: FakeServer;
  readonly front: TlsFront;
  /** How to sign in through the front, with these files to be read. */
  readonly through: (more: Partial<SessionOptions>, files?: Readonly<Record<string, string>>) => SessionOptions;
}

const authority = createAuthority();
const FILES = { 'ca.pem': authority.certificate };

async function startRig(own: TestCertificate, more: Parameters<typeof startTlsFront>[2] = {}): Promise<Rig> {
  const server = await startRealmServer(({ method }) => (method === 'DELETE' ? { status: 204 } : undefined));
  closing.push(server.close);
  const front = await startTlsFront(server.url, own, more);
  closing.push(front.close);
  const through: Rig['through'] = (options, files = FILES) => {
    const texts: Readonly<Record<string, string | undefined>> = files;
    const readCredential = async (source: CredentialSource): Promise<Secret> => {
      if ('env' in source) return new Secret('s3cr3t');
      const text = texts[source.file];
      if (text === undefined) throw new Error(`no file ${source.file}`);
      return new Secret(text);
    };
    return sessionTo(front.url, { issuer: `${server.url}/realms/agents`, readCredential, ...options });
  };
  return { server, front, through };
}

/** Asks for the clients once and gives them, or what went wrong. */
async function ask(options: SessionOptions): Promise<unknown> {
  const session = openReadSession(options);
  try {
    return await session.get(ASK_CLIENTS).catch((error: unknown) => error);
  } finally {
    await session.close();
  }
}

describe('a server whose certificate nobody knows', () => {
  it('is not spoken to, and the hint says what to write', async () => {
    const { server, through } = await startRig(authority.issue('server'));
    const error = await ask(through({}));
    expect(error).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('caFile') });
    expect(server.received).toEqual([]);
  });

  it('is spoken to by those who have its authority, in HTTP/1.1', async () => {
    const { front, through } = await startRig(authority.issue('server'));
    expect(await ask(through({ connection: { caFile: 'ca.pem' } }))).toEqual([]);
    expect(new Set(front.protocols)).toEqual(new Set(['http/1.1']));
  });

  it('is its own authority when it signed itself', async () => {
    const { through } = await startRig(authority);
    expect(await ask(through({ connection: { caFile: 'ca.pem' } }))).toMatchObject({ code: 'unreachable' });
    const self = createAuthority('self-signed');
    const rig = await startRig({ ...self.issue('server') });
    expect(await ask(rig.through({ connection: { caFile: 'ca.pem' } }))).toMatchObject({ code: 'unreachable' });
    expect(await ask(rig.through({ connection: { caFile: 'ca.pem' } }, { 'ca.pem': self.certificate }))).toEqual([]);
  });

  it('is spoken to by those who do not look', async () => {
    const { through } = await startRig(authority.issue('server'));
    expect(await ask(through({ connection: { insecureSkipTlsVerify: true } }))).toEqual([]);
  });

  it.each([
    ['that is not there', {}],
    ['without a certificate', { 'ca.pem': 'nothing' }],
    ['with half a certificate', { 'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n' }],
  ])('and a file of authorities %s end before anything is sent', async (_, files) => {
    const { server, through } = await startRig(authority.issue('server'));
    const error = await ask(through({ connection: { caFile: 'ca.pem' } }, files));
    expect(['credential-missing', 'unreachable']).toContain((error as { code?: unknown }).code);
    expect(server.received).toEqual([]);
  });
});

describe('a server that wants to see a certificate', () => {
  const wants = { requestCert: true, rejectUnauthorized: true, ca: authority.certificate };
  const mine = authority.issue('keyplan-apply');
  const files = { ...FILES, 'tls.crt': mine.certificate, 'tls.key': mine.key };
  const clientCertificate = { certificate: { file: 'tls.crt' }, key: { file: 'tls.key' } };

  it('sees ours, and refuses whoever shows none', async () => {
    const { front, through } = await startRig(authority.issue('server'), wants);
    const stranger = await ask(through({ connection: { caFile: 'ca.pem' } }));
    expect(stranger).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('clientCertificate') });
    expect(await ask(through({ connection: { caFile: 'ca.pem', clientCertificate } }, files))).toEqual([]);
    expect(new Set(front.shown)).toEqual(new Set(['keyplan-apply']));
  });

  it('sees that of a client whose way to sign in it is, from the token request on, and a newer one as soon as there is one', async () => {
    const { server, front, through } = await startRig(authority.issue('server'), {
      ...wants,
      rejectUnauthorized: false,
    });
    const newer = authority.issue('keyplan-apply-2');
    const named: Record<string, string> = { ...files };
    const sign = { method: 'tls-client-certificate', realm: 'agents', clientId: 'keyplan-apply' } as const;
    const options = through({ connection: { caFile: 'ca.pem' }, signIn: { ...sign, ...clientCertificate } }, named);
    let clockMs = 0;
    const session = openReadSession({ ...options, now: () => clockMs });
    closing.push(session.close);
    expect(await session.get(ASK_CLIENTS)).toEqual([]);
    expect(new Set(front.shown)).toEqual(new Set(['keyplan-apply']));
    const token = server.received.find(({ method }) => method === 'POST');
    expect(token?.body).toBe('grant_type=client_credentials&client_id=keyplan-apply');
    named['tls.crt'] = newer.certificate;
    named['tls.key'] = newer.key;
    clockMs = 280_000;
    expect(await session.get(ASK_CLIENTS)).toEqual([]);
    expect(front.shown.at(-1)).toBe('keyplan-apply-2');
  });

  it('does not see a key of another certificate', async () => {
    const { through } = await startRig(authority.issue('server'), wants);
    const mixed = { ...files, 'tls.key': authority.issue('other').key };
    const error = await ask(through({ connection: { caFile: 'ca.pem', clientCertificate } }, mixed));
    expect(error).toMatchObject({ code: 'credential-missing' });
    expect(String(error)).not.toContain('BEGIN');
  });
});

describe('a proxy', () => {
  async function startProxy(options: ForwardProxyOptions): Promise<ForwardProxy> {
    const proxy = await startForwardProxy(options);
    closing.push(proxy.close);
    return proxy;
  }
  const by = (server: string, variable: string) => {
    const proxy = chooseProxy(server, { ALL_PROXY: variable });
    return proxy === undefined ? {} : { proxy };
  };

  it('digs a tunnel to a server of TLS that only it can find, and sees nothing of what is sent', async () => {
    const { front, through } = await startRig(authority.issue('server', 'keycloak.test'));
    const proxy = await startProxy({ port: front.port, credentials: 'robot:p@ss' });
    const server = 'https://keycloak.test:8443/';
    const connection = { caFile: 'ca.pem', ...by(server, `http://robot:p%40ss@${proxy.host}`) };
    expect(await ask(through({ server: server.slice(0, -1), connection }))).toEqual([]);
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT keycloak.test:8443']));
  });

  it('keeps to the limit of connections, and the admin client goes the same way', async () => {
    const { front, through } = await startRig(authority.issue('server', 'keycloak.test'));
    const proxy = await startProxy({ port: front.port });
    const server = 'https://keycloak.test:8443';
    const connection = { caFile: 'ca.pem', ...by(server, proxy.host) };
    const session = openSession(through({ server, connection, connectionsMax: 3 }));
    closing.push(session.close);
    await Promise.all(Array.from({ length: 30 }, () => session.get(ASK_CLIENTS)));
    await session.write('DELETE /clients/{id}', (admin) => admin.clients.del({ id: 'c' }));
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
  });

  it('passes on requests to a server without TLS', async () => {
    const { server } = await startRig(authority.issue('server'));
    const proxy = await startProxy({ port: Number(new URL(server.url).port), credentials: 'robot:canary' });
    const url = 'http://keycloak.test';
    const options = { issuer: `${server.url}/realms/agents`, connection: by(url, `http://robot:canary@${proxy.host}`) };
    expect(await ask(sessionTo(url, options))).toEqual([]);
    expect(proxy.asked.at(-1)).toBe('GET http://keycloak.test/admin/realms/agents/clients');
    expect(JSON.stringify(server.received)).not.toContain('canary');
  });

  it.each(['https://keycloak.test', 'http://keycloak.test'])(
    'that wants another password is named without the one that it got, for %s',
    async (server) => {
      const { front, through } = await startRig(authority.issue('server', 'keycloak.test'));
      const proxy = await startProxy({ port: front.port, credentials: 'robot:other' });
      const error = await ask(through({ server, connection: by(server, `http://robot:canary@${proxy.host}`) }));
      expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('the proxy answered 407') });
      expect(error).toMatchObject({ hint: expect.stringContaining(`${proxy.host} (ALL_PROXY)`) });
      const all = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
      expect(all).not.toMatch(/canary|cm9ib3Q6Y2FuYXJ5/);
      expect(proxy.asked).toHaveLength(1);
    },
  );

  it('that refuses a tunnel, or digs none, is told from the server', async () => {
    const { front, through } = await startRig(authority.issue('server', 'keycloak.test'));
    const server = 'https://keycloak.test';
    const refusing = await startProxy({ port: front.port, refusal: 403 });
    const refused = await ask(through({ server, connection: by(server, refusing.host) }));
    expect(refused).toMatchObject({ code: 'unreachable', message: expect.stringContaining('the proxy answered 403') });
    expect(refusing.asked).toHaveLength(1);
    const failing = await startProxy({ port: front.port, refusal: 503 });
    expect(await ask(through({ server, connection: by(server, failing.host) }))).toMatchObject({ code: 'unreachable' });
    expect(failing.asked).toHaveLength(7);
  });
});

describe('a proxy that ends a connection', () => {
  it.each([
    ['at once', undefined],
    ['when it is asked', ''],
    ['within its answer', 'HTTP/1.1 200 Conn'],
    ['after what is no answer yet', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['after what is no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ])('%s is asked once for each request', async (_, answer) => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      if (answer === undefined) socket.resume().end();
      else socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const proxy = chooseProxy('https://keycloak.test', { ALL_PROXY: `127.0.0.1:${port}` });
    const wire = openWire(new URL('https://keycloak.test'), {
      connectionsMax: 2,
      answerMs: 60_000,
      connection: proxy === undefined ? {} : { proxy },
      readCredential: () => Promise.reject(new Error('no file is read')),
    });
    closing.push(wire.close);
    const request = { method: 'GET', path: '/', headers: {} } as const;
    const errors = await Promise.all([1, 2, 3, 4, 5, 6].map(() => errorOf(wire.exchange(request))));
    for (const error of errors) expect(refusalOf(error)).toMatchObject({ type: 'lost' });
    expect(connections).toBeLessThanOrEqual(6);
  });
});

describe('a proxy that speaks TLS itself', () => {
  const trusted = getCACertificates('default');
  // There is no setting for it: the authorities of the system, and of NODE_EXTRA_CA_CERTS, are what counts.
  beforeAll(() => setDefaultCACertificates([...trusted, authority.certificate]));
  afterAll(() => setDefaultCACertificates(trusted));

  it.each(['https://keycloak.test:8443', 'http://keycloak.test:8080'])(
    'is known by its own name and not by that of the server, for %s',
    async (server) => {
      const { front, server: plain, through } = await startRig(authority.issue('server', 'keycloak.test'));
      const port = server.startsWith('https:') ? front.port : Number(new URL(plain.url).port);
      const proxy = await startForwardProxy({ port, tls: authority.issue('proxy'), credentials: 'robot:canary' });
      closing.push(proxy.close);
      const chosen = chooseProxy(server, {
        ALL_PROXY: `https://robot:canary@${proxy.host.replace('127.0.0.1', 'localhost')}`,
      });
      expect(await ask(through({ server, connection: chosen === undefined ? {} : { proxy: chosen } }))).toEqual([]);
      expect(proxy.asked.length).toBeGreaterThan(0);
      expect(JSON.stringify(plain.received)).not.toContain('canary');
    },
  );
});

describe('what is not connected yet', () => {
  const wireTo = (url: string, proxy?: Proxy) =>
    openWire(new URL(url), {
      connectionsMax: 2,
      answerMs: 60_000,
      connection: proxy === undefined ? {} : { proxy },
      readCredential: () => Promise.reject(new Error('no file is read')),
    });
  const request = { method: 'GET', path: '/', headers: {} } as const;
  /** Listens, and says nothing to whoever connects. */
  async function startSilence(): Promise<{ readonly port: number; readonly sockets: Set<Socket> }> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => sockets.delete(socket))
        .resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return { port: (server.address() as AddressInfo).port, sockets };
  }

  it.each([
    ['to a server that does not shake hands', (port: number) => wireTo(`https://127.0.0.1:${port}`)],
    [
      'to a proxy that digs no tunnel',
      (port: number) =>
        wireTo('https://keycloak.test', chooseProxy('https://keycloak.test', { ALL_PROXY: `127.0.0.1:${port}` })),
    ],
    [
      'to a proxy that does not shake hands',
      (port: number) =>
        wireTo('http://keycloak.test', chooseProxy('http://keycloak.test', { ALL_PROXY: `https://127.0.0.1:${port}` })),
    ],
  ])('ends with the session: %s', async (_, open) => {
    const { port, sockets } = await startSilence();
    const wire = open(port);
    const asked = [errorOf(wire.exchange(request)), errorOf(wire.exchange(request)), errorOf(wire.exchange(request))];
    await vi.waitFor(() => expect(sockets.size).toBe(2));
    await wire.close();
    for (const error of await Promise.all(asked)) expect(error).toMatchObject({ code: 'ERR_SESSION_CLOSED' });
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it('ends by itself after ten seconds', async () => {
    const { port } = await startSilence();
    const proxied = chooseProxy('https://keycloak.test', { ALL_PROXY: `127.0.0.1:${port}` });
    const wires = [wireTo(`https://127.0.0.1:${port}`), wireTo('https://keycloak.test', proxied)];
    closing.push(...wires.map((wire) => wire.close));
    const startedMs = performance.now();
    const errors = await Promise.all(wires.map((wire) => errorOf(wire.exchange(request))));
    for (const error of errors) expect(refusalOf(error)).toEqual({ type: 'timed-out', words: 'ETIMEDOUT' });
    expect(performance.now() - startedMs).toBeGreaterThan(9_000);
  }, 20_000);
});

describe('the headers of the settings', () => {
  it('go with every request, the first one and the one for the token too', async () => {
    const { server } = await startRig(authority.issue('server'));
    const headers = { 'X-Forwarded-Proto': 'https' };
    expect(await ask(sessionTo(server.url, { connection: { headers } }))).toEqual([]);
    expect(server.received.map((request) => request.headers['x-forwarded-proto'])).toEqual(['https', 'https', 'https']);
    const twice = { 'X-From': 'a', 'x-from': 'b' };
    expect(await ask(sessionTo(server.url, { connection: { headers: twice } }))).toEqual([]);
    expect(server.received.at(-1)?.headers['x-from']).toBe('b');
  });
});

describe('a path in front of everything', () => {
  it('is the path of every request', async () => {
    const server = await startRealmServer(({ path }) => {
      if (path === '/auth/realms/agents/.well-known/openid-configuration')
        return { status: 200, body: { issuer: `${server.url}/auth/realms/agents` } };
      if (path.startsWith('/auth/realms/')) return { status: 200, body: { access_token: 't', expires_in: 60 } };
      return path.startsWith('/auth/admin/realms/agents/') ? { status: 200, body: ['x'] } : { status: 404 };
    });
    closing.push(server.close);
    expect(await ask(sessionTo(`${server.url}/auth`))).toEqual(['x']);
    const session = openSession(sessionTo(`${server.url}/auth`));
    closing.push(session.close);
    expect(await errorOf(session.write('GET /clients', (admin) => admin.clients.find()))).toBeUndefined();
    expect(server.received.every(({ path }) => path.startsWith('/auth/'))).toBe(true);
  });
});

describe('an answer', () => {
  const trickling = async (step: number): Promise<string> => {
    const server = createServer((request, response) => {
      const [discovery, token] = [{ issuer: `${url}/realms/agents` }, { access_token: 't', expires_in: 60 }];
      if (!request.url?.startsWith('/admin/')) {
        response.end(JSON.stringify(request.method === 'GET' ? discovery : token));
        return;
      }
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), step);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return url;
  };

  it('that goes on for longer than a request may take ends as if none had come', async () => {
    const url = await trickling(20);
    const startedMs = performance.now();
    const error = await ask(sessionTo(url, { answerMs: 300, retry: { ...QUICK, repeatsMax: 1 } }));
    expect(error).toMatchObject({ code: 'timed-out' });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
