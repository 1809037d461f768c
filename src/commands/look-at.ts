import type { Allowance, Target } from '../model/index.js';
import { checkRights } from './check-rights.js';
import type { LookingWorld, ReadingEdges } from './edges.js';
import { hasOneIdentity } from './identities.js';
import { loadWhileReading, type LoadedSettings } from './load.js';
import type { Output } from './output.js';
import type { PlanScope } from './plan-scope.js';
import { isResolved, planEdges, type PlannedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';

/** How a command looks at its targets. */
export interface Looking {
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  readonly given: readonly Allowance[];
  readonly scope: PlanScope;
  readonly output: Pick<Output, 'note' | 'verbose'>;
  /** Whether it is looked at what the plan's steps need, where the identity that plans is also the one that applies. */
  readonly isForApply?: boolean;
}

/** Plans one target without anything that could write. The realm is read while the files are. */
export async function lookAt(looking: Looking, target: Target): Promise<PlannedTarget> {
  const { world, settings } = looking;
  const reading = world.openReading(target);
  try {
    const asking = { reader: reading.reader, onProgress: world.onProgress };
    const { loaded, live } = await loadWhileReading(asking, settings.files, target);
    if (!isResolved(loaded)) return loaded;
    const planned = await planTarget(planEdges({ ...looking, target, reading }), loaded, live);
    return looking.isForApply === true ? await withMissingRights(planned, reading) : planned;
  } finally {
    await reading.close();
  }
}

async function withMissingRights(planned: PlannedTarget, { rights, readAs }: ReadingEdges): Promise<PlannedTarget> {
  const { target, plan, live } = planned;
  if (plan === undefined || live === undefined || !hasOneIdentity(target)) return planned;
  return { ...planned, missing: { readAs, rights: await checkRights(rights, plan, live) } };
}
