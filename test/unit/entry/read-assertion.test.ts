import { expect, it } from 'vitest';
import { createAssertionReader } from '../../../src/entry/read-assertion.js';
import { Secret } from '../../../src/model/index.js';

const read = async (text: string): Promise<string> => {
  const readCredential = (): Promise<Secret> => Promise.resolve(new Secret(text));
  const reader = createAssertionReader({ environment: {}, folder: '/', readCredential });
  return (await reader({ type: 'token-file', path: 'token' }, 'an-audience')).reveal();
};

it('a token file is its token, blanks and line breaks around it aside', async () => {
  expect(await read(' aa.bb.cc\n\n')).toBe('aa.bb.cc');
});

it.each([
  'hello',
  'a.b',
  'a.b.c d',
  '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
  '{"token":"a.b.c"}',
])('a file that holds something else is sent nowhere, and not quoted: %j', async (text) => {
  const failed = await read(text).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'credential-missing', message: expect.stringContaining('the file token') });
  expect(JSON.stringify(failed) + String(failed)).not.toContain(text);
});
