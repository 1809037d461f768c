import { changedLines } from '../../edit/index.js';
import { Failure, type Plan, type ReviewLinks, type Target } from '../../model/index.js';
import { driftBranch, driftPullRequest, pathInRepository, type DriftPullRequest } from '../../render/github/index.js';
import type { CommitAuthor } from '../../systems/git/branch-writer.js';
import type { Revision } from '../../systems/git/repository.js';
import type { PullRequest } from '../../systems/github/github-types.js';
import { editForDrift, type DriftEdit } from '../drift-edit.js';
import type { LookingWorld } from '../edges.js';
import { loadTarget, type LoadedSettings } from '../load.js';
import { otherReaders } from '../other-readers.js';
import { isResolved } from '../plan-edges.js';
import type { GithubRun } from './github-run.js';
import { postedOr } from './publish.js';

/** What the pull requests of a run have in common. */
export interface FollowingRun {
  readonly run: GithubRun;
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  /** The newest commit of the default branch, and that branch's name. */
  readonly newest: Revision;
  readonly defaultBranch: string;
}

/**
 * What became of the pull request of a target.
 *
 * - `open`: it holds the edit.
 * - `none`: there is nothing to say in files, and it is closed.
 * - `stopped`: the branch holds commits of somebody else, or is somebody else's; it was left as it is.
 * - `declined`: somebody closed it as it is, and nothing was changed since.
 * - `failed`: GitHub or git refused; the log says why.
 */
export interface FollowedTarget {
  readonly state: 'open' | 'none' | 'stopped' | 'declined' | 'failed';
  /** In a sentence without the target's name and without a full stop. */
  readonly text: string;
  readonly number?: number;
}

/** Where our branch is, and which commit we put there. */
interface Branch {
  readonly name: string;
  readonly tip: string | undefined;
  /** Kept beside the branch by a reference that nobody else has a reason to touch. */
  readonly recorded: string | undefined;
}

/**
 * Lets one branch follow what was changed outside git: a single commit on top of the default branch, and a pull request
 * about it. It only ever replaces a commit that it made itself, and only while that is still the branch's newest.
 *
 * @param drift the plan with what was changed outside git; undefined where nothing was
 */
export async function followByPullRequest(
  following: FollowingRun,
  target: Target,
  drift: { readonly plan: Plan; readonly issue?: number } | undefined,
): Promise<FollowedTarget> {
  try {
    return await follow(following, target, drift);
  } catch (error) {
    // The drift itself is told by its issue.
    if (!(error instanceof Failure)) throw error;
    return failed(following.run, `The pull request on the drift of ${target.name}`, error.message);
  }
}

async function follow(
  following: FollowingRun,
  target: Target,
  drift: { readonly plan: Plan; readonly issue?: number } | undefined,
): Promise<FollowedTarget> {
  const { run } = following;
  const branch = await branchOf(run, target.name);
  const pulls = await ownPullRequests(run, branch.name);
  if (branch.tip !== undefined && branch.tip !== branch.recorded) return stopped(branch, pulls);
  const edit = drift === undefined ? undefined : await editOf(following, target);
  if (drift === undefined || edit === undefined || edit.files.length === 0) {
    return await endBranch(run, { branch, pulls, why: whyNone(edit) });
  }
  const text = await textOf(following, target, { ...drift, edit });
  const commit = await commitOf(following, text, edit);
  const refused = await moveBranch(run, branch, commit);
  if (refused !== undefined) return failed(run, `The branch ${branch.name}`, refused);
  return await keepPullRequest(following, { branch, pulls, commit, text });
}

function refsOf(name: string): { readonly branch: string; readonly record: string } {
  return { branch: `refs/heads/${name}`, record: `refs/${name}` };
}

async function branchOf({ branches }: GithubRun, target: string): Promise<Branch> {
  const name = driftBranch(target);
  const refs = refsOf(name);
  const tips = await branches.tips([refs.branch, refs.record]);
  return { name, tip: tips.get(refs.branch), recorded: tips.get(refs.record) };
}

async function ownPullRequests({ reader }: GithubRun, branch: string): Promise<readonly PullRequest[]> {
  const [viewer, pulls] = await Promise.all([reader.viewer(), reader.pullRequestsFrom(branch)]);
  return pulls.filter(({ author }) => author?.id === viewer.id);
}

function stopped({ name }: Branch, pulls: readonly PullRequest[]): FollowedTarget {
  const open = pulls.find(({ isOpen }) => isOpen);
  const where = open === undefined ? '' : ` (pull request #${open.number})`;
  const text = `somebody else pushed to ${name}${where}, so it is left as it is; delete the branch to have it written anew`;
  return { state: 'stopped', text, ...(open === undefined ? {} : { number: open.number }) };
}

function whyNone(edit: DriftEdit | undefined): string {
  return edit === undefined || edit.left.length === 0
    ? 'there is nothing to write into files'
    : 'what differs cannot be written into files';
}

async function editOf({ run, world, settings }: FollowingRun, target: Target): Promise<DriftEdit | undefined> {
  const loaded = await loadTarget(settings.files, target);
  if (!isResolved(loaded)) return undefined;
  const output = { note: run.voice.note, verbose: false };
  return (await editForDrift({ world, settings, output }, loaded)).edit;
}

interface Edited {
  readonly plan: Plan;
  readonly issue?: number;
  readonly edit: DriftEdit;
}

async function textOf(
  { run, settings }: FollowingRun,
  target: Target,
  { plan, issue, edit: { fields, files, left } }: Edited,
): Promise<DriftPullRequest> {
  const others = settings.targets.filter(({ name }) => name !== target.name);
  const paths = files.map(({ path }) => path);
  return driftPullRequest({
    plan,
    links: run.links,
    fields,
    files: files.map(({ path, before, text }) => ({
      file: path,
      line: changedLines(before, text)[0]?.line ?? 1,
      column: 1,
    })),
    left,
    readToo: await otherReaders(settings.files, paths, others),
    ...(issue === undefined ? {} : { issue }),
  });
}

async function commitOf(
  { run, newest }: FollowingRun,
  { message }: DriftPullRequest,
  { files }: DriftEdit,
): Promise<string> {
  const { branches, links, reader } = run;
  const texts = files.map(({ path, text }): [string, string] => [pathInRepository(links.folder, path), text]);
  const author = authorOf(await reader.viewer(), links);
  return await branches.commit({ parent: newest, files: new Map(texts), message, author });
}

/** The address by which GitHub knows whose commit it is. */
function authorOf({ id, login }: { readonly id: number; readonly login: string }, links: ReviewLinks): CommitAuthor {
  const { hostname } = new URL(links.repository);
  return { name: login, email: `${id}+${login}@users.noreply.${hostname}` };
}

/** Both references at once, where both are still what they were: why it was refused, or nothing. */
async function moveBranch(
  { branches }: GithubRun,
  { name, tip, recorded }: Branch,
  to: string | undefined,
): Promise<string | undefined> {
  const refs = refsOf(name);
  const moves = [
    { ref: refs.branch, from: tip, to },
    { ref: refs.record, from: recorded, to },
  ].filter(({ from }) => from !== to);
  if (moves.length === 0) return undefined;
  const done = await branches.move(moves);
  return 'refused' in done ? done.refused : undefined;
}

interface Ending {
  readonly branch: Branch;
  readonly pulls: readonly PullRequest[];
  readonly why: string;
}

async function endBranch(run: GithubRun, { branch, pulls, why }: Ending): Promise<FollowedTarget> {
  for (const { number } of pulls.filter(({ isOpen }) => isOpen)) {
    postedOr(run, `Closing pull request #${number}`, await run.writer.updatePullRequest(number, { isOpen: false }));
  }
  const refused = await moveBranch(run, branch, undefined);
  if (refused !== undefined) return failed(run, `The branch ${branch.name}`, refused);
  return { state: 'none', text: `no pull request, because ${why}` };
}

interface Keeping {
  readonly branch: Branch;
  readonly pulls: readonly PullRequest[];
  readonly commit: string;
  readonly text: DriftPullRequest;
}

async function keepPullRequest(
  { run, defaultBranch }: FollowingRun,
  { branch, pulls, commit, text: { title, body } }: Keeping,
): Promise<FollowedTarget> {
  const open = pulls.find(({ isOpen }) => isOpen);
  const [newest] = pulls;
  const isDeclined = newest !== undefined && !newest.isOpen && newest.merged === undefined;
  if (isDeclined && newest.head.commit === commit) {
    return { state: 'declined', text: `pull request #${newest.number} was closed as it is, and is not opened again` };
  }
  const posted =
    open === undefined
      ? await run.writer.openPullRequest({ title, body }, branch.name, defaultBranch)
      : await run.writer.updatePullRequest(open.number, { title, body });
  const kept = postedOr(run, 'The pull request on drift', posted);
  if (kept === undefined) return { state: 'failed', text: `${branch.name} holds the edit, and has no pull request` };
  return { state: 'open', text: `pull request #${kept.number} writes it into the files`, number: kept.number };
}

function failed({ voice }: GithubRun, what: string, why: string): FollowedTarget {
  voice.warn(`${what} could not be written: ${why}. What the run came to stays as it is.`);
  return { state: 'failed', text: 'no pull request could be made; the log says why' };
}

/** An edit holds live values, so it is made only for readers who may see all of them. */
export function refuseHiddenEdit(visibility: string): void {
  if (visibility === 'full') return;
  throw new Failure('usage', `the input pull-request: live values may not leave with visibility ${visibility}`, {
    hint: 'Leave pull-request out, or set visibility: full where everybody who can read the repository may see live values',
  });
}
