import { Failure } from '../../../model/index.js';
import { AnswerError, type Method } from './errors.js';
import { openWire, type ShownCertificate, type WireAnswer, type WireOptions, type WireRequest } from './wire.js';

export interface TransportOptions extends WireOptions {
  /** Base URL of the server; what `send` is given is added to its path. */
  readonly server: string;
  readonly realm: string;
  /** Path of the token endpoint: the one POST that a reading transport sends. */
  readonly tokenPath: string;
  /** Whether anything but GET may be sent. */
  readonly mayWrite: boolean;
  /** Told of the body of each request that was answered with no success, before anybody hears of the answer. */
  readonly onRefusedBody?: (body: string) => void;
}

/** One pool of connections to one server. */
export interface Transport {
  /** Sends once to a path below the base URL and gives the parsed body, `''` when there is none. Throws an AnswerError, or Node's error with its code. */
  readonly send: (request: WireRequest) => Promise<unknown>;
  /** Sends once to a path of the server that includes the base URL's own. */
  readonly exchange: (request: WireRequest) => Promise<WireAnswer>;
  /** Shows this certificate on every connection from now on; those without it are not used again. */
  readonly showCertificate: (certificate: ShownCertificate) => void;
  /** Requests sent so far, sign-in and repetitions included. */
  readonly requests: () => number;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the pool. Nothing is sent until the first request. Node's own HTTP: a client library takes a tenth of a second and
 * 30 MB to load, which is a third of a plan (docs/decisions/transport.md).
 */
export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.server);
  const basePath = base.pathname.replace(/\/+$/, '');
  const realmPath = `${basePath}/admin/realms/${encodeURIComponent(options.realm)}`;
  const wire = openWire(base, options);
  let sent = 0;
  const exchange = async (request: WireRequest): Promise<WireAnswer> => {
    const [path = ''] = request.path.split('?');
    if (options.mayWrite) refuseRealmWrites(request.method, path, realmPath);
    else refuseWrites(request.method, path, `${basePath}${options.tokenPath}`);
    sent += 1;
    const answer = await wire.exchange(request);
    if (!isSuccess(answer) && request.body !== undefined) options.onRefusedBody?.(request.body);
    return answer;
  };
  return {
    async send(request) {
      const answer = await exchange(basePath === '' ? request : { ...request, path: basePath + request.path });
      const parsed = parseBody(answer.body);
      if (isSuccess(answer)) return parsed;
      throw new AnswerError(answer.status, answer.headers, parsed);
    },
    exchange,
    showCertificate: wire.showCertificate,
    requests: () => sent,
    close: wire.close,
  };
}

/** A redirect is no success either: our token goes to the server of the settings and to no other. */
function isSuccess({ status }: WireAnswer): boolean {
  return status >= 200 && status < 300;
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

/** Where the admin client's requests carry the transport that they go through. */
const THROUGH = Symbol('transport');

/** Options for the admin client, by which `fetch` finds the transport. */
export function throughTransport(transport: Transport): RequestInit {
  return { [THROUGH]: transport } as RequestInit;
}

const installed: unique symbol = Symbol.for('keyplan.fetch');

/**
 * Lets the admin client, which knows no other way out than the global `fetch`, send through our connections. Requests of
 * anybody else go where they went before. For entry points only: a library must not change its host's globals unasked.
 */
export function installTransport(): void {
  const inner = globalThis.fetch;
  if (installed in inner) return;
  const outer: typeof fetch = async (input, init) => {
    const transport = (init as { readonly [THROUGH]?: Transport } | undefined)?.[THROUGH];
    return transport === undefined
      ? inner(input, init)
      : fetchThrough(transport, new URL(input instanceof Request ? input.url : input), init ?? {});
  };
  globalThis.fetch = Object.assign(outer, { [installed]: true });
}

/** Without it each write would go past our connections, so this fails first. */
export function requireTransport(): void {
  if (installed in globalThis.fetch) return;
  throw new Failure('bug', 'the transport was not installed before a session was opened', {
    hint: 'Call installTransport() once when the program starts.',
  });
}

async function fetchThrough(transport: Transport, url: URL, init: RequestInit): Promise<Response> {
  const answer = await transport.exchange({
    method: (init.method ?? 'GET') as Method,
    path: url.pathname + url.search,
    headers: Object.fromEntries(new Headers(init.headers)),
    ...(typeof init.body === 'string' ? { body: init.body } : {}),
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    // Of what comes twice the first one counts: the id of what was made is read from one `Location`.
    headers.set(name, typeof value === 'object' ? (value[0] ?? '') : (value ?? ''));
  }
  const mayHaveBody = answer.status !== 204 && answer.status !== 205 && answer.status !== 304;
  return new Response(mayHaveBody && answer.body !== '' ? answer.body : null, { status: answer.status, headers });
}
