// Who runs on which processors. A plan is made on another machine than its server's, a benchmark on one: where server, proxy
// and program want the same two processors, the seconds of a run are the sum of everybody's, and change by a third from one
// run to the next. So the server's side gets the first half of the processors and the measured programs the other half.
import { execFileSync } from 'node:child_process';
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
 * Takes this process to the server's processors, and with it the proxy and whatever it starts from now on. Where the system
 * cannot keep processes apart (it needs two processors and `taskset` of util-linux), they are shared; asking for it
 * expressly is then an error.
 */
export function chooseCores(asked: Placement | undefined): Cores {
  const shared: Cores = { placement: 'shared', count: availableParallelism(), node: [process.execPath] };
  if (asked === 'shared') return shared;
  try {
    const all = allowedProcessors();
    if (all.length < 2) throw new Error(`${all.length} processor`);
    const half = Math.floor(all.length / 2);
    taskset('-acp', all.slice(0, half).join(','), String(process.pid));
    const programs = all.slice(half).join(',');
    return { placement: 'apart', count: all.length, node: ['taskset', '-c', programs, process.execPath] };
  } catch (cause) {
    if (asked === undefined) return shared;
    throw new Error('processes cannot be kept on processors of their own here', { cause });
  }
}

function allowedProcessors(): readonly number[] {
  const list = taskset('-cp', String(process.pid)).replace(/^.*:\s*/s, '');
  return list
    .trim()
    .split(',')
    .flatMap((span) => {
      const [from = Number.NaN, to = from] = span.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}

function taskset(...args: readonly string[]): string {
  return execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
