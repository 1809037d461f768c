import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, hasErrors, type Allowance } from '../model/index.js';
import { jsonText, planJson, planMarkdown, planText } from '../render/index.js';
import type { LookingWorld } from './edges.js';
import { exitOfPlan } from './exit.js';
import { loadSettings, type Selection } from './load.js';
import { lookAt } from './look-at.js';
import type { Output } from './output.js';
import { checkScope, type PlanScope } from './plan-scope.js';
import type { PlannedTarget } from './plan-edges.js';
import {
  onlyTarget,
  refuseFiles,
  runTargets,
  withMissingRights,
  wrongFiles,
  type TargetResult,
} from './run-targets.js';

export interface PlanOptions extends Selection, PlanScope {
  readonly detailedExitcode: boolean;
  readonly showUnmanaged: boolean;
  readonly allow: readonly Allowance[];
  /** Where the plan file goes; wants exactly one target. */
  readonly out?: string;
}

/** Shows what an apply would do. Only reads. */
export async function plan(world: LookingWorld, options: PlanOptions, output: Output): Promise<number> {
  checkScope(options, options.base);
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  if (options.out !== undefined) onlyTarget(settings.targets, '--out');
  const looking = { world, settings, given: options.allow, scope: scopeOf(options), output, isForApply: true };
  return await runTargets(settings, output, async (target, show) => {
    const planned = await lookAt(looking, target);
    show(planned.diagnostics);
    if (options.out !== undefined && planned.plan !== undefined) {
      await writePlanFile(resolve(world.folder, options.out), options.out, planned);
      output.note(`Wrote the plan to ${options.out}; to apply exactly it: keyplan apply ${options.out}`);
    }
    const shown = showPlan(planned, options, output);
    const { missing } = planned;
    return missing === undefined || missing.rights.length === 0 ? shown : withMissingRights(output, shown, missing);
  });
}

/** The members of the options that say what the plan holds. */
function scopeOf({ due, onlyOrigins, expectOnly }: PlanOptions): PlanScope {
  return {
    due,
    ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
    ...(expectOnly === undefined ? {} : { expectOnly }),
  };
}

async function writePlanFile(path: string, name: string, { plan: made, verdict }: PlannedTarget): Promise<void> {
  if (made === undefined) return;
  await writeFile(path, `${jsonText(planJson(made, verdict))}\n`).catch((cause: unknown) => {
    const hint = 'Check that its folder exists and may be written';
    throw new Failure('usage', `the plan file ${name} cannot be written`, { hint, cause });
  });
}

/** Shows a plan in the chosen format and gives the exit code that it means. */
export function showPlan(
  planned: PlannedTarget,
  options: Pick<PlanOptions, 'detailedExitcode' | 'showUnmanaged'>,
  output: Output,
): TargetResult {
  const { plan: made, verdict } = planned;
  if (made === undefined || verdict === undefined) return wrongFiles(output, planned);
  const { showUnmanaged } = options;
  if (output.format === 'text') {
    output.result(
      planText(made, verdict, {
        style: output.resultStyle,
        width: output.width,
        verbose: output.verbose,
        showUnmanaged,
      }),
    );
  }
  if (output.format === 'markdown') output.result(planMarkdown(made, verdict, { showUnmanaged }));
  return { exit: exitOfPlan(planned, options.detailedExitcode), json: () => planJson(made, verdict) };
}
