// Run as a program of its own: node end-with-parent.js PROGRAM ARGUMENTS...
// Runs PROGRAM and ends it, with all that it started, when our standard input closes. The parent holds the other end, so
// that this happens however the parent ends: by itself, by a signal, even by kill -9. Imports only Node's own modules.
import { spawn } from 'node:child_process';

const GRACE_MS = 20_000;
const POLL_MS = 100;

const [program = '', ...args] = process.argv.slice(2);
// A process group of its own: ending it reaches a start script and the Java process under it alike.
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
let giveUpAt: number | undefined;

child.on('error', (error) => {
  process.stderr.write(`${program} could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => leaveWhenGroupIsGone(code ?? 1));
process.stdin.on('close', endGroup).on('error', endGroup).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endGroup);

function endGroup(): void {
  if (giveUpAt !== undefined) return;
  giveUpAt = Date.now() + GRACE_MS;
  signalGroup('SIGTERM');
  setInterval(() => {
    if (giveUpAt !== undefined && Date.now() > giveUpAt) signalGroup('SIGKILL');
  }, POLL_MS).unref();
}

function leaveWhenGroupIsGone(code: number): void {
  setInterval(() => {
    if (!signalGroup(0)) process.exit(code);
  }, POLL_MS);
}

/** Gives false when no process of the group is left. */
function signalGroup(signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}
