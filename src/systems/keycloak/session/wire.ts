import type { Agent, IncomingHttpHeaders, IncomingMessage, request as Request } from 'node:http';
import { troubled, type Method } from './errors.js';
import { http, https } from './node-http.js';
import { hostOf, portOf, type Proxy } from './proxy-choice.js';
import { readTlsMaterial, type ShownCertificate, type TlsOptions } from './tls-material.js';
import type { CredentialReader } from './credential.js';
import { authorizationOf, createTunnelAgent } from './tunnel-agent.js';

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
const CONNECT_MS = 10_000;
/** No answer of a server is as long; what goes on is no Keycloak. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/** Opens a pool. Files are read, and connections made, with the first request. */
export function openWire(base: URL, options: WireOptions): Wire {
  let opening: Promise<Way> | undefined;
  let opened: Way | undefined;
  let shown: ShownCertificate | undefined;
  let isClosed = false;
  const way = async (): Promise<Way> => {
    opening ??= openWay(base, options, shown);
    opened = await opening;
    return opened;
  };
  return {
    showCertificate(certificate) {
      if (shown?.certificate.equals(certificate.certificate) === true && shown.key.equals(certificate.key)) return;
      shown = certificate;
      const former = opened?.site.agent;
      opening = undefined;
      opened = undefined;
      for (const sockets of Object.values(former?.freeSockets ?? {}))
        for (const socket of sockets ?? []) socket.destroy();
    },
    async exchange(request) {
      const to = opened ?? (await way());
      if (isClosed) throw troubled('ERR_SESSION_CLOSED');
      try {
        return await sendOnce(to, options, to.prepared(request));
      } catch (error) {
        throw isClosed ? troubled('ERR_SESSION_CLOSED') : error;
      }
    },
    async close() {
      isClosed = true;
      opened?.site.agent.destroy();
    },
  };
}

/** Where requests go: to the server itself, to a proxy that passes them on, or through a tunnel. */
interface Way {
  readonly open: typeof Request;
  readonly site: { readonly agent: Agent; readonly hostname: string; readonly port: string };
  /** The request as it goes this way. */
  readonly prepared: (request: WireRequest) => WireRequest;
}

async function openWay(
  base: URL,
  { connectionsMax, connection, readCredential }: WireOptions,
  shown: ShownCertificate | undefined,
): Promise<Way> {
  const { proxy, headers = {} } = connection;
  const pool = { keepAlive: true, maxSockets: connectionsMax, timeout: FREE_MS, scheduling: 'lifo' } as const;
  const hasHeaders = Object.keys(headers).length > 0;
  const direct: Pick<Way, 'prepared'> = {
    prepared: (request) => (hasHeaders ? { ...request, headers: { ...request.headers, ...headers } } : request),
  };
  if (base.protocol === 'https:') {
    const tls = await readTlsMaterial(connection, readCredential, shown);
    const agent =
      proxy === undefined
        ? new https.Agent({ ...pool, ...tls })
        : createTunnelAgent({ ...pool, ...tls }, { proxy, connectMs: CONNECT_MS, tls: {} });
    return { open: https.request, site: siteOf(base, agent), ...direct };
  }
  if (proxy === undefined) return { open: http.request, site: siteOf(base, new http.Agent(pool)), ...direct };
  const isTls = proxy.url.protocol === 'https:';
  const more = { ...headers, host: base.host, ...authorizationOf(proxy) };
  return {
    open: isTls ? https.request : http.request,
    site: siteOf(proxy.url, isTls ? new https.Agent(pool) : new http.Agent(pool)),
    prepared: (request) => ({
      ...request,
      path: base.origin + request.path,
      headers: { ...request.headers, ...more },
    }),
  };
}

function siteOf(url: URL, agent: Agent): Way['site'] {
  // A literal address of version 6 stands in brackets in a URL, and without them everywhere else.
  return { agent, hostname: hostOf(url), port: portOf(url) };
}

function sendOnce(
  { open, site }: Way,
  options: Pick<WireOptions, 'answerMs' | 'answerBytesMax'>,
  { method, path, headers: given, body, answerMs = options.answerMs }: WireRequest,
): Promise<WireAnswer> {
  const { answerBytesMax: bytesMax = ANSWER_BYTES_MAX } = options;
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? given : { ...given, 'content-length': Buffer.byteLength(body) };
    const request = open({ ...site, method, path, headers }, (response) => {
      // The server itself never asks for this; only a proxy does.
      if (response.statusCode === 407) request.destroy(troubled('PROXY_407'));
      else readAnswer(response, bytesMax, { resolve, reject });
    });
    request.on('error', reject);
    const giveUp = (): void => void request.destroy(troubled('ETIMEDOUT'));
    request.on('socket', (socket) => {
      // One that says a little now and then is as bad as one that says nothing: the whole exchange has this long.
      const whole = setTimeout(giveUp, answerMs);
      request.once('close', () => clearTimeout(whole));
      if (!socket.connecting) return;
      const timer = setTimeout(giveUp, CONNECT_MS);
      socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    });
    request.end(body);
  });
}

/** Node.js makes the headers of their lines for whoever looks at them, and of a success nobody does. */
class Answer implements WireAnswer {
  readonly status: number;
  readonly body: string;
  readonly #response: IncomingMessage;

  constructor(response: IncomingMessage, body: string) {
    this.status = response.statusCode ?? 0;
    this.body = body;
    this.#response = response;
  }

  get headers(): IncomingHttpHeaders {
    return this.#response.headers;
  }
}

interface Waiting {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}

function readAnswer(response: IncomingMessage, bytesMax: number, { resolve, reject }: Waiting): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) response.destroy(troubled('ERR_ANSWER_TOO_LONG'));
    else chunks.push(chunk);
  });
  // An answer that breaks off half way ends in an error and never in an end.
  response.on('error', reject);
  response.on('end', () => {
    const [first, second] = chunks;
    const whole = second === undefined ? first : Buffer.concat(chunks);
    resolve(new Answer(response, whole?.toString('utf8') ?? ''));
  });
}
