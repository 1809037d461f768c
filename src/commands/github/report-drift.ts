import {
  driftMarker,
  hasChanges,
  type Plan,
  type Review,
  type TargetReview,
  type Visibility,
} from '../../model/index.js';
import { driftIssue, driftOver, followedSummary } from '../../render/github/index.js';
import type { GithubIssue } from '../../systems/github/github-types.js';
import { ownTexts } from '../../systems/github/own-texts.js';
import type { LookingWorld } from '../edges.js';
import { EXIT } from '../exit.js';
import { loadSettings } from '../load.js';
import { filesAtRevision } from '../run-files.js';
import { followByPullRequest, refuseHiddenEdit, type FollowedTarget, type FollowingRun } from './drift-pull-request.js';
import type { GithubRun } from './github-run.js';
import { countOutputs, verdictOf, worstOf, worstOfReview, type RunOutcome, type TargetVerdict } from './outcome.js';
import { fetched, visibilityFor, withFetched } from './planned-commit.js';
import { postedOr, publishHere } from './publish.js';
import { reviewTargets } from './review-targets.js';

/** By this label the issues on drift are listed. */
const LABEL = 'keyplan-drift';

/**
 * Looks for what was changed outside git since the last apply, and keeps one issue for each target about it: opens it,
 * tells what is so now, and closes it when nothing differs any more. Only reads the realm. Drift that an issue tells is no
 * failure of the run; drift that nobody is told is one.
 *
 * @param seenAt the time of this run, ISO 8601
 */
export async function reportDrift(run: GithubRun, world: LookingWorld, seenAt: string): Promise<RunOutcome> {
  const { defaultBranch } = await run.reader.repository();
  const visibility = await visibilityFor(run, false);
  if (run.wishes.followDrift) refuseHiddenEdit(visibility);
  const branch = `refs/heads/${defaultBranch}`;
  return await withFetched(run, [branch], async (repository) => {
    const newest = await fetched(repository, branch);
    const here = { ...world, files: filesAtRevision(repository, newest) };
    const { expectOnly: _, ...wishes } = run.wishes;
    const looked = await reviewTargets(here, { ...wishes, onlyOrigins: ['drift'] }, run.voice.note);
    const review: Review = { ...looked, head: newest.commit, phase: 'planned', visibility, links: run.links };
    const outputs = { ...(await publishHere(run, review)), ...countOutputs(review.targets) };
    if (review.targets.length === 0) return { ...worstOfReview(review), outputs };
    const told: Told[] = [];
    for (const target of review.targets) told.push(await tellDrift(run, target, { visibility, seenAt }));
    const pulls = run.wishes.followDrift ? await followAll(run, here, { review, told, newest, defaultBranch }) : {};
    return outcomeOf(told, { ...outputs, ...pulls });
  });
}

/** What became of one target. */
interface Told extends TargetVerdict {
  readonly text: string;
  /** The number of the open issue, where there is one. */
  readonly issue?: number;
}

interface Followed extends Pick<FollowingRun, 'newest' | 'defaultBranch'> {
  readonly review: Review;
  /** In the order of the review's targets. */
  readonly told: readonly Told[];
}

/** Lets files follow the realm, target by target. Nothing of it changes what the run came to. */
async function followAll(
  run: GithubRun,
  world: LookingWorld,
  { review, told, newest, defaultBranch }: Followed,
): Promise<RunOutcome['outputs']> {
  const settings = await loadSettings(world, { config: run.wishes.config, targets: [] });
  const followed: (FollowedTarget & { readonly target: string })[] = [];
  for (const [index, { name, plan }] of review.targets.entries()) {
    const target = settings.targets.find((one) => one.name === name);
    // What could not be read may have drifted, so that nothing is closed for it.
    if (target === undefined || plan === undefined || (!hasChanges(plan) && plan.unread.length > 0)) continue;
    const issue = told[index]?.issue;
    const drift = hasChanges(plan) ? { plan, ...(issue === undefined ? {} : { issue }) } : undefined;
    const one = await followByPullRequest({ run, world, settings, newest, defaultBranch }, target, drift);
    run.voice.note(`${name}: ${one.text}`);
    followed.push({ ...one, target: name });
  }
  if (followed.length > 0) await run.voice.summary(followedSummary(followed));
  const stopped = followed.filter(({ state }) => state === 'stopped').map(({ target }) => target);
  const open = followed.flatMap(({ state, number }) => (state === 'open' ? [String(number)] : []));
  return { 'drift-pull-requests': open.join(','), 'drift-stopped': stopped.join(',') };
}

interface Telling {
  readonly visibility: Visibility;
  readonly seenAt: string;
}

async function tellDrift(run: GithubRun, target: TargetReview, telling: Telling): Promise<Told> {
  const { name, plan } = target;
  if (plan === undefined) return { ...verdictOf(target), text: `${name}: not looked at` };
  const open = await openIssueOn(run, name);
  if (hasChanges(plan)) return await keepIssue(run, { plan, open, ...telling });
  // What could not be read may have drifted.
  if (plan.unread.length > 0) {
    return { exit: EXIT.missingRight, reason: 'unauthorized', text: `${name}: not all could be read` };
  }
  if (open !== undefined) await closeIssue(run, plan, { open, seenAt: telling.seenAt });
  return { exit: EXIT.fine, text: `${name}: no drift` };
}

async function openIssueOn({ reader }: GithubRun, target: string): Promise<GithubIssue | undefined> {
  const [viewer, issues] = await Promise.all([reader.viewer(), reader.ownIssues(LABEL)]);
  return ownTexts(issues, viewer, driftMarker(target)).find(({ isOpen }) => isOpen);
}

interface Keeping extends Telling {
  readonly plan: Plan;
  readonly open: GithubIssue | undefined;
}

async function keepIssue(run: GithubRun, { plan, open, ...telling }: Keeping): Promise<Told> {
  const { name } = plan.target;
  const since = open === undefined ? {} : { openedAt: open.openedAt };
  const text = driftIssue({ plan, links: run.links, ...telling, ...since });
  const posted =
    open === undefined
      ? await run.writer.openIssue(text, driftMarker(name), [LABEL])
      : await run.writer.updateIssue(open.number, text);
  const issue = postedOr(run, `The issue on the drift of ${name}`, posted);
  if (issue === undefined) {
    return { exit: EXIT.changes, reason: 'unreported-drift', text: `${name}: drift, and no issue tells it` };
  }
  const unread: TargetVerdict =
    plan.unread.length > 0 ? { exit: EXIT.missingRight, reason: 'unauthorized' } : { exit: EXIT.fine };
  return { ...unread, text: `${name}: drift, issue #${issue.number}`, issue: issue.number };
}

async function closeIssue(
  run: GithubRun,
  plan: Plan,
  { open, seenAt }: { readonly open: GithubIssue; readonly seenAt: string },
): Promise<void> {
  const marker = driftMarker(plan.target.name);
  postedOr(
    run,
    'The end of the drift',
    await run.writer.addComment(open.number, marker, driftOver(plan, run.links, seenAt)),
  );
  postedOr(run, `Closing issue #${open.number}`, await run.writer.updateIssue(open.number, { isOpen: false }));
}

function outcomeOf(told: readonly Told[], here: RunOutcome['outputs']): RunOutcome {
  const issues = told.flatMap(({ issue }) => (issue === undefined ? [] : [String(issue)]));
  const { exit, reason } = worstOf(told);
  const message = told.map(({ text }) => text).join('; ');
  return {
    exit,
    ...(reason === undefined ? {} : { reason }),
    message,
    outputs: { ...here, 'drift-issues': issues.join(',') },
  };
}
