import type { Plan, StepId } from './plan.js';

/** What happened to one step. */
export interface Outcome {
  readonly step: StepId;
  /**
   * - `applied`: written, and the server agreed.
   * - `done`: it was so already.
   * - `moved`: the object differs from what the plan saw; nothing was written to it.
   * - `failed`: the server refused or could not be reached; `message` says what it said.
   * - `skipped`: a step that it needs was not done.
   * - `interrupted`: the run was asked to stop before its turn.
   */
  readonly result: 'applied' | 'done' | 'moved' | 'failed' | 'skipped' | 'interrupted';
  /** Why, for everything but `applied` and `done`. */
  readonly message?: string;
}

/** A plan with its outcomes. */
export interface Report {
  readonly plan: Plan;
  /** One for each step, in the plan's order. */
  readonly outcomes: readonly Outcome[];
  /** What planning again found; absent when the read-back failed or never started. */
  readonly after?: Plan;
  /** `stale`: an object moved before the first write and nothing was written. */
  readonly state: 'converged' | 'partial' | 'not-converged' | 'stale';
  /** Why there is no `after`. */
  readonly readBackError?: string;
}

/** The outcomes by step, for renderings; a step without one was never reached. */
export function outcomesByStep({ outcomes }: Report): ReadonlyMap<StepId, Outcome> {
  return new Map(outcomes.map((outcome) => [outcome.step, outcome]));
}
