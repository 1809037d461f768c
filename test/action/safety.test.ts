// Nothing that was not reviewed is applied, whoever tries.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { pullRequestEvent, pushEvent } from '../support/github/events.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import { findClientId } from '../support/keycloak.js';
import { type ActionPlace, clientOf, settingsFor, withActionPlace } from './action-place.js';

const agent = (name: string): object => ({ clients: { agent: { type: 'service', name } } });

const plan = (place: ActionPlace, pull: HeldPullRequest): Promise<ActionRun> =>
  place.run('plan', { event: pullRequestEvent(place.github, pull) });

const apply = (place: ActionPlace, commit?: string): Promise<ActionRun> =>
  place.run('apply', { inputs: { command: 'apply' }, event: pushEvent(place.github, commit) });

/** Opens a pull request with these files, plans it, has it approved and merges it. */
async function merged(place: ActionPlace, branch: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  place.push(branch, files);
  const pull = await place.github.openPullRequest({ branch });
  const { outputs } = await plan(place, pull);
  expect(outputs).toMatchObject({ 'exit-code': '0', 'comment-posted': 'true' });
  place.github.review(pull, TOKENS.maintainer);
  return place.github.merge(pull);
}

it.concurrent('a change by hand between approval and merge stops the apply; a re-run of an old run applies the newest commit', async () => {
  await withActionPlace('action-between', async (place) => {
    const { realm } = place;
    const first = await merged(place, 'one', { 'realms/agents.yaml': agent('One') });
    expect((await apply(place)).outputs).toMatchObject({ 'exit-code': '0', applied: expect.not.stringMatching(/^0$/) });

    await merged(place, 'two', { 'realms/agents.yaml': agent('Two') });
    const path = `/clients/${await findClientId(realm, 'agent')}`;
    await realm.admin.put(path, { ...(await clientOf(realm, 'agent')), name: 'By hand' });
    expect((await apply(place)).outputs).toMatchObject({
      'exit-code': '6',
      'failure-reason': 'plan-changed',
      applied: '0',
    });
    expect(await clientOf(realm, 'agent')).toMatchObject({ name: 'By hand' });

    await realm.admin.put(path, { ...(await clientOf(realm, 'agent')), name: 'One' });
    expect((await apply(place, first)).outputs).toMatchObject({ 'exit-code': '0' });
    expect(await clientOf(realm, 'agent')).toMatchObject({ name: 'Two' });
  });
});

it.concurrent('two pull requests that were merged one after the other are applied by one run', async () => {
  await withActionPlace('action-two', async (place) => {
    await merged(place, 'one', { 'realms/one.yaml': { clients: { one: { type: 'service' } } } });
    await merged(place, 'two', { 'realms/two.yaml': { clients: { two: { type: 'service' } } } });
    expect((await apply(place)).outputs).toMatchObject({ 'exit-code': '0', failed: '0' });
    expect([await clientOf(place.realm, 'one'), await clientOf(place.realm, 'two')]).not.toContain(undefined);
  });
});

it.concurrent('a check run that another app forged counts for nothing, and neither does a commit without a pull request', async () => {
  await withActionPlace('action-forged', async (place) => {
    const { github, realm } = place;
    const head = place.push('shown', { 'realms/agents.yaml': agent('One') });
    await plan(place, await github.openPullRequest({ branch: 'shown' }));
    const { check_runs: runs } = (await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`)) as {
      readonly check_runs: readonly { readonly name: string; readonly output: Readonly<Record<string, string>> }[];
    };
    const [ours] = runs;
    expect(ours?.name).toBe('keyplan / prod');

    const other = place.push('hidden', { 'realms/agents.yaml': agent('One') });
    const pull = await github.openPullRequest({ branch: 'hidden' });
    const { title, summary, text } = ours?.output ?? {};
    const forged = { name: ours?.name, head_sha: other, status: 'completed', conclusion: 'success' };
    await github.ask(TOKENS.otherApp, 'POST', '/check-runs', { ...forged, output: { title, summary, text } });
    github.review(pull, TOKENS.maintainer);
    github.merge(pull);
    const stopped = await apply(place);
    expect(stopped.outputs).toMatchObject({ 'exit-code': '6', applied: '0' });
    expect(stopped.outputs['failure-reason']).toMatch(/^(unreviewed|plan-changed)$/);

    place.push('main', { 'realms/more.yaml': { clients: { more: { type: 'service' } } } });
    expect((await apply(place)).outputs).toMatchObject({ 'exit-code': '6', applied: '0' });
    expect([await clientOf(realm, 'agent'), await clientOf(realm, 'more')]).toEqual([undefined, undefined]);
  });
});

it.concurrent('a pull request that changes where and as whom it is planned is planned by the settings of its base', async () => {
  const asked: string[] = [];
  const stranger = createServer((request, response) => {
    asked.push(`${request.method} ${JSON.stringify(request.headers)}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  try {
    await withActionPlace('action-settings', async (place) => {
      const server = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
      const target = { server, realm: place.realm.name, files: ['realms/*.yaml'] };
      const auth = { clientId: 'x', clientSecret: { env: 'GITHUB_TOKEN' } };
      place.push('settings', {
        'keyplan.yaml': settingsFor(place.realm, { targets: { prod: { ...target, auth } } }),
        'realms/agents.yaml': agent('One'),
      });
      const pull = await place.github.openPullRequest({ branch: 'settings' });
      const run = await plan(place, pull);
      expect(run.outputs).toMatchObject({ 'to-create': '1' });
      expect(asked).toEqual([]);
      // Once it is merged these are the settings of the base. The job's own token is no source of a credential, even then.
      place.github.merge(pull);
      const applied = await apply(place);
      expect(applied.outputs['exit-code']).not.toBe('0');
      expect(asked.filter((text) => !text.startsWith('GET ') || text.includes('authorization'))).toEqual([]);
      for (const text of [run.log, applied.log]) expect(text).not.toContain(TOKENS.job);
    });
  } finally {
    stranger.closeAllConnections();
    stranger.close();
  }
});
