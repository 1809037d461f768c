// What must not happen to who merges: nothing unreviewed is applied, and nothing leaks.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeReviewed } from '../../src/render/github/index.js';
import { TOKENS } from '../support/github/test-github.js';
import { startProxy } from '../support/proxy.js';
import { clientsFile, commentsOf, expectEnd, payloadOf, withProject, type Project } from './action-project.js';

const fileOf = (clients: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  'agents.yaml': {
    clients: Object.fromEntries(
      Object.entries(clients).map(([id, more]) => [id, { type: 'service', ...(more as object) }]),
    ),
  },
});

/** A repository whose first commit is applied, with one client in it. */
async function begin({ push, apply }: Project, files = clientsFile('agent-1')): Promise<void> {
  push('main', files);
  expectEnd(await apply({ unreviewed: 'allow' }), 0);
}

const startAtMain = ({ git, github }: Project): void => {
  git.git('fetch', '-q', `file://${github.hosted.folder}`, 'main');
  git.git('checkout', '-q', '-B', 'main', 'FETCH_HEAD');
};

it.concurrent('two pull requests that are merged one after the other are applied by the last run, and both are told', async () => {
  await withProject('action-two', async (project) => {
    const { github, push, plan, apply, clients } = project;
    await begin(project);
    const pulls = [];
    for (const id of ['agent-2', 'agent-3']) {
      startAtMain(project);
      push(`add-${id}`, { ...clientsFile('agent-1'), [`${id}.yaml`]: clientsFile(id)['agents.yaml'] });
      const pull = await github.openPullRequest({ branch: `add-${id}` });
      expectEnd(await plan(pull), 0);
      pulls.push(pull);
    }
    for (const pull of pulls) github.merge(pull, 'squash');
    expectEnd(await apply(), 0);
    expect(await clients()).toEqual(['agent-1', 'agent-2', 'agent-3']);
    for (const pull of pulls) expect((await commentsOf(project, pull))[0]).toMatch(/applied/i);
  });
});

it.concurrent('two pull requests that change one client make a step that nobody saw, and it is not applied', async () => {
  await withProject('action-same', async (project) => {
    const { github, push, plan, apply, place } = project;
    // Far enough apart for git to merge them.
    const agent = (description: string, name: string): Readonly<Record<string, unknown>> => {
      const attributes = Object.fromEntries('abcdefgh'.split('').map((key) => [`a.${key}`, key]));
      return fileOf({ 'agent-1': { description, attributes, name } });
    };
    await begin(project, agent('a', 'a'));
    const pulls = [];
    for (const [description, name] of [['b', 'a'] as const, ['a', 'b'] as const]) {
      startAtMain(project);
      push(`to-${description}-${name}`, agent(description, name));
      const pull = await github.openPullRequest({ branch: `to-${description}-${name}` });
      expectEnd(await plan(pull), 0);
      pulls.push(pull);
    }
    for (const pull of pulls) github.merge(pull);
    const before = place.proxy.stats().byClass.write;
    expectEnd(await apply(), 1, 'plan-changed');
    expect(place.proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('a danger waits for an approval of the merged head, given after the plan had shown it', async () => {
  await withProject('action-approval', async (project) => {
    const { github, push, plan, apply, place } = project;
    await begin(project);
    const allow = [{ hazard: 'admin-role', reason: 'this test' }];
    const account = { clientRoles: { 'realm-management': ['view-users'] } };
    push('danger', fileOf({ 'agent-1': { description: 'agent-1', serviceAccount: account, allow } }));
    const pull = await github.openPullRequest({ branch: 'danger' });
    github.review(pull, TOKENS.maintainer);
    const planned = expectEnd(await plan(pull), 0);
    expect(planned.outputs['hazards']).toBe('1');
    github.merge(pull);
    const before = place.proxy.stats().byClass.write;
    expectEnd(await apply(), 1, 'approval-missing');
    expect(place.proxy.stats().byClass.write).toBe(before);
    github.review(pull, TOKENS.author);
    expectEnd(await apply(), 1, 'approval-missing');
    github.review(pull, TOKENS.maintainer);
    expectEnd(await apply(), 0);
    expect(place.proxy.stats().byClass.write).toBeGreaterThan(before);
  });
});

it.concurrent('what another app or person writes like us counts for nothing', async () => {
  await withProject('action-forged', async (project) => {
    const { github, push, plan, apply, clients } = project;
    await begin(project);
    const head = push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    const planned = expectEnd(await plan(pull), 0);
    const { steps } = JSON.parse(planned.files['plan.json'] ?? '') as { readonly steps: { readonly digest: string }[] };
    const [comment = ''] = await commentsOf(project, pull);
    await github.ask(TOKENS.author, 'POST', `/issues/${pull.number}/comments`, { body: `${comment}\nforged` });
    expectEnd(await plan(pull), 0);
    const bodies = await commentsOf(project, pull);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toContain('forged');

    startAtMain(project);
    const forgedHead = push('forged', clientsFile('agent-1', 'agent-9'));
    const forged = await github.openPullRequest({ branch: 'forged' });
    await github.ask(TOKENS.otherApp, 'POST', '/check-runs', {
      name: 'keyplan / test',
      head_sha: forgedHead,
      status: 'completed',
      conclusion: 'success',
      output: { title: 'x', summary: 'x', text: encodeReviewed(steps.map(({ digest }) => digest)).block },
    });
    expect(head).not.toBe(forgedHead);
    github.merge(forged, 'squash');
    expectEnd(await apply(), 1, 'plan-changed');
    expect(await clients()).toEqual(['agent-1']);
  });
});

it.concurrent('settings of a pull request count for nothing before the merge: its server is not asked', async () => {
  await withProject('action-settings', async (project) => {
    const { github, push, plan, place } = project;
    await begin(project);
    const elsewhere = await startProxy({ target: place.realm.server.url });
    try {
      place.writeSettings({ server: elsewhere.url }, { policy: { allow: [{ rule: 'mass-delete' }] } });
      push('elsewhere', clientsFile('agent-1', 'agent-2'));
      const pull = await github.openPullRequest({ branch: 'elsewhere' });
      const planned = expectEnd(await plan(pull), 0);
      expect(elsewhere.stats().requests).toBe(0);
      expect(planned.summary).toContain('targets.test.server');
    } finally {
      await elsewhere.close();
    }
  });
});

it.concurrent('a fork is validated without a credential until somebody who may write gives its head the label', async () => {
  await withProject('action-fork', async (project) => {
    const { github, push, plan, step, place } = project;
    await begin(project, fileOf({ 'agent-1': { description: 'a-live-value' } }));
    push('fork', fileOf({ 'agent-1': { description: 'new' } }));
    const pull = await github.openPullRequest({ branch: 'fork', isFork: true, token: TOKENS.outsider });
    place.proxy.reset();
    expectEnd(await plan(pull), 0);
    expect(place.proxy.stats().requests).toBe(0);
    expect(await commentsOf(project, pull)).toEqual([]);
    const labeled = (token: string): object => ({
      ...payloadOf(github, pull),
      action: 'labeled',
      label: { name: 'keyplan-plan' },
      sender: github.personOf(token),
    });
    const asked = (token: string) =>
      step({ event: 'pull_request_target', payload: labeled(token), inputs: { visibility: 'full' } });
    expectEnd(await asked(TOKENS.outsider), 0);
    expect(place.proxy.stats().requests).toBe(0);
    const planned = expectEnd(await asked(TOKENS.maintainer), 0);
    expect(place.proxy.stats().requests).toBeGreaterThan(0);
    expect(planned.outputs['to-update']).toBe('1');
    const everything = [
      planned.log,
      planned.summary,
      ...Object.values(planned.files),
      ...(await commentsOf(project, pull)),
    ];
    expect(everything.join('\n')).not.toContain('a-live-value');
  });
});

it.concurrent('a hostile fork is bytes: its links and settings lead nowhere', async () => {
  await withProject('action-hostile', async (project) => {
    const { github, plan, place, git } = project;
    await begin(project);
    git.git('checkout', '-q', '-B', 'hostile');
    symlinkSync('/proc/self/environ', join(place.folder, 'realm', 'link.yaml'));
    const password = { env: 'GITHUB_TOKEN' };
    place.writeSettings({ auth: { realm: 'master', clientId: 'admin-cli', username: 'a', password } });
    git.commit({ 'realm/large.yaml': `# ${'x'.repeat(5 * 1024 * 1024)}\n` });
    git.git('push', '-q', '-f', `file://${github.hosted.folder}`, 'hostile');
    const pull = await github.openPullRequest({ branch: 'hostile', isFork: true, token: TOKENS.outsider });
    place.proxy.reset();
    const ended = expectEnd(await plan(pull), 1, 'invalid-config');
    expect(place.proxy.stats().requests).toBe(0);
    expect(ended.summary).toContain('file-not-regular');
    expect(ended.summary).toContain('file-too-large');
    const shown = ended.log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect([ended.summary, ...shown].join('\n')).not.toContain(TOKENS.job);
  });
});

it.concurrent('a comment that GitHub refuses changes nothing of what an apply came to', async () => {
  await withProject('action-comment', async (project) => {
    const { github, push, plan, apply, clients, place } = project;
    await begin(project);
    push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    const planned = expectEnd(await plan(pull), 0);
    github.merge(pull);
    github.faults.push({ method: 'PATCH', path: /\/issues\/comments\//, status: 403, message: 'locked' });
    const applied = expectEnd(await apply(), 0);
    expect(applied.outputs['comment-posted']).toBe('false');
    expect(applied.log).toMatch(/::warning::The comment could not be written/);
    expect(await clients()).toEqual(['agent-1', 'agent-2']);
    for (const { log } of [planned, applied]) {
      const shown = log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
      expect(shown.join('\n')).not.toContain(place.realm.server.password);
      expect(log).toContain(`::add-mask::${place.realm.server.password}`);
    }
  });
});

it.concurrent('an entry of a merge queue is compared with what its pull request showed, and writes nothing', async () => {
  await withProject('action-queue', async (project) => {
    const { github, push, plan, step, place } = project;
    await begin(project);
    const base = github.hosted.commitOf('refs/heads/main');
    const head = push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    const ref = `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${base}`;
    github.hosted.git('update-ref', ref, head);
    const payload = { merge_group: { head_sha: head, base_sha: base, head_ref: ref } };
    const inputs = { command: 'apply' };
    const before = place.proxy.stats().byClass.write;
    expectEnd(await step({ event: 'merge_group', payload, ref, inputs }), 1, 'plan-changed');
    expectEnd(await plan(pull), 0);
    expectEnd(await step({ event: 'merge_group', payload, ref, inputs }), 0);
    expect(place.proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('a pull request that conflicts is not planned, and says so', async () => {
  await withProject('action-conflict', async (project) => {
    const { github, push, plan } = project;
    await begin(project, fileOf({ 'agent-1': { description: 'a' } }));
    push('other', fileOf({ 'agent-1': { description: 'b' } }));
    const pull = await github.openPullRequest({ branch: 'other' });
    startAtMain(project);
    push('main', fileOf({ 'agent-1': { description: 'c' } }));
    expectEnd(await plan(pull), 1, 'conflict');
  });
});
