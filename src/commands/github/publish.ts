import { reviewMarker, type Review } from '../../model/index.js';
import { jsonText, planJson } from '../../render/index.js';
import { isWorthComment, jobSummary, reviewComment, reviewSarif } from '../../render/github/index.js';
import { shownTargets } from '../../render/github/visibility.js';
import type { CheckConclusion, Posted } from '../../systems/github/github-types.js';
import { ownTexts } from '../../systems/github/own-texts.js';
import type { GithubRun } from './github-run.js';
import { createReviewedCheck } from './reviewed-checks.js';

/** Outputs about what was posted. */
export type PostedOutputs = Readonly<Record<string, string>>;

/** Tells a log what GitHub did not take. It never changes what a run came to. */
export function postedOr<T>({ voice }: Pick<GithubRun, 'voice'>, what: string, posted: Posted<T>): T | undefined {
  if ('posted' in posted) return posted.posted;
  voice.warn(`${what} could not be written: ${posted.refused}. What the run came to stays as it is.`);
  return undefined;
}

/** Writes the summary and the files for later steps; nothing in them but what may leave. */
export async function publishHere(
  { voice, version }: Pick<GithubRun, 'voice' | 'version'>,
  review: Review,
): Promise<PostedOutputs> {
  const summary = jobSummary(review).text;
  await voice.summary(summary);
  const documents = shownTargets(review).flatMap(({ plan, verdict }) => (plan ? [planJson(plan, verdict)] : []));
  const json = jsonText(documents.length === 1 ? documents[0] : documents);
  return {
    'plan-path': await voice.save('plan.md', `${summary}\n`),
    'json-plan-path': documents.length === 0 ? '' : await voice.save('plan.json', `${json}\n`),
    'sarif-path': await voice.save('findings.sarif', `${jsonText(reviewSarif(review, version))}\n`),
  };
}

/** Leaves the one comment of this set of targets as the review says, or as it was where nobody wants one. */
export async function publishComment(run: GithubRun, pullRequest: number, review: Review): Promise<PostedOutputs> {
  const { wishes, writer, reader } = run;
  const marker = reviewMarker(review.targets.map(({ name }) => name));
  if (wishes.comment === 'never') return { 'comment-posted': 'false' };
  if (wishes.comment === 'changes' && !isWorthComment(review)) {
    // One that is there already must not go on saying what is no longer so.
    const [viewer, comments] = await Promise.all([reader.viewer(), reader.comments(pullRequest)]);
    if (ownTexts(comments, viewer, marker).length === 0) return { 'comment-posted': 'false' };
  }
  const saved = postedOr(run, 'The comment', await writer.saveComment(pullRequest, marker, reviewComment(review).text));
  return saved === undefined
    ? { 'comment-posted': 'false' }
    : { 'comment-posted': 'true', 'comment-id': String(saved.id) };
}

/**
 * Reports each target as a check run on the head, with the steps that its plan holds.
 *
 * @param unplanned what a check comes to that found nothing wrong in the files and planned nothing
 */
export async function publishChecks(
  run: GithubRun,
  review: Review,
  unplanned: CheckConclusion = 'neutral',
): Promise<PostedOutputs> {
  const ids: number[] = [];
  for (const target of review.targets) {
    const check = postedOr(
      run,
      `The check of ${target.name}`,
      await createReviewedCheck(run, { review, target, unplanned }),
    );
    if (check !== undefined) ids.push(check.id);
  }
  return { 'check-run-id': ids.join(',') };
}
