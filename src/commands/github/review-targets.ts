import {
  Failure,
  hasErrors,
  type Allowance,
  type Diagnostic,
  type Origin,
  type Target,
  type TargetReview,
} from '../../model/index.js';
import type { LookingWorld } from '../edges.js';
import { loadSettings, loadTarget, type LoadedSettings } from '../load.js';
import { lookAt } from '../look-at.js';
import { missingRight } from './missing-right.js';

/** What of which files is looked at. */
export interface Asked {
  readonly config: string;
  readonly targets: readonly string[];
  readonly base?: string;
  readonly allow: readonly Allowance[];
  /** Any other origin refuses the plan. */
  readonly expectOnly?: readonly Origin[];
  /** Of the differences only those of these origins are planned. */
  readonly onlyOrigins?: readonly Origin[];
}

/** Everything that was found out about the targets. */
export interface Looked {
  /** About settings that give no targets. */
  readonly diagnostics: readonly Diagnostic[];
  readonly targets: readonly TargetReview[];
}

/** Whether files or settings have errors. */
export function isBroken({ diagnostics, targets }: Looked): boolean {
  return hasErrors(diagnostics) || targets.some((target) => hasErrors(target.diagnostics));
}

/** Plans each target. What fails of one is told of that one. */
export async function reviewTargets(world: LookingWorld, asked: Asked, note: (text: string) => void): Promise<Looked> {
  const settings = await loadSettings(world, asked);
  if (hasErrors(settings.diagnostics)) return { diagnostics: settings.diagnostics, targets: [] };
  const { allow: given, expectOnly, onlyOrigins } = asked;
  const scope = {
    due: false,
    wordsBy: 'input',
    ...(expectOnly === undefined ? {} : { expectOnly }),
    ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
  } as const;
  const looking = {
    world,
    settings,
    given,
    scope,
    output: { note, verbose: false },
    isForApply: onlyOrigins === undefined,
  };
  return await each(settings, async (target) => {
    const { diagnostics, plan, verdict, missing } = await lookAt(looking, target);
    const failure =
      missing === undefined || missing.rights.length === 0 ? undefined : missingRight(missing.readAs, missing.rights);
    return { diagnostics, ...(plan && verdict ? { plan, verdict } : {}), ...(failure ? { failure } : {}) };
  });
}

/** Says what is wrong with the files of each target. Needs no server and no credential. */
export async function validateTargets(
  world: Pick<LookingWorld, 'folder' | 'files'>,
  asked: Pick<Asked, 'config' | 'targets' | 'base'>,
): Promise<Looked> {
  const settings = await loadSettings(world, asked);
  if (hasErrors(settings.diagnostics)) return { diagnostics: settings.diagnostics, targets: [] };
  return await each(settings, async (target) => {
    const { diagnostics } = await loadTarget(settings.files, target);
    return { diagnostics };
  });
}

async function each(
  settings: LoadedSettings,
  look: (target: Target) => Promise<Omit<TargetReview, 'name'>>,
): Promise<Looked> {
  const targets: TargetReview[] = [];
  for (const target of settings.targets) {
    const { name } = target;
    try {
      targets.push({ name, ...(await look(target)) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      targets.push({ name, diagnostics: [], failure: error });
    }
  }
  return { diagnostics: settings.diagnostics, targets };
}
