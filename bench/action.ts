// npm run bench -- --action: from the start of the Action's step to the comment, for 100 identities. The bundle runs by the
// runner's protocol against the tests' GitHub and a real Keycloak; what each of the others was busy with is told apart.
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { stringify } from 'yaml';
import { type GitRepository, gitRepository } from '../test/support/git-repository.js';
import { pullRequestEvent, pushEvent } from '../test/support/github/events.js';
import { type ActionRun, runAction } from '../test/support/github/run-action.js';
import type { Span } from '../test/support/github/span.js';
import { startTestGithub, type TestGithub } from '../test/support/github/test-github.js';
import { startProxy } from '../test/support/proxy.js';
import { type BenchRealm, createBenchRealm, deleteBenchRealm } from './bench-realm.js';
import { median } from './measure.js';
import type { RawClient } from './raw-client.js';
import { workloadModel, writeRealmFiles } from './workload.js';

const IDENTITIES = 100;
const ROUNDS = 5;

/** Medians of the rounds, in seconds. */
export interface ActionCost {
  readonly what: string;
  /** From the start of the step until the comment is written. */
  readonly toComment: number;
  /** During which somebody was asked: these do not add up where they were asked at the same time. */
  readonly keycloak: number;
  readonly github: number;
  readonly git: number;
  /** What Keycloak did not take of `toComment`. */
  readonly withoutServer: number;
}

interface Work {
  readonly github: TestGithub;
  readonly clone: GitRepository;
  readonly realm: BenchRealm;
  readonly proxyUrl: string;
  /** When the server's answers were waited for. */
  readonly spans: Span[];
}

/** Measures plans of two pull requests: one that brings all identities, and one that changes one of them. */
export async function measureAction(admin: RawClient, serverUrl: string): Promise<readonly ActionCost[]> {
  const realm = await createBenchRealm(admin);
  const spans: Span[] = [];
  const begun = new Map<unknown, number>();
  const proxy = await startProxy({
    target: serverUrl,
    onRequest: (request) => void begun.set(request, performance.now()),
    onAnswer: (request) => void spans.push({ from: begun.get(request) ?? 0, to: performance.now() }),
  });
  const github = await startTestGithub();
  const clone = gitRepository();
  const work: Work = { github, clone, realm, proxyUrl: proxy.url, spans };
  try {
    push(work, 'main', 0);
    push(work, 'all', IDENTITIES);
    const all = await measurePull(work, 'all', `${IDENTITIES} new identities`);
    push(work, 'main', IDENTITIES);
    const inputs = { command: 'apply', unreviewed: 'allow' };
    ended(await runAction(github, { event: pushEvent(github), inputs, environment: secrets(realm) }));
    push(work, 'one', IDENTITIES, 1);
    return [all, await measurePull(work, 'one', `1 of ${IDENTITIES} identities changed`)];
  } finally {
    clone.remove();
    await github.close();
    await proxy.close();
    await deleteBenchRealm(admin, realm);
  }
}

const secrets = ({ callers }: BenchRealm): Readonly<Record<string, string>> => ({
  PLAN_SECRET: callers.view.secret,
  APPLY_SECRET: callers.apply.secret,
});

/** Commits the settings and the files of some identities to a branch. */
function push({ github, clone, realm, proxyUrl }: Work, branch: string, identities: number, changed = 0): void {
  const { view, apply } = realm.callers;
  const auth = {
    plan: { clientId: view.clientId, clientSecret: { env: 'PLAN_SECRET' } },
    apply: { clientId: apply.clientId, clientSecret: { env: 'APPLY_SECRET' } },
  };
  const target = { server: proxyUrl, realm: realm.name, files: ['realm/*.yaml'], auth };
  clone.git('checkout', '-q', '-B', branch);
  writeRealmFiles(workloadModel(identities, changed), join(clone.folder, 'realm'));
  clone.commit({ 'keyplan.yaml': stringify({ version: 1, owner: 'acme/identities', targets: { bench: target } }) });
  clone.git('push', '-q', '-f', `file://${github.hosted.folder}`, branch);
  clone.git('checkout', '-q', 'main');
}

async function measurePull(work: Work, branch: string, what: string): Promise<ActionCost> {
  const { github, realm, spans } = work;
  const rounds: Omit<ActionCost, 'what'>[] = [];
  // The first one warms the server's caches. Each has a pull request of its own, and so a comment to make.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pull = await github.openPullRequest({ branch });
    const from = performance.now();
    ended(await runAction(github, { event: pullRequestEvent(github, pull), environment: secrets(realm) }));
    const comment = github.requests.findLast(({ method, path }) => method === 'POST' && path.includes('/comments'));
    if (comment === undefined || comment.span.from < from) throw new Error('the step wrote no comment');
    const seconds = (some: readonly Span[]): number => busyMs(some, { from, to: comment.span.to }) / 1000;
    const toComment = (comment.span.to - from) / 1000;
    const keycloak = seconds(spans);
    if (round === 0) continue;
    rounds.push({
      toComment,
      keycloak,
      github: seconds(github.requests.map(({ span }) => span)),
      git: seconds(github.gitSpans),
      withoutServer: toComment - keycloak,
    });
  }
  const middle = (name: keyof Omit<ActionCost, 'what'>): number => median(rounds.map((round) => round[name]));
  return {
    what,
    toComment: middle('toComment'),
    keycloak: middle('keycloak'),
    github: middle('github'),
    git: middle('git'),
    withoutServer: middle('withoutServer'),
  };
}

function ended(run: ActionRun): void {
  if (run.exitCode !== 0) throw new Error(`the step failed:\n${run.log}`);
}

/** Milliseconds within a span in which at least one of the others was under way. */
function busyMs(spans: readonly Span[], within: Span): number {
  let [busy, reached] = [0, within.from];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(to, within.to);
    busy += Math.max(0, end - Math.max(from, reached));
    reached = Math.max(reached, end);
  }
  return busy;
}
