// Nothing that was not reviewed is applied, whoever tries.
import { expect, it } from 'vitest';
import { pullRequestEvent } from '../support/github/events.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import { TOKENS } from '../support/github/test-github.js';
import { findClientId } from '../support/keycloak.js';
import {
  type ActionPlace,
  agents,
  agentsOf,
  begin,
  changeByHand,
  clientOf,
  commentsOf,
  expectEnd,
  settingsFor,
  withActionPlace,
} from './action-place.js';
import { withStranger } from './stranger.js';

/** Opens a pull request with these files, has it planned and approved. */
async function shown(
  { push, plan, github }: ActionPlace,
  branch: string,
  files: Readonly<Record<string, unknown>>,
): Promise<HeldPullRequest> {
  push(branch, files);
  const pull = await github.openPullRequest({ branch });
  expect(expectEnd(await plan(pull), 0).outputs).toMatchObject({ 'comment-posted': 'true' });
  github.review(pull, TOKENS.maintainer);
  return pull;
}

it.concurrent('a change by hand between approval and merge stops the apply; a re-run of an old run applies the newest commit', async () => {
  await withActionPlace('action-between', async (place) => {
    const { realm, github, push, plan, apply } = place;
    const first = push('main', agents({ agent: { name: 'One' } }));
    expectEnd(await apply(), 6, 'unreviewed');
    expect(await agentsOf(realm)).toEqual([]);
    expect(expectEnd(await apply({ unreviewed: 'allow' }), 0).outputs).toMatchObject({ applied: '1' });
    expect(await agentsOf(realm)).toEqual(['agent']);

    const pull = await shown(place, 'two', agents({ agent: { name: 'Two' }, 'agent-2': {} }));
    await changeByHand(realm, 'agent', { name: 'By hand' });
    github.merge(pull, 'squash');
    expect(expectEnd(await apply(), 6, 'plan-changed').outputs).toMatchObject({ applied: '0' });
    expect(await clientOf(realm, 'agent')).toMatchObject({ name: 'By hand' });
    expect(await agentsOf(realm)).toEqual(['agent']);
    expect((await commentsOf(place, pull))[0]).toContain('agent');
    // The run that planned is repeated: what it records now was in front of nobody who merged.
    expect(expectEnd(await plan(pull), 0).outputs['changes']).toBe('false');
    expectEnd(await apply(), 6, 'plan-changed');

    await changeByHand(realm, 'agent', { name: 'One' });
    expectEnd(await apply({}, first), 0);
    expect(await clientOf(realm, 'agent')).toMatchObject({ name: 'Two' });
  });
});

it.concurrent('pull requests that were merged one after the other are applied by one run, and all are told', async () => {
  await withActionPlace('action-two', async (place) => {
    const { realm, github, apply } = place;
    await begin(place);
    const add = (id: string): Promise<HeldPullRequest> =>
      shown(place, `add-${id}`, { [`realms/${id}.yaml`]: agents({ [id]: {} })['realms/agents.yaml'] });
    const [one, two] = [await add('agent-2'), await add('agent-3')];
    github.merge(one);
    // Of two commits, which the branch gets as others.
    place.push('add-agent-4', { 'realms/empty.yaml': { clients: {} } });
    const three = await add('agent-4');
    github.merge(two, 'squash');
    github.merge(three, 'rebase');
    expect(expectEnd(await apply(), 0).outputs).toMatchObject({ applied: '3', failed: '0' });
    expect(await agentsOf(realm)).toEqual(['agent-1', 'agent-2', 'agent-3', 'agent-4']);
    for (const pull of [one, two, three]) expect((await commentsOf(place, pull))[0]).toMatch(/applied/i);
  });
});

it.concurrent('two pull requests that change one client make a step that nobody saw, and it is not applied', async () => {
  await withActionPlace('action-same', async (place) => {
    const { github, proxy, apply } = place;
    // Far enough apart for git to merge them.
    const agent = (description: string, name: string): Readonly<Record<string, unknown>> => {
      const attributes = Object.fromEntries('abcdefgh'.split('').map((key) => [`a.${key}`, key]));
      return agents({ agent: { description, attributes, name } });
    };
    await begin(place, agent('a', 'a'));
    const pulls = [await shown(place, 'one', agent('b', 'a')), await shown(place, 'two', agent('a', 'b'))];
    for (const pull of pulls) github.merge(pull);
    const before = proxy.stats().byClass.write;
    expectEnd(await apply(), 6, 'plan-changed');
    expect(proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('a pull request that nobody merged, whose head came with another one, has shown nothing to anybody', async () => {
  await withActionPlace('action-along', async (place) => {
    const { realm, github, push, plan, apply } = place;
    const agent = (description: string, name: string): Readonly<Record<string, unknown>> => {
      const attributes = Object.fromEntries('abcdefgh'.split('').map((key) => [`a.${key}`, key]));
      return agents({ agent: { description, attributes, name } });
    };
    await begin(place, agent('a', 'a'));
    // The sum of two others is planned, and its head goes into the first of these, which takes the other half back.
    const sum = push('sum', agent('b', 'b'));
    expectEnd(await plan(await github.openPullRequest({ branch: 'sum' })), 0);
    github.hosted.git('update-ref', 'refs/heads/one', sum);
    const pulls = [await shown(place, 'one', agent('b', 'a')), await shown(place, 'two', agent('a', 'b'))];
    for (const pull of pulls) github.merge(pull);
    expectEnd(await apply(), 6, 'plan-changed');
    expect(await clientOf(realm, 'agent')).toMatchObject({ name: 'a', description: 'a' });
  });
});

it.concurrent('a danger waits for an approval of the merged head, given after the plan had shown it', async () => {
  await withActionPlace('action-approval', async (place) => {
    const { github, push, plan, apply, proxy } = place;
    await begin(place);
    const allow = [{ hazard: 'admin-role', reason: 'this test' }];
    const serviceAccount = { clientRoles: { 'realm-management': ['view-users'] } };
    push('danger', agents({ 'agent-1': { serviceAccount, allow } }));
    const pull = await github.openPullRequest({ branch: 'danger' });
    github.review(pull, TOKENS.maintainer);
    expect(expectEnd(await plan(pull), 0).outputs['hazards']).toBe('1');
    github.merge(pull);
    const before = proxy.stats().byClass.write;
    expectEnd(await apply(), 6, 'approval-missing');
    expect(proxy.stats().byClass.write).toBe(before);
    github.review(pull, TOKENS.author);
    expectEnd(await apply(), 6, 'approval-missing');
    expect(proxy.stats().byClass.write).toBe(before);
    github.review(pull, TOKENS.maintainer);
    expectEnd(await apply(), 0);
    expect(proxy.stats().byClass.write).toBeGreaterThan(before);
  });
});

it.concurrent('a step that was harmless when it was reviewed and approved, and has become dangerous, is another step', async () => {
  await withActionPlace('action-became', async (place) => {
    const { realm, github, apply, proxy } = place;
    await realm.admin.post('/roles', { name: 'helper' });
    await begin(place);
    const allow = [{ hazard: 'admin-role', reason: 'this test' }];
    const pull = await shown(
      place,
      'grant',
      agents({ 'agent-1': { serviceAccount: { realmRoles: ['helper'] }, allow } }),
    );
    const role = `/clients/${await findClientId(realm, 'realm-management')}/roles/manage-users`;
    await realm.admin.post('/roles/helper/composites', [await realm.admin.get(role)]);
    github.merge(pull);
    const before = proxy.stats().byClass.write;
    expectEnd(await apply(), 6, 'plan-changed');
    expect(proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('what was shown before the last apply counts no more, also while no status can be written', async () => {
  await withActionPlace('action-again', async (place) => {
    const { github, push, apply, proxy } = place;
    const named = (name: string) => agents({ agent: { name } });
    await begin(place, named('One'));
    for (const name of ['Two', 'One']) {
      github.merge(await shown(place, `name-${name}`, named(name)));
      expectEnd(await apply(), 0);
    }
    push('main', named('Two'));
    github.faults.push({ method: 'POST', path: /statuses/, status: 422, message: 'Validation Failed' });
    const before = proxy.stats().byClass.write;
    expectEnd(await apply(), 6, 'unreviewed');
    expect(proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('what another app or person writes like us counts for nothing, and neither does a commit without a pull request', async () => {
  await withActionPlace('action-forged', async (place) => {
    const { github, realm, push, plan, apply } = place;
    await begin(place);
    const head = push('shown', agents({ 'agent-1': {}, 'agent-2': {} }));
    const pull = await github.openPullRequest({ branch: 'shown' });
    expectEnd(await plan(pull), 0);
    const [comment = ''] = await commentsOf(place, pull);
    await github.ask(TOKENS.author, 'POST', `/issues/${pull.number}/comments`, { body: `${comment}\nforged` });
    expectEnd(await plan(pull), 0);
    const bodies = await commentsOf(place, pull);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toContain('forged');
    const [own] = (await github.ask(TOKENS.job, 'GET', `/issues/${pull.number}/comments`)) as { readonly id: number }[];
    await github.ask(TOKENS.maintainer, 'PATCH', `/issues/comments/${own?.id}`, { body: `${comment}\nedited` });
    expectEnd(await plan(pull), 0);
    expect((await commentsOf(place, pull))[0]).not.toContain('edited');

    const { check_runs: runs } = (await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`)) as {
      readonly check_runs: readonly { readonly name: string; readonly output: Readonly<Record<string, string>> }[];
    };
    const [ours] = runs;
    expect(ours?.name).toBe('keyplan / prod');
    const hidden = push('hidden', { 'realms/hidden.yaml': agents({ 'agent-2': {} })['realms/agents.yaml'] });
    expect(hidden).not.toBe(head);
    const other = await github.openPullRequest({ branch: 'hidden' });
    const { title, summary, text } = ours?.output ?? {};
    const forged = { name: ours?.name, head_sha: hidden, status: 'completed', conclusion: 'success' };
    await github.ask(TOKENS.otherApp, 'POST', '/check-runs', { ...forged, output: { title, summary, text } });
    github.review(other, TOKENS.maintainer);
    github.merge(other, 'squash');
    expect(expectEnd(await apply(), 6, 'plan-changed').outputs).toMatchObject({ applied: '0' });

    push('main', { 'realms/more.yaml': agents({ 'agent-9': {} })['realms/agents.yaml'] });
    expect((await apply()).outputs).toMatchObject({ 'exit-code': '6', applied: '0' });
    expect(await agentsOf(realm)).toEqual(['agent-1']);
  });
});

it.concurrent('a pull request that changes where and as whom it is planned is planned by the settings of its base', async () => {
  await withStranger(async ({ url: server, asked }) => {
    await withActionPlace('action-settings', async (place) => {
      const { github, realm, push, plan, apply, run } = place;
      const auth = { clientId: 'x', clientSecret: { env: 'GITHUB_TOKEN' } };
      const policy = { allow: [{ rule: 'mass-delete' }] };
      push('settings', {
        'keyplan.yaml': settingsFor(place, { server, auth }, { policy }),
        ...agents({ 'agent-1': {} }),
      });
      const pull = await github.openPullRequest({ branch: 'settings' });
      const planned = expectEnd(await plan(pull), 0);
      expect(planned.outputs).toMatchObject({ 'to-create': '1' });
      expect(planned.summary).toContain('targets.prod.server');
      expect(asked).toEqual([]);
      // By the pull request's own workflow, as trusted teams may, and with the issuer that the job's id token would be for.
      push('settings', {
        'keyplan.yaml': settingsFor(place, { server, issuer: `${place.proxy.url}/realms/${realm.name}` }),
      });
      const event = pullRequestEvent(github, pull);
      const ref = `refs/pull/${pull.number}/merge`;
      expectEnd(await run('plan', { event: { ...event, name: 'pull_request', ref } }), 0);
      expect(asked).toEqual([]);
      push('settings', { 'keyplan.yaml': settingsFor(place, { server, auth }, { policy }) });
      // Once it is merged these are the settings of the base. The job's own token is no source of a credential, even then.
      github.merge(pull);
      const applied = await apply();
      expect(applied.outputs['exit-code']).not.toBe('0');
      expect(asked.filter((text) => !text.startsWith('GET ') || text.includes('authorization'))).toEqual([]);
      const file = { ...auth, clientSecret: { file: '/proc/self/environ' } };
      push('main', { 'keyplan.yaml': settingsFor(place, { server, auth: file }) });
      const fromFile = await apply({ unreviewed: 'allow' });
      expect(fromFile.outputs['exit-code']).not.toBe('0');
      expect(asked.join('\n')).not.toContain(TOKENS.job);
      for (const { printed } of [planned, applied, fromFile]) expect(printed).not.toContain(TOKENS.job);
    });
  });
});

it.concurrent('what policy refused is not applied, though the same pull request brought the settings that allow it', async () => {
  await withActionPlace('action-loosened', async (place) => {
    const { github, push, plan, apply, proxy } = place;
    await begin(place);
    const policy = { allow: [{ hazard: 'admin-role', reason: 'this test' }] };
    const danger = agents({ 'agent-1': { serviceAccount: { clientRoles: { 'realm-management': ['view-users'] } } } });
    push('loosen', { 'keyplan.yaml': settingsFor(place, {}, { policy }), ...danger });
    const pull = await github.openPullRequest({ branch: 'loosen' });
    expectEnd(await plan(pull), 5, 'guard-refused');
    github.review(pull, TOKENS.maintainer);
    github.merge(pull);
    const before = proxy.stats().byClass.write;
    expect(expectEnd(await apply(), 6, 'plan-changed').summary).toContain('refused by policy');
    expect(proxy.stats().byClass.write).toBe(before);
    // The next pull request shows it again, by the settings that count since.
    const next = await shown(place, 'next', { 'realms/more.yaml': agents({ 'agent-2': {} })['realms/agents.yaml'] });
    github.merge(next);
    expect(expectEnd(await apply(), 0).outputs).toMatchObject({ failed: '0', skipped: '0' });
  });
});

it.concurrent('a pull request into a branch of its author, whose settings name another server, is not planned', async () => {
  await withStranger(async ({ url: server, asked }) => {
    await withActionPlace('action-base', async (place) => {
      const { github, push, plan, proxy } = place;
      await begin(place);
      push('own', { 'keyplan.yaml': settingsFor(place, { server }) });
      const head = push('more', agents({ 'agent-1': {}, 'agent-2': {} }));
      const pull = await github.openPullRequest({ branch: 'more', base: 'own' });
      proxy.reset();
      const planned = expectEnd(await plan(pull), 0);
      expect(asked).toEqual([]);
      expect(proxy.stats().requests).toBe(0);
      expect(planned.log).toContain('is not for main');
      expect(await commentsOf(place, pull)).toEqual([]);
      const checks = await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`);
      expect(checks).toMatchObject({ total_count: 0 });
    });
  });
});
