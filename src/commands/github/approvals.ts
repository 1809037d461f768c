import type { GithubActor, GithubReader, PullRequest, Review } from '../../systems/github/github-types.js';

/** Somebody who may write agreed to the head that a pull request has. */
export interface Approval {
  readonly by: string;
  readonly at: string;
}

/**
 * Approvals of exactly the head, each by a person other than the author, whose last word it is and who may write to the
 * repository. One of an earlier head agreed to something else, and an app says what its own authors, or a branch's workflow, let it.
 */
export async function approvalsOf(
  reader: Pick<GithubReader, 'reviews' | 'permissionOf'>,
  pullRequest: Pick<PullRequest, 'number' | 'author' | 'head'>,
): Promise<readonly Approval[]> {
  const last = new Map<number, Review>();
  for (const review of await reader.reviews(pullRequest.number)) {
    // A remark takes nothing back.
    const isWord = review.state !== 'commented' && review.state !== 'pending';
    if (isWord && review.author !== undefined) last.set(review.author.id, review);
  }
  const approvals: Approval[] = [];
  for (const { author, isByApp, state, commit, at } of last.values()) {
    if (author === undefined || isByApp || state !== 'approved' || commit !== pullRequest.head.commit) continue;
    if (author.id === pullRequest.author?.id) continue;
    if (await mayWrite(reader, author)) approvals.push({ by: author.login, at });
  }
  return approvals;
}

/** Whether somebody may write to the repository. */
export async function mayWrite(reader: Pick<GithubReader, 'permissionOf'>, actor: GithubActor): Promise<boolean> {
  const permission = await reader.permissionOf(actor);
  return permission === 'write' || permission === 'admin';
}
