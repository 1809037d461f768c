import type { Step } from '../model/index.js';

/** What one merged pull request showed of a target, and who agreed to it. */
export interface ReviewedPlans {
  /** Plans of the merged head that were made before the merge, the newest first. */
  readonly plans: readonly ReviewedPlan[];
  /** When its head was approved, in any order: ISO 8601 in UTC. */
  readonly approvedAt: readonly string[];
}

/** The steps that a plan held, by digest. */
export interface ReviewedPlan {
  readonly at: string;
  readonly digests: ReadonlySet<string>;
}

/**
 * Steps that no pull request showed to whoever merged it: of each, only the newest plan before the merge counts. Fewer
 * steps than were shown are fine, since some may be done already.
 */
export function unreviewedSteps(steps: readonly Step[], reviewed: readonly ReviewedPlans[]): readonly Step[] {
  const newest = reviewed.flatMap(({ plans: [plan] }) => (plan === undefined ? [] : [plan]));
  return steps.filter(({ digest }) => !newest.some(({ digests }) => digests.has(digest)));
}

/** Steps with hazards to which nobody agreed after a plan had shown them. */
export function unapprovedSteps(steps: readonly Step[], reviewed: readonly ReviewedPlans[]): readonly Step[] {
  return steps.filter(({ hazards, digest }) => hazards.length > 0 && !reviewed.some((one) => isApproved(digest, one)));
}

function isApproved(digest: string, { plans, approvedAt }: ReviewedPlans): boolean {
  const shown = plans.filter(({ digests }) => digests.has(digest));
  return shown.some(({ at }) => approvedAt.some((time) => Date.parse(time) >= Date.parse(at)));
}
