import { compareText, type Review, type TargetReview } from '../../model/index.js';
import {
  checkName,
  checkOutput,
  decodeReviewed,
  decodeReviewedParts,
  encodeReviewed,
} from '../../render/github/index.js';
import type {
  CheckConclusion,
  CheckRun,
  CheckRunText,
  GithubReader,
  Posted,
} from '../../systems/github/github-types.js';
import type { GithubRun } from './github-run.js';

/** How many digests go into one more check run where they do not fit beside the plan. */
const DIGESTS_EACH = 1500;
const MORE_MAX = 40;

/** One that holds a part of the digests, counted from 1. */
function moreName(target: string, part: number): string {
  return `${checkName(target)} / steps ${part}`;
}

/** A target of a review, and what it comes to where nothing was planned. */
export interface ReviewedCheck {
  readonly review: Review;
  readonly target: TargetReview;
  readonly unplanned: CheckConclusion;
}

/**
 * Reports a target as a check run on the head, which records the steps that its plan holds. Where these are too many for
 * one text, the others are there first, so that the one that names their sum is the last.
 */
export async function createReviewedCheck(
  { writer }: Pick<GithubRun, 'writer'>,
  { review, target, unplanned }: ReviewedCheck,
): Promise<Posted<CheckRun>> {
  const { parts, conclusion: found, ...output } = checkOutput(review, target);
  const conclusion = found === 'neutral' ? unplanned : found;
  const link = review.links.run === undefined ? {} : { detailsUrl: review.links.run };
  const digests = parts?.text.split('\n').filter((line) => line !== '') ?? [];
  for (let part = 1; (part - 1) * DIGESTS_EACH < digests.length; part += 1) {
    const some = digests.slice((part - 1) * DIGESTS_EACH, part * DIGESTS_EACH);
    const more: CheckRunText = {
      conclusion: 'neutral',
      title: `${some.length} of the steps of ${checkName(target.name)}`,
      summary: 'Their digests, for the apply after the merge. There is nothing to read here.',
      text: encodeReviewed(some).block,
      annotations: [],
      ...link,
    };
    const posted = await writer.createCheckRun(review.head, moreName(target.name, part), more);
    if ('refused' in posted) return posted;
  }
  return await writer.createCheckRun(review.head, checkName(target.name), { ...output, conclusion, ...link });
}

/** Whose check runs count, and until when. */
export interface CheckedBy {
  readonly app: number;
  /** ISO 8601; everything until now where absent. */
  readonly until?: string;
}

/** What our check runs on a head recorded of a target, the newest first. */
export async function readReviewedChecks(
  reader: Pick<GithubReader, 'checkRuns'>,
  { commit, target }: { readonly commit: string; readonly target: string },
  by: CheckedBy,
): Promise<readonly { readonly at: string; readonly digests: ReadonlySet<string> }[]> {
  const found: { readonly at: string; readonly digests: ReadonlySet<string> }[] = [];
  for (const { text, completedAt } of ownChecks(await reader.checkRuns(commit, checkName(target)), by)) {
    const stored = decodeReviewed(text);
    if (stored === undefined) continue;
    const digests =
      stored.in === 'block' ? stored.digests : await readMore(reader, { commit, target, by }, stored.sha256);
    if (digests !== undefined) found.push({ at: completedAt, digests });
  }
  return found;
}

interface More {
  readonly commit: string;
  readonly target: string;
  readonly by: CheckedBy;
}

/** The parts together, where they are what the check run names: of the newest of each, since they were made together. */
async function readMore(
  reader: Pick<GithubReader, 'checkRuns'>,
  { commit, target, by }: More,
  sha256: string,
): Promise<ReadonlySet<string> | undefined> {
  const digests: string[] = [];
  for (let part = 1; part <= MORE_MAX; part += 1) {
    const [newest] = ownChecks(await reader.checkRuns(commit, moreName(target, part)), by);
    const stored = newest === undefined ? undefined : decodeReviewed(newest.text);
    if (stored?.in !== 'block') break;
    digests.push(...stored.digests);
    const text = [...digests]
      .sort(compareText)
      .map((digest) => `${digest}\n`)
      .join('');
    const whole = decodeReviewedParts(text, sha256);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

type FinishedCheck = CheckRun & { readonly completedAt: string };

function ownChecks(checks: readonly CheckRun[], { app, until }: CheckedBy): readonly FinishedCheck[] {
  return checks.filter((check): check is FinishedCheck => {
    const { completedAt } = check;
    if (check.app !== app || completedAt === undefined) return false;
    return until === undefined || Date.parse(completedAt) <= Date.parse(until);
  });
}
