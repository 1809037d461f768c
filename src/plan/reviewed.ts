import type { Step } from '../model/index.js';
import { isShown } from './approved-plan.js';

/** What one merged pull request showed of a target, and who agreed to it. */
export interface ReviewedPlans {
  /** Plans of the merged head that were made before the merge, the newest first. */
  readonly plans: readonly ReviewedPlan[];
  /** When its head was approved, in any order: ISO 8601 in UTC. */
  readonly approvedAt: readonly string[];
}

/** The steps that a plan held, by their digests and by those of their parts. */
export interface ReviewedPlan {
  readonly at: string;
  readonly digests: ReadonlySet<string>;
}

/**
 * Steps that no pull request showed to whoever merged it: of each, only the newest plan before the merge counts. Fewer
 * steps than were shown are fine, and less of one, since some may be done already.
 */
export function unreviewedSteps(steps: readonly Step[], reviewed: readonly ReviewedPlans[]): readonly Step[] {
  const newest = reviewed.flatMap(({ plans: [plan] }) => (plan === undefined ? [] : [plan]));
  return steps.filter((step) => !newest.some(({ digests }) => isShown(step, digests)));
}

/** Steps with hazards to which nobody agreed after a plan had shown them. */
export function unapprovedSteps(steps: readonly Step[], reviewed: readonly ReviewedPlans[]): readonly Step[] {
  return steps.filter((step) => step.hazards.length > 0 && !reviewed.some((one) => isApproved(step, one)));
}

function isApproved(step: Step, { plans, approvedAt }: ReviewedPlans): boolean {
  const shown = plans.filter(({ digests }) => isShown(step, digests));
  return shown.some(({ at }) => approvedAt.some((time) => Date.parse(time) >= Date.parse(at)));
}
