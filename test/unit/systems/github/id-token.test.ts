import { afterEach, expect, it } from 'vitest';
import { readGithubIdToken } from '../../../../src/systems/github/id-token.js';
import { startFakeServer, type FakeServer, type Reply } from '../../../support/fake-server.js';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(...replies: readonly Reply[]): Promise<Readonly<Record<string, string>>> {
  server = await startFakeServer((_request, nth) => replies[Math.min(nth, replies.length) - 1]);
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-bearer',
  };
}

const AUDIENCE = 'https://sso.example/realms/a b';
const good: Reply = { status: 200, body: { count: 1, value: 'header.claims.signature' } };

it('the runner is asked for exactly one audience, with the bearer of the job', async () => {
  const token = await readGithubIdToken(await serve(good), AUDIENCE);
  expect(token.reveal()).toBe('header.claims.signature');
  const [request] = server?.received ?? [];
  expect(request?.authorization).toBe('Bearer the-bearer');
  const asked = new URL(request?.path ?? '', 'http://runner');
  expect([...asked.searchParams]).toEqual([
    ['api-version', '2'],
    ['audience', AUDIENCE],
  ]);
});

it('each call asks for a fresh one', async () => {
  const environment = await serve(good);
  await readGithubIdToken(environment, AUDIENCE);
  await readGithubIdToken(environment, AUDIENCE);
  expect(server?.received).toHaveLength(2);
});

it('troubles that pass are waited for', async () => {
  const environment = await serve({ status: 503 }, 'cut', good);
  expect((await readGithubIdToken(environment, AUDIENCE)).reveal()).toBe('header.claims.signature');
});

it.each([
  ['a refusal, at once', { status: 403, body: { message: 'the-bearer is unknown' } }, 'status 403', 1],
  ['troubles that do not pass', { status: 500 }, 'status 500', 3],
  ['an answer without a token', { status: 200, body: { count: 0 } }, 'an answer without a token', 1],
] as const)('%s, in words without anything secret', async (_name, reply, words, requests) => {
  const failed: unknown = await readGithubIdToken(await serve(reply), AUDIENCE).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'credential-missing' });
  expect(String(failed)).toContain(words);
  expect(String(failed)).not.toContain('the-bearer');
  expect(server?.received).toHaveLength(requests);
});

it.each([
  ['outside of a job', {}],
  ['a job without the permission', { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://runner.example/' }],
])('%s, the missing permission is named', async (_name, environment) => {
  await expect(readGithubIdToken(environment, AUDIENCE)).rejects.toMatchObject({
    code: 'credential-missing',
    hint: expect.stringContaining('id-token: write'),
  });
});
