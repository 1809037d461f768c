// The pull requests of the tests' GitHub. Their commits are those of a real repository; the emulator has none of that.
import type { HostedRepository, MergeMethod } from './hosted-repository.js';

export interface Person {
  readonly id: number;
  readonly login: string;
}

interface GivenReview {
  readonly author: Person;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly at: string;
}

export interface HeldPullRequest {
  readonly number: number;
  readonly author: Person;
  title: string;
  readonly branch: string;
  /** The branch that it wants to change; main where absent. */
  readonly base?: string;
  /** The head lives in another repository. */
  readonly isFork: boolean;
  labels: readonly string[];
  reviews: readonly GivenReview[];
  /** Closed without a merge. */
  isClosed?: boolean;
  body?: string;
  /** The base's commit just before the merge. */
  mergedInto: string | undefined;
  mergedAs: string | undefined;
  mergedAt: string | undefined;
}

/** What the API says of the repository itself. */
export interface HeldRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly isPrivate: boolean;
}

const BASE = 'main';

/** The reference under which a head is there, also that of a fork. */
const headReference = ({ number }: HeldPullRequest): string => `refs/pull/${number}/head`;

/** The head follows its branch until the end of the pull request; one whose branch is gone is closed. */
export function followBranch(pull: HeldPullRequest, { git }: HostedRepository): void {
  if (pull.mergedAs !== undefined || pull.isClosed === true) return;
  if (git('for-each-ref', `refs/heads/${pull.branch}`) === '') pull.isClosed = true;
  else git('update-ref', headReference(pull), `refs/heads/${pull.branch}`);
}

/** Others whose head came with it are merged, too: GitHub asks nobody about them. */
export function mergePullRequest(
  pull: HeldPullRequest,
  { pulls, hosted }: { readonly pulls: Iterable<HeldPullRequest>; readonly hosted: HostedRepository },
  method: MergeMethod,
): string {
  const { base = BASE } = pull;
  const open = [...pulls].filter((other) => {
    followBranch(other, hosted);
    return other.mergedAs === undefined && other.isClosed !== true && (other.base ?? BASE) === base;
  });
  const mergedInto = hosted.commitOf(`refs/heads/${base}`);
  const mergedAs = hosted.merge(headReference(pull), base, method);
  const mergedAt = new Date().toISOString();
  for (const other of open) {
    const isIn = hosted.git('rev-list', '--max-count=1', headReference(other), `^${mergedAs}`) === '';
    if (other === pull || isIn) Object.assign(other, { mergedInto, mergedAs, mergedAt });
  }
  return mergedAs;
}

/** As the REST API and the payloads of events show a repository. */
export function repositoryAnswer({ id, owner, name, isPrivate }: HeldRepository, url: string): object {
  return {
    id,
    name,
    full_name: `${owner}/${name}`,
    owner: { login: owner, id: 1, type: 'Organization' },
    private: isPrivate,
    default_branch: BASE,
    html_url: `${url}/${owner}/${name}`,
    clone_url: `${url}/${owner}/${name}.git`,
  };
}

/** As the REST API and the payloads of events show a pull request. */
export function pullRequestAnswer(
  pull: HeldPullRequest,
  hosted: HostedRepository,
  held: HeldRepository,
  url: string,
): object {
  followBranch(pull, hosted);
  const head = hosted.commitOf(headReference(pull));
  const { base = BASE } = pull;
  const repository = repositoryAnswer(held, url);
  const fork = { ...repository, id: held.id + 1, full_name: `${pull.author.login}/${held.name}`, fork: true };
  return {
    number: pull.number,
    html_url: `${url}/${held.owner}/${held.name}/pull/${pull.number}`,
    title: pull.title,
    user: pull.author,
    state: pull.mergedAs === undefined && pull.isClosed !== true ? 'open' : 'closed',
    body: pull.body ?? null,
    draft: false,
    labels: pull.labels.map((name) => ({ name })),
    head: { sha: head, ref: pull.branch, repo: pull.isFork ? fork : repository },
    base: { sha: hosted.commitOf(`refs/heads/${base}`), ref: base, repo: repository },
    merged: pull.mergedAs !== undefined,
    merged_at: pull.mergedAt ?? null,
    // Of an open one GitHub tells the merge that it tried out.
    merge_commit_sha: pull.mergedAs ?? '0123456789abcdef0123456789abcdef01234567',
  };
}

export function reviewAnswers({ reviews }: HeldPullRequest): readonly object[] {
  return reviews.map(({ author, state, commit, at }, index) => ({
    id: index + 1,
    user: { ...author, type: author.login.endsWith('[bot]') ? 'Bot' : 'User' },
    state,
    commit_id: commit,
    submitted_at: at,
  }));
}

export function holdsCommit(pull: HeldPullRequest, commit: string, { git, commitOf }: HostedRepository): boolean {
  const head = headReference(pull);
  const own = git('rev-list', commitOf(head), '--max-count=250').split('\n');
  const { mergedAs, mergedInto } = pull;
  if (mergedAs === undefined || mergedInto === undefined) return own.includes(commit);
  const shared = git('rev-list', mergedInto).split('\n');
  const merged = git('rev-list', `${mergedInto}..${mergedAs}`).split('\n');
  return merged.includes(commit) || (own.includes(commit) && !shared.includes(commit));
}
