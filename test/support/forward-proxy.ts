// A proxy on loopback as companies have one: it passes on requests for http, and digs tunnels for everything else when it
// is asked to CONNECT. Whatever name it is asked for, it goes to one address on this machine.
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TestCertificate } from './certificates.js';

export interface ForwardProxy {
  /** `host:port`. */
  readonly host: string;
  /** What it was asked for, in order: `CONNECT name:port` or `GET http://name:port/path`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

export interface ForwardProxyOptions {
  /** Where everything goes: the port of a server on this machine. */
  readonly port: number;
  /** Asks for this user and password, as `user:password`. */
  readonly credentials?: string;
  /** Answers a CONNECT with this status; never at all with `silence`. */
  readonly refusal?: number | 'silence';
  /** Speaks TLS itself, and shows this. */
  readonly tls?: TestCertificate;
}

export async function startForwardProxy(options: ForwardProxyOptions): Promise<ForwardProxy> {
  const { port, credentials, refusal, tls } = options;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isKnown = ({ headers }: http.IncomingMessage): boolean =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;
  const onRequest: http.RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isKnown(request)) {
      response.writeHead(407).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const passed = { host: '127.0.0.1', port, method: request.method, path: pathname + search, headers };
    const outgoing = http.request(passed, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => request.socket.destroy());
    request.pipe(outgoing);
  };
  const server =
    tls === undefined
      ? http.createServer(onRequest)
      : https.createServer({ cert: tls.certificate, key: tls.key }, onRequest);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request: http.IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (refusal === 'silence') return;
    const status = isKnown(request) ? refusal : 407;
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
