import type { Diagnostic } from './diagnostic.js';
import type { FailureCode } from './codes.js';
import { digest } from './digest.js';
import type { Plan, Step } from './plan.js';
import type { Verdict } from './policy.js';
import type { Report } from './report.js';

/**
 * What of live values may leave for everybody who can read a repository.
 *
 * - `full`: everything but secrets.
 * - `changed-fields`: which fields change and to what, without the values before and without people's names.
 * - `counts`: how many changes and dangers of which kind.
 */
export const VISIBILITIES = ['full', 'changed-fields', 'counts'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/**
 * How far a pull request got.
 *
 * - `planned`: its plan is made of its head.
 * - `approved`: somebody approved that head.
 * - `applying`: it is merged and the apply began.
 * - `applied`: everything of its targets is written, or was so already.
 * - `failed`: the apply stopped, or left something.
 */
export type ReviewPhase = 'planned' | 'approved' | 'applying' | 'applied' | 'failed';

/** A failure of the world as reviewers are told it; a `Failure` is one. */
export interface ReviewFailure {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
}

/**
 * Why an apply after a merge wrote nothing although policy refused nothing.
 *
 * - `plan-changed`: `steps` are not in what was reviewed.
 * - `unreviewed`: no pull request with a recorded plan stands behind the commits; `steps` are what would be done.
 * - `approval-missing`: `steps` carry hazards and nobody approved the merged head.
 */
export interface ReviewStop {
  readonly reason: 'plan-changed' | 'unreviewed' | 'approval-missing';
  readonly steps: readonly Step[];
  /** Which commits or pull requests it is about, in a sentence without a full stop. */
  readonly detail?: string;
}

/** One target of a review. Without `plan` there are errors among the diagnostics, or a failure. */
export interface TargetReview {
  /** The target's name in the settings. */
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: Plan;
  /** Comes with a plan. */
  readonly verdict?: Verdict;
  /** Why there is no plan; with one, why it cannot be applied, or why the apply wrote nothing. */
  readonly failure?: ReviewFailure;
  /** Why the apply wrote nothing. */
  readonly stopped?: ReviewStop;
  /** What the apply did; its plan is `plan`. */
  readonly report?: Report;
}

/** Where readers go on. Addresses are complete, such as `https://github.com/acme/identities`. */
export interface ReviewLinks {
  /** The repository's page. */
  readonly repository: string;
  /** The folder of the settings inside the repository with `/`, empty at its root. */
  readonly folder: string;
  /** The name of the settings in it. @example 'keyplan.yaml' */
  readonly settings: string;
  /** The page of the workflow's run that planned, or of its check. */
  readonly run?: string;
  /** The workflow's run that applies or applied. */
  readonly applyRun?: string;
  /** The name of the run's artefact with the whole plan, where a later step of the job makes one. */
  readonly artifact?: string;
}

/** Everything that reviewers of one pull request, or of one commit, are told. */
export interface Review {
  /** In the order of the settings; none is a review of settings that cannot be read. */
  readonly targets: readonly TargetReview[];
  /** About settings that give no targets. */
  readonly diagnostics: readonly Diagnostic[];
  /** The commit whose files were planned, in full. */
  readonly head: string;
  /** The commit that it was compared with, in full. */
  readonly base?: string;
  readonly phase: ReviewPhase;
  /** The commit that was merged and applied, in full. */
  readonly merged?: string;
  /** Who approved the head: names of users of the code's host. Never part of a decision. */
  readonly approvedBy?: readonly string[];
  readonly visibility: Visibility;
  readonly links: ReviewLinks;
}

/** How every such line begins. */
export const REVIEW_MARKER_START = '<!-- keyplan:review v1 ';

/**
 * The hidden line by which the one comment on a set of targets is found again, in whatever order they are named. It says
 * nothing: everybody can write it, so that a comment is ours only where its author is.
 */
export function reviewMarker(targets: readonly string[]): string {
  return `${REVIEW_MARKER_START}${digest([...new Set(targets)].sort())} -->`;
}

/** The hidden line by which the one issue on a target's drift is found again. */
export function driftMarker(target: string): string {
  return `<!-- keyplan:drift v1 ${digest(target)} -->`;
}
