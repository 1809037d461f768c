import { EXIT_OF_FAILURE, hasChanges, type FailureCode, type Report } from '../model/index.js';
import type { PlannedTarget } from './plan-edges.js';

/** The exit codes of runs that no failure broke off, those of all endings among them. */
export const EXIT = {
  fine: 0,
  changes: 2,
  missingRight: 3,
  wrongFiles: 4,
  refused: 5,
  stale: 6,
  partial: 7,
  interrupted: 7,
} as const;

/** Over several targets the first of these that occurred is the program's exit code. */
const PRECEDENCE: readonly number[] = [4, 3, 5, 6, 7, 8, 1, 2, 0];

/** The one exit code of several. @example worstExit([0, 2, 5]) is 5 */
export function worstExit(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.fine;
}

/** The exit code of a failure. */
export function exitOfFailure(code: FailureCode): number {
  return EXIT_OF_FAILURE[code];
}

/** The exit code of a plan: what was not read comes before what is refused, and that before changes. */
export function exitOfPlan({ plan, verdict }: Pick<PlannedTarget, 'plan' | 'verdict'>, detailed: boolean): number {
  if (plan === undefined || verdict === undefined) return EXIT.wrongFiles;
  if (plan.unread.length > 0) return EXIT.missingRight;
  if (verdict.refusals.length > 0) return EXIT.refused;
  return detailed && hasChanges(plan) ? EXIT.changes : EXIT.fine;
}

/** The exit code of what came of an apply. */
export function exitOfReport({ state }: Pick<Report, 'state'>): number {
  switch (state) {
    case 'converged':
      return EXIT.fine;
    case 'stale':
      return EXIT.stale;
    case 'partial':
    case 'not-converged':
      return EXIT.partial;
  }
}
