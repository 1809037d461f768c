import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { createConnector, type Connector } from './connector.js';
import type { CredentialReader } from './credential.js';
import { troubled, type Method } from './errors.js';
import type { Proxy } from './proxy-choice.js';
import { readTlsMaterial, type ShownCertificate, type TlsOptions } from './tls-material.js';
import { authorizationOf, tunnelsTo } from './tunnel.js';
import { namedByNode } from './undici-errors.js';

export type { ShownCertificate };

/** One request, ready to be sent. */
export interface WireRequest {
  readonly method: Method;
  /** Encoded, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long this one may take, in milliseconds. */
  readonly answerMs?: number;
}

/** What came back, whatever its status. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How the connections to a server are made. */
export interface ConnectionOptions extends TlsOptions {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly proxy?: Proxy;
}

export interface WireOptions {
  /** Connections at most; requests beyond wait for one. */
  readonly connectionsMax: number;
  /** How long a request may take from its first byte to the last one of its answer, in milliseconds. */
  readonly answerMs: number;
  /** How long an answer may be, in bytes; longer than any of a Keycloak when absent. */
  readonly answerBytesMax?: number;
  readonly connection: ConnectionOptions;
  /** Reads the files of certificates and keys. */
  readonly readCredential: CredentialReader;
}

/** Connections to one server. */
export interface Wire {
  readonly exchange: (request: WireRequest) => Promise<WireAnswer>;
  /** Shows this certificate on every connection from now on; those without it are not used again. */
  readonly showCertificate: (certificate: ShownCertificate) => void;
  readonly close: () => Promise<void>;
}

/** A free connection is dropped after this, before the server or something in between gives it up. */
const FREE_MS = 4_000;
/** No answer of a server is as long; what goes on is no Keycloak. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** Opens a pool. Files are read, and connections made, with the first request. */
export function openWire(base: URL, options: WireOptions): Wire {
  const ways = new Set<Way>();
  let opening: Promise<Way> | undefined;
  let opened: Way | undefined;
  let shown: ShownCertificate | undefined;
  let isClosed = false;
  const open = async (): Promise<Way> => {
    const way = await openWay(base, options, shown);
    ways.add(way);
    return way;
  };
  const newest = async (): Promise<Way> => {
    const mine = (opening ??= open());
    const way = await mine;
    if (opening !== mine) return newest();
    opened = way;
    return way;
  };
  return {
    showCertificate(certificate) {
      if (shown?.certificate.equals(certificate.certificate) === true && shown.key.equals(certificate.key)) return;
      shown = certificate;
      const former = opened;
      opening = undefined;
      opened = undefined;
      // Whoever has just been given the former way sends first; what is under way comes to its end.
      if (former !== undefined) setImmediate(() => former.retire(() => ways.delete(former)));
    },
    async exchange(request) {
      const to = opened ?? (await newest());
      if (isClosed) throw troubled('ERR_SESSION_CLOSED');
      try {
        return await exchangeOnce(to, options.answerMs, to.prepared(request));
      } catch (error) {
        if (isClosed) throw troubled('ERR_SESSION_CLOSED');
        throw error instanceof Error ? namedByNode(error) : error;
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...ways].map((way) => way.close()));
    },
  };
}

/** Where requests go: to the server itself, to a proxy that passes them on, or through a tunnel. */
interface Way {
  readonly pool: Pool;
  /** The request as it goes this way. */
  readonly prepared: (request: WireRequest) => WireRequest;
  /** Takes no more requests; tells when the last one has been answered. */
  readonly retire: (done: () => void) => void;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

async function openWay(base: URL, options: WireOptions, shown: ShownCertificate | undefined): Promise<Way> {
  const { proxy } = options.connection;
  const headers = inLowerCase(options.connection.headers);
  const hasHeaders = Object.keys(headers).length > 0;
  const prepared: Way['prepared'] = (request) =>
    hasHeaders ? { ...request, headers: { ...request.headers, ...headers } } : request;
  if (base.protocol === 'https:') {
    const tls = await readTlsMaterial(options.connection, options.readCredential, shown);
    if (proxy === undefined) return wayTo(base, createConnector(base, { tls }), options, prepared);
    return wayTo(base, createConnector(base, { tls, ground: tunnelsTo(base, proxy) }), options, prepared);
  }
  if (proxy === undefined) return wayTo(base, createConnector(base), options, prepared);
  const more = { ...headers, host: base.host, ...authorizationOf(proxy) };
  return wayTo(proxy.url, createConnector(proxy.url), options, (request) => ({
    ...request,
    path: base.origin + request.path,
    headers: { ...request.headers, ...more },
  }));
}

/** So that of two that differ in nothing else one goes, the last one, and ours go before none of them. */
function inLowerCase(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
}

function wayTo(
  to: URL,
  { connect, stop }: Connector,
  { connectionsMax, answerBytesMax = ANSWER_BYTES_MAX }: WireOptions,
  prepared: Way['prepared'],
): Way {
  const pool = new Pool(to.origin, {
    connections: connectionsMax,
    connect,
    allowH2: false,
    keepAliveTimeout: FREE_MS,
    keepAliveMaxTimeout: FREE_MS,
    maxResponseSize: answerBytesMax,
    // One that says a little now and then is as bad as one that says nothing: each exchange as a whole has its time.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    pool,
    prepared,
    retire(done) {
      if (!pool.destroyed) pool.close(done);
    },
    async close() {
      await Promise.all([stop(), pool.destroy()]);
    },
  };
}

function exchangeOnce(
  { pool }: Way,
  usualMs: number,
  { method, path, headers, body, answerMs = usualMs }: WireRequest,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    pool.dispatch({ method, path, headers, body: body ?? null }, new Exchange(answerMs, { resolve, reject }));
  });
}

interface Waiting {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** One request and its answer, as undici tells of them. A class, because there are thousands and its parts are shared. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #answerMs: number;
  readonly #waiting: Waiting;
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};

  constructor(answerMs: number, waiting: Waiting) {
    this.#answerMs = answerMs;
    this.#waiting = waiting;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#timer = setTimeout(() => controller.abort(troubled('ETIMEDOUT')), this.#answerMs);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
    // The server itself never asks for this; only a proxy does.
    if (status === 407) controller.abort(troubled('PROXY_407'));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const [first, second] = this.#chunks;
    const whole = second === undefined ? first : Buffer.concat(this.#chunks);
    this.#waiting.resolve({ status: this.#status, headers: this.#headers, body: whole?.toString('utf8') ?? '' });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.#waiting.reject(error);
  }
}
