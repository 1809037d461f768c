import { Failure, type Allowance, type Origin, type Target, type WordsBy } from '../model/index.js';
import type { LookingWorld, ReadingEdges } from './edges.js';
import { createHistoryReader } from './history.js';
import type { LoadedSettings } from './load.js';
import type { Output } from './output.js';
import type { PlanEdges } from './plan-edges.js';

/** Which of a target's differences a plan holds, and which it may hold. */
export interface PlanScope {
  /** Whether what falls due by date is done. */
  readonly due: boolean;
  /** Only differences of these origins; all when absent. */
  readonly onlyOrigins?: readonly Origin[];
  /** Any other origin refuses the plan. */
  readonly expectOnly?: readonly Origin[];
  /** Only marks, of objects whose fields are all as the files want them. */
  readonly markOnly?: boolean;
  /** How words for this run are given; as options when absent. */
  readonly wordsBy?: WordsBy;
}

/** What {@link planEdges} puts together. */
export interface Planning {
  readonly world: Pick<LookingWorld, 'today' | 'onProgress'>;
  readonly settings: Pick<LoadedSettings, 'files' | 'base' | 'notes'>;
  readonly target: Target;
  readonly reading: Pick<ReadingEdges, 'reader' | 'readAs'>;
  readonly given: readonly Allowance[];
  readonly scope: PlanScope;
  readonly output: Pick<Output, 'note' | 'verbose'>;
}

/** What planning one target needs, from a command's settings, options and world. */
export function planEdges(planning: Planning): PlanEdges {
  const { world, settings, target, reading, given, scope, output } = planning;
  const { files, base, notes } = settings;
  const tell = (text: string): void => {
    if (output.verbose) output.note(text);
  };
  const of = { files, target, notes, tell };
  return {
    ...scope,
    reading,
    given,
    today: world.today(),
    onProgress: world.onProgress,
    readHistory: createHistoryReader(base === undefined ? of : { ...of, base }),
  };
}

/** Refuses options that cannot hold together: without a base nothing is `pr`. */
export function checkScope({ onlyOrigins = [], expectOnly = [] }: PlanScope, base: string | undefined): void {
  if (base !== undefined) return;
  const option = onlyOrigins.includes('pr') ? '--only-origin' : expectOnly.includes('pr') ? '--expect-only' : undefined;
  if (option === undefined) return;
  throw new Failure(
    'usage',
    `${option} pr wants --base, because without a base nothing can be told to come from this revision`,
    {
      hint: 'Name the revision that the files are compared with, as in --base origin/main',
    },
  );
}
