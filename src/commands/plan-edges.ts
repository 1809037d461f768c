import type {
  Allowance,
  DesiredState,
  Diagnostic,
  LiveState,
  MissingRight,
  Plan,
  ProgressListener,
  ReadNeeds,
  Target,
  Verdict,
} from '../model/index.js';
import type { LookingWorld, ReadingEdges } from './edges.js';
import { createHistoryReader, type ReadHistory } from './history.js';
import type { LoadedSettings, LoadedTarget } from './load.js';
import type { Output } from './output.js';
import type { PlanScope } from './plan-scope.js';

/** A target that was compared with its realm. Without `plan` an error stands among the diagnostics. */
export interface PlannedTarget {
  readonly target: Target;
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: Plan;
  readonly verdict?: Verdict;
  /** The live state that the plan was made of. */
  readonly live?: LiveState;
  /** What the identity lacks that would apply the plan; absent where that was not looked at. */
  readonly missing?: { readonly readAs: string; readonly rights: readonly MissingRight[] };
}

/** What planning one target needs besides its files. */
export interface PlanEdges extends PlanScope {
  readonly reading: Pick<ReadingEdges, 'reader' | 'readAs'>;
  readonly today: string;
  /** Words given for this run. */
  readonly given: readonly Allowance[];
  readonly onProgress: ProgressListener;
  /** What the files wanted at the base and at commits that marks name. */
  readonly readHistory: ReadHistory;
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

/** Files resolved without an error. */
export type ResolvedTarget = LoadedTarget & { readonly desired: DesiredState; readonly needs: ReadNeeds };

/** Whether the files of a target gave a desired state. */
export function isResolved(loaded: LoadedTarget): loaded is ResolvedTarget {
  return loaded.desired !== undefined && loaded.needs !== undefined;
}
