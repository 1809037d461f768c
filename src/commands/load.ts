import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readNeeds, resolveDesired, resolveSettings } from '../desired/index.js';
import {
  hasErrors,
  nearest,
  sortDiagnostics,
  type DesiredState,
  type Diagnostic,
  type ReadNeeds,
  type Settings,
  type Target,
} from '../model/index.js';
import { readLayers, readSettingsFile } from '../source/index.js';
import type { LookingWorld } from './edges.js';

/** Which targets of which settings a command works on. */
export interface Selection {
  /** Path of `keyplan.yaml`, relative to the world's folder. */
  readonly config: string;
  /** Names of targets; none means all. */
  readonly targets: readonly string[];
}

/** The settings and the chosen targets, with everything that is wrong with them. */
export interface LoadedSettings {
  /** The folder of the settings, absolute; files are relative to it. */
  readonly folder: string;
  /** In the order of names. */
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One target's files, resolved. Without `desired` an error stands among the diagnostics. */
export interface LoadedTarget {
  readonly target: Target;
  readonly commit: string;
  readonly desired?: DesiredState;
  readonly needs?: ReadNeeds;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the settings and picks the targets; an unknown name is a diagnostic like any other. */
export async function loadSettings(
  { folder }: Pick<LookingWorld, 'folder'>,
  { config, targets }: Selection,
): Promise<LoadedSettings> {
  const path = resolve(folder, config);
  const file = await readSettingsFile(path);
  const settings = file.value === undefined ? undefined : resolveSettings(file.value);
  const diagnostics = [...file.diagnostics, ...(settings?.diagnostics ?? [])];
  const known = settings?.value;
  const chosen = known === undefined ? [] : choose(known, targets, config);
  const picked = chosen.filter((one): one is Target => 'signIn' in one);
  return {
    folder: dirname(path),
    targets: picked,
    diagnostics: sortDiagnostics([...diagnostics, ...chosen.filter((one): one is Diagnostic => 'code' in one)]),
  };
}

function choose({ targets }: Settings, names: readonly string[], config: string): readonly (Target | Diagnostic)[] {
  if (names.length === 0) return [...targets.values()];
  return names.map((name) => {
    const target = targets.get(name);
    if (target !== undefined) return target;
    const [suggestion] = nearest(name, targets.keys());
    const known = [...targets.keys()].join(', ');
    return {
      code: 'unknown-target',
      severity: 'error',
      place: { file: config, line: 1, column: 1 },
      message: `there is no target "${name}"`,
      hint:
        suggestion === undefined
          ? `The targets are ${known}`
          : `Did you mean "${suggestion}"? The targets are ${known}`,
    };
  });
}

/** Reads and resolves the files of one target. */
export async function loadTarget(folder: string, target: Target): Promise<LoadedTarget> {
  const layers = await readLayers(folder, target);
  const commit = layers.value?.commit ?? 'none';
  // Both are long without a pause; what was asked of the server ahead gets its turn in between.
  await setImmediate();
  const resolved = layers.value === undefined ? undefined : resolveDesired(layers.value, target);
  await setImmediate();
  const diagnostics = sortDiagnostics([...layers.diagnostics, ...(resolved?.diagnostics ?? [])]);
  const desired = resolved?.value;
  if (desired === undefined || hasErrors(diagnostics)) return { target, commit, diagnostics };
  return { target, commit, desired, needs: readNeeds(desired), diagnostics };
}
