import { Failure, type Review, type ReviewPhase } from '../../model/index.js';
import type { PullRequest } from '../../systems/github/github-types.js';
import type { Repository } from '../../systems/git/repository.js';
import type { LookingWorld } from '../edges.js';
import { EXIT } from '../exit.js';
import { approvalsOf, mayWrite } from './approvals.js';
import type { GithubRun } from './github-run.js';
import { countOutputs, worstOfReview, type RunOutcome } from './outcome.js';
import { fetched, mergedFiles, visibilityFor, withFetched } from './planned-commit.js';
import { publishChecks, publishComment, publishHere } from './publish.js';
import { isBroken, reviewTargets, validateTargets, type Looked } from './review-targets.js';

/**
 * Plans what merging a pull request would do, with the settings of its base, and shows it: a check run for each target, one
 * comment, the job's summary. Only reads the realm, and nothing of the pull request is checked out or run.
 */
export async function planPullRequest(run: GithubRun, world: LookingWorld): Promise<RunOutcome> {
  const asked = run.event.pullRequest;
  if (asked === undefined) throw noPullRequest(run);
  const [pullRequest, { defaultBranch }] = await Promise.all([
    run.reader.pullRequest(asked.number),
    run.reader.repository(),
  ]);
  // Whoever may push makes another branch what they like, settings included: where to sign in, and as whom.
  if (pullRequest.base.branch !== defaultBranch)
    return nothingDone(`Pull request #${asked.number} is not for ${defaultBranch}: nothing is planned`);
  if (!pullRequest.isOpen) return nothingDone(`Pull request #${asked.number} is closed: nothing is planned`);
  if (pullRequest.head.commit !== asked.head)
    return nothingDone(`Pull request #${asked.number} has a newer head: its own run plans that`);
  const access = await accessOf(run, pullRequest);
  if (access === 'wait') return nothingDone('This label is not about keyplan: nothing is planned');
  askAhead(run, access);
  const refs = [`refs/heads/${pullRequest.base.branch}`, `refs/pull/${asked.number}/head`];
  return await withFetched(run, refs, async (repository) => {
    const base = (await fetched(repository, `refs/heads/${pullRequest.base.branch}`)).commit;
    const looked = await look(run, world, { repository, base, pullRequest, access });
    if (looked === undefined) return conflict(pullRequest);
    const review = await reviewFor(run, { looked, pullRequest, base });
    return access === 'validate'
      ? await publishOffline(run, review, pullRequest)
      : await publish(run, review, pullRequest);
  });
}

/** Who we are is asked for while the realm is read: GitHub wants a second between that question and the first write. */
function askAhead({ reader, wishes }: GithubRun, access: Access): void {
  // Whoever needs the answer asks again, and is told what went wrong.
  if (access === 'plan' && wishes.comment !== 'never') reader.viewer().catch(() => undefined);
}

/** A fork's head is planned with credentials only where a maintainer said so of this very head. */
type Access = 'plan' | 'validate' | 'wait';

async function accessOf({ event, wishes, reader }: GithubRun, { isFork }: PullRequest): Promise<Access> {
  if (!isFork) return 'plan';
  if (event.action !== 'labeled') return event.action === 'unlabeled' ? 'wait' : 'validate';
  if (event.label !== wishes.forkLabel || event.sender === undefined) return 'wait';
  return (await mayWrite(reader, event.sender)) ? 'plan' : 'validate';
}

interface LookingAt {
  readonly repository: Repository;
  readonly base: string;
  readonly pullRequest: PullRequest;
  readonly access: Access;
}

async function look(
  run: GithubRun,
  world: LookingWorld,
  { repository, base, pullRequest, access }: LookingAt,
): Promise<Looked | undefined> {
  const { wishes, voice } = run;
  const head = (await fetched(repository, pullRequest.head.commit)).commit;
  const files = await mergedFiles(run, repository, { base, head });
  if (files === undefined) return undefined;
  const asked = { ...wishes, base };
  if (access === 'validate') return await validateTargets({ ...world, files }, asked);
  return await reviewTargets({ ...world, files }, asked, voice.note);
}

interface Reviewing {
  readonly looked: Looked;
  readonly pullRequest: PullRequest;
  readonly base: string;
}

async function reviewFor(run: GithubRun, { looked, pullRequest, base }: Reviewing): Promise<Review> {
  const approvals = await approvalsOf(run.reader, pullRequest);
  const phase: ReviewPhase = approvals.length > 0 ? 'approved' : 'planned';
  return {
    ...looked,
    head: pullRequest.head.commit,
    base,
    phase,
    visibility: await visibilityFor(run, pullRequest.isFork),
    links: run.links,
    ...(approvals.length === 0 ? {} : { approvedBy: approvals.map(({ by }) => by) }),
  };
}

async function publish(run: GithubRun, review: Review, { number }: PullRequest): Promise<RunOutcome> {
  const checks = await publishChecks(run, review);
  const outputs = {
    ...(await publishHere(run, review)),
    ...checks,
    ...(await publishComment(run, number, review)),
    ...countOutputs(review.targets),
  };
  return { ...worstOfReview(review), outputs };
}

/** Without credentials nothing was planned, so the check asks for somebody who lets it be. */
async function publishOffline(run: GithubRun, review: Review, pullRequest: PullRequest): Promise<RunOutcome> {
  const here = await publishHere(run, review);
  const checks = (await isOthersHead(run, pullRequest)) ? {} : await publishChecks(run, review, 'action_required');
  const outputs = { ...here, ...checks, 'comment-posted': 'false', changes: 'false' };
  if (isBroken(review))
    return { exit: EXIT.wrongFiles, reason: 'invalid-config', message: 'The files are not valid', outputs };
  const message = `The files are valid. A fork is planned when a maintainer gives its newest head the label ${run.wishes.forkLabel}`;
  return { exit: EXIT.fine, message, outputs };
}

/**
 * A check run belongs to a commit, and anybody may open a pull request of somebody else's: it must not take the place of the
 * check of a branch here, or of who came first.
 */
async function isOthersHead({ reader }: GithubRun, { number, head, base }: PullRequest): Promise<boolean> {
  const all = await reader.pullRequestsOf(head.commit);
  return all.some(
    (other) =>
      other.isOpen &&
      other.head.commit === head.commit &&
      other.base.repository === base.repository &&
      other.base.branch === base.branch &&
      other.number !== number &&
      (!other.isFork || other.number < number),
  );
}

function nothingDone(message: string): RunOutcome {
  return { exit: EXIT.fine, message, outputs: { changes: 'false', 'comment-posted': 'false' } };
}

function conflict({ number, base }: PullRequest): RunOutcome {
  const message = `Pull request #${number} conflicts with ${base.branch}: merge or rebase it, then it is planned`;
  return { exit: EXIT.wrongFiles, reason: 'conflict', message, outputs: { 'comment-posted': 'false' } };
}

function noPullRequest({ event }: GithubRun): Failure {
  return new Failure('usage', `the event ${event.name} has no pull request`, {
    hint: 'Start the workflow on pull_request_target, pull_request, push, merge_group, schedule or workflow_dispatch',
  });
}
