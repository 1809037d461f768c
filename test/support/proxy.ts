// A reverse proxy on loopback for one upstream server: counts requests, adds latency, injects faults, and lets a test
// run code at a request. It forwards everything else as it is.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createCounts, type ProxyCounts, type ProxyStats, type RequestRecord } from './proxy-counts.js';
import { createFaultPicker, type Fault, type FaultPicker, type FaultRule } from './proxy-faults.js';
import { classifyRequest } from './proxy-requests.js';

export interface ProxySettings {
  /** Added to each request before it is forwarded. */
  readonly latencyMs: number;
  /** Added to the first request of each client connection, as connecting to a far server would. */
  readonly connectMs: number;
  readonly seed: number;
  readonly faults: readonly FaultRule[];
}

export interface ProxyOptions extends Partial<ProxySettings> {
  /** The server's address. */
  readonly target: string;
  /** Awaited before a request is forwarded (or its fault takes effect); a client that is gone by then is not forwarded. */
  readonly onRequest?: (request: Readonly<RequestRecord>) => void | Promise<void>;
  /** Awaited when the server has answered, before the client hears of it: what a write did is done by now. */
  readonly onAnswer?: (request: Readonly<RequestRecord>) => void | Promise<void>;
}

export interface Proxy {
  readonly url: string;
  stats(): ProxyStats;
  /** Every request that ended since the last reset. */
  log(): readonly Readonly<RequestRecord>[];
  /** Starts the counts, the faults and their random numbers anew, with settings changed where given. */
  reset(settings?: Partial<ProxySettings>): void;
  close(): Promise<void>;
}

interface ProxyState {
  readonly target: URL;
  readonly agent: http.Agent;
  readonly options: ProxyOptions;
  settings: ProxySettings;
  counts: ProxyCounts;
  picker: FaultPicker;
  countedSockets: WeakSet<Socket>;
}

interface Exchange {
  readonly state: ProxyState;
  /** The counts at the start of the request. */
  readonly counts: ProxyCounts;
  readonly record: RequestRecord;
  readonly fault: Fault;
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

const HOP_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'trailer']);
const SOCKETS_MAX = 256;

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const settings = { latencyMs: 0, connectMs: 0, seed: 1, faults: [], ...pickSettings(options) };
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, maxFreeSockets: SOCKETS_MAX });
  const state: ProxyState = {
    target: new URL(options.target),
    agent,
    options,
    settings,
    counts: createCounts(),
    picker: createFaultPicker(settings.faults, settings.seed),
    countedSockets: new WeakSet(),
  };
  const server = http.createServer(
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
    (request, response) => {
      serve(state, request, response).catch(() => request.socket.destroy());
    },
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stats: () => state.counts.stats(),
    log: () => state.counts.log(),
    reset(changed = {}) {
      state.settings = { ...state.settings, ...changed };
      state.counts = createCounts();
      state.picker = createFaultPicker(state.settings.faults, state.settings.seed);
      state.countedSockets = new WeakSet();
    },
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function pickSettings(options: ProxyOptions): Partial<ProxySettings> {
  const { latencyMs, connectMs, seed, faults } = options;
  return Object.fromEntries(
    Object.entries({ latencyMs, connectMs, seed, faults }).filter(([, value]) => value !== undefined),
  );
}

async function serve(state: ProxyState, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', socket } = request;
  const { counts, settings } = state;
  const isFirstOfConnection = !state.countedSockets.has(socket);
  if (isFirstOfConnection) {
    state.countedSockets.add(socket);
    counts.add('connections');
  }
  const record = counts.begin(method, url, classifyRequest(method, url));
  const fault = state.picker.pick(method, url, record.class);
  for (const name of fault.names) counts.addFault(name);
  response.on('finish', () => counts.end(record));
  response.on('close', () => {
    if (!response.writableFinished && fault.rule === undefined) counts.add('clientAborts');
    counts.end(record);
  });
  await state.options.onRequest?.(record);
  const waitMs = fault.delayMs + settings.latencyMs + (isFirstOfConnection ? settings.connectMs : 0);
  if (waitMs > 0) await wait(waitMs);
  if (socket.destroyed) return;
  act({ state, counts, record, fault, request, response });
}

function act(exchange: Exchange): void {
  const { request, record, fault } = exchange;
  switch (fault.rule?.action) {
    case 'hang':
      request.resume();
      return;
    case 'drop-before':
      request.socket.destroy();
      return;
    case 'status':
      request.on('data', (chunk: Buffer) => {
        record.bytesUp += chunk.length;
      });
      request.on('end', () => answerFault(exchange)).resume();
      return;
    case 'status-after':
    case 'drop-after':
    case 'truncate':
    case 'delay':
    case undefined:
      forward(exchange);
  }
}

function forward(exchange: Exchange): void {
  const { state, request, response, record } = exchange;
  const outgoing = http.request({
    host: state.target.hostname,
    port: state.target.port || 80,
    method: record.method,
    path: record.url,
    headers: withoutHopHeaders(request.rawHeaders),
    agent: state.agent,
    setHost: false,
  });
  outgoing.on('response', (answer) => {
    Promise.resolve(state.options.onAnswer?.(record)).then(
      () => passOn(exchange, answer),
      () => request.socket.destroy(),
    );
  });
  outgoing.on('error', (error) => {
    if (response.closed || response.headersSent) {
      request.socket.destroy();
      return;
    }
    exchange.counts.add('proxyErrors');
    record.status = 502;
    response.writeHead(502, { 'content-type': 'text/plain' }).end(`proxy: ${error.message}\n`);
  });
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  if (!hasBody) {
    outgoing.end();
    return;
  }
  request.on('data', (chunk: Buffer) => {
    record.bytesUp += chunk.length;
  });
  request.pipe(outgoing);
}

function passOn(exchange: Exchange, answer: http.IncomingMessage): void {
  const { request, response, record, fault } = exchange;
  const action = fault.rule?.action;
  if (action === 'drop-after' || action === 'status-after') {
    answer.on('end', () => (action === 'drop-after' ? request.socket.destroy() : answerFault(exchange))).resume();
    return;
  }
  record.status = answer.statusCode;
  if (action === 'truncate') {
    truncate(exchange, answer);
    return;
  }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHopHeaders(answer.rawHeaders));
  answer.on('data', (chunk: Buffer) => {
    record.bytesDown += chunk.length;
  });
  answer.on('error', () => request.socket.destroy());
  answer.pipe(response);
}

function truncate(exchange: Exchange, answer: http.IncomingMessage): void {
  const { request, response, record } = exchange;
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => {
    const body = Buffer.concat(chunks);
    const half = body.subarray(0, body.length >> 1);
    record.bytesDown = half.length;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHopHeaders(answer.rawHeaders));
    response.write(half, () => request.socket.destroy());
  });
}

function answerFault(exchange: Exchange): void {
  const { response, record, fault } = exchange;
  const { rule } = fault;
  const body = JSON.stringify(rule?.body ?? { error: 'injected', fault: fault.names.at(-1) });
  const retryAfter = rule?.retryAfterSeconds;
  record.status = rule?.status ?? 503;
  record.bytesDown = Buffer.byteLength(body);
  response.writeHead(record.status, {
    'content-type': 'application/json',
    'content-length': record.bytesDown,
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  });
  response.end(body);
}

/** Raw headers (name, value, name, value, …) without those that concern one connection only. */
function withoutHopHeaders(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    if (!HOP_HEADERS.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
