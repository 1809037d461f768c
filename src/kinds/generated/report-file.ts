/* oxlint-disable max-lines */
// Generated from schemas/report.schema.json by "npm run fresh"; edits are overwritten.
import type { KeyplanPlan } from './plan-file.js';

export type Plan = KeyplanPlan;

/**
 * A report: a plan with what happened to each of its steps.
 */
export interface KeyplanReport {
  /**
   * Version of this format.
   */
  format: 1;
  /**
   * converged: planning again found nothing. partial: a step was not done. not-converged: all were done and something still differs. stale: live moved before the first write and nothing was written.
   */
  state: 'converged' | 'partial' | 'not-converged' | 'stale';
  plan: Plan;
  /**
   * One for each step, in the plan's order.
   */
  outcomes: Outcome[];
  after?: Plan;
  /**
   * Why there is no "after".
   */
  readBackError?: string;
}
/**
 * What happened to one step.
 */
export interface Outcome {
  /**
   * The id of the step.
   */
  step: string;
  /**
   * applied: written. done: it was so already. moved: the object differs from what the plan saw, nothing was written. failed: the server refused. skipped: a step that it needs was not done. interrupted: the run was asked to stop before its turn.
   */
  result: 'applied' | 'done' | 'moved' | 'failed' | 'skipped' | 'interrupted';
  /**
   * Why, for everything but applied and done.
   */
  message?: string;
}
