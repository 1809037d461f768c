import type { GithubSession } from './github-session.js';
import type { GithubReader } from './github-types.js';
import { isSameText, ownTexts } from './own-texts.js';
import { commentOf } from './values-of-answers.js';

export interface Renewal {
  readonly number: number;
  readonly marker: string;
  readonly renew: (body: string) => string | undefined;
}

/** What became of the comments: `edited` where one of them is left as it is. */
export type Renewed = 'renewed' | 'nothing' | 'edited';

/** Of writes and questions in GraphQL, GitHub wants a second between one and the next. */
const PACE_SECONDS = 1;

/** Renews a part of our comments. Where somebody else edited one last, that part would vouch for words that are not ours. */
export async function renewComments(
  session: GithubSession,
  reader: GithubReader,
  { number, marker, renew }: Renewal,
): Promise<Renewed> {
  const [viewer, comments] = await Promise.all([reader.viewer(), reader.comments(number)]);
  const found: Renewed[] = [];
  for (const comment of ownTexts(comments, viewer, marker)) {
    if ((renew(comment.body) ?? comment.body) === comment.body) continue;
    const editor = await session.editorOf(comment.nodeId);
    const isForeign = editor !== undefined && editor !== viewer.id;
    found.push(isForeign ? 'edited' : await renewOne(session, comment.id, renew));
  }
  return found.find((one) => one === 'edited') ?? found.find((one) => one === 'renewed') ?? 'nothing';
}

async function renewOne(session: GithubSession, id: number, renew: Renewal['renew']): Promise<Renewed> {
  const { rest, repository } = session;
  // Another run may write the whole comment meanwhile. Waiting comes before the last look, so that nothing lies between that
  // and the change.
  await session.wait(PACE_SECONDS);
  const call = { ...repository, comment_id: id };
  const newest = commentOf((await rest.issues.getComment(call)).data);
  const body = renew(newest.body);
  if (body === undefined || isSameText(newest.body, body)) return 'nothing';
  const kept = commentOf((await rest.issues.updateComment({ ...call, body })).data);
  if (!isSameText(kept.body, body)) throw new Error('GitHub kept another text than the one that was sent');
  return 'renewed';
}
