import {
  Failure,
  type FailureCode,
  type Plan,
  type Report,
  type Review,
  type TargetReview,
} from '../../model/index.js';
import { countText } from '../../render/index.js';
import { EXIT, exitOfFailure, exitOfPlan, exitOfReport, worstExit } from '../exit.js';

/** Why a run failed, as the output `failure-reason` says it. */
export type FailureReason =
  | 'invalid-config'
  | 'conflict'
  | 'unreachable'
  | 'unauthorized'
  | 'github-failed'
  | 'guard-refused'
  | 'unexpected-changes'
  | 'plan-changed'
  | 'unreviewed'
  | 'approval-missing'
  | 'unreported-drift'
  | 'partial-apply'
  | 'apply-failed'
  | 'usage'
  | 'error';

/** How a run ended: what later steps may ask, and why the job fails, if it does. */
export interface RunOutcome {
  readonly exit: number;
  /** Absent where it went well. */
  readonly reason?: FailureReason;
  /** In a sentence, for the log. */
  readonly message: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const REASON_OF_FAILURE: Readonly<Partial<Record<FailureCode, FailureReason>>> = {
  unreachable: 'unreachable',
  'timed-out': 'unreachable',
  'server-failing': 'unreachable',
  'sign-in-refused': 'unauthorized',
  'credential-missing': 'unauthorized',
  'issuer-mismatch': 'unauthorized',
  'missing-right': 'unauthorized',
  'realm-not-found': 'unreachable',
  'incomplete-read': 'unreachable',
  'not-converged': 'partial-apply',
  'github-failed': 'github-failed',
  usage: 'usage',
};

/** The reason that a failure gives. */
export function reasonOf({ code }: Pick<Failure, 'code'>): FailureReason {
  return REASON_OF_FAILURE[code] ?? 'error';
}

/** The verdict on one target: its exit code and why. */
export interface TargetVerdict {
  readonly exit: number;
  readonly reason?: FailureReason;
}

/** What a target came to. What was not read comes before what is refused, as on the command line. */
export function verdictOf(target: TargetReview): TargetVerdict {
  const { failure, stopped, report } = target;
  if (failure !== undefined) return { exit: exitOfFailure(failure.code), reason: reasonOf(failure) };
  if (stopped !== undefined) return { exit: EXIT.stale, reason: stopped.reason };
  return report === undefined ? verdictOfPlan(target) : verdictOfReport(report);
}

function verdictOfPlan(target: TargetReview): TargetVerdict {
  const exit = exitOfPlan(target, false);
  if (exit === EXIT.fine) return { exit };
  if (exit === EXIT.wrongFiles) return { exit, reason: 'invalid-config' };
  if (exit === EXIT.missingRight) return { exit, reason: 'unauthorized' };
  const isSurprise = target.verdict?.refusals.every(({ rule }) => rule === 'unexpected-origin');
  return { exit, reason: isSurprise === true ? 'unexpected-changes' : 'guard-refused' };
}

function verdictOfReport(report: Report): TargetVerdict {
  const exit = exitOfReport(report);
  if (exit === EXIT.fine) return { exit };
  if (exit === EXIT.stale) return { exit, reason: 'plan-changed' };
  const isInPart = report.outcomes.some(({ result }) => result === 'applied');
  return { exit, reason: isInPart ? 'partial-apply' : 'apply-failed' };
}

/** The verdict of a run over its targets: that of the worst. */
export function worstOf(verdicts: readonly TargetVerdict[]): TargetVerdict {
  const exit = worstExit(verdicts.map((one) => one.exit));
  return verdicts.find((one) => one.exit === exit) ?? { exit };
}

/** What a review of files came to; settings that cannot be read give no target, and that is never fine. */
export function worstOfReview(review: Review): Omit<RunOutcome, 'outputs'> {
  if (review.targets.length === 0) {
    return { exit: EXIT.wrongFiles, reason: 'invalid-config', message: 'The settings cannot be used' };
  }
  const verdict = worstOf(review.targets.map(verdictOf));
  const failed = review.targets.filter((target) => verdictOf(target).exit !== EXIT.fine).map(({ name }) => name);
  const message =
    failed.length === 0 ? 'Planned' : `${failed.join(', ')}: ${verdict.reason ?? 'failed'}; the summary says more`;
  return { ...verdict, message };
}

/** What an apply that went well wrote, in a few words. Steps that were done already, as by another run meanwhile, do not count. */
export function appliedTitle({ report }: Pick<TargetReview, 'report'>): string {
  const count = report?.outcomes.filter(({ result }) => result === 'applied').length ?? 0;
  return count === 0 ? 'Nothing to do' : `Applied ${countText(count, 'step')}`;
}

/** The counts that outputs give, over all targets. */
export function countOutputs(targets: readonly TargetReview[]): Readonly<Record<string, string>> {
  const plans = targets.flatMap(({ plan }) => (plan === undefined ? [] : [plan]));
  const sum = (count: (plan: Plan) => number): string => String(plans.reduce((total, plan) => total + count(plan), 0));
  const changes = sum(({ changes: all }) => all.filter(({ action }) => action !== 'mark').length);
  const outcomes = targets.flatMap(({ report }) => report?.outcomes ?? []);
  const ended = (...results: readonly string[]): string =>
    String(outcomes.filter(({ result }) => results.includes(result)).length);
  return {
    changes: String(changes !== '0'),
    'to-create': sum(({ counts }) => counts.create),
    'to-update': sum(({ counts }) => counts.update),
    'to-delete': sum(({ counts }) => counts.delete + counts.disable),
    hazards: sum(({ steps }) => steps.reduce((total, { hazards }) => total + hazards.length, 0)),
    applied: ended('applied'),
    failed: ended('failed'),
    skipped: ended('skipped', 'moved', 'interrupted'),
  };
}
