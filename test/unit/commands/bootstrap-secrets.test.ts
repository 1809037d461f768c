import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSecretsFile, writeSecretsFile } from '../../../src/commands/bootstrap-secrets.js';
import { Secret } from '../../../src/model/index.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-test-'));
  path = join(folder, 'secrets.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a shell knows of two variables after it has read the file. */
const readByShell = (): string =>
  execFileSync('sh', ['-c', '. ./secrets.env; printf "%s|%s" "$PLAN" "$APPLY"'], {
    cwd: folder,
    encoding: 'utf8',
  });

describe('a file of secrets', () => {
  it('gives a shell each secret as it is, and nothing to run', async () => {
    const apply = `a b'c"d$(touch ran)\`touch ran\`;touch ran #\\`;
    await writeSecretsFile(path, 'secrets.env', [
      ['PLAN', new Secret('plain-1_2.3+/=')],
      ['APPLY', new Secret(apply)],
    ]);
    expect(readByShell()).toBe(`plain-1_2.3+/=|${apply}`);
    expect(execFileSync('ls', { cwd: folder, encoding: 'utf8' })).toBe('secrets.env\n');
  });

  it.each(['A=1; touch ran; B', 'A B', '1A', 'A-B', 'A\nB', ''])(
    'is not written for a variable %j, which is no name to a shell',
    async (plan) => {
      await expect(checkSecretsFile(path, 'secrets.env', { plan, apply: 'APPLY' })).rejects.toMatchObject({
        code: 'usage',
      });
    },
  );
});
