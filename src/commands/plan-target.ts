import { checkReferences, compareStates } from '../diff/index.js';
import { expandComposites, readLive } from '../live/index.js';
import {
  hasErrors,
  isRead,
  sortDiagnostics,
  type Allowance,
  type DesiredState,
  type Diagnostic,
  type History,
  type LiveState,
  type Origin,
  type Plan,
  type ProgressListener,
  type ReadNeeds,
  type Target,
  type Verdict,
} from '../model/index.js';
import { buildPlan, checkPlan, rolesToExpand } from '../plan/index.js';
import { judge } from '../policy/index.js';
import type { ReadingEdges } from './edges.js';
import type { LoadedTarget } from './load.js';

/** A target that was compared with its realm. Without `plan` an error stands among the diagnostics. */
export interface PlannedTarget {
  readonly target: Target;
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: Plan;
  readonly verdict?: Verdict;
  /** The live state that the plan was made of. */
  readonly live?: LiveState;
}

/** What planning one target needs besides its files. */
export interface PlanEdges {
  readonly reading: Pick<ReadingEdges, 'reader' | 'readAs'>;
  readonly today: string;
  /** Words given on the command line. */
  readonly given: readonly Allowance[];
  readonly onProgress: ProgressListener;
  /** What the files wanted at the base and at commits that marks name. */
  readonly readHistory: (commits: ReadonlySet<string>) => Promise<History>;
  /** Whether what falls due by date is done. */
  readonly due: boolean;
  /** Only differences of these origins; all when absent. */
  readonly onlyOrigins?: readonly Origin[];
  /** Any other origin refuses the plan. */
  readonly expectOnly?: readonly Origin[];
  /** Only marks, of objects whose fields are all as the files want them. */
  readonly markOnly?: boolean;
}

/** Files resolved without an error. */
export type ResolvedTarget = LoadedTarget & { readonly desired: DesiredState; readonly needs: ReadNeeds };

/** Whether the files of a target gave a desired state. */
export function isResolved(loaded: LoadedTarget): loaded is ResolvedTarget {
  return loaded.desired !== undefined && loaded.needs !== undefined;
}

/** From files to verdict: reads the realm, compares, plans, judges. Only reads. */
export async function planTarget(edges: PlanEdges, loaded: ResolvedTarget): Promise<PlannedTarget> {
  const { target, desired, needs, commit } = loaded;
  const { reader, readAs } = edges.reading;
  const options = { owner: target.owner, onProgress: edges.onProgress };
  const read = await readLive(reader, needs, options);
  const diagnostics = sortDiagnostics([...loaded.diagnostics, ...checkReferences(desired, read)]);
  if (hasErrors(diagnostics)) return { target, diagnostics, live: read };
  const differences = compareStates(desired, read, commit);
  const roles = rolesToExpand(differences.changes);
  const live = roles.size === 0 || !isRead(read, 'roles') ? read : await expandComposites(reader, read, roles);
  const plan = buildPlan({ desired, live, differences, commit, readAs });
  checkPlan(plan);
  const entries = new Map([...desired.objects.values()].map(({ address, allow }) => [address, allow]));
  const rules = {
    policy: target.policy,
    entries,
    given: edges.given,
    declared: desired.objects.size,
    today: edges.today,
  };
  return { target, diagnostics, plan, verdict: judge(plan, rules), live };
}
