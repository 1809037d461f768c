import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import type { TestCertificate } from './certificates.js';

/** A server of TLS before a server without. */
export interface TlsFront {
  readonly url: string;
  readonly port: number;
  /** The subjects of the certificates that clients showed. */
  readonly shown: readonly string[];
  /** The protocol that was agreed on, for each connection. */
  readonly protocols: readonly (string | false | null)[];
  readonly close: () => Promise<void>;
}

/** Starts one on loopback for the server at `url`; `more` may ask for a client's certificate. */
export async function startTlsFront(
  url: string,
  { certificate, key }: TestCertificate,
  more: TlsOptions = {},
): Promise<TlsFront> {
  const shown: string[] = [];
  const protocols: (string | false | null)[] = [];
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(url);
  const server = createServer({ cert: certificate, key, ALPNProtocols: ['h2', 'http/1.1'], ...more }, (socket) => {
    sockets.add(socket);
    const { CN } = socket.getPeerCertificate().subject ?? {};
    if (typeof CN === 'string') shown.push(CN);
    protocols.push(socket.alpnProtocol);
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => socket.destroy()).pipe(socket);
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    socket.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    url: `https://127.0.0.1:${own}`,
    port: own,
    shown,
    protocols,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
