/** Who did something on GitHub. Two are the same where `id` is; a login can be given to somebody else. */
export interface GithubActor {
  readonly id: number;
  readonly login: string;
}

export interface GithubRepository {
  readonly id: number;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
}

export interface PullRequest {
  readonly number: number;
  readonly author: GithubActor | undefined;
  readonly isOpen: boolean;
  /** The newest commit; its repository is undefined where it was deleted. */
  readonly head: { readonly commit: string; readonly branch: string; readonly repository: number | undefined };
  /** The branch that it wants to change, as it was when the pull request last changed. */
  readonly base: { readonly branch: string; readonly repository: number };
  /** Its head is in another repository. */
  readonly isFork: boolean;
  readonly merged: { readonly at: string } | undefined;
}

export interface Review {
  readonly author: GithubActor | undefined;
  /** An app gave it: of a workflow of any branch, too, where the repository lets workflows approve. */
  readonly isByApp: boolean;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed' | 'pending';
  /** The head that was looked at; undefined where GitHub forgot it. */
  readonly commit: string | undefined;
  readonly at: string;
}

/** What somebody may do in the repository. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'action_required';

export interface CheckRun {
  readonly id: number;
  /** Its own page. */
  readonly url: string;
  /** The page that "Details" opens, where one was named. */
  readonly detailsUrl: string | undefined;
  /** The app that made it, and no other can change it. */
  readonly app: number | undefined;
  readonly text: string;
  /** Undefined while it runs. */
  readonly completedAt: string | undefined;
}

export interface CommitStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly creator: GithubActor | undefined;
}

export interface GithubComment {
  readonly id: number;
  /** The same comment's id in GraphQL. */
  readonly nodeId: string;
  readonly author: GithubActor | undefined;
  readonly body: string;
}

export interface GithubIssue {
  readonly number: number;
  readonly author: GithubActor | undefined;
  readonly isOpen: boolean;
  readonly body: string;
  readonly openedAt: string;
}

/**
 * What is read of one repository. Listings are whole: every page. Throws a Failure where GitHub does not answer, or
 * refuses, after it was asked with patience.
 */
export interface GithubReader {
  /** Who the token belongs to: the author of what we write. */
  viewer(): Promise<GithubActor>;
  repository(): Promise<GithubRepository>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Those that a commit belongs to, open ones too. */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  /** Those whose head is this branch of the repository itself, closed ones too, the newest first. */
  pullRequestsFrom(branch: string): Promise<readonly PullRequest[]>;
  /** The oldest first. */
  reviews(pullRequest: number): Promise<readonly Review[]>;
  permissionOf(actor: GithubActor): Promise<Permission>;
  /** All of that name on a commit, of all apps, the newest first. */
  checkRuns(commit: string, name: string): Promise<readonly CheckRun[]>;
  /** All of a commit, the newest first. */
  statuses(commit: string): Promise<readonly CommitStatus[]>;
  /** Those of a pull request or an issue, the oldest first. */
  comments(number: number): Promise<readonly GithubComment[]>;
  /** The token's own issues with this label, open and closed, the newest first; no pull requests. */
  ownIssues(label: string): Promise<readonly GithubIssue[]>;
}

/** What writing came to. It is no failure of a run when GitHub did not take a text: the caller says so in its outputs. */
export type Posted<T> = { readonly posted: T } | { readonly refused: string };

export interface Annotation {
  readonly path: string;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly line: number;
  readonly endLine: number;
  readonly title: string;
  readonly message: string;
}

export interface CheckRunText {
  /** It goes on until it is finished where absent. */
  readonly conclusion?: CheckConclusion;
  readonly title: string;
  /** At most 65,535 characters, as the text. */
  readonly summary: string;
  readonly text: string;
  readonly annotations: readonly Annotation[];
  /** What "Details" opens. */
  readonly detailsUrl?: string;
}

/** Remarks on lines would be added to those that are there, so it has none. */
export type FinishedCheckText = Pick<CheckRunText, 'title' | 'summary' | 'text'> & {
  readonly conclusion: CheckConclusion;
};

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

export interface StatusText {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  /** At most 140 characters. */
  readonly description: string;
  readonly url?: string;
}

/**
 * What is written to one repository. Nothing throws for what GitHub refuses. Creating is never repeated blindly: after an
 * answer that got lost, what is there is looked at first.
 */
export interface GithubWriter {
  /**
   * Leaves exactly this text in the one comment that is the token's own and holds the marker, made where there is none,
   * and reads it back.
   */
  saveComment(number: number, marker: string, body: string): Promise<Posted<GithubComment>>;
  /**
   * Changes the comments that are the token's own and hold the marker. One that somebody else edited last is left as it is;
   * who that was is told by GitHub. `renew` says undefined where there is nothing to change in a text.
   */
  renewComments(
    number: number,
    marker: string,
    renew: (body: string) => string | undefined,
  ): Promise<Posted<'renewed' | 'nothing' | 'edited'>>;
  /** Makes a check run on a commit. Its `app` is who we are for check runs. */
  createCheckRun(commit: string, name: string, text: CheckRunText): Promise<Posted<CheckRun>>;
  /** Ends one of ours that goes on, with another text. */
  finishCheckRun(id: number, text: FinishedCheckText): Promise<Posted<CheckRun>>;
  /** Who writes statuses is who we are for statuses: `creator`. */
  setStatus(commit: string, text: StatusText): Promise<Posted<CommitStatus>>;
  openIssue(text: IssueText, marker: string, labels: readonly string[]): Promise<Posted<GithubIssue>>;
  /** Changes text, or opens or closes it. */
  updateIssue(number: number, change: Partial<IssueText> & { readonly isOpen?: boolean }): Promise<Posted<GithubIssue>>;
  /** Opens one from a branch of the repository itself into another. */
  openPullRequest(text: PullRequestText, head: string, base: string): Promise<Posted<PullRequest>>;
  /** Changes text, or closes it. */
  updatePullRequest(
    number: number,
    change: Partial<PullRequestText> & { readonly isOpen?: false },
  ): Promise<Posted<PullRequest>>;
  /** A comment that is added whatever was said before; the marker tells whether it got there. */
  addComment(number: number, marker: string, body: string): Promise<Posted<GithubComment>>;
}
