import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { readJwtSvid } from '../../../../src/systems/spiffe/workload-api.js';
import { type AgentReply, type SpiffeAgent, startSpiffeAgent, svidResponse } from '../../../support/spiffe-agent.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const folder = (): string => {
  const made = mkdtempSync(`${tmpdir()}/keyplan-spiffe-`);
  closing.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

async function startAgent(reply: AgentReply): Promise<SpiffeAgent> {
  const agent = await startSpiffeAgent(`${folder()}/agent.sock`, () => reply);
  closing.push(agent.close);
  return agent;
}

const OK = { 'grpc-status': '0' };
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it('asks for one audience, and shows the header that no browser can be made to send', async () => {
  const body = svidResponse(
    ['spiffe://acme.example/first', 'first.svid.a'],
    ['spiffe://acme.example/b', 'second.svid.b'],
  );
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
  const { socket, asked } = await startAgent({
    body: svidResponse(['spiffe://acme.example/b', 'b.b.b']),
    trailers: OK,
  });
  const environment = { SPIFFE_ENDPOINT_SOCKET: 'unix:///nowhere' };
  await readJwtSvid({ socket: `unix:${socket}`, spiffeId: 'spiffe://acme.example/b', environment }, 'a');
  expect(asked[0]?.fields).toEqual([
    [1, 'a'],
    [2, 'spiffe://acme.example/b'],
  ]);
});

it('takes a token that is longer than one frame', async () => {
  const long = `a.${'x'.repeat(40_000)}.c`;
  const { socket } = await startAgent({ body: svidResponse(['spiffe://acme.example/b', long]), trailers: OK });
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
  expect(String(await failureOf(readJwtSvid({ socket, environment: {} }, 'a')))).toContain(
    `${socket} cannot be asked (ENOENT)`,
  );
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
