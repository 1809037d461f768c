import { createOnce, ONCE } from './create-once.js';
import { createCheckRun, finishCheckRun } from './create-check-run.js';
import { renewComments } from './renew-comments.js';
import { createGithubReader } from './github-reader.js';
import { type GithubSession, statusOf, troubleOf } from './github-session.js';
import type { GithubComment, GithubReader, GithubWriter, Posted } from './github-types.js';
import { isSameText, ownTexts } from './own-texts.js';
import { commentOf, issueOf, pullRequestOf, statusValueOf } from './values-of-answers.js';

/** What is written to one repository, over its REST API. */
export function createGithubWriter(session: GithubSession): GithubWriter {
  const { rest, repository } = session;
  const reader = createGithubReader(session);
  return {
    saveComment: (number, marker, body) => posting(() => saveComment(session, reader, { number, marker, body })),
    renewComments: (number, marker, renew) => posting(() => renewComments(session, reader, { number, marker, renew })),
    createCheckRun: (commit, name, text) => posting(() => createCheckRun(session, { commit, name, text })),
    finishCheckRun: (id, text) => posting(() => finishCheckRun(session, id, text)),
    // Written twice it says the same twice, so it is repeated like reading.
    setStatus: (commit, { url, ...text }) =>
      posting(async () => {
        const target = url === undefined ? {} : { target_url: url };
        const answer = await rest.repos.createCommitStatus({ ...repository, sha: commit, ...text, ...target });
        return statusValueOf(answer.data);
      }),
    openIssue: (text, marker, labels) =>
      posting(() => {
        const find = async () =>
          ownTexts(await reader.ownIssues(labels[0] ?? ''), await reader.viewer(), marker).find(({ isOpen }) => isOpen);
        return createOnce(session, find, async () =>
          issueOf((await rest.issues.create({ ...repository, ...text, labels: [...labels], ...ONCE })).data),
        );
      }),
    updateIssue: (number, { isOpen, ...text }) =>
      posting(async () => {
        const state = isOpen === undefined ? {} : { state: isOpen ? ('open' as const) : ('closed' as const) };
        return issueOf((await rest.issues.update({ ...repository, issue_number: number, ...text, ...state })).data);
      }),
    openPullRequest: (text, head, base) =>
      posting(() => {
        const find = async () => (await reader.pullRequestsFrom(head)).find(({ isOpen }) => isOpen);
        return createOnce(session, find, async () =>
          pullRequestOf((await rest.pulls.create({ ...repository, ...text, head, base, ...ONCE })).data),
        );
      }),
    updatePullRequest: (number, { isOpen, ...text }) =>
      posting(async () => {
        const state = isOpen === undefined ? {} : ({ state: 'closed' } as const);
        return pullRequestOf((await rest.pulls.update({ ...repository, pull_number: number, ...text, ...state })).data);
      }),
    addComment: (number, marker, body) => posting(() => createComment(session, reader, { number, marker, body })),
  };
}

/** What GitHub refuses is a value: no run fails because a text did not get there. */
async function posting<T>(post: () => Promise<T>): Promise<Posted<T>> {
  try {
    return { posted: await post() };
  } catch (error) {
    return { refused: troubleOf(error) };
  }
}

interface CommentWish {
  readonly number: number;
  readonly marker: string;
  readonly body: string;
}

async function saveComment(session: GithubSession, reader: GithubReader, wish: CommentWish): Promise<GithubComment> {
  const [viewer, comments] = await Promise.all([reader.viewer(), reader.comments(wish.number)]);
  const [first, ...others] = ownTexts(comments, viewer, wish.marker);
  const changed = first && (await changeComment(session, first, wish.body));
  const saved = changed ?? (await createComment(session, reader, wish));
  await removeSurplus(session, others, wish.marker);
  return await readBack(session, saved, wish.body);
}

/** The changed comment, or undefined where somebody deleted it meanwhile. */
async function changeComment(
  { rest, repository }: GithubSession,
  comment: GithubComment,
  body: string,
): Promise<GithubComment | undefined> {
  if (isSameText(comment.body, body)) return comment;
  try {
    return commentOf((await rest.issues.updateComment({ ...repository, comment_id: comment.id, body })).data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function createComment(
  session: GithubSession,
  reader: GithubReader,
  { number, marker, body }: CommentWish,
): Promise<GithubComment> {
  const { rest, repository } = session;
  const find = async (): Promise<GithubComment | undefined> =>
    ownTexts(await reader.comments(number), await reader.viewer(), marker).findLast((text) =>
      isSameText(text.body, body),
    );
  return createOnce(session, find, async () =>
    commentOf((await rest.issues.createComment({ ...repository, issue_number: number, body, ...ONCE })).data),
  );
}

/** Two runs at the same time may both have found nothing and made one. A text that only quotes the marker stays. */
async function removeSurplus(
  { rest, repository }: GithubSession,
  comments: readonly GithubComment[],
  marker: string,
): Promise<void> {
  for (const { id } of comments.filter(({ body }) => body.startsWith(marker))) {
    await rest.issues.deleteComment({ ...repository, comment_id: id }).catch(() => undefined);
  }
}

/** GitHub may say that a change was made and keep the old text, as it does with what is too long. */
async function readBack(
  { rest, repository }: GithubSession,
  { id }: GithubComment,
  body: string,
): Promise<GithubComment> {
  const kept = commentOf((await rest.issues.getComment({ ...repository, comment_id: id })).data);
  if (!isSameText(kept.body, body)) throw new Error('GitHub kept another text than the one that was sent');
  return kept;
}
