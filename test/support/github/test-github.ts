// The GitHub of the tests: one repository, people, apps, and a strict front before an emulator. Requests are checked
// against GitHub's published description, limits are kept, and faults come when they are asked for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { holdCheckRuns } from './check-runs.js';
import { type EmulatedAnswer, startEmulator } from './emulator.js';
import { faultFor, type GithubFault } from './faults.js';
import { startGitServer } from './git-server.js';
import type { Span } from './span.js';
import { type HostedRepository, hostRepository, type MergeMethod } from './hosted-repository.js';
import { followBranch, type HeldPullRequest, mergePullRequest, type Person } from './pull-requests.js';
import { refusalOf } from './request-rules.js';
import { answerAsked, type Asked, type Caller, type GithubState } from './routes.js';

export const TOKENS = {
  /** The token of a job of GitHub Actions, and one that may only read. */
  job: 'ghs_of-the-job',
  readOnly: 'ghs_that-only-reads',
  otherApp: 'ghs_of-another-app',
  maintainer: 'ghp_of-a-maintainer',
  author: 'ghp_of-an-author',
  outsider: 'ghp_of-an-outsider',
} as const;

const READING_TOKENS: readonly string[] = [TOKENS.readOnly, TOKENS.outsider];

const LOGINS = {
  [TOKENS.job]: 'github-actions[bot]',
  [TOKENS.otherApp]: 'another-app[bot]',
  [TOKENS.maintainer]: 'a-maintainer',
  [TOKENS.author]: 'an-author',
  [TOKENS.outsider]: 'an-outsider',
};

const APPS: Readonly<Record<string, number>> = {
  [TOKENS.job]: 15_368,
  [TOKENS.readOnly]: 15_368,
  [TOKENS.otherApp]: 99,
};

const PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['a-maintainer', 'admin'],
  ['an-author', 'write'],
  ['an-outsider', 'read'],
]);

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly body: unknown;
  readonly span: Span;
}

export interface TestGithub {
  readonly apiUrl: string;
  /** Where git finds the repository, below `/owner/name`. */
  readonly serverUrl: string;
  readonly owner: string;
  readonly name: string;
  readonly hosted: HostedRepository;
  readonly state: GithubState;
  readonly requests: readonly RecordedRequest[];
  /** When git's requests were under way. */
  readonly gitSpans: readonly Span[];
  /** Added to and emptied by tests. */
  readonly faults: GithubFault[];
  /** Asks as somebody; fails the test where GitHub refuses. */
  readonly ask: (token: string, method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly personOf: (token: string) => Person;
  readonly openPullRequest: (wish: PullRequestWish) => Promise<HeldPullRequest>;
  /** Somebody says something about the newest head. */
  readonly review: (pull: HeldPullRequest, token: string, state?: 'APPROVED' | 'CHANGES_REQUESTED') => void;
  readonly merge: (pull: HeldPullRequest, method?: MergeMethod) => string;
  readonly close: () => Promise<void>;
}

export interface PullRequestWish {
  readonly branch: string;
  readonly title?: string;
  readonly token?: string;
  readonly isFork?: boolean;
  /** Main where absent. */
  readonly base?: string;
}

/** Starts it with an empty repository. */
export async function startTestGithub(owner = 'acme', name = 'identities', isPrivate = true): Promise<TestGithub> {
  const emulated = await startEmulator(owner, name, LOGINS);
  const hosted = hostRepository(owner, name);
  const git = await startGitServer(
    hosted.root,
    (token, what) =>
      Object.values<string>(TOKENS).includes(token) && (what === 'read' || !READING_TOKENS.includes(token)),
  );
  const base = `/repos/${owner}/${name}`;
  const requests: RecordedRequest[] = [];
  const faults: GithubFault[] = [];
  let apiUrl = '';
  const state: GithubState = {
    emulated,
    hosted,
    repository: { id: 4711, owner, name, isPrivate },
    pulls: new Map(),
    checkRuns: holdCheckRuns(emulated, base),
    statuses: new Map(),
    permissions: PERMISSIONS,
    locked: new Set(),
    editors: new Map(),
    url: () => git.url,
  };
  // On a busy machine a connection would be closed in the moment in which it is used again.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    void respond({ state, requests, faults, apiUrl }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask: TestGithub['ask'] = async (token, method, path, body) => {
    const caller = callerOf(state, token);
    if (caller === undefined) throw new Error('nobody has this token');
    const url = new URL(`${base}${path}`, apiUrl);
    const answer = await answerAsked(state, { caller, method, path: url.pathname, query: url.searchParams, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    apiUrl,
    serverUrl: git.url,
    owner,
    name,
    hosted,
    state,
    requests,
    gitSpans: git.spans,
    faults,
    ask,
    ...peoplesActs(state, ask),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await git.close();
      await emulated.close();
      hosted.remove();
    },
  };
}

function peoplesActs(
  state: GithubState,
  ask: TestGithub['ask'],
): Pick<TestGithub, 'personOf' | 'openPullRequest' | 'review' | 'merge'> {
  const personOf: TestGithub['personOf'] = (token) => {
    const caller = callerOf(state, token);
    if (caller === undefined) throw new Error('nobody has this token');
    return caller.person;
  };
  return {
    personOf,
    async openPullRequest({
      branch,
      title = `Change ${branch}`,
      token = TOKENS.author,
      isFork = false,
      base = 'main',
    }) {
      const { number } = (await ask(token, 'POST', '/issues', { title })) as { readonly number: number };
      const pull: HeldPullRequest = {
        number,
        author: personOf(token),
        title,
        branch,
        base,
        isFork,
        labels: [],
        reviews: [],
        mergedInto: undefined,
        mergedAs: undefined,
        mergedAt: undefined,
      };
      state.pulls.set(number, pull);
      followBranch(pull, state.hosted);
      return pull;
    },
    review(pull, token, said = 'APPROVED') {
      followBranch(pull, state.hosted);
      const commit = state.hosted.commitOf(`refs/pull/${pull.number}/head`);
      pull.reviews = [...pull.reviews, { author: personOf(token), state: said, commit, at: new Date().toISOString() }];
    },
    merge: (pull, method = 'merge') =>
      mergePullRequest(pull, { pulls: state.pulls.values(), hosted: state.hosted }, method),
  };
}

/** A token that may only read is the same one's as the job's. */
function callerOf({ emulated }: GithubState, token: string): Caller | undefined {
  const known = token === TOKENS.readOnly ? TOKENS.job : token;
  const person = emulated.people.get(known);
  return person && { token: known, person, app: APPS[known] };
}

interface Front {
  readonly state: GithubState;
  readonly requests: RecordedRequest[];
  readonly faults: readonly GithubFault[];
  readonly apiUrl: string;
}

async function respond(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state, requests, faults, apiUrl } = front;
  const { method = 'GET' } = request;
  const from = performance.now();
  const url = new URL(request.url ?? '/', apiUrl);
  const body = await bodyOf(request);
  const fault = faultFor(faults, method, url.pathname);
  const isDone = fault === undefined || fault.isDone === true;
  const answer = isDone ? await answerStrictly(state, request, { url, body }) : undefined;
  const shown: EmulatedAnswer | undefined = fault
    ? fault.status === undefined
      ? undefined
      : { status: fault.status, headers: fault.headers ?? {}, body: { message: fault.message ?? 'Server Error' } }
    : answer;
  const span = { from, to: performance.now() };
  requests.push({ method, path: `${url.pathname}${url.search}`, status: shown?.status, body, span });
  if (shown === undefined) return void request.socket.destroy();
  // Answers name addresses; they are those of the front.
  const text = shown.body === undefined ? '' : JSON.stringify(shown.body).replaceAll(state.emulated.url, apiUrl);
  const headers = Object.entries(shown.headers).map(([key, value]) => [
    key,
    value.replaceAll(/https?:\/\/[^/]+(?=\/repos\/)/g, apiUrl),
  ]);
  response.writeHead(shown.status, { 'content-type': 'application/json', ...Object.fromEntries(headers) });
  response.end(text);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

const refuse = (status: number, message: string): EmulatedAnswer => ({ status, headers: {}, body: { message } });

function answerStrictly(
  state: GithubState,
  { method = 'GET', headers }: IncomingMessage,
  { url, body }: { readonly url: URL; readonly body: unknown },
): EmulatedAnswer | Promise<EmulatedAnswer> {
  const token = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  const caller = callerOf(state, token);
  if (caller === undefined) return refuse(401, 'Bad credentials');
  if (url.pathname === '/graphql') return answerGraphql(state, caller, body);
  if (token === TOKENS.readOnly && method !== 'GET') return refuse(403, 'Resource not accessible by integration');
  const refusal = refusalOf(method, url.pathname, body);
  if (refusal !== undefined) return refuse(422, refusal);
  const asked: Asked = { caller, method, path: url.pathname, query: url.searchParams, body };
  return answerAsked(state, asked);
}

interface Question {
  readonly query: string;
  readonly variables?: { readonly id?: string };
}

function answerGraphql({ editors }: GithubState, { person }: Caller, body: unknown): EmulatedAnswer {
  const { query, variables = {} } = body as Question;
  const answer = (data: unknown): EmulatedAnswer => ({ status: 200, headers: {}, body: data });
  if (query.includes('viewer')) return answer({ data: { viewer: { login: person.login, databaseId: person.id } } });
  if (!query.includes('editor')) return answer({ data: null, errors: [{ message: 'not known' }] });
  const editor = editors.get(variables.id ?? '');
  return answer({ data: { node: { editor: editor === undefined ? null : { databaseId: editor.id } } } });
}
