import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session, type SessionOptions } from '../../../../../src/systems/keycloak/index.js';
import { installTransport } from '../../../../../src/systems/keycloak/session/transport.js';
import type { FakeServer, Reply } from '../../../../support/fake-server.js';
import {
  ASK_CLIENTS,
  CLIENTS_PATH,
  errorOf,
  sessionTo,
  startRealmServer,
  TOKEN_PATH,
} from '../../../../support/sessions.js';

const TOTAL_MS = 600;
/** What a busy machine may add to the limit. */
const LATE_MS = 500;
const retry = { repeatsMax: 1_000, firstWaitMs: 20, waitMaxMs: 40, totalMs: TOTAL_MS };
const ASK_ROLES = { asked: 'GET /roles', path: ['roles'] } as const;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
beforeAll(() => installTransport());

/** What of a server is out of order, and what it answers there instead. */
interface Trouble {
  reply?: Reply;
  isFor: (path: string) => boolean;
}

const NONE: Trouble = { isFor: () => false };
const everything = (reply: Reply): Trouble => ({ reply, isFor: () => true });

/** A server whose tokens end at once, so that each request signs in, and which gets its trouble once it was met. */
async function serve(): Promise<{ readonly server: FakeServer; readonly trouble: Trouble }> {
  const trouble: Trouble = { ...NONE };
  const server = await startRealmServer(({ path }) => {
    if (trouble.isFor(path)) return trouble.reply;
    if (path === TOKEN_PATH) return { status: 200, body: { access_token: 't', expires_in: 0 } };
    return path.startsWith(CLIENTS_PATH) || path.endsWith('/roles') ? { status: 200, body: [] } : undefined;
  });
  closing.push(server.close);
  return { server, trouble };
}

function open(server: FakeServer, more: Partial<SessionOptions> = {}): Session {
  const session = openSession(sessionTo(server.url, { retry, ...more }));
  closing.push(session.close);
  return session;
}

/** How long work takes, in milliseconds, and how it failed. */
async function timed(work: Promise<unknown>): Promise<{ readonly tookMs: number; readonly error: unknown }> {
  const startedMs = performance.now();
  const error = await errorOf(work);
  return { error, tookMs: performance.now() - startedMs };
}

describe('a server that answers nothing any more', () => {
  it('is given up after one limit, the sign-in that a request needs included', async () => {
    const { server, trouble } = await serve();
    const session = open(server);
    await session.get(ASK_CLIENTS);
    Object.assign(trouble, everything({ status: 503 }));
    const { tookMs, error } = await timed(session.get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'server-failing' });
    expect(tookMs).toBeLessThan(TOTAL_MS + LATE_MS);
  });

  it('is given up when its token endpoint alone is gone, once for all that wait', async () => {
    const { server, trouble } = await serve();
    const session = open(server);
    await session.get(ASK_CLIENTS);
    Object.assign(trouble, { reply: 'cut', isFor: (path: string) => path === TOKEN_PATH });
    const all = await Promise.all(Array.from({ length: 20 }, () => timed(session.get(ASK_CLIENTS))));
    for (const { tookMs, error } of all) {
      expect(error).toMatchObject({ code: 'unreachable' });
      expect(tookMs).toBeLessThan(TOTAL_MS + LATE_MS);
    }
  });

  it('gives a request that comes later only the rest of the time, and the next one none', async () => {
    const { server, trouble } = await serve();
    const session = open(server);
    await session.get(ASK_CLIENTS);
    Object.assign(trouble, everything({ status: 502 }));
    const first = timed(session.get(ASK_CLIENTS));
    await new Promise((done) => setTimeout(done, TOTAL_MS / 2));
    const second = await timed(session.get(ASK_ROLES));
    expect(second.error).toMatchObject({ code: 'server-failing' });
    expect(second.tookMs).toBeLessThan(TOTAL_MS / 2 + LATE_MS);
    expect((await first).error).toMatchObject({ code: 'server-failing' });
    const before = session.requests();
    for (const asked of [ASK_CLIENTS, { ...ASK_CLIENTS, asked: 'POST /clients', body: {} } as const]) {
      const { error } = await timed(session.send(asked));
      expect(error).toMatchObject({ code: 'server-failing', message: expect.stringContaining('not tried') });
    }
    expect(session.requests()).toBe(before);
  });

  it('is asked once where it is silent for longer than the limit, and once more where others were answered', async () => {
    for (const isAlone of [true, false]) {
      const { server, trouble } = await serve();
      const session = open(server, { answerMs: TOTAL_MS + 200 });
      await session.get(ASK_CLIENTS);
      Object.assign(trouble, { reply: 'silence', isFor: (path: string) => path.startsWith(CLIENTS_PATH) });
      const asking = timed(session.get(ASK_CLIENTS));
      const others = isAlone ? undefined : setInterval(() => void errorOf(session.get(ASK_ROLES)), 50);
      const { error } = await asking;
      clearInterval(others);
      expect(error).toMatchObject({ code: 'timed-out' });
      const asked = server.received.filter(({ path }) => path.startsWith(CLIENTS_PATH)).length - 1;
      expect(asked).toBe(isAlone ? 1 : 2);
    }
  });

  it('is asked nothing after a POST about which it was silent for longer than the limit', async () => {
    const { server, trouble } = await serve();
    const session = open(server, { answerMs: TOTAL_MS + 200 });
    await session.get(ASK_CLIENTS);
    Object.assign(trouble, { reply: 'silence', isFor: (path: string) => path.startsWith(CLIENTS_PATH) });
    const posted = await timed(session.send({ ...ASK_CLIENTS, asked: 'POST /clients', body: {} }));
    expect(posted.error).toMatchObject({ code: 'timed-out' });
    const { error } = await timed(session.get(ASK_CLIENTS));
    expect(error).toMatchObject({ code: 'server-failing', message: expect.stringContaining('not tried') });
    expect(server.received.filter(({ method, path }) => method === 'POST' && path === CLIENTS_PATH)).toHaveLength(1);
  });

  it('is used again when it is back before the limit', async () => {
    const { server, trouble } = await serve();
    const session = open(server);
    await session.get(ASK_CLIENTS);
    Object.assign(trouble, everything('cut'));
    const asking = Promise.all([session.get(ASK_CLIENTS), session.get(ASK_ROLES)]);
    await new Promise((done) => setTimeout(done, TOTAL_MS / 2));
    Object.assign(trouble, NONE);
    await expect(asking).resolves.toEqual([[], []]);
    await expect(session.get(ASK_CLIENTS)).resolves.toEqual([]);
  });
});

describe('a part of a server that is out of order', () => {
  it('ends the requests for it at the limit, and no others', async () => {
    const { server, trouble } = await serve();
    const session = open(server);
    Object.assign(trouble, { reply: { status: 503 }, isFor: (path: string) => path.endsWith('/roles') });
    const failing = timed(session.get(ASK_ROLES));
    const others = setInterval(() => void errorOf(session.get(ASK_CLIENTS)), 20);
    const { tookMs, error } = await failing;
    clearInterval(others);
    expect(error).toMatchObject({ code: 'server-failing', asked: 'GET /roles' });
    expect(tookMs).toBeLessThan(TOTAL_MS + LATE_MS);
    await expect(session.get(ASK_CLIENTS)).resolves.toEqual([]);
  });
});
