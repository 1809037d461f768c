// The life of a change: a pull request is opened, pushed to twice, approved and merged, applied, and somebody changes the
// realm by hand. What reviewers see after each step is in the folder golden.
import { expect, it } from 'vitest';
import { pullRequestEvent } from '../support/github/events.js';
import { TOKENS } from '../support/github/test-github.js';
import { type ActionPlace, clientOf, expectEnd, withActionPlace } from './action-place.js';

interface Seen {
  readonly body?: string;
}

/** All that can be seen at a pull request, its commits and its issues, in one text. */
async function seen({ github, plain }: ActionPlace, number: number, commit: string): Promise<string> {
  const comments = (await github.ask(TOKENS.job, 'GET', `/issues/${number}/comments`)) as readonly Seen[];
  const checks = (await github.ask(TOKENS.job, 'GET', `/commits/${commit}/check-runs?filter=latest`)) as {
    readonly check_runs: readonly {
      readonly name: string;
      readonly conclusion: string;
      readonly output: { readonly title: string; readonly summary: string; readonly text: string };
    }[];
  };
  const statuses = (await github.ask(TOKENS.job, 'GET', `/commits/${commit}/statuses`)) as readonly {
    readonly context: string;
    readonly state: string;
    readonly description: string;
  }[];
  const parts = [
    ...comments.map(({ body = '' }, index) => `COMMENT ${index + 1}\n\n${body}`),
    ...checks.check_runs.map(
      ({ name, conclusion, output }) =>
        `CHECK RUN ${name}: ${conclusion}\n\n${output.title}\n\n${output.summary}\n\n${output.text}`,
    ),
    ...statuses.map(({ context, state, description }) => `STATUS ${context}: ${state}\n\n${description}`),
  ];
  return plain(`${parts.join('\n\n\n')}\n`);
}

const golden = (name: string): string => `golden/${name}.md`;

const first = { clients: { 'agent-one': { type: 'service', name: 'Agent one' } } };
const second = {
  clients: {
    'agent-one': { type: 'service', name: 'Agent one', attributes: { team: 'payments' } },
    'agent-two': { type: 'service', roles: { submit: {} } },
  },
};

it('a change is planned, reviewed, merged and applied, and each step is seen', async () => {
  await withActionPlace('action-life', async (place) => {
    const { github, realm, push, run, plan, apply } = place;
    let head = push('agents', { 'realms/agents.yaml': first });
    const pull = await github.openPullRequest({ branch: 'agents', title: 'Add agents' });
    const opened = expectEnd(
      await run('plan', { event: pullRequestEvent(github, pull, 'opened'), inputs: { expect: 'pr' } }),
      0,
    );
    expect(opened.outputs).toMatchObject({
      changes: 'true',
      'to-create': '1',
      'to-update': '0',
      'to-delete': '0',
      'comment-posted': 'true',
    });
    expect(opened.summary).toContain('agent-one');
    expect(opened.files['plan.json']).toContain('client/agent-one#create');
    await expect(await seen(place, pull.number, head)).toMatchFileSnapshot(golden('1-opened'));

    head = push('agents', { 'realms/agents.yaml': { clients: { 'agent-one': { typ: 'service' } } } });
    expectEnd(await plan(pull), 4, 'invalid-config');
    await expect(await seen(place, pull.number, head)).toMatchFileSnapshot(golden('2-broken'));

    head = push('agents', { 'realms/agents.yaml': second });
    expectEnd(await plan(pull), 0);
    await expect(await seen(place, pull.number, head)).toMatchFileSnapshot(golden('3-mended'));

    github.review(pull, TOKENS.maintainer);
    const merged = github.merge(pull);
    expect(await clientOf(realm, 'agent-one')).toBeUndefined();
    const applied = expectEnd(await apply(), 0);
    expect(applied.outputs).toMatchObject({ failed: '0', skipped: '0' });
    expect(await clientOf(realm, 'agent-two')).toMatchObject({ serviceAccountsEnabled: true });
    await expect(await seen(place, pull.number, head)).toMatchFileSnapshot(golden('4-applied'));
    const statuses = (await github.ask(TOKENS.job, 'GET', `/commits/${merged}/statuses`)) as readonly {
      context: string;
      state: string;
    }[];
    expect(statuses.map(({ context, state }) => [context, state])).toEqual([
      ['keyplan / applied (prod)', 'success'],
      ['keyplan / applied (prod)', 'pending'],
    ]);
    expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
    for (const token of place.issuer.tokens()) expect(applied.printed + opened.printed).not.toContain(token);
    expect(expectEnd(await apply(), 0).outputs['changes']).toBe('false');
  });
});
