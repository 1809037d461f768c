import { Agent, fetch as undiciFetch, install, type Dispatcher } from 'undici';
import { Failure } from '../../../model/index.js';
import { AnswerError, type Method } from './errors.js';

/**
 * Puts undici's `fetch` in the place of Node's own. The admin client calls `fetch`, and Node's own cannot use our pool
 * (Node 22 and 24 fail with "invalid onRequestStart method"). For entry points only: a library must not change what its
 * host calls `fetch`.
 */
export function installTransport(): void {
  install();
}

/** Without it each write would fail in an obscure way, so this fails first. */
export function requireTransport(): void {
  if (Object.is(globalThis.fetch, undiciFetch)) return;
  throw new Failure('bug', 'the transport was not installed before a session was opened', {
    hint: 'Call installTransport() once when the program starts.',
  });
}

export interface TransportOptions {
  /** Base URL of the server; what `send` is given is added to its path. */
  readonly server: string;
  readonly realm: string;
  /** Connections at most; requests beyond wait for one. */
  readonly connectionsMax: number;
  /** How long the server may take until the first byte of an answer, and between two, in milliseconds. */
  readonly answerMs: number;
  /** Path of the token endpoint: the one POST that a reading transport sends. */
  readonly tokenPath: string;
  /** Whether anything but GET may be sent. */
  readonly mayWrite: boolean;
}

/** One request, ready to be sent. */
export interface WireRequest {
  readonly method: Method;
  /** Below the server's base URL, encoded, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One pool of connections to one server. */
export interface Transport {
  /** Sends once and gives the parsed body, `''` when there is none. Throws an AnswerError, or undici's error. */
  readonly send: (request: WireRequest) => Promise<unknown>;
  /** For the admin client: as the global `RequestInit` wants it, whose types are those of another undici than the one that runs. */
  readonly dispatcher: NonNullable<RequestInit['dispatcher']>;
  /** Requests sent so far, sign-in and repetitions included. */
  readonly requests: () => number;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

/** Opens the pool. Nothing is sent until the first request. */
export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.server);
  const basePath = base.pathname.replace(/\/+$/, '');
  const agent = new Agent({
    connections: options.connectionsMax,
    // HTTP/2 would put everything on one connection and make the limit above meaningless.
    allowH2: false,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    headersTimeout: options.answerMs,
    bodyTimeout: options.answerMs,
    connect: { timeout: 10_000 },
  });
  const realmPath = `${basePath}/admin/realms/${encodeURIComponent(options.realm)}`;
  let sent = 0;
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    const [path = ''] = request.path.split('?');
    if (options.mayWrite) refuseRealmWrites(request.method, path, realmPath);
    else refuseWrites(request.method, path, `${basePath}${options.tokenPath}`);
    sent += 1;
    return dispatch(request, handler);
  });
  return {
    send: ({ method, path, headers, body }) =>
      sendOnce(dispatcher, {
        origin: base.origin,
        path: basePath + path,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    dispatcher: dispatcher as unknown as Transport['dispatcher'],
    requests: () => sent,
    close: () => agent.destroy(),
  };
}

async function sendOnce(dispatcher: Dispatcher, request: Dispatcher.RequestOptions): Promise<unknown> {
  const { statusCode, headers, body } = await dispatcher.request(request);
  const parsed = parseBody(await body.text());
  // A redirect is no success either: our token goes to the server of the settings and to no other.
  if (statusCode >= 200 && statusCode < 300) return parsed;
  const retryAfter = headers['retry-after'];
  throw new AnswerError(statusCode, typeof retryAfter === 'string' ? retryAfter : null, parsed);
}

/** Answers of proxies in between are often no JSON; they are kept as text, which is shown to nobody. */
function parseBody(text: string): unknown {
  if (text === '') return '';
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * The last line of defence behind the types: what only looks sends nothing but GET, and not the one GET that writes:
 * asking for a client's service account makes a new one when it was deleted (contract "asking for a service account
 * recreates it").
 */
function refuseWrites(method: string, path: string, tokenPath: string): void {
  if (method === 'POST' && path === tokenPath) return;
  if (method === 'GET' && !path.endsWith('/service-account-user')) return;
  throw new Error(`a reading session may not send ${method} ${path}`);
}

/**
 * The realm itself is never written. URLs drop `..`, so that deleting a role of that name through the admin client would
 * ask for the deletion of the realm.
 */
function refuseRealmWrites(method: string, path: string, realmPath: string): void {
  if (method === 'GET' || path.replace(/\/+$/, '') !== realmPath) return;
  throw new Error(`a session may not send ${method} to a realm itself`);
}
