import type { Allowance, Target } from '../model/index.js';
import type { LookingWorld } from './edges.js';
import { loadTarget, type LoadedSettings } from './load.js';
import type { Output } from './output.js';
import { planEdges, type PlanScope } from './plan-scope.js';
import { isResolved, type PlannedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';

/** How a command looks at its targets. */
export interface Looking {
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  readonly given: readonly Allowance[];
  readonly scope: PlanScope;
  readonly output: Output;
}

/** Plans one target without anything that could write. The realm is asked for what every plan needs while files are read. */
export async function lookAt(looking: Looking, target: Target): Promise<PlannedTarget> {
  const { world, settings } = looking;
  const reading = world.openReading(target);
  try {
    reading.reader.readAhead();
    const loaded = await loadTarget(settings.files, target);
    if (!isResolved(loaded)) return loaded;
    return await planTarget(planEdges({ ...looking, target, reading }), loaded);
  } finally {
    await reading.close();
  }
}
