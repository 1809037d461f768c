import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

/** A program of a rig that runs. */
export interface RigProcess {
  /** Ends it, and returns when it is gone. */
  readonly stop: () => Promise<void>;
  /** Throws with its last words when it ended by itself. */
  readonly check: () => void;
}

const supervisor = fileURLToPath(new URL('../../../src/systems/local-server/end-with-parent.ts', import.meta.url));

/** Starts a program that ends with `stop`, or with this process, however this process ends. */
export function startRigProcess(program: string, args: readonly string[], logFile: string): RigProcess {
  const log = openSync(logFile, 'w');
  // Node strips the types of the supervisor, which imports Node's own modules only.
  const child: ChildProcess = spawn(process.execPath, [supervisor, program, ...args], {
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => void child.on('exit', () => resolve()));
  child.unref();
  return {
    async stop() {
      child.stdin?.destroy();
      await ended;
    },
    check() {
      if (child.exitCode === null && child.signalCode === null) return;
      const words = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
      throw new Error(`${program} ended by itself:\n${words}`);
    },
  };
}

/** Waits until something is so. Throws where the program ends before, or after a minute. */
export async function until(started: RigProcess, isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!(await isSo())) {
    started.check();
    if (Date.now() > giveUpAt) throw new Error('a program of a rig was not ready within a minute');
    await wait(100);
  }
}

/** As many loopback ports that are free now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
