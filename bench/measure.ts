// Runs one measured process: its time from start to end, its peak memory, and what the proxy in front of the server
// counted meanwhile.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Proxy } from '../test/support/proxy.js';
import type { Cores } from './cores.js';

/** What the proxy counted since its last reset. */
export interface Traffic {
  readonly requests: number;
  readonly writes: number;
  readonly bytesDown: number;
  /** The most requests that were under way at one time. */
  readonly inFlightMax: number;
}

export interface Measured extends Traffic {
  readonly seconds: number;
  readonly memoryMb: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a measured process runs behind, and on which processors. */
export interface Surroundings {
  readonly proxy: Proxy;
  readonly cores: Cores;
}

/** Runs `node ...args` to its end. Throws only when it cannot be started: exit codes are for the caller to judge. */
export async function measure(command: Command, { proxy, cores }: Surroundings): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-bench-'));
  const memoryFile = join(folder, 'peak-kb');
  proxy.reset();
  const start = performance.now();
  const ended = await runNode(command, cores, { KEYPLAN_BENCH_MEMORY_FILE: memoryFile });
  const seconds = (performance.now() - start) / 1000;
  const { requests, byClass, bytesDown, inFlightMax } = proxy.stats();
  const memoryMb = Number(readFileSync(memoryFile, 'utf8')) / 1024;
  rmSync(folder, { recursive: true });
  return { ...ended, seconds, memoryMb, requests, writes: byClass.write, bytesDown, inFlightMax };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this part of the values lies, in a straight line between the two nearest ones. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return lower + (upper - lower) * (at - Math.floor(at));
}

function runNode(
  { args, cwd, env }: Command,
  { node: [node, ...before] }: Cores,
  extra: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const preload = new URL('./peak-memory.mjs', import.meta.url).href;
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...before, '--import', preload, ...args], {
      cwd,
      env: { ...process.env, CI: 'true', ...env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ exitCode: code ?? (signal === null ? -1 : 128), stdout, stderr }));
  });
}
