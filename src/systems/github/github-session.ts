import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Failure, type Secret } from '../../model/index.js';
import type { GithubActor } from './github-types.js';

export interface GithubOptions {
  /** Of the REST API, as GITHUB_API_URL has it. */
  readonly apiUrl: string;
  readonly token: Secret;
  readonly owner: string;
  readonly name: string;
  /** What a second of waiting takes, in milliseconds; a thousand where absent. */
  readonly secondMs?: number;
}

type Octokit = ReturnType<typeof getOctokit>;

/** One token, asking about one repository. */
export interface GithubSession {
  readonly rest: Octokit['rest'];
  readonly paginate: Octokit['paginate'];
  /** Goes into each call. */
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Who the token belongs to; asked once. */
  readonly viewer: () => Promise<GithubActor>;
  /** The id of who edited a comment last, the author included; undefined where nobody did that GitHub knows. */
  readonly editorOf: (nodeId: string) => Promise<number | undefined>;
  /** Waits that many seconds. */
  readonly wait: (seconds: number) => Promise<void>;
}

/** How long one answer may take, and for how long a limit is waited out; a whole run has minutes. */
const ANSWER_MS = 30_000;
const LIMIT_SECONDS_MAX = 90;
const LIMIT_ATTEMPTS_MAX = 2;
const ATTEMPTS_AGAIN = 3;

/** Opens a session; nothing is asked yet. */
export function openGithub({ apiUrl, token, owner, name, secondMs = 1000 }: GithubOptions): GithubSession {
  const octokit = getOctokit(
    token.reveal(),
    patience(apiUrl, `${apiUrl}/${owner}/${name}`, secondMs),
    stayAt(apiUrl),
    limitTime,
    retry,
    throttling,
  );
  let known: Promise<GithubActor> | undefined;
  return {
    rest: octokit.rest,
    paginate: octokit.paginate,
    repository: { owner, repo: name },
    viewer: () =>
      (known ??= askViewer(octokit).catch((error: unknown) => {
        known = undefined;
        throw error;
      })),
    editorOf: (nodeId) => askEditor(octokit, nodeId),
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * secondMs)),
  };
}

function patience(baseUrl: string, id: string, secondMs: number): Parameters<typeof getOctokit>[1] {
  const isWaitedOut = (seconds: number, _options: unknown, _octokit: unknown, count: number): boolean =>
    count < LIMIT_ATTEMPTS_MAX && seconds <= LIMIT_SECONDS_MAX;
  const silent = (): void => undefined;
  return {
    baseUrl,
    userAgent: 'keyplan',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { retries: ATTEMPTS_AGAIN, retryAfterBaseValue: secondMs },
    // Each repository has its own pace: a second between writes, as GitHub asks for.
    throttle: { id, onRateLimit: isWaitedOut, onSecondaryRateLimit: isWaitedOut, retryAfterBaseValue: secondMs },
  };
}

interface Hooked {
  readonly hook: { before(name: 'request', change: (options: { url: string; request?: object }) => void): unknown };
}

/** An answer may name the address of what follows; the token is for the host of the API and no other. */
function stayAt(apiUrl: string): (octokit: Hooked) => object {
  const { origin } = new URL(apiUrl);
  return (octokit) => {
    octokit.hook.before('request', ({ url }) => {
      if (new URL(url, `${origin}/`).origin !== origin)
        throw new Error('an answer names another host for what follows');
    });
    return {};
  };
}

/** Ends each attempt that takes too long; the plugins after it see an attempt that failed. */
function limitTime(octokit: Hooked): object {
  octokit.hook.before('request', (options) => {
    options.request = { ...options.request, signal: AbortSignal.timeout(ANSWER_MS) };
  });
  return {};
}

async function askViewer(octokit: Octokit): Promise<GithubActor> {
  const answer = await asking('who the token belongs to', () =>
    octokit.graphql<{ readonly viewer: { readonly login: string; readonly databaseId: number } }>(
      'query { viewer { login databaseId } }',
    ),
  );
  return { id: answer.viewer.databaseId, login: answer.viewer.login };
}

const EDITOR = `query ($id: ID!) {
  node(id: $id) { ... on IssueComment { editor { ... on User { databaseId } ... on Bot { databaseId } } } }
}`;

async function askEditor(octokit: Octokit, id: string): Promise<number | undefined> {
  const { node } = await octokit.graphql<{
    readonly node: { readonly editor: { readonly databaseId?: number } | null } | null;
  }>(EDITOR, { id });
  const editor = node?.editor ?? undefined;
  // An editor of another sort is nobody who could be us.
  return editor === undefined ? undefined : (editor.databaseId ?? 0);
}

/** Does what asks GitHub; throws a Failure that says what was asked and why there is no answer. */
export async function asking<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new Failure('github-failed', `GitHub did not say ${what}: ${troubleOf(error)}`, {
      hint:
        statusOf(error) === 403 || statusOf(error) === 404
          ? "See which permission the job's token lacks."
          : 'Run the job again; nothing was decided without the answer.',
      cause: error,
    });
  }
}

/** The status of an answer that was refused; undefined for what is no answer. An answer that never came counts as 500. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

const TROUBLE_LENGTH = 200;

/** Status and GitHub's words in one line. */
export function troubleOf(error: unknown): string {
  const status = statusOf(error);
  const words = (error instanceof Error ? error.message : 'no answer').replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  const short = words.length > TROUBLE_LENGTH ? `${words.slice(0, TROUBLE_LENGTH)}…` : words;
  return status === undefined ? short : `${status} ${short}`;
}
