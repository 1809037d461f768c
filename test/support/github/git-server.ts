// Git over HTTP as GitHub serves it, by git's own program: who has no token that is known gets nothing.
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import type { Span } from './span.js';

export interface GitServer {
  readonly url: string;
  /** Methods and paths with their queries, as they came. */
  readonly requests: readonly string[];
  readonly spans: readonly Span[];
  readonly close: () => Promise<void>;
}

/** Serves the bare repositories below `root`, at `/owner/name` and `/owner/name.git`. Some tokens may push, too. */
export async function startGitServer(
  root: string,
  may: (token: string, what: 'read' | 'push') => boolean,
): Promise<GitServer> {
  const requests: string[] = [];
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const from = performance.now();
    response.on('close', () => spans.push({ from, to: performance.now() }));
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const token = tokenOf(request);
    const isPush = /git-receive-pack/.test(request.url ?? '');
    if (isPush && may(token, 'read') && !may(token, 'push')) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Write access to repository not granted.');
      return;
    }
    if (may(token, 'read')) return serve(root, request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end('Repository not found.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** GitHub takes a token as the password of anybody. */
function tokenOf({ headers }: IncomingMessage): string {
  const [way = '', value = ''] = (headers.authorization ?? '').split(' ');
  if (way.toLowerCase() !== 'basic') return '';
  const text = Buffer.from(value, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { headers } = request;
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    PATH_INFO: decodeURIComponent(url.pathname).replace(/^(\/[^/]+\/[^/]+?)(?:\.git)?(?=\/)/, '$1'),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    REMOTE_ADDR: '127.0.0.1',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
  };
  const program = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  program.stdin.on('error', () => undefined);
  request.pipe(program.stdin);
  passOn(program.stdout, response);
}

/** A program of CGI says headers, an empty line, then the body. */
function passOn(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  output.on('data', (part: Buffer) => {
    if (response.headersSent) return void response.write(part);
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const fields = head.subarray(0, end).toString().split('\r\n');
    const pairs = fields.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
    const status = Number(pairs.find(([name]) => name === 'status')?.[1].slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(pairs.filter(([name]) => name !== 'status')));
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}
