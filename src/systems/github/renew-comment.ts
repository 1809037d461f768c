import type { GithubSession } from './github-session.js';
import type { GithubReader } from './github-types.js';
import { isSameText, ownTexts } from './own-texts.js';
import { commentOf } from './values-of-answers.js';

export interface Renewal {
  readonly number: number;
  readonly marker: string;
  readonly renew: (body: string) => string | undefined;
}

/** Of writes and questions in GraphQL, GitHub wants a second between one and the next. */
const PACE_SECONDS = 1;

/** Renews a part of our comment. Where somebody else edited it last, that part would vouch for words that are not ours. */
export async function renewComment(
  session: GithubSession,
  reader: GithubReader,
  { number, marker, renew }: Renewal,
): Promise<'renewed' | 'nothing' | 'edited'> {
  const { rest, repository } = session;
  const [viewer, comments] = await Promise.all([reader.viewer(), reader.comments(number)]);
  const [comment] = ownTexts(comments, viewer, marker);
  if (comment === undefined || (renew(comment.body) ?? comment.body) === comment.body) return 'nothing';
  const editor = await session.editorOf(comment.nodeId);
  if (editor !== undefined && editor !== viewer.id) return 'edited';
  // Another run may write the whole comment meanwhile. Waiting comes before the last look, so that nothing lies between that
  // and the change.
  await session.wait(PACE_SECONDS);
  const call = { ...repository, comment_id: comment.id };
  const newest = commentOf((await rest.issues.getComment(call)).data);
  const body = renew(newest.body);
  if (body === undefined || isSameText(newest.body, body)) return 'nothing';
  const kept = commentOf((await rest.issues.updateComment({ ...call, body })).data);
  if (!isSameText(kept.body, body)) throw new Error('GitHub kept another text than the one that was sent');
  return 'renewed';
}
