// The REST API of the tests' GitHub: what is its own, and what the emulator answers.
import { type HeldCheckRuns } from './check-runs.js';
import type { Emulated, EmulatedAnswer } from './emulator.js';
import type { HostedRepository } from './hosted-repository.js';
import {
  followBranch,
  type HeldPullRequest,
  type HeldRepository,
  holdsCommit,
  type Person,
  pullRequestAnswer,
  repositoryAnswer,
  reviewAnswers,
} from './pull-requests.js';
import { BODY_LENGTH_MAX } from './request-rules.js';

/** Who asks. */
export interface Caller {
  readonly token: string;
  readonly person: Person;
  /** The app that a token belongs to, if any. */
  readonly app: number | undefined;
}

export interface GithubState {
  readonly emulated: Emulated;
  readonly hosted: HostedRepository;
  readonly repository: HeldRepository;
  readonly pulls: Map<number, HeldPullRequest>;
  readonly checkRuns: HeldCheckRuns;
  readonly statuses: Map<string, object[]>;
  readonly permissions: ReadonlyMap<string, string>;
  readonly locked: Set<number>;
  /** Who edited a comment last, by its id in GraphQL. */
  readonly editors: Map<string, Person>;
  readonly url: () => string;
}

export interface Asked {
  readonly caller: Caller;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const ok = (body: unknown, status = 200): EmulatedAnswer => ({ status, headers: {}, body });
const no = (status: number, message: string): EmulatedAnswer => ok({ message, status: String(status) }, status);

type Route = (state: GithubState, asked: Asked, found: readonly string[]) => EmulatedAnswer | Promise<EmulatedAnswer>;

const pullOf = ({ pulls }: GithubState, number: string | undefined): HeldPullRequest | undefined =>
  pulls.get(Number(number));

const showPull = (state: GithubState, pull: HeldPullRequest): object =>
  pullRequestAnswer(pull, state.hosted, state.repository, state.url());

/** A route about one pull request. */
function aboutPull(answer: (state: GithubState, pull: HeldPullRequest) => unknown): Route {
  return (state, _asked, [number]) => {
    const pull = pullOf(state, number);
    return pull === undefined ? no(404, 'Not Found') : ok(answer(state, pull));
  };
}

const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ['GET', /^$/, ({ repository, url }) => ok(repositoryAnswer(repository, url()))],
  ['GET', /^\/pulls$/, pullsFrom],
  ['POST', /^\/pulls$/, makePull],
  ['PATCH', /^\/pulls\/(\d+)$/, changePull],
  ['GET', /^\/pulls\/(\d+)$/, aboutPull(showPull)],
  ['GET', /^\/pulls\/(\d+)\/reviews$/, aboutPull((_state, pull) => reviewAnswers(pull))],
  ['GET', /^\/commits\/([0-9a-f]{40})\/pulls$/, pullsOfCommit],
  ['GET', /^\/collaborators\/([^/]+)\/permission$/, permissionOf],
  ['GET', /^\/commits\/[0-9a-f]{40}\/check-runs$/, checkRunsOfCommit],
  ['POST', /^\/check-runs$/, makeCheckRun],
  ['PATCH', /^\/check-runs\/\d+$/, changeCheckRun],
  ['GET', /^\/check-runs\/(\d+)\/annotations$/, ({ checkRuns }, _asked, [id]) => checkRuns.annotations(Number(id))],
  ['GET', /^\/check-runs\/\d+$/, ({ checkRuns }, { caller, path }) => checkRuns.get(caller.token, path)],
  [
    'GET',
    /^\/commits\/([0-9a-f]{40})\/statuses$/,
    ({ statuses }, _asked, [commit = '']) => ok((statuses.get(commit) ?? []).toReversed()),
  ],
  ['POST', /^\/statuses\/([0-9a-f]{40})$/, makeStatus],
  ['POST', /^\/issues\/(\d+)\/comments$/, makeComment],
  ['PATCH', /^\/issues\/comments\/\d+$/, changeComment],
  ['GET', /^\/issues$/, listIssues],
  ['PATCH', /^\/issues\/(\d+)$/, changeIssue],
];

/** Answers what is asked about the repository. */
export function answerAsked(state: GithubState, asked: Asked): EmulatedAnswer | Promise<EmulatedAnswer> {
  const { owner, name } = state.repository;
  const rest = asked.path.slice(`/repos/${owner}/${name}`.length);
  for (const [method, path, route] of ROUTES) {
    const match = method === asked.method ? path.exec(rest) : null;
    if (match !== null) return route(state, asked, match.slice(1));
  }
  return passOn(state, asked);
}

function passOn({ emulated }: GithubState, { caller, method, path, query, body }: Asked): Promise<EmulatedAnswer> {
  const words = query.toString();
  return emulated.ask(caller.token, method, words === '' ? path : `${path}?${words}`, body);
}

function pullsFrom(state: GithubState, { query }: Asked): EmulatedAnswer {
  const head = query.get('head');
  const found = [...state.pulls.values()].filter(({ branch }) => head === `${state.repository.owner}:${branch}`);
  const shown = found.map((pull) => showPull(state, pull) as { readonly state: string });
  const wanted = query.get('state') ?? 'open';
  return ok(shown.filter((pull) => wanted === 'all' || pull.state === wanted));
}

/** A branch has one open pull request into a base, and an issue's number is taken for it. */
async function makePull(state: GithubState, { caller, path, body }: Asked): Promise<EmulatedAnswer> {
  const { title, head, body: text } = body as { readonly title: string; readonly head: string; readonly body?: string };
  const { hosted, pulls, emulated } = state;
  if (hosted.git('for-each-ref', `refs/heads/${head}`) === '') return no(422, 'Validation Failed: head invalid');
  const others = [...pulls.values()].filter((pull) => pull.branch === head);
  for (const pull of others) followBranch(pull, hosted);
  if (others.some(({ mergedAs, isClosed }) => mergedAs === undefined && isClosed !== true))
    return no(422, `Validation Failed: A pull request already exists for ${head}.`);
  const issue = await emulated.ask(caller.token, 'POST', path.replace(/pulls$/, 'issues'), { title });
  const { number } = issue.body as { readonly number: number };
  const pull: HeldPullRequest = {
    number,
    author: caller.person,
    title,
    branch: head,
    isFork: false,
    labels: [],
    reviews: [],
    body: text ?? '',
    mergedInto: undefined,
    mergedAs: undefined,
    mergedAt: undefined,
  };
  pulls.set(number, pull);
  return ok(showPull(state, pull), 201);
}

function changePull(state: GithubState, { body }: Asked, [number]: readonly string[]): EmulatedAnswer {
  const pull = pullOf(state, number);
  if (pull === undefined) return no(404, 'Not Found');
  const change = body as { readonly title?: string; readonly body?: string; readonly state?: 'open' | 'closed' };
  followBranch(pull, state.hosted);
  pull.title = change.title ?? pull.title;
  pull.body = change.body ?? pull.body ?? '';
  if (change.state !== undefined) pull.isClosed = change.state === 'closed';
  return ok(showPull(state, pull));
}

function pullsOfCommit(state: GithubState, _asked: Asked, [commit = '']: readonly string[]): EmulatedAnswer {
  const found = [...state.pulls.values()].filter((pull) => holdsCommit(pull, commit, state.hosted));
  return ok(found.map((pull) => showPull(state, pull)));
}

function permissionOf({ permissions }: GithubState, _asked: Asked, [login = '']: readonly string[]): EmulatedAnswer {
  const name = decodeURIComponent(login);
  // An app is no user, whatever it may do.
  if (name.endsWith('[bot]')) return no(404, `${name} is not a user`);
  return ok({ permission: permissions.get(name) ?? 'none', user: null });
}

function checkRunsOfCommit({ checkRuns }: GithubState, { caller, path, query }: Asked): Promise<EmulatedAnswer> {
  return checkRuns.ofCommit(caller.token, path, query);
}

const ONLY_APPS = 'You must authenticate via a GitHub App.';

function makeCheckRun(
  { checkRuns, hosted }: GithubState,
  { caller, path, body }: Asked,
): EmulatedAnswer | Promise<EmulatedAnswer> {
  if (caller.app === undefined) return no(403, ONLY_APPS);
  const { head_sha: commit = '' } = body as { readonly head_sha?: string };
  try {
    hosted.commitOf(commit);
  } catch {
    return no(422, `No commit found for SHA: ${commit}`);
  }
  return checkRuns.create(caller.token, caller.app, path, body as object);
}

function changeCheckRun(
  { checkRuns }: GithubState,
  { caller, path, body }: Asked,
): EmulatedAnswer | Promise<EmulatedAnswer> {
  return caller.app === undefined
    ? no(403, ONLY_APPS)
    : checkRuns.update(caller.token, caller.app, path, body as object);
}

function makeStatus({ statuses }: GithubState, { caller, body }: Asked, [commit = '']: readonly string[]) {
  const before = statuses.get(commit) ?? [];
  const at = new Date(Date.UTC(2026, 0, 5, 0, 0, before.length)).toISOString();
  const made = {
    description: null,
    ...(body as object),
    id: before.length + 1,
    creator: caller.person,
    created_at: at,
  };
  statuses.set(commit, [...before, made]);
  return ok(made, 201);
}

function makeComment(state: GithubState, asked: Asked, [number]: readonly string[]) {
  if (state.locked.has(Number(number))) return no(403, 'Unable to create comment because issue is locked.');
  return passOn(state, asked);
}

async function changeComment(state: GithubState, asked: Asked): Promise<EmulatedAnswer> {
  const answer = await passOn(state, asked);
  if (answer.status === 200) state.editors.set((answer.body as { node_id: string }).node_id, asked.caller.person);
  return answer;
}

/** To GitHub a pull request is an issue, too. */
async function listIssues(state: GithubState, asked: Asked): Promise<EmulatedAnswer> {
  const answer = await passOn(state, asked);
  const issues = answer.body as readonly { readonly number: number }[];
  return {
    ...answer,
    body: issues.map((issue) => (state.pulls.has(issue.number) ? { ...issue, pull_request: {} } : issue)),
  };
}

/** Of a text that is too long GitHub says that it was changed, and keeps the old one. */
function changeIssue(state: GithubState, asked: Asked): Promise<EmulatedAnswer> {
  const { body, ...rest } = asked.body as { readonly body?: string };
  return passOn(state, (body?.length ?? 0) > BODY_LENGTH_MAX ? { ...asked, body: rest } : asked);
}
