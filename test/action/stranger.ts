// A server that nobody asked for: it says what a Keycloak says of a realm, and remembers what it is sent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Stranger {
  readonly url: string;
  /** Each request: method, address, headers and body. */
  readonly asked: readonly string[];
}

/** Lets it listen for as long as `work` takes. */
export async function withStranger(work: (stranger: Stranger) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = '/', headers } = request;
    void text(request).then((body) => {
      asked.push(`${method} ${url} ${JSON.stringify(headers)} ${body}`);
      const [, realm] = /^(\/realms\/[^/]+)\/\.well-known\//.exec(url) ?? [];
      response.writeHead(realm === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(realm === undefined ? '{}' : JSON.stringify({ issuer: `http://${headers.host}${realm}` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
