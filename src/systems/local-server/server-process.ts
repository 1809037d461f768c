import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lastLines } from './run-program.js';
import type { Environment } from './server-options.js';
import { LocalServerError } from './server-ways.js';

// A start takes 8 seconds on an idle machine and was seen to take 69 on a busy one.
const READY_MS = 240_000;
const POLL_MS = 200;

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly cwd?: string;
  /** Where the server will answer. */
  readonly url: string;
  /** Takes all that the server says; taken away when it is stopped. */
  readonly logFile: string;
}

/**
 * Starts a server and waits until it answers. It ends with `stop`, or with this process, however this process ends: see
 * end-with-parent.ts. It does not keep this process alive.
 */
export async function startServerProcess(command: ServerCommand): Promise<{ readonly stop: () => Promise<void> }> {
  await mkdir(dirname(command.logFile), { recursive: true });
  const log = await open(command.logFile, 'w');
  const supervisor = fileURLToPath(new URL(`./end-with-parent${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [supervisor, command.program, ...command.args], {
    env: { ...command.environment },
    stdio: ['pipe', log.fd, log.fd],
    detached: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  await log.close();
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve()).on('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.ref();
    child.stdin?.destroy();
    await ended;
    await rm(command.logFile, { force: true });
  };
  await waitUntilReady(command, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  child.unref();
  return { stop };
}

/** A loopback port that is free now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new LocalServerError('No free loopback port was found.'));
      });
    });
  });
}

/** Whether the server answers for its first realm, that is, whether it has started up. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/realms/master`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function waitUntilReady(command: ServerCommand, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + READY_MS;
  while (!(await isReady(command.url))) {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (isGone || Date.now() > giveUpAt) {
      const log = lastLines(await readFile(command.logFile, 'utf8'));
      const what = isGone ? 'ended while it started' : `did not answer within ${READY_MS / 1000} seconds`;
      throw new LocalServerError(`The Keycloak server ${what}. Its last words:\n${log}`);
    }
    await wait(POLL_MS);
  }
}
