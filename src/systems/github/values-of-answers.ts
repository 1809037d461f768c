import type {
  CheckRun,
  CommitStatus,
  GithubActor,
  GithubComment,
  GithubIssue,
  Permission,
  PullRequest,
  Review,
} from './github-types.js';

// The parts of GitHub's answers that are used, and what is made of them.

interface UserAnswer {
  readonly id: number;
  readonly login: string;
}

export function actorOf(user: UserAnswer | null | undefined): GithubActor | undefined {
  return user ? { id: user.id, login: user.login } : undefined;
}

interface BranchAnswer {
  readonly sha: string;
  readonly ref: string;
  readonly repo: { readonly id: number } | null;
}

interface PullRequestAnswer {
  readonly number: number;
  readonly user: UserAnswer | null;
  readonly state: string;
  readonly head: BranchAnswer;
  readonly base: BranchAnswer;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

export function pullRequestOf(answer: PullRequestAnswer): PullRequest {
  const { head, base, merged_at: mergedAt, merge_commit_sha: mergeCommit } = answer;
  return {
    number: answer.number,
    author: actorOf(answer.user),
    isOpen: answer.state === 'open',
    head: { commit: head.sha, branch: head.ref, repository: head.repo?.id },
    base: { branch: base.ref, repository: base.repo?.id ?? 0 },
    isFork: head.repo === null || head.repo.id !== base.repo?.id,
    merged: mergedAt === null || mergeCommit === null ? undefined : { at: mergedAt },
  };
}

const REVIEW_STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

interface ReviewAnswer {
  readonly user: (UserAnswer & { readonly type?: string }) | null;
  readonly state: string;
  readonly commit_id: string | null;
  readonly submitted_at?: string | undefined;
}

export function reviewOf({ user, state, commit_id: commit, submitted_at: at }: ReviewAnswer): Review {
  return {
    author: actorOf(user),
    isByApp: user?.type === 'Bot',
    state: REVIEW_STATES[state] ?? 'pending',
    commit: commit ?? undefined,
    at: at ?? '',
  };
}

const PERMISSIONS: readonly Permission[] = ['admin', 'write', 'read'];

/** GitHub tells the finer roles as the one of these that they contain. */
export function permissionOf(word: string): Permission {
  return PERMISSIONS.find((permission) => permission === word) ?? 'none';
}

interface CheckRunAnswer {
  readonly id: number;
  readonly html_url: string | null;
  readonly details_url: string | null;
  readonly app: { readonly id: number } | null;
  readonly completed_at: string | null;
  readonly output: { readonly text: string | null };
}

export function checkRunOf(answer: CheckRunAnswer): CheckRun {
  return {
    id: answer.id,
    url: answer.html_url ?? '',
    detailsUrl: answer.details_url ?? undefined,
    app: answer.app?.id,
    text: answer.output.text ?? '',
    completedAt: answer.completed_at ?? undefined,
  };
}

interface StatusAnswer {
  readonly context: string;
  readonly state: string;
  readonly creator: UserAnswer | null;
}

const STATUS_STATES: readonly CommitStatus['state'][] = ['success', 'failure', 'error', 'pending'];

export function statusValueOf(answer: StatusAnswer): CommitStatus {
  return {
    context: answer.context,
    state: STATUS_STATES.find((state) => state === answer.state) ?? 'error',
    creator: actorOf(answer.creator),
  };
}

interface CommentAnswer {
  readonly id: number;
  readonly node_id: string;
  readonly user: UserAnswer | null;
  readonly body?: string | undefined;
}

export function commentOf({ id, node_id: nodeId, user, body }: CommentAnswer): GithubComment {
  return { id, nodeId, author: actorOf(user), body: body ?? '' };
}

interface IssueAnswer {
  readonly number: number;
  readonly user: UserAnswer | null;
  readonly state: string;
  readonly body?: string | null | undefined;
  readonly created_at: string;
}

export function issueOf(answer: IssueAnswer): GithubIssue {
  return {
    number: answer.number,
    author: actorOf(answer.user),
    isOpen: answer.state === 'open',
    body: answer.body ?? '',
    openedAt: answer.created_at,
  };
}
