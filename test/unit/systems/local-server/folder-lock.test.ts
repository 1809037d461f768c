import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFolderLock } from '../../../../src/systems/local-server/folder-lock.js';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyplan-lock-'));
  lock = join(folder, 'below', 'a.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a folder lock', () => {
  it('lets one worker in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await wait(20);
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withFolderLock(lock, work)));
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('opens when the work fails', async () => {
    const failing = withFolderLock(lock, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await withFolderLock(lock, () => Promise.resolve('in'))).toBe('in');
  });

  it('of a process that is gone is taken over', async () => {
    await mkdir(lock, { recursive: true });
    // No system gives out process ids this high.
    await writeFile(join(lock, 'pid'), '2147483646');
    expect(await withFolderLock(lock, () => Promise.resolve('in'))).toBe('in');
  });
});
