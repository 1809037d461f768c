import { Agent, install, type Dispatcher } from 'undici';

/**
 * Puts undici's `fetch` in the place of Node's own, which cannot use an agent of another undici (Node 22 and 24 fail with
 * "invalid onRequestStart method"). For entry points only: a library must not change what its host calls `fetch`.
 */
export function installTransport(): void {
  install();
}

export interface TransportOptions {
  /** Connections at most; requests beyond wait for one. */
  readonly connectionsMax: number;
  /** How long the server may take until the first byte of an answer, in milliseconds. */
  readonly answerMs: number;
  /** Path of the token endpoint: the one POST that a reading transport sends. */
  readonly tokenPath: string;
  /** Whether anything but GET may be sent. */
  readonly mayWrite: boolean;
}

/** One pool of connections to one server. */
export interface Transport {
  /** As the global `RequestInit` wants it, whose types are those of an older undici than the one that runs. */
  readonly dispatcher: NonNullable<RequestInit['dispatcher']>;
  /** Requests sent so far, sign-in and repetitions included. */
  readonly requests: () => number;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

/** Opens the pool. Nothing is sent until the first request. */
export function openTransport(options: TransportOptions): Transport {
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
  let sent = 0;
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    if (!options.mayWrite) refuseWrites(request, options.tokenPath);
    sent += 1;
    return dispatch(request, handler);
  });
  return {
    dispatcher: dispatcher as unknown as Transport['dispatcher'],
    requests: () => sent,
    close: () => agent.destroy(),
  };
}

/**
 * The last line of defence behind the types: what only looks sends nothing but GET, and not the one GET that writes:
 * asking for a client's service account makes a new one when it was deleted (contract "asking for a service account
 * recreates it").
 */
function refuseWrites(request: Dispatcher.DispatchOptions, tokenPath: string): void {
  const [path = ''] = request.path.split('?');
  if (request.method === 'POST' && path === tokenPath) return;
  if (request.method === 'GET' && !path.endsWith('/service-account-user')) return;
  throw new Error(`a reading session may not send ${request.method} ${path}`);
}
