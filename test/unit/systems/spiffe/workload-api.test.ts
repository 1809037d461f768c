import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { bytesFields, textField } from '../../../../src/systems/spiffe/protobuf.js';
import { readJwtSvid } from '../../../../src/systems/spiffe/workload-api.js';

/** What the agent was asked: headers, and the fields of the request by number. */
interface Asked {
  readonly headers: http2.IncomingHttpHeaders;
  readonly fields: readonly (readonly [number, string])[];
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const folder = (): string => {
  const made = mkdtempSync(`${tmpdir()}/keyplan-spiffe-`);
  closing.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

type Reply = { readonly body?: Buffer; readonly trailers: Readonly<Record<string, string>> } | 'silence';

/** The agent's side of one call, on a socket of its own. */
async function startAgent(reply: Reply): Promise<{ readonly socket: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const message = Buffer.concat(chunks).subarray(5);
      asked.push({ headers, fields: bytesFields(message).map(([number, bytes]) => [number, bytes.toString()]) });
      if (reply === 'silence') return;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(reply.trailers));
      stream.end(reply.body ?? Buffer.alloc(0));
    });
  });
  const path = `${folder()}/agent.sock`;
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closing.push(() => server.close());
  return { socket: path, asked };
}

/** A response with these SVIDs, each with an id, a token and a hint. */
function response(...svids: readonly (readonly [string, string])[]): Buffer {
  const nested = svids.map(([id, token]) => {
    const svid = Buffer.concat([textField(1, id), textField(2, token), textField(3, 'a hint')]);
    return Buffer.concat([Buffer.from([10, ...lengthOf(svid)]), svid]);
  });
  const message = Buffer.concat(nested);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The length of a nested message, seven bits to a byte, the lowest first. */
function lengthOf({ length }: Buffer): readonly number[] {
  const low = length % 128;
  return length < 128 ? [low] : [low + 128, ...lengthOf(Buffer.alloc(Math.floor(length / 128)))];
}

const OK = { 'grpc-status': '0' };
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it('asks for one audience, and shows the header that no browser can be made to send', async () => {
  const body = response(['spiffe://acme.example/first', 'first.svid.a'], ['spiffe://acme.example/b', 'second.svid.b']);
  const { socket, asked } = await startAgent({ body, trailers: OK });
  const svid = await readJwtSvid({ environment: { SPIFFE_ENDPOINT_SOCKET: `unix://${socket}` } }, 'the-audience');
  expect(svid.reveal()).toBe('first.svid.a');
  expect(asked.map(({ fields }) => fields)).toEqual([[[1, 'the-audience']]]);
  expect(asked[0]?.headers).toMatchObject({
    ':path': '/SpiffeWorkloadAPI/FetchJWTSVID',
    'workload.spiffe.io': 'true',
    te: 'trailers',
  });
});

it('names the identity that is wanted, at the socket of the settings', async () => {
  const { socket, asked } = await startAgent({ body: response(['spiffe://acme.example/b', 'b.b.b']), trailers: OK });
  const environment = { SPIFFE_ENDPOINT_SOCKET: 'unix:///nowhere' };
  await readJwtSvid({ socket: `unix:${socket}`, spiffeId: 'spiffe://acme.example/b', environment }, 'a');
  expect(asked[0]?.fields).toEqual([
    [1, 'a'],
    [2, 'spiffe://acme.example/b'],
  ]);
});

it('takes a token that is longer than one frame', async () => {
  const long = `a.${'x'.repeat(40_000)}.c`;
  const { socket } = await startAgent({ body: response(['spiffe://acme.example/b', long]), trailers: OK });
  expect((await readJwtSvid({ socket, environment: {} }, 'a')).reveal()).toBe(long);
});

it('says that a workload has no identity, in the words of the agent', async () => {
  const trailers = { 'grpc-status': '7', 'grpc-message': 'no%20identity%20issued' };
  const { socket } = await startAgent({ trailers });
  const failed = await failureOf(readJwtSvid({ socket, environment: {} }, 'a'));
  expect(failed).toMatchObject({ code: 'credential-missing', hint: expect.stringContaining('Register this workload') });
  expect(String(failed)).toContain('status 7, "no identity issued"');
});

it.each([
  ['no SVID', Buffer.alloc(5)],
  ['no message', Buffer.from([1])],
  ['a message that breaks off', Buffer.from([0, 0, 0, 0, 3, 10, 200, 1])],
])('takes %s for no answer', async (_name, body) => {
  const { socket } = await startAgent({ body, trailers: OK });
  expect(String(await failureOf(readJwtSvid({ socket, environment: {} }, 'a')))).toContain('without a JWT-SVID');
});

it('does not wait for ever', async () => {
  const { socket } = await startAgent('silence');
  const failed = await failureOf(readJwtSvid({ socket, environment: {}, answerMs: 200 }, 'a'));
  expect(String(failed)).toContain('no answer in time');
});

it('says where nobody listens, and where nobody is told to be', async () => {
  const socket = `${folder()}/none.sock`;
  expect(String(await failureOf(readJwtSvid({ socket, environment: {} }, 'a')))).toContain(`${socket} cannot be asked`);
  const file = `${folder()}/a-file`;
  writeFileSync(file, '');
  expect(await failureOf(readJwtSvid({ socket: file, environment: {} }, 'a'))).toMatchObject({
    code: 'credential-missing',
  });
  expect(String(await failureOf(readJwtSvid({ environment: {} }, 'a')))).toContain('nobody says where');
  expect(String(await failureOf(readJwtSvid({ socket: 'http://x', environment: {} }, 'a')))).toContain('is no address');
});

it('survives something that is no HTTP/2', async () => {
  const path = `${folder()}/odd.sock`;
  const server = net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closing.push(() => server.close());
  expect(await failureOf(readJwtSvid({ socket: path, environment: {}, answerMs: 2_000 }, 'a'))).toMatchObject({
    code: 'credential-missing',
  });
});
