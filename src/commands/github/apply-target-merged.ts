import {
  Failure,
  type LiveState,
  type Plan,
  type Report,
  type ReviewStop,
  type Target,
  type TargetReview,
} from '../../model/index.js';
import { countText } from '../../render/index.js';
import { unapprovedSteps, unreviewedSteps } from '../../plan/index.js';
import type { Repository, Revision } from '../../systems/git/repository.js';
import type { GithubRepository, PullRequest, StatusText } from '../../systems/github/github-types.js';
import { shortCommit } from '../base.js';
import { carryOut } from '../carry-out.js';
import { checkRights } from '../check-rights.js';
import type { ApplyingWorld, WritingEdges } from '../edges.js';
import { EXIT } from '../exit.js';
import { loadWhileReading, type LoadedSettings } from '../load.js';
import { isResolved, planEdges, type PlannedTarget, type ResolvedTarget } from '../plan-edges.js';
import { planTarget } from '../plan-target.js';
import { appliedContext, collectReviewed, type MergedSince } from './collect-reviewed.js';
import type { GithubRun } from './github-run.js';
import { missingRight } from './missing-right.js';
import { appliedTitle, verdictOf } from './outcome.js';
import { withOwnCheck, type CheckEnd } from './own-check.js';
import { postedOr } from './publish.js';

export interface ApplyingTarget {
  readonly run: GithubRun;
  readonly world: ApplyingWorld;
  readonly settings: LoadedSettings;
  readonly repository: Repository;
  readonly newest: Revision;
  /** Its default branch is the one that is applied. */
  readonly into: GithubRepository;
  /** Told when the first write is near, with the pull requests that it comes from. It is not waited for. */
  readonly begins: (pullRequests: readonly PullRequest[]) => void;
}

/** What became of a target, and the pull requests that are to be told. */
export interface AppliedTarget {
  readonly target: TargetReview;
  readonly pullRequests: readonly PullRequest[];
}

/** Plans a target at the newest commit, compares with what was reviewed, and applies. The commit's status says how it ended. */
export async function applyTargetMerged(applying: ApplyingTarget, target: Target): Promise<AppliedTarget> {
  const { run, newest } = applying;
  const creator = await sayStatus(applying, target, { state: 'pending', description: 'Applying' });
  const told: PullRequest[] = [];
  const tell = (pullRequests: readonly PullRequest[]): void => void told.push(...pullRequests);
  const review = await tryTarget({ ...applying, creator, tell }, target);
  const { isFine, title: description } = endOf(review);
  await sayStatus(applying, target, { state: isFine ? 'success' : 'failure', description });
  run.voice.note(`${target.name} at ${shortCommit(newest.commit)}: ${description}`);
  return { target: review, pullRequests: told };
}

/** How the status of the commit and the check run of the comparison end. */
function endOf(review: TargetReview): CheckEnd {
  const { exit, reason } = verdictOf(review);
  const summary = "The run's summary and the comments of the pull requests say it object by object.";
  if (exit !== EXIT.fine) return { isFine: false, title: `Not applied as a whole: ${reason ?? 'failed'}`, summary };
  return { isFine: true, title: appliedTitle(review), summary };
}

async function sayStatus(
  { run, newest }: Pick<ApplyingTarget, 'run' | 'newest'>,
  { name }: Target,
  text: Pick<StatusText, 'state' | 'description'>,
): Promise<number | undefined> {
  const url = run.links.run === undefined ? {} : { url: run.links.run };
  const posted = await run.writer.setStatus(newest.commit, { ...text, context: appliedContext(name), ...url });
  return postedOr(run, `The status of ${name}`, posted)?.creator?.id;
}

interface Trying extends ApplyingTarget {
  readonly creator: number | undefined;
  readonly tell: (pullRequests: readonly PullRequest[]) => void;
}

async function tryTarget(trying: Trying, target: Target): Promise<TargetReview> {
  const edges = trying.world.openWriting(target);
  try {
    const asking = { reader: edges.reader, onProgress: trying.world.onProgress };
    const { loaded, live } = await loadWhileReading(asking, trying.settings.files, target);
    if (!isResolved(loaded)) return { name: target.name, diagnostics: loaded.diagnostics };
    return await settle(trying, edges, { loaded, live });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name: target.name, diagnostics: [], failure: error };
  } finally {
    await edges.close();
  }
}

interface ReadTarget {
  readonly loaded: ResolvedTarget;
  readonly live: Promise<LiveState> | undefined;
}

async function settle(trying: Trying, edges: WritingEdges, { loaded, live }: ReadTarget): Promise<TargetReview> {
  const { run, world, settings } = trying;
  const { target } = loaded;
  const output = { note: run.voice.note, verbose: false };
  const scope = { due: false, wordsBy: 'input' } as const;
  const planning = planEdges({ world, settings, target, reading: edges, given: run.wishes.allow, scope, output });
  const planned = await planTarget(planning, loaded, live);
  const carry = (plan: Plan, state: LiveState): Promise<Report> =>
    carryOut({ world, edges, loaded, planning }, { plan, live: state });
  const count = planned.plan?.steps.length ?? 0;
  const compare = (app: number | undefined): Promise<TargetReview> => compared(trying, edges, { planned, app, carry });
  const check = {
    commit: trying.newest.commit,
    name: `keyplan / apply (${target.name})`,
    title: `${countText(count, 'step')} ${count === 1 ? 'is' : 'are'} compared with what was reviewed`,
  };
  try {
    return count === 0 ? await compare(undefined) : await withOwnCheck(run, check, compare, endOf);
  } catch (error) {
    // What fails once writing began is an outcome of the report, so that nothing was written here.
    if (!(error instanceof Failure)) throw error;
    return { ...reviewOf(planned), failure: error };
  }
}

interface Comparing {
  readonly planned: PlannedTarget;
  /** Who makes our check runs; needed where there are steps. */
  readonly app: number | undefined;
  readonly carry: (plan: Plan, live: LiveState) => Promise<Report>;
}

async function compared(
  trying: Trying,
  edges: WritingEdges,
  { planned, app, carry }: Comparing,
): Promise<TargetReview> {
  const review = reviewOf(planned);
  const { plan, live, target } = planned;
  const since = await mergedSince(trying, { target, app, steps: plan?.steps ?? [] });
  trying.tell(since.pullRequests.map(({ pullRequest }) => pullRequest));
  if (plan === undefined || live === undefined || verdictOf(review).exit !== EXIT.fine) return review;
  if (plan.steps.length === 0) return review;
  const stopped = stopOf(trying, plan, since);
  if (stopped !== undefined) return { ...review, stopped };
  const missing = await checkRights(edges.rights, plan, live);
  if (missing.length > 0) return { ...review, failure: missingRight(edges.readAs, missing) };
  trying.begins(since.pullRequests.map(({ pullRequest }) => pullRequest));
  return { ...review, report: await carry(plan, live) };
}

function reviewOf({ target, diagnostics, plan, verdict }: PlannedTarget): TargetReview {
  return { name: target.name, diagnostics, ...(plan && verdict ? { plan, verdict } : {}) };
}

async function mergedSince(
  { run, repository, newest, into, creator }: Trying,
  { target, app, steps }: { readonly target: Target; readonly app: number | undefined; readonly steps: Plan['steps'] },
): Promise<MergedSince> {
  // GitHub takes a thousand statuses of a commit, and anybody who may write can send them: then it is asked who we are.
  const self = { app, creator: creator ?? (await run.reader.viewer()).id };
  return await collectReviewed({ reader: run.reader, repository, target: target.name, self, into }, newest, steps);
}

/** Why nothing may be written, where something is in the plan that nobody was shown, or agreed to. */
function stopOf({ run }: Trying, plan: Plan, { pullRequests, direct }: MergedSince): ReviewStop | undefined {
  const steps = unreviewedSteps(plan.steps, pullRequests);
  const isAllowed = direct.length > 0 && run.wishes.unreviewed === 'allow';
  if (steps.length > 0 && !isAllowed) {
    if (direct.length === 0) return { reason: 'plan-changed', steps, detail: recordedText(pullRequests) };
    const commits = direct.slice(0, 5).map(shortCommit);
    return { reason: 'unreviewed', steps, detail: `no merged pull request brought ${commits.join(', ')}` };
  }
  if (run.wishes.approval === 'never') return undefined;
  const reviewed = plan.steps.filter((step) => !steps.includes(step));
  const unapproved = unapprovedSteps(reviewed, pullRequests);
  return unapproved.length === 0 ? undefined : { reason: 'approval-missing', steps: unapproved };
}

function recordedText(pullRequests: MergedSince['pullRequests']): string {
  const names = (some: MergedSince['pullRequests']): string =>
    some.map(({ pullRequest }) => `#${pullRequest.number}`).join(', ');
  const without = pullRequests.filter(({ plans }) => plans.length === 0);
  if (pullRequests.length === 0) return 'nothing was merged since the last apply';
  if (without.length > 0) return `no plan was recorded before the merge of ${names(without)}`;
  const empty = pullRequests.filter(({ plans: [newest] }) => newest?.digests.size === 0);
  return empty.length === 0
    ? `compared with the plans of ${names(pullRequests)}`
    : `the last plan before the merge of ${names(empty)} was refused by policy, or held no step`;
}
