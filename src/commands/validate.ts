import { hasErrors } from '../model/index.js';
import { countText, diagnosticsJson } from '../render/index.js';
import type { LookingWorld } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, loadTarget, type Selection } from './load.js';
import type { Output } from './output.js';
import { refuseFiles, runTargets } from './run-targets.js';

/** Reads settings and files and says everything that is wrong with them. Needs no server. */
export async function validate(
  world: Pick<LookingWorld, 'folder' | 'files'>,
  selection: Selection,
  output: Output,
): Promise<number> {
  const settings = await loadSettings(world, selection);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  return await runTargets(settings, output, async (target, show) => {
    const { desired, diagnostics } = await loadTarget(settings.files, target);
    const stops = show(diagnostics);
    if (!stops && output.format === 'text')
      output.result(`${target.name}: valid, ${countText(desired?.objects.size ?? 0, 'object')}`);
    const all = [...settings.diagnostics, ...diagnostics];
    return {
      exit: stops ? EXIT.wrongFiles : EXIT.fine,
      json: () => ({ target: target.name, valid: !stops, diagnostics: diagnosticsJson(all) }),
    };
  });
}
