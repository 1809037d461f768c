import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredentialReader } from '../../../../../src/systems/keycloak/session/credential.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-credentials-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (file: string): Promise<string> => (await createCredentialReader({}, folder)({ file })).reveal();

describe('a credential in a file', () => {
  it('is found behind links, as a kubelet projects it, and again after they were turned', async () => {
    for (const [turn, token] of [
      ['..1', 'first'],
      ['..2', 'second'],
    ] as const) {
      mkdirSync(join(folder, turn));
      writeFileSync(join(folder, turn, 'token'), `${token}\n`);
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync(join('..data', 'token'), join(folder, 'token'));
    expect(await read('token')).toBe('first');
    rmSync(join(folder, '..data'));
    symlinkSync('..2', join(folder, '..data'));
    expect(await read('token')).toBe('second');
  });

  it('that is none is refused in words and waited for by nobody', { timeout: 5_000 }, async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'huge'), '');
    truncateSync(join(folder, 'huge'), 5 * 1024 * 1024);
    symlinkSync('circle', join(folder, 'circle'));
    for (const [file, why] of [
      ['pipe', 'no regular file'],
      ['.', 'no regular file'],
      ['huge', 'more than 4 MiB'],
      ['circle', 'cannot be read (ELOOP)'],
      ['missing', 'cannot be read (ENOENT)'],
    ] as const) {
      const message = expect.stringContaining(why);
      await expect(read(file)).rejects.toMatchObject({ code: 'credential-missing', message });
    }
  });

  it('that the settings may not name is not reached by a link or from the folder upwards either', async () => {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git', 'config'), 'the token of the job');
    symlinkSync(join('.git', 'config'), join(folder, 'to-git'));
    symlinkSync('/proc/self/environ', join(folder, 'to-system'));
    symlinkSync('/proc', join(folder, 'to-folder'));
    const up = '../'.repeat(folder.split('/').length);
    for (const file of ['to-git', 'to-system', 'to-folder/self/environ', `${up}proc/self/environ`, '/dev/zero']) {
      const message = expect.stringContaining('never read as a credential');
      await expect(read(file)).rejects.toMatchObject({ code: 'credential-missing', message });
    }
  });
});
