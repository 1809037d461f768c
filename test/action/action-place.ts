// Where a test of the Action works: a GitHub with a repository, a realm that trusts the jobs' id tokens, and the two
// identities of which each only does its own.
import { stringify } from 'yaml';
import type { Json } from '../../src/model/index.js';
import { addIdentity, federatedClient, RIGHTS, trustIssuer } from '../support/federated.js';
import { type GitRepository, gitRepository } from '../support/git-repository.js';
import { type ActionRun, type ActionWish, runAction } from '../support/github/run-action.js';
import { startTestGithub, type TestGithub } from '../support/github/test-github.js';
import { type TestRealm, withRealm } from '../support/keycloak.js';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.js';

export interface ActionPlace {
  readonly github: TestGithub;
  readonly realm: TestRealm;
  readonly issuer: TokenIssuer;
  /** Commits files on a branch that begins at the newest main, or goes on, and pushes it. */
  readonly push: (branch: string, files: Readonly<Record<string, unknown>>) => string;
  /** Runs the step in a job whose id tokens are those of an environment. */
  readonly run: (role: Role, wish: ActionWish) => Promise<ActionRun>;
  /** A text without what differs in each run: ports, names of realms, commits, times. */
  readonly plain: (text: string) => string;
}

export type Role = 'plan' | 'apply';

const subjectOf = (role: Role): string => `repo:acme/identities:environment:keyplan-${role}`;

/** The settings that a place begins with; what is given goes beside them. */
export function settingsFor(realm: TestRealm, more: Readonly<Record<string, unknown>> = {}): object {
  const identity = (role: Role): object => ({ clientId: `keyplan-${role}`, githubOidc: {} });
  return {
    version: 1,
    owner: 'acme/identities',
    targets: {
      prod: {
        server: realm.server.url,
        realm: realm.name,
        auth: { plan: identity('plan'), apply: identity('apply') },
        files: ['realms/*.yaml'],
      },
    },
    ...more,
  };
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
          await addIdentity(
            realm,
            `keyplan-${role}`,
            [...RIGHTS[role], 'view-events'],
            federatedClient(subjectOf(role)),
          );
        }
        const place = placeOf({ github, realm, issuer, clone });
        place.push('main', { 'keyplan.yaml': settingsFor(realm), 'realms/first.yaml': { clients: {} } });
        await work(place);
      },
      { adminEventsEnabled: true, adminEventsDetailsEnabled: true },
    );
  } finally {
    clone.remove();
    await github.close();
    await issuer.close();
  }
}

interface Parts extends Pick<ActionPlace, 'github' | 'realm' | 'issuer'> {
  readonly clone: GitRepository;
}

function placeOf({ github, realm, issuer, clone }: Parts): ActionPlace {
  const remote = `file://${github.hosted.folder}`;
  return {
    github,
    realm,
    issuer,
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
    run: (role, wish) =>
      runAction(github, { ...wish, environment: { ...issuer.jobEnvironment(subjectOf(role)), ...wish.environment } }),
    plain: (text) =>
      text
        .replaceAll(github.serverUrl, 'https://github.example')
        .replaceAll(github.apiUrl, 'https://api.github.example')
        .replaceAll(realm.server.url, 'https://sso.acme.example')
        .replaceAll(realm.name, 'agents')
        .replaceAll(/\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b/g, '<digest>')
        .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
        .replaceAll(/(?<=[`/(@\s[])[0-9a-f]{7,12}(?=[`)\]\s.,:]|$)/gm, '<short>')
        .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?/g, '<time>')
        .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d\d:\d\d/g, '<time>'),
  };
}

/** A client of the realm, or undefined where there is none. */
export async function clientOf(
  realm: TestRealm,
  clientId: string,
): Promise<Readonly<Record<string, Json>> | undefined> {
  const [found] = await realm.admin.get<Record<string, Json>[]>(`/clients?clientId=${encodeURIComponent(clientId)}`);
  return found;
}
