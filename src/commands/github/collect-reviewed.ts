import { unreviewedSteps, type ReviewedPlans } from '../../plan/index.js';
import type { Step } from '../../model/index.js';
import type { Repository, Revision } from '../../systems/git/repository.js';
import type { GithubReader, GithubRepository, PullRequest } from '../../systems/github/github-types.js';
import { approvalsOf } from './approvals.js';
import { readReviewedChecks } from './reviewed-checks.js';

/** Where to look for what was reviewed, and whose word counts. */
export interface ReviewedSource {
  readonly reader: GithubReader;
  readonly repository: Pick<Repository, 'find'>;
  readonly target: string;
  /** The app whose check runs are ours, and the author of our statuses. */
  readonly self: { readonly app: number | undefined; readonly creator: number };
  /** Its default branch is the one that is applied. */
  readonly into: GithubRepository;
}

/** A merged pull request with what its check runs recorded. */
export interface ReviewedPullRequest extends ReviewedPlans {
  readonly pullRequest: PullRequest;
}

/** What was merged since the last apply. */
export interface MergedSince {
  readonly pullRequests: readonly ReviewedPullRequest[];
  /** Commits of the branch that belong to no merged pull request, the newest first. */
  readonly direct: readonly string[];
}

/** How far back anybody looks for the commit that was applied last. */
const COMMITS_MAX = 250;

/** As many commits are looked at although every step was found: those pull requests are told the outcome. */
const COMMITS_TOLD = 20;

/** The context of the status by which a commit that was applied is known. */
export function appliedContext(target: string): string {
  return `keyplan / applied (${target})`;
}

/** Goes back from a commit, along the branch, to the one that was applied last. */
export async function collectReviewed(
  source: ReviewedSource,
  newest: Revision,
  steps: readonly Step[],
): Promise<MergedSince> {
  const found = new Map<number, ReviewedPullRequest>();
  const direct: string[] = [];
  let revision: Revision | undefined = newest;
  for (let count = 0; revision !== undefined && count < COMMITS_MAX; count += 1) {
    const { commit, parent }: Revision = revision;
    if (await isApplied(source, commit)) break;
    const merged = await mergedOf(source, revision);
    if (merged.length === 0) direct.push(commit);
    for (const pullRequest of merged) {
      if (!found.has(pullRequest.number)) found.set(pullRequest.number, await reviewedIn(source, pullRequest));
    }
    if (count + 1 >= COMMITS_TOLD && unreviewedSteps(steps, [...found.values()]).length === 0) break;
    revision = parent === undefined ? undefined : await source.repository.find(parent);
  }
  return { pullRequests: [...found.values()], direct };
}

async function isApplied({ reader, target, self }: ReviewedSource, commit: string): Promise<boolean> {
  const [newest] = (await reader.statuses(commit)).filter(
    ({ context, creator, state }) =>
      context === appliedContext(target) && creator?.id === self.creator && state !== 'pending',
  );
  return newest?.state === 'success';
}

/**
 * A commit is in all repositories of a network of forks, and each has its own pull requests and its own who may merge them.
 * GitHub also calls merged what nobody merged: a pull request whose head is part of another's. Of a merge the head is known.
 */
async function mergedOf(
  { reader, into }: ReviewedSource,
  { commit, mergedHeads = [] }: Revision,
): Promise<readonly PullRequest[]> {
  const all = await reader.pullRequestsOf(commit);
  return all.filter(
    ({ merged, base, head }) =>
      merged !== undefined &&
      base.repository === into.id &&
      base.branch === into.defaultBranch &&
      (mergedHeads.length === 0 || head.commit === commit || mergedHeads.includes(head.commit)),
  );
}

/** Only what was recorded before the merge was in front of whoever merged: a plan that is run again later shows nobody anything. */
async function reviewedIn(
  { reader, target, self }: ReviewedSource,
  pullRequest: PullRequest,
): Promise<ReviewedPullRequest> {
  const { head, merged } = pullRequest;
  const by = self.app === undefined || merged === undefined ? undefined : { app: self.app, until: merged.at };
  const [plans, approvals] = await Promise.all([
    by === undefined ? [] : readReviewedChecks(reader, { commit: head.commit, target }, by),
    approvalsOf(reader, pullRequest),
  ]);
  return { pullRequest, plans, approvedAt: approvals.map(({ at }) => at) };
}
