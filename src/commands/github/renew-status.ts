import { REVIEW_MARKER_START, reviewMarker } from '../../model/index.js';
import { withStatus, type Status } from '../../render/github/index.js';
import { EXIT } from '../exit.js';
import { approvalsOf } from './approvals.js';
import type { GithubRun } from './github-run.js';
import type { RunOutcome } from './outcome.js';
import { postedOr, type PostedOutputs } from './publish.js';

/** The comments on this head of a pull request. */
export interface CommentedHead {
  readonly number: number;
  readonly head: string;
  /** The names of the targets that the comment is about; none means every comment of ours. */
  readonly targets: readonly string[];
}

/** Renews the status of the comments on a head, where there are some and nobody else edited them; makes none. */
export async function renewStatus(
  run: Pick<GithubRun, 'writer' | 'voice' | 'wishes'>,
  { number, head, targets }: CommentedHead,
  status: Status,
): Promise<PostedOutputs> {
  if (run.wishes.comment === 'never') return { 'comment-posted': 'false' };
  const marker = targets.length === 0 ? REVIEW_MARKER_START : reviewMarker(targets);
  const renewing = run.writer.renewComments(number, marker, (body) => withStatus(body, head, status));
  const renewed = postedOr(run, `The status in the comment on #${number}`, await renewing);
  if (renewed === 'edited') {
    run.voice.warn(
      `Somebody else edited the comment on #${number}, so its status stays as it is until all of it is written anew`,
    );
  }
  return { 'comment-posted': String(renewed === 'renewed') };
}

/**
 * Says in the comments whether the head of a pull request is approved. Nothing is planned and no realm is asked, so that the run
 * needs no credentials: GitHub takes its workflow from the pull request.
 */
export async function reviewGiven(run: GithubRun): Promise<RunOutcome> {
  const asked = run.event.pullRequest;
  const pullRequest = asked && (await run.reader.pullRequest(asked.number));
  if (pullRequest === undefined || !pullRequest.isOpen) {
    return told('There is no open pull request: nothing is renewed', { 'comment-posted': 'false' });
  }
  const { number } = pullRequest;
  const approvedBy = (await approvalsOf(run.reader, pullRequest)).map(({ by }) => by);
  const phase = approvedBy.length > 0 ? 'approved' : 'planned';
  const commented = { number, head: pullRequest.head.commit, targets: run.wishes.targets };
  return told(`Pull request #${number} is ${phase}`, await renewStatus(run, commented, { phase, approvedBy }));
}

function told(message: string, outputs: PostedOutputs): RunOutcome {
  return { exit: EXIT.fine, message, outputs: { changes: 'false', ...outputs } };
}
