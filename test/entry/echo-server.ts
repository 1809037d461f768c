// A server that answers some requests with an error which repeats everything that was sent, as broken gateways do, and
// passes the others on to the real server.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Which requests are answered with their own content. */
export type Echoed = 'sign-in' | 'reads' | 'writes';

export interface EchoServer {
  readonly url: string;
  /** Answers these from now on. */
  echo(what: Echoed): void;
  /** Every access token that was passed on. */
  tokens(): readonly string[];
  close(): Promise<void>;
}

export async function startEchoServer(target: string): Promise<EchoServer> {
  let echoed: Echoed = 'sign-in';
  const tokens: string[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      if (kindOf(request) === echoed) answerEcho(request, response, body.toString());
      else passOn({ target, request, response, body, onToken: (token) => tokens.push(token) });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    echo(what) {
      echoed = what;
    },
    tokens: () => tokens,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function kindOf({ method, url = '' }: http.IncomingMessage): Echoed {
  if (url.includes('/protocol/openid-connect/token')) return 'sign-in';
  return method === 'GET' ? 'reads' : 'writes';
}

/** 400, so that nothing is tried again; in each of the shapes in which Keycloak itself words an error. */
function answerEcho(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
  const words = `${body} ${request.headers.authorization}`;
  const text = JSON.stringify({ error: words, error_description: words, errorMessage: words });
  response.writeHead(400, { 'content-type': 'application/json', 'x-received': encodeURIComponent(words) }).end(text);
}

interface Passing {
  readonly target: string;
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly body: Buffer;
  readonly onToken: (token: string) => void;
}

function passOn({ target, request, response, body, onToken }: Passing): void {
  const { hostname, port } = new URL(target);
  const { method, url: path, headers } = request;
  const outgoing = http.request({ hostname, port, method, path, headers }, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('end', () => {
      const text = Buffer.concat(parts);
      const [, token] = /"access_token":"([^"]+)"/.exec(text.toString()) ?? [];
      if (token !== undefined) onToken(token);
      response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
      response.end(text);
    });
  });
  outgoing.on('error', () => response.destroy());
  outgoing.end(body);
}
