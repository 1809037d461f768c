import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import type { Secret } from '../../../../src/model/index.js';
import { readPrintedAssertion } from '../../../../src/systems/exec/printed-assertion.js';

const folder = mkdtempSync(`${tmpdir()}/keyplan-exec-`);
afterAll(() => rmSync(folder, { recursive: true }));

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
const program = (code: string, ...more: readonly string[]): readonly string[] => [
  process.execPath,
  '-e',
  code,
  ...more,
];
const read = (command: readonly string[], limitMs = 20_000): Promise<Secret> =>
  readPrintedAssertion(
    { command, folder, environment: { PATH: process.env['PATH'], OURS: 'ours', OUR_SECRET: 'hunter2' }, limitMs },
    'the-audience',
  );
const failureOf = (command: readonly string[], limitMs?: number): Promise<unknown> =>
  read(command, limitMs).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a program', () => {
  it('prints an assertion, blanks around it aside', async () => {
    expect((await read(program(`console.log('  ${TOKEN}  ')`))).reveal()).toBe(TOKEN);
  });

  it('runs in the folder of the settings, with our variables and the audience, and an empty input', async () => {
    const code = `const part = (text) => Buffer.from(text).toString('base64url');
      const input = require('node:fs').readFileSync(0, 'utf8');
      console.log([process.cwd(), process.env.KEYPLAN_AUDIENCE, process.env.OURS + '|' + input].map(part).join('.'));`;
    const parts = (await read(program(code))).reveal().split('.');
    const [cwd = '', ...rest] = parts.map((part) => Buffer.from(part, 'base64url').toString());
    expect(cwd.endsWith(folder.split('/').at(-1) ?? '')).toBe(true);
    expect(rest).toEqual(['the-audience', 'ours|']);
  });

  it('is no line of a shell: its arguments arrive as they are written', async () => {
    const odd = '$(id) `id` ; echo * "';
    const code = `console.log(Buffer.from(process.argv[1]).toString('base64url') + '.a.b')`;
    const [first = ''] = (await read(program(code, odd))).reveal().split('.');
    expect(Buffer.from(first, 'base64url').toString()).toBe(odd);
  });

  it('that is not there is named', async () => {
    const failed = await failureOf(['no-such-program-at-all']);
    expect(failed).toMatchObject({ code: 'credential-missing' });
    expect(String(failed)).toContain('"no-such-program-at-all" under auth cannot be started (ENOENT)');
  });

  it('that fails is quoted without what looks like a secret', async () => {
    const code = `console.error('cannot renew ${TOKEN}, key AKxzQ9skd83jfkq02jf8dkq1zzQ is old');
      console.log('half-a-token-that-leaked');
      console.error('near half-a-token-that-leaked');
      process.exitCode = 3;`;
    const failed = String(await failureOf(program(code)));
    expect(failed).toContain('ended with 3: cannot renew (secret), key (secret) is old near (secret)');
    expect(failed).not.toMatch(/eyJ|AKxz|half-a-token/);
  });

  it('that repeats what it runs is quoted without the secrets among our variables', async () => {
    const failed = String(
      await failureOf(program(`console.error('+ login', process.env.OUR_SECRET); process.exitCode = 1;`)),
    );
    expect(failed).toContain('ended with 1: + login (secret)');
  });

  it('that no system can start is named', async () => {
    for (const command of [['a\0b'], [process.execPath, 'a\0b']]) {
      const failed = await failureOf(command);
      expect(failed).toMatchObject({
        code: 'credential-missing',
        message: expect.stringContaining('cannot be started'),
      });
    }
  });

  it('that says too much is ended', async () => {
    const failed = String(await failureOf(program(`setInterval(() => process.stdout.write('x'.repeat(9999)), 1)`)));
    expect(failed).toContain('printed more than a token');
  });

  it('that does not end is ended, with what it started', async () => {
    const code = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'], { stdio: 'inherit' });
      console.error('waiting for somebody'); setTimeout(() => {}, 60_000);`;
    const startedMs = performance.now();
    const failed = String(await failureOf(program(code), 1_500));
    expect(failed).toContain('had not ended after 1.5 s: waiting for somebody');
    expect(performance.now() - startedMs).toBeLessThan(4_500);
  });

  it.each([
    ['nothing', ''],
    ['words', 'please sign in first'],
    ['a token and words', `token: ${TOKEN}`],
  ])('that prints %s is not believed, and not quoted', async (_name, printed) => {
    const failed = String(await failureOf(program(`console.log(${JSON.stringify(printed)})`)));
    expect(failed).toContain('did not print a JSON Web Token and nothing else');
    expect(failed).not.toContain('eyJ');
    expect(failed).not.toContain('please');
  });
});
