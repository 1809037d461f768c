import { hasErrors, reviewMarker } from '../../model/index.js';
import { withStatus, type Status } from '../../render/github/index.js';
import type { LookingWorld } from '../edges.js';
import { EXIT } from '../exit.js';
import { loadSettings } from '../load.js';
import { filesAtRevision } from '../run-files.js';
import { approvalsOf } from './approvals.js';
import type { GithubRun } from './github-run.js';
import type { RunOutcome } from './outcome.js';
import { fetched, withFetched } from './planned-commit.js';
import { postedOr, type PostedOutputs } from './publish.js';

/** A comment on this head of a pull request. */
export interface CommentedHead {
  readonly number: number;
  readonly head: string;
  /** The names of the targets that the comment is about. */
  readonly targets: readonly string[];
}

/** Renews the status of the comment on a head, where it has one and nobody else edited it; makes none. */
export async function renewStatus(
  run: Pick<GithubRun, 'writer' | 'voice' | 'wishes'>,
  { number, head, targets }: CommentedHead,
  status: Status,
): Promise<PostedOutputs> {
  if (run.wishes.comment === 'never') return { 'comment-posted': 'false' };
  const renewing = run.writer.renewComment(number, reviewMarker(targets), (body) => withStatus(body, head, status));
  const renewed = postedOr(run, `The status in the comment on #${number}`, await renewing);
  if (renewed === 'edited') {
    run.voice.warn(
      `Somebody else edited the comment on #${number}, so its status stays as it is until all of it is written anew`,
    );
  }
  return { 'comment-posted': String(renewed === 'renewed') };
}

/**
 * Says in the comment whether the head of a pull request is approved. Nothing is planned and no realm is asked, so that the run
 * needs no credentials: GitHub takes its workflow from the pull request.
 */
export async function reviewGiven(run: GithubRun, world: Pick<LookingWorld, 'folder'>): Promise<RunOutcome> {
  const asked = run.event.pullRequest;
  const pullRequest = asked && (await run.reader.pullRequest(asked.number));
  if (pullRequest === undefined || !pullRequest.isOpen)
    return told('There is no open pull request: nothing is renewed');
  const { number, base } = pullRequest;
  const head = pullRequest.head.commit;
  const branch = `refs/heads/${base.branch}`;
  return await withFetched(run, [branch], async (repository) => {
    const files = filesAtRevision(repository, await fetched(repository, branch));
    const settings = await loadSettings({ folder: world.folder, files }, run.wishes);
    if (hasErrors(settings.diagnostics)) return told('The settings of the base cannot be used: nothing is renewed');
    const approvedBy = (await approvalsOf(run.reader, pullRequest)).map(({ by }) => by);
    const phase = approvedBy.length > 0 ? 'approved' : 'planned';
    const targets = settings.targets.map(({ name }) => name);
    const outputs = await renewStatus(run, { number, head, targets }, { phase, approvedBy });
    return told(`Pull request #${number} is ${phase}`, outputs);
  });
}

function told(message: string, outputs: PostedOutputs = { 'comment-posted': 'false' }): RunOutcome {
  return { exit: EXIT.fine, message, outputs: { changes: 'false', ...outputs } };
}
