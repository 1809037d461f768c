import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure, hasErrors, type Allowance, type LiveState } from '../model/index.js';
import { compareWithApproved, decodeApprovedPlan, misfit, type Approval, type ApprovedPlan } from '../plan/index.js';
import { doneText, staleText } from '../render/index.js';
import { shortCommit } from './base.js';
import { carryOutShown, showPlanned } from './carry-out.js';
import type { ApplyingWorld, WritingEdges } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, loadWhileReading, type LoadedSettings, type Selection } from './load.js';
import type { Output } from './output.js';
import { checkScope, type PlanScope } from './plan-scope.js';
import { isResolved, planEdges, type ResolvedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';
import {
  onlyTarget,
  refuseFiles,
  runTargets,
  wrongFiles,
  type ShowDiagnostics,
  type TargetResult,
} from './run-targets.js';

export interface ApplyOptions extends Selection, Omit<PlanScope, 'expectOnly'> {
  /** Path of the plan file that was approved; absent when the plan is made and shown now. */
  readonly planFile?: string;
  /** Whether nobody need be asked. */
  readonly yes: boolean;
  readonly allow: readonly Allowance[];
}

/** Makes the realm what the files want, by exactly the plan that was shown or approved. */
export async function apply(world: ApplyingWorld, options: ApplyOptions, output: Output): Promise<number> {
  const approved =
    options.planFile === undefined
      ? undefined
      : await readPlanFile(resolve(world.folder, options.planFile), options.planFile);
  const scope = scopeOf(options, approved);
  checkScope(scope, approved?.base ?? options.base);
  const targets = approved !== undefined && options.targets.length === 0 ? [approved.target.name] : options.targets;
  const settings = await loadSettings(world, { ...options, targets });
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  const target = onlyTarget(settings.targets, 'apply');
  const reason = approved && (misfit(approved, target) ?? baseMisfit(approved, settings.base));
  if (reason !== undefined)
    throw new Failure('plan-file-mismatch', `the plan file does not fit: ${reason}`, {
      hint: 'Plan again for this target',
    });
  const compared = withBase(settings, approved);
  return await runTargets(settings, output, async (_target, show) => {
    const edges = world.openWriting(target);
    try {
      const asking = { reader: edges.reader, onProgress: world.onProgress };
      const { loaded, live } = await loadWhileReading(asking, settings.files, target);
      if (isResolved(loaded))
        return await applyTarget(
          { world, settings: compared, edges, loaded, approved, scope, options, output, show },
          live,
        );
      show(loaded.diagnostics);
      return wrongFiles(output, loaded);
    } finally {
      await edges.close();
    }
  });
}

/** What the plan holds: as the plan file was made, or as the options say. */
function scopeOf({ due, onlyOrigins, markOnly }: ApplyOptions, approved: ApprovedPlan | undefined): PlanScope {
  if (approved === undefined) {
    return {
      due,
      ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
      ...(markOnly === undefined ? {} : { markOnly }),
    };
  }
  if (due || onlyOrigins !== undefined || markOnly === true) {
    throw new Failure(
      'usage',
      'a plan file says itself what is applied; --due, --only-origin and --mark-only do not go with it',
      {
        hint: 'Give them to keyplan plan --out, or apply without a plan file',
      },
    );
  }
  return {
    due: approved.due,
    ...(approved.onlyOrigins === undefined ? {} : { onlyOrigins: approved.onlyOrigins }),
  };
}

/** A plan that was narrowed to origins holds the same differences only where they are told by the same base. */
function baseMisfit({ base, onlyOrigins }: ApprovedPlan, named: string | undefined): string | undefined {
  if (onlyOrigins === undefined || named === undefined || named === base) return undefined;
  return base === undefined
    ? 'it was narrowed to origins without a base, and now one is named'
    : `it was narrowed to origins against the base ${shortCommit(base)}, and now ${shortCommit(named)} is named`;
}

function withBase(settings: LoadedSettings, approved: ApprovedPlan | undefined): LoadedSettings {
  const base = approved?.onlyOrigins === undefined ? undefined : approved.base;
  return base === undefined ? settings : { ...settings, base };
}

/** Without a plan file there is nothing that a plan could differ from. */
const NOT_COMPARED: Approval = { unapproved: [], done: [], barred: [] };

interface Applying {
  readonly world: ApplyingWorld;
  readonly settings: LoadedSettings;
  readonly edges: WritingEdges;
  readonly loaded: ResolvedTarget;
  readonly approved: ApprovedPlan | undefined;
  readonly scope: PlanScope;
  readonly options: ApplyOptions;
  readonly output: Output;
  readonly show: ShowDiagnostics;
}

async function applyTarget(applying: Applying, begun: Promise<LiveState> | undefined): Promise<TargetResult> {
  const { world, edges, loaded, approved, options, output, show } = applying;
  const planning = planEdges({ ...applying, target: loaded.target, reading: edges, given: options.allow });
  const planned = await planTarget(planning, loaded, begun);
  show(planned.diagnostics);
  const { shown, settled } = showPlanned(planned, edges, output);
  if (settled === undefined) return shown;
  const { unapproved, done, barred } =
    approved === undefined ? NOT_COMPARED : compareWithApproved(settled.plan, approved, settled.live);
  if (unapproved.length + barred.length > 0) {
    output.note(staleText(unapproved, { style: output.noteStyle, width: output.width, barred }));
    return {
      exit: EXIT.stale,
      json: () => ({ ...Object(shown.json()), unapproved: [...unapproved, ...barred].map(({ id }) => id) }),
    };
  }
  if (done.length > 0) output.note(doneText(done, { style: output.noteStyle, width: output.width }));
  const asking = {
    yes: options.yes || approved !== undefined,
    hint: 'Give --yes, or apply a plan file that was made with plan --out',
  };
  return await carryOutShown({ world, edges, loaded, planning, output, ...asking }, settled, shown);
}

async function readPlanFile(path: string, name: string): Promise<ApprovedPlan> {
  const hint = 'Make one with keyplan plan --out';
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('plan-file-invalid', `the plan file ${name} cannot be read`, { hint, cause });
  });
  const decoded = decodeApprovedPlan(parseJson(text));
  if ('problem' in decoded)
    throw new Failure('plan-file-invalid', `${name} is no plan file: ${decoded.problem}`, { hint });
  return decoded;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
