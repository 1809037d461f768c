import type { Review, ReviewLinks, Target, TargetReview } from '../../model/index.js';
import { Failure, hasErrors } from '../../model/index.js';
import { checkName } from '../../render/github/index.js';
import type { Repository, Revision } from '../../systems/git/repository.js';
import { shortCommit } from '../base.js';
import type { ApplyingWorld } from '../edges.js';
import { EXIT } from '../exit.js';
import { loadSettings, type LoadedSettings } from '../load.js';
import { filesAtRevision } from '../run-files.js';
import { applyTargetMerged, type AppliedTarget } from './apply-target-merged.js';
import type { GithubRepository, PullRequest } from '../../systems/github/github-types.js';
import type { GithubRun } from './github-run.js';
import { countOutputs, verdictOf, worstOf, worstOfReview, type RunOutcome } from './outcome.js';
import { fetched, visibilityFor, withFetched } from './planned-commit.js';
import { publishComment, publishHere, type PostedOutputs } from './publish.js';
import { renewStatus } from './renew-status.js';

/**
 * Applies the newest commit of the default branch, whichever commit started the run: a run that was skipped or is repeated
 * harms nothing. Only steps that merged pull requests showed are carried out; anything else stops it before the first write.
 */
export async function applyMerged(run: GithubRun, world: ApplyingWorld): Promise<RunOutcome> {
  const into = await run.reader.repository();
  const { defaultBranch } = into;
  const branch = `refs/heads/${defaultBranch}`;
  if (run.event.ref !== branch) throw wrongBranch(run.event.ref, defaultBranch);
  return await withFetched(run, [branch], async (repository) => {
    const newest = await fetched(repository, branch);
    const files = filesAtRevision(repository, newest);
    const settings = await loadSettings({ folder: world.folder, files }, run.wishes);
    const visibility = await visibilityFor(run, false);
    const { run: applyRun, ...links } = run.links;
    const review: Review = {
      targets: [],
      diagnostics: settings.diagnostics,
      head: newest.commit,
      merged: newest.commit,
      phase: 'failed',
      visibility,
      links: { ...links, ...(applyRun === undefined ? {} : { applyRun }) },
    };
    if (hasErrors(settings.diagnostics)) {
      const outputs = { ...(await publishHere(run, review)), changes: 'false' };
      return { ...worstOfReview(review), outputs };
    }
    return await applyTargets({ run, world: { ...world, files }, settings, repository, newest, review, into });
  });
}

interface Applying {
  readonly run: GithubRun;
  readonly world: ApplyingWorld;
  readonly settings: LoadedSettings;
  readonly repository: Repository;
  readonly newest: Revision;
  readonly review: Review;
  readonly into: GithubRepository;
}

/** One target after another. One that fails keeps no other from its turn. */
async function applyTargets(applying: Applying): Promise<RunOutcome> {
  const { run, settings, review, newest } = applying;
  const targets: TargetReview[] = [];
  const merged = new Map<number, AppliedTarget['pullRequests'][number]>();
  const beginnings = new Map<number, Promise<unknown>>();
  const begins = (pullRequests: readonly PullRequest[]): void => {
    for (const { number, head } of pullRequests) {
      if (!beginnings.has(number)) beginnings.set(number, sayApplying(applying, number, head.commit));
    }
  };
  for (const target of settings.targets) {
    const applied = await applyTargetMerged({ ...applying, begins }, target);
    targets.push(applied.target);
    for (const pullRequest of applied.pullRequests) merged.set(pullRequest.number, pullRequest);
  }
  const verdict = worstOf(targets.map(verdictOf));
  const told: Review = { ...review, targets, phase: verdict.exit === EXIT.fine ? 'applied' : 'failed' };
  const outputs: Record<string, string> = { ...(await publishHere(run, told)), ...countOutputs(targets) };
  // Written late, it would stand over how it ended.
  await Promise.all(beginnings.values());
  let posted: PostedOutputs = { 'comment-posted': 'false' };
  for (const pullRequest of merged.values()) {
    const { number, head, isFork } = pullRequest;
    const visibility = isFork ? await visibilityFor(run, true) : told.visibility;
    const links = { ...told.links, ...(await planLink(run, pullRequest, settings.targets)) };
    posted = await publishComment(run, number, {
      ...told,
      head: head.commit,
      merged: newest.commit,
      visibility,
      links,
    });
  }
  const message =
    verdict.exit === EXIT.fine
      ? `${shortCommit(newest.commit)} is applied`
      : `${shortCommit(newest.commit)} is not applied as a whole: ${verdict.reason ?? 'failed'}; the summary says more`;
  return { ...verdict, message, outputs: { ...outputs, ...posted } };
}

/**
 * Where the plan before the merge can still be read. The check run of its targets tells that, whoever made it: it is a link to
 * a page of this very repository, and decides nothing.
 */
async function planLink(
  { reader, links }: GithubRun,
  { head, merged }: PullRequest,
  [target]: readonly Target[],
): Promise<Partial<Pick<ReviewLinks, 'run'>>> {
  if (target === undefined) return {};
  // What the apply came to is told without it, too.
  const checks = await reader.checkRuns(head.commit, checkName(target.name)).catch(() => []);
  const until = Date.parse(merged?.at ?? '');
  const shown = checks.find(({ completedAt }) => Date.parse(completedAt ?? '') <= until);
  const page = [shown?.detailsUrl, shown?.url].find((url) => url !== undefined && isRunPage(url, links.repository));
  return page === undefined ? {} : { run: page };
}

/** Of the run of a workflow, or of one of its checks. */
function isRunPage(url: string, repository: string): boolean {
  return url.startsWith(`${repository}/`) && /^(?:actions\/)?runs\/[\w/]+$/.test(url.slice(repository.length + 1));
}

/** Beside the first writes: the comment says that they began. */
async function sayApplying({ run, settings }: Applying, number: number, head: string): Promise<unknown> {
  const targets = settings.targets.map(({ name }) => name);
  const link = run.links.run === undefined ? {} : { applyRun: run.links.run };
  return await renewStatus(run, { number, head, targets }, { phase: 'applying', ...link });
}

function wrongBranch(ref: string, defaultBranch: string): Failure {
  return new Failure('usage', `apply runs for the default branch ${defaultBranch} only, and this run is for ${ref}`, {
    hint: `Start it by push to ${defaultBranch}, or by workflow_dispatch there`,
  });
}
