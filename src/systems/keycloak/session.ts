import AdminClient, { fetchWithError } from '@keycloak/keycloak-admin-client';
import { fetch as undiciFetch } from 'undici';
import { Failure, type SignIn } from '../../model/index.js';
import { refusalOf, requestFailure, type Asked, type Method, type Refusal, type RequestSite } from './errors.js';
import type { ReadingAdmin } from './reading-admin.js';
import { RETRY_LIMITS, withRetry, type RetryLimits } from './retry.js';
import {
  createTokenSource,
  sendSignIn,
  signInFailure,
  TOKEN_ASKED,
  tokenPath,
  type CredentialReader,
  type TokenSource,
} from './sign-in.js';
import { openTransport } from './transport.js';

export interface SessionOptions {
  /** Base URL without a trailing slash. */
  readonly server: string;
  readonly realm: string;
  readonly signIn: SignIn;
  readonly readCredential: CredentialReader;
  /** Connections at most; 16 when absent. */
  readonly connectionsMax?: number;
  /** How long the server may take for an answer, in milliseconds; 120 s when absent: a cold list of clients takes many seconds. */
  readonly answerMs?: number;
  readonly retry?: RetryLimits;
  /** Told about each request that ended, repetitions apart. Must not throw. */
  readonly onRequest?: (event: RequestEvent) => void;
  /** Told before a request is repeated, in words for people. Must not throw. */
  readonly onWait?: (text: string) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** One request that ended, for `--verbose`. */
export interface RequestEvent {
  readonly asked: Asked;
  readonly tookMs: number;
  /** Absent when it succeeded. */
  readonly refusal?: Refusal;
}

/** A request that the admin client has no call for. Path parts are encoded here; `path` starts below `/admin/realms/<realm>`. */
export interface PlainRequest {
  readonly asked: Asked;
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
}

/** A session that can only look: it has no call that writes, and its transport would refuse one. */
export interface ReadSession {
  readonly server: string;
  readonly realm: string;
  /** The identity in whose name it reads: a client id, or a user name. */
  readonly readAs: string;
  /** Asks through the admin client. Throws a Failure; a RequestFailure where the server answered or was lost. */
  readonly read: <T>(asked: `GET /${string}`, ask: (admin: ReadingAdmin) => Promise<T>) => Promise<T>;
  /** Gets what the admin client has no call for. */
  readonly get: (request: PlainRequest & { readonly asked: `GET /${string}` }) => Promise<unknown>;
  /** Requests sent so far, sign-in and repetitions included. */
  readonly requests: () => number;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

/** A session that can also write. */
export interface Session extends ReadSession {
  /**
   * Sends through the admin client. PUT and DELETE are repeated after troubles that pass; a POST is sent once, and only
   * the caller knows how to find out whether it arrived.
   */
  readonly write: <T>(asked: Asked, ask: (admin: AdminClient) => Promise<T>) => Promise<T>;
  /** Sends what the admin client has no call for, or would drop a part of. Gives the parsed answer, `''` when there is none. */
  readonly send: (request: PlainRequest & { readonly body?: unknown }) => Promise<unknown>;
}

/** Opens a session that can only look. Nothing is sent until the first request; `installTransport` must have been called. */
export function openReadSession(options: SessionOptions): ReadSession {
  const { server, realm, readAs, read, get, requests, close } = buildSession(options, false);
  return { server, realm, readAs, read, get, requests, close };
}

/** Opens a session that can also write. Nothing is sent until the first request; `installTransport` must have been called. */
export function openSession(options: SessionOptions): Session {
  return buildSession(options, true);
}

function buildSession(options: SessionOptions, mayWrite: boolean): Session {
  requireTransport();
  const { server, realm, signIn } = options;
  const readAs = signIn.method === 'password' ? signIn.username : signIn.clientId;
  const base = new URL(server);
  const path = joinPath(base.pathname, tokenPath(signIn.realm));
  const transport = openTransport({
    connectionsMax: options.connectionsMax ?? 16,
    answerMs: options.answerMs ?? 120_000,
    tokenPath: path,
    mayWrite,
  });
  const site = { server, realm, readAs };
  const sender = createSender(options, site);
  const requestInit: RequestInit = { dispatcher: transport.dispatcher, redirect: 'manual' };
  const tokens = createTokenSource({
    signIn,
    readCredential: options.readCredential,
    now: sender.now,
    send: (form) =>
      sender.signIn({ ...site, realm: signIn.realm }, new URL(path, base).href, { ...requestInit, body: form }),
  });
  const admin = new AdminClient({ baseUrl: server, realmName: realm, requestOptions: requestInit });
  admin.registerTokenProvider({ getAccessToken: async () => (await tokens.current()).value.reveal() });
  const ask = <T>(asked: Asked, send: (to: AdminClient) => Promise<T>): Promise<T> =>
    sender.send(asked, tokens, () => send(admin));
  const plain = (request: PlainRequest & { readonly body?: unknown }): Promise<unknown> =>
    ask(request.asked, (to) => sendPlain(to, request));
  return {
    ...site,
    read: ask,
    get: plain,
    write: ask,
    send: plain,
    requests: transport.requests,
    close: transport.close,
  };
}

interface Sender {
  readonly now: () => number;
  send<T>(asked: Asked, tokens: TokenSource, attempt: () => Promise<T>): Promise<T>;
  signIn(site: RequestSite, url: string, request: RequestInit): Promise<unknown>;
}

/** Sends with repetitions, with one renewal of the token after a 401, and with failures in words. */
function createSender(options: SessionOptions, site: RequestSite): Sender {
  const now = options.now ?? ((): number => performance.now());
  const limits = options.retry ?? RETRY_LIMITS;
  const repeated = <T>(asked: Asked, method: Method, attempt: () => Promise<T>): Promise<T> =>
    withRetry(
      { method, limits, now, onWait: (refusal, waitMs) => options.onWait?.(waitText(asked, refusal, waitMs)) },
      async () => {
        const startedMs = now();
        const told = (refusal?: Refusal): void =>
          options.onRequest?.({ asked, tookMs: now() - startedMs, ...(refusal === undefined ? {} : { refusal }) });
        try {
          const answer = await attempt();
          told();
          return answer;
        } catch (error) {
          told(refusalOf(error));
          throw error;
        }
      },
    );
  return {
    now,
    async send(asked, tokens, attempt) {
      try {
        return await repeated(asked, methodOf(asked), () => withFreshToken(tokens, attempt));
      } catch (error) {
        throw error instanceof Failure ? error : requestFailure(asked, site, error);
      }
    },
    async signIn(at, url, request) {
      try {
        // Signing in twice does no harm, so it is repeated like a read.
        return await repeated(TOKEN_ASKED, 'GET', () => sendSignIn(url, request, at));
      } catch (error) {
        throw signInFailure(at, error);
      }
    },
  };
}

/** A token may end early: the client that signs in was changed, or the server was restarted. One new one is tried. */
async function withFreshToken<T>(tokens: TokenSource, attempt: () => Promise<T>): Promise<T> {
  const { generation } = await tokens.current();
  try {
    return await attempt();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.type !== 'answer' || refusal.status !== 401) throw error;
    tokens.rejected(generation);
    return attempt();
  }
}

async function sendPlain(
  admin: AdminClient,
  { asked, path, query, body }: PlainRequest & { readonly body?: unknown },
): Promise<unknown> {
  const encoded = ['admin', 'realms', admin.realmName, ...path].map(encodeURIComponent).join('/');
  const search = Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
  const url = new URL(joinPath(new URL(admin.baseUrl).pathname, encoded), admin.baseUrl);
  url.search = new URLSearchParams(search).toString();
  const response = await fetchWithError(url, {
    ...admin.getRequestOptions(),
    method: methodOf(asked),
    headers: {
      authorization: `Bearer ${(await admin.getAccessToken()) ?? ''}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? '' : (JSON.parse(text) as unknown);
}

function methodOf(asked: Asked): Method {
  return asked.slice(0, asked.indexOf(' ')) as Method;
}

function joinPath(left: string, right: string): string {
  return `${left.replace(/\/+$/, '')}/${right.replace(/^\/+/, '')}`;
}

function waitText(asked: Asked, refusal: Refusal, waitMs: number): string {
  const what = refusal.type === 'answer' ? `status ${refusal.status}` : refusal.words;
  return `${asked}: ${what}, trying again in ${(waitMs / 1000).toFixed(1)} s`;
}

/** Without undici's own `fetch` each request would fail in an obscure way, so this fails first. */
function requireTransport(): void {
  if (Object.is(globalThis.fetch, undiciFetch)) return;
  throw new Failure('bug', 'the transport was not installed before a session was opened', {
    hint: 'Call installTransport() once when the program starts.',
  });
}
