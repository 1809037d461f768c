import type {
  Allowance,
  DesiredState,
  Diagnostic,
  LiveState,
  MissingRight,
  Origin,
  Plan,
  ProgressListener,
  ReadNeeds,
  Target,
  Verdict,
  WordsBy,
} from '../model/index.js';
import type { ReadingEdges } from './edges.js';
import type { ReadHistory } from './history.js';
import type { LoadedTarget } from './load.js';

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
export interface PlanEdges {
  readonly reading: Pick<ReadingEdges, 'reader' | 'readAs'>;
  readonly today: string;
  /** Words given for this run. */
  readonly given: readonly Allowance[];
  readonly onProgress: ProgressListener;
  /** What the files wanted at the base and at commits that marks name. */
  readonly readHistory: ReadHistory;
  /** Whether what falls due by date is done. */
  readonly due: boolean;
  /** Only differences of these origins; all when absent. */
  readonly onlyOrigins?: readonly Origin[];
  /** Any other origin refuses the plan. */
  readonly expectOnly?: readonly Origin[];
  /** How words for this run are given; as options when absent. */
  readonly wordsBy?: WordsBy;
  /** Only marks, of objects whose fields are all as the files want them. */
  readonly markOnly?: boolean;
}

/** Files resolved without an error. */
export type ResolvedTarget = LoadedTarget & { readonly desired: DesiredState; readonly needs: ReadNeeds };

/** Whether the files of a target gave a desired state. */
export function isResolved(loaded: LoadedTarget): loaded is ResolvedTarget {
  return loaded.desired !== undefined && loaded.needs !== undefined;
}
