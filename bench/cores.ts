// Who runs on which processors. A plan is made on another machine than its server's, a benchmark on one: where server, proxy
// and program want the same two processors, the seconds of a run are the sum of everybody's, and change by a third from one
// run to the next. So the server's side gets the first half of the processors and the measured programs the rest
// (docs/decisions/benchmark-cores.md).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export const PLACEMENTS = ['apart', 'shared'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** Where the measured programs run. */
export interface Cores {
  readonly placement: Placement;
  readonly count: number;
  /** Node.js with what is in front of it, so that it starts on the programs' processors. */
  readonly node: readonly [command: string, ...args: readonly string[]];
}

/**
 * Takes this process, in which the proxy is, and all that it has started, among it the server, to the server's processors.
 * The server was started before, so that it has set itself up for the whole machine, as servers do. Where processes cannot be
 * kept apart (it needs two processors, and `taskset` of util-linux), they share; asking for it expressly is then an error.
 */
export function chooseCores(asked: Placement | undefined, isServerOurs: boolean): Cores {
  const all = isServerOurs && asked !== 'shared' ? allowedProcessors() : [];
  if (all.length < 2) {
    if (asked === 'apart') throw new Error('programs and server cannot be kept on processors of their own here');
    return { placement: 'shared', count: availableParallelism(), node: [process.execPath] };
  }
  const half = Math.floor(all.length / 2);
  for (const pid of withDescendants(process.pid)) keepOn(all.slice(0, half), pid);
  const programs = all.slice(half).join(',');
  return { placement: 'apart', count: all.length, node: ['taskset', '-c', programs, process.execPath] };
}

function keepOn(processors: readonly number[], pid: number): void {
  try {
    run('taskset', '-acp', processors.join(','), String(pid));
  } catch (cause) {
    // Whoever is gone by now needs no processor.
    if (existsSync(`/proc/${pid}`)) throw cause;
  }
}

/** Those of this process; none where nobody can tell. */
function allowedProcessors(): readonly number[] {
  const { stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  const [, list] = /:\s*([\d,-]+)\s*$/.exec(stdout ?? '') ?? [];
  // Such as 0,2-3.
  return (list?.split(',') ?? []).flatMap((span) => {
    const [from = Number.NaN, to = from] = span.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function withDescendants(root: number): readonly number[] {
  const parents = run('ps', '-e', '-o', 'pid=,ppid=,comm=')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    // What lists them is gone by now.
    .filter(([, , command]) => command !== 'ps')
    .map(([pid, parent]) => [Number(pid), Number(parent)] as const);
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
