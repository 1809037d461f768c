import { hasChanges, hasErrors } from '../model/index.js';
import { driftMarkdown, driftText, planJson } from '../render/index.js';
import type { LookingWorld } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, type Selection } from './load.js';
import { lookAt } from './look-at.js';
import type { Output } from './output.js';
import type { PlannedTarget } from './plan-edges.js';
import { refuseFiles, runTargets, wrongFiles, type TargetResult } from './run-targets.js';

/**
 * Shows what was changed outside git since the last apply. Only reads. What the files want and nobody applied yet is named
 * and does not count; what cannot be told from drift does.
 */
export async function drift(world: LookingWorld, options: Selection, output: Output): Promise<number> {
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  const looking = { world, settings, given: [], scope: { due: false, onlyOrigins: ['drift'] }, output } as const;
  return await runTargets(settings, output, async (target, show) => {
    const looked = await lookAt(looking, target);
    show(looked.diagnostics);
    return showDrift(looked, output);
  });
}

function showDrift(looked: PlannedTarget, output: Output): TargetResult {
  const { plan } = looked;
  if (plan === undefined) return wrongFiles(output, looked);
  const { width, verbose, resultStyle: style } = output;
  if (output.format === 'text') output.result(driftText(plan, { style, width, verbose }));
  if (output.format === 'markdown') output.result(driftMarkdown(plan));
  const found = hasChanges(plan) ? EXIT.changes : EXIT.fine;
  return { exit: plan.unread.length > 0 ? EXIT.missingRight : found, json: () => planJson(plan) };
}
