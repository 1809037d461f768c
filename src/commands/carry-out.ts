import { applyPlan } from '../apply/index.js';
import { namesUntilNow, settleRenames } from '../diff/index.js';
import { readLive } from '../live/index.js';
import { Failure, type Address, type LiveState, type Plan, type Report } from '../model/index.js';
import { countText, reportJson, reportText, unreadText } from '../render/index.js';
import { checkRights } from './check-rights.js';
import type { ApplyingWorld, WritingEdges } from './edges.js';
import { EXIT, exitOfPlan, exitOfReport } from './exit.js';
import { narrowNeeds } from './narrow-needs.js';
import type { Output } from './output.js';
import { showPlan } from './plan.js';
import type { PlanEdges, PlannedTarget, ResolvedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';
import { withMissingRights, type TargetResult } from './run-targets.js';

/** A plan that may be carried out, and the state that it was made of. */
export interface Settled {
  readonly plan: Plan;
  readonly live: LiveState;
}

/** What carrying out the plan of a target needs. */
export interface CarryingOut {
  readonly world: ApplyingWorld;
  readonly edges: WritingEdges;
  readonly loaded: ResolvedTarget;
  /** By what the plan was made, and is made again. */
  readonly planning: PlanEdges;
}

/** What asking for a word before needs on top. */
export interface Asking extends CarryingOut {
  readonly output: Output;
  /** Whether nobody need be asked. */
  readonly yes: boolean;
  /** How to go on where nobody can be asked. */
  readonly hint: string;
  /** What is written besides, before the steps. */
  readonly besides?: { readonly name: string; readonly write: () => Promise<void> };
}

/** Shows what was planned, and what was not read of it. Without `settled` the command ends there. */
export function showPlanned(
  planned: PlannedTarget,
  { readAs }: Pick<WritingEdges, 'readAs'>,
  output: Output,
): { readonly shown: TargetResult; readonly settled?: Settled } {
  const shown = showPlan(planned, { detailedExitcode: false, showUnmanaged: false }, output);
  const { plan, live } = planned;
  if (plan !== undefined && plan.unread.length > 0)
    output.note(unreadText({ readAs, style: output.noteStyle, width: output.width }));
  if (plan === undefined || live === undefined || exitOfPlan(planned, false) !== EXIT.fine) return { shown };
  return { shown, settled: { plan, live } };
}

/** Carries out what was shown, where the rights suffice and somebody wants it, and shows what came of it. */
export async function carryOutShown(asking: Asking, settled: Settled, shown: TargetResult): Promise<TargetResult> {
  const { world, edges, output, besides } = asking;
  const { plan, live } = settled;
  if (plan.steps.length === 0 && besides === undefined) return shown;
  const rights = await checkRights(edges.rights, plan, live);
  if (rights.length > 0) return withMissingRights(output, shown, { readAs: edges.readAs, rights });
  if (!(await isWanted(asking, plan))) return { exit: EXIT.wrongFiles, json: shown.json };
  if (besides !== undefined) {
    world.beginWriting();
    await besides.write();
  }
  if (plan.steps.length === 0) return shown;
  const report = await carryOut(asking, settled);
  if (output.format !== 'json')
    output.result(reportText(report, { style: output.resultStyle, width: output.width, verbose: output.verbose }));
  return { exit: exitOfReport(report), json: () => reportJson(report) };
}

async function isWanted({ world, yes, hint, besides }: Asking, { steps, target }: Plan): Promise<boolean> {
  if (yes) return true;
  if (world.confirm === undefined) {
    throw new Failure(
      'confirmation-needed',
      'nobody can be asked whether to apply this, because stdin is no terminal',
      { hint },
    );
  }
  const also = besides === undefined ? '' : ` and write ${besides.name}`;
  const objects = new Set(steps.map(({ address }) => address)).size;
  const on = objects === 0 ? '' : ` on ${countText(objects, 'object')}`;
  return await world.confirm(
    `Apply ${countText(steps.length, 'step')}${on}${also} to realm ${target.realm} on ${target.server}?`,
  );
}

/** Applies a plan and proves it by planning again. */
export async function carryOut(
  { world, edges, loaded, planning }: CarryingOut,
  { plan, live }: Settled,
): Promise<Report> {
  const { target, desired, needs } = loaded;
  const renames = new Map(
    plan.changes.flatMap(({ address: to, renamedFrom: from }) => (from === undefined ? [] : [[to, from]])),
  );
  const reread = async (addresses: ReadonlySet<Address>): Promise<LiveState> => {
    const named = new Set([...addresses, ...namesUntilNow(addresses, renames)]);
    const options = { owner: target.owner, onProgress: world.onProgress };
    const read = await readLive(edges.reader, narrowNeeds(needs, named), options);
    return settleRenames(desired, read).live;
  };
  const replan = async (): Promise<Plan> => {
    const again = await planTarget(planning, loaded);
    if (again.plan === undefined) {
      const first = again.diagnostics.find(({ severity }) => severity === 'error');
      throw new Failure('not-converged', `what the files want no longer fits the realm: ${first?.message ?? ''}`, {
        hint: first?.hint ?? 'Plan again to see why',
      });
    }
    return again.plan;
  };
  const options = { desired, live, signal: world.beginWriting(), onProgress: world.onProgress };
  return await applyPlan({ writer: edges.writer, reread, replan }, plan, options);
}
