// Where a test of the Action works: a GitHub with a repository, a realm that trusts the jobs' id tokens, and the two
// identities of which each only does its own.
import { stringify } from 'yaml';
import type { Json } from '../../src/model/index.js';
import { addIdentity, federatedClient, RIGHTS, trustIssuer } from '../support/federated.js';
import { type GitRepository, gitRepository } from '../support/git-repository.js';
import { pullRequestEvent, pushEvent } from '../support/github/events.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import { type ActionRun, type ActionWish, runAction } from '../support/github/run-action.js';
import { startTestGithub, type TestGithub, TOKENS } from '../support/github/test-github.js';
import { findClientId, type TestRealm, withRealm } from '../support/keycloak.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.js';

export interface ActionPlace {
  readonly github: TestGithub;
  readonly realm: TestRealm;
  /** Before the realm's server: it counts what the Action sends. */
  readonly proxy: Proxy;
  readonly issuer: TokenIssuer;
  /** An author's clone; what `push` commits is in it. */
  readonly clone: GitRepository;
  /** Commits files over those of a branch, which begins at the newest main where it is new, and pushes it. */
  readonly push: (branch: string, files: Readonly<Record<string, unknown>>) => string;
  /** Runs the step in a job whose id tokens are those of an environment. */
  readonly run: (role: Role, wish: ActionWish) => Promise<ActionRun>;
  /** Plans the newest head of a pull request. */
  readonly plan: (pull: HeldPullRequest, inputs?: Inputs) => Promise<ActionRun>;
  /** Applies in a run of main's newest commit, or of an older one. */
  readonly apply: (inputs?: Inputs, commit?: string) => Promise<ActionRun>;
  /** A text without what differs in each run: ports, names of realms, commits, times. */
  readonly plain: (text: string) => string;
}

export type Role = 'plan' | 'apply';

type Inputs = Readonly<Record<string, string>>;

/** Whom the id tokens of a job are about. */
export const subjectOf = (role: Role): string => `repo:acme/identities:environment:keyplan-${role}`;

/** The settings that a place begins with; what is given goes beside them. */
export function settingsFor(
  { realm, proxy }: Pick<ActionPlace, 'realm' | 'proxy'>,
  target: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): object {
  const identity = (role: Role): object => ({ clientId: `keyplan-${role}`, githubOidc: {} });
  const auth = { plan: identity('plan'), apply: identity('apply') };
  const prod = { server: proxy.url, realm: realm.name, auth, files: ['realms/*.yaml'], ...target };
  return { version: 1, owner: 'acme/identities', targets: { prod }, ...more };
}

/** Makes the place, with the settings on main and no realm files but an empty one. */
export async function withActionPlace(prefix: string, work: (place: ActionPlace) => Promise<void>): Promise<void> {
  const issuer = await startTokenIssuer();
  const github = await startTestGithub();
  const clone = gitRepository();
  try {
    await withRealm(
      prefix,
      async (realm) => {
        await trustIssuer(realm, issuer);
        for (const role of ['plan', 'apply'] as const) {
          const rights = [...RIGHTS[role], 'view-events'];
          await addIdentity(realm, `keyplan-${role}`, rights, federatedClient(subjectOf(role)));
        }
        const proxy = await startProxy({ target: realm.server.url });
        try {
          const place = placeOf({ github, realm, proxy, issuer, clone });
          place.push('main', { 'keyplan.yaml': settingsFor(place), 'realms/first.yaml': { clients: {} } });
          await work(place);
        } finally {
          await proxy.close();
        }
      },
      { adminEventsEnabled: true, adminEventsDetailsEnabled: true },
    );
  } finally {
    clone.remove();
    await github.close();
    await issuer.close();
  }
}

function placeOf(parts: Pick<ActionPlace, 'github' | 'realm' | 'proxy' | 'issuer' | 'clone'>): ActionPlace {
  const { github, issuer, clone } = parts;
  const remote = `file://${github.hosted.folder}`;
  const run: ActionPlace['run'] = (role, wish) =>
    runAction(github, { ...wish, environment: { ...issuer.jobEnvironment(subjectOf(role)), ...wish.environment } });
  return {
    ...parts,
    push(branch, files) {
      const isThere = clone.git('ls-remote', remote, `refs/heads/${branch}`) !== '';
      if (clone.git('ls-remote', remote, 'refs/heads/main') !== '') {
        clone.git('fetch', '-q', remote, isThere ? branch : 'main');
        clone.git('checkout', '-q', '-B', branch, 'FETCH_HEAD');
      }
      const texts = Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? content : stringify(content),
      ]);
      const commit = clone.commit(Object.fromEntries(texts) as Record<string, string>);
      clone.git('push', '-q', remote, `HEAD:refs/heads/${branch}`);
      return commit;
    },
    run,
    plan: (pull, inputs = {}) => run('plan', { event: pullRequestEvent(github, pull), inputs }),
    apply: (inputs = {}, commit) =>
      run('apply', { event: pushEvent(github, commit), inputs: { command: 'apply', ...inputs } }),
    plain: (text) => withoutWhatDiffers(parts, text),
  };
}

function withoutWhatDiffers(
  { github, realm, proxy }: Pick<ActionPlace, 'github' | 'realm' | 'proxy'>,
  text: string,
): string {
  return text
    .replaceAll(github.serverUrl, 'https://github.example')
    .replaceAll(github.apiUrl, 'https://api.github.example')
    .replaceAll(proxy.url, 'https://sso.acme.example')
    .replaceAll(realm.name, 'agents')
    .replaceAll(/\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b/g, '<digest>')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replaceAll(/(?<=[`/(@\s[])[0-9a-f]{7,12}(?=[`)\]\s.,:]|$)/gm, '<short>')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?/g, '<time>')
    .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d\d:\d\d/g, '<time>');
}

/** Fails the test with the log unless the step ended with this exit code of the command line, for this reason. */
export function expectEnd(run: ActionRun, exitCode: number, reason = ''): ActionRun {
  const { 'exit-code': told, 'failure-reason': why } = run.outputs;
  if (told === String(exitCode) && why === reason && run.exitCode === Math.min(exitCode, 1)) return run;
  throw new Error(
    `${run.summary}\nexit code ${told}, failure-reason "${why}", of the process ${run.exitCode}:\n${run.log}`,
  );
}

/** The realm file `realms/agents.yaml` with these service clients, each with its members. */
export const agents = (
  clients: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Readonly<Record<string, unknown>> => ({
  'realms/agents.yaml': {
    clients: Object.fromEntries(Object.entries(clients).map(([id, more]) => [id, { type: 'service', ...more }])),
  },
});

/** Puts agents on main, and has them applied without a pull request. */
export async function begin(place: ActionPlace, files = agents({ 'agent-1': {} })): Promise<void> {
  place.push('main', files);
  expectEnd(await place.apply({ unreviewed: 'allow' }), 0);
}

/** The texts of a pull request's comments. */
export async function commentsOf({ github }: ActionPlace, { number }: HeldPullRequest): Promise<readonly string[]> {
  const comments = (await github.ask(TOKENS.job, 'GET', `/issues/${number}/comments`)) as { readonly body: string }[];
  return comments.map(({ body }) => body);
}

/** The names of the realm's clients that begin with `agent`. */
export async function agentsOf({ admin }: TestRealm): Promise<readonly string[]> {
  const all = await admin.get<{ readonly clientId: string }[]>('/clients');
  return all
    .map(({ clientId }) => clientId)
    .filter((id) => id.startsWith('agent'))
    .toSorted();
}

/** A client of the realm, or undefined where there is none. */
export async function clientOf(
  realm: TestRealm,
  clientId: string,
): Promise<Readonly<Record<string, Json>> | undefined> {
  const [found] = await realm.admin.get<Record<string, Json>[]>(`/clients?clientId=${encodeURIComponent(clientId)}`);
  return found;
}

/** Somebody changes a client in the realm itself. */
export async function changeByHand(realm: TestRealm, clientId: string, more: object): Promise<void> {
  const path = `/clients/${await findClientId(realm, clientId)}`;
  await realm.admin.put(path, { ...(await realm.admin.get<object>(path)), ...more });
}
