import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 250;

/**
 * Runs `work` while no other process on this machine runs work under the same lock folder. Making a folder is atomic
 * everywhere; the process that made it writes its id into it, so that the lock of a process that died is noticed.
 */
export async function withFolderLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lock), { recursive: true });
  while (!(await takeLock(lock))) {
    if (!(await removeAbandoned(lock))) await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await writeFile(pidFile(lock), String(process.pid));
  return true;
}

/** Takes away the lock of a process that is gone; a lock that changed hands in the meantime is put back. */
async function removeAbandoned(lock: string): Promise<boolean> {
  const pid = await readOptional(pidFile(lock));
  if (!pid || isAlive(Number(pid))) return false;
  const aside = `${lock}.${process.pid}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
  if ((await readOptional(pidFile(aside))) !== pid) await rename(aside, lock);
  else await rm(aside, { recursive: true, force: true });
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function pidFile(lock: string): string {
  return join(lock, 'pid');
}
