import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the fake server answers one request. */
export type Reply =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly afterMs?: number;
    }
  /** The connection is cut without an answer. */
  | 'cut'
  /** No answer ever comes. */
  | 'silence';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A loopback server that answers as it is told, and refuses what nobody told it. */
export interface FakeServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Connections that were open at the same time, at most. */
  readonly connectionsMax: () => number;
  readonly close: () => Promise<void>;
}

/** Starts it. `answer` gets each request and its number among those of the same method and path, from 1. */
export async function startFakeServer(
  answer: (request: ReceivedRequest, nth: number) => Reply | undefined,
): Promise<FakeServer> {
  const received: ReceivedRequest[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((incoming, outgoing) => {
    void read(incoming).then((request) => {
      received.push(request);
      const nth = received.filter(({ method, path }) => method === request.method && path === request.path).length;
      reply(outgoing, answer(request, nth) ?? { status: 599, body: { error: 'nobody expected this request' } });
    });
  });
  server.on('connection', (socket) => {
    open += 1;
    most = Math.max(most, open);
    socket.on('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    connectionsMax: () => most,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, authorization: headers.authorization, headers, body: Buffer.concat(parts).toString() };
}

function reply(outgoing: ServerResponse, how: Reply): void {
  if (how === 'silence') return;
  if (how === 'cut') {
    outgoing.socket?.destroy();
    return;
  }
  const send = (): void => {
    outgoing.writeHead(how.status, { 'content-type': 'application/json', ...how.headers });
    outgoing.end(how.body === undefined ? '' : JSON.stringify(how.body));
  };
  if (how.afterMs === undefined) send();
  else setTimeout(send, how.afterMs);
}
