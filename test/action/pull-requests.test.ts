// Pull requests that are more than a change by somebody who may write: forks, conflicts, a merge queue, and changes that
// they do not explain.
import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { pullRequestEvent } from '../support/github/events.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import {
  type ActionPlace,
  agents,
  begin,
  changeByHand,
  commentsOf,
  expectEnd,
  settingsFor,
  subjectOf,
  withActionPlace,
} from './action-place.js';
import { withStranger } from './stranger.js';

/** Somebody gives a fork's newest head the label, and all that may be shown is asked for. */
const labeledBy = ({ run, github }: ActionPlace, pull: HeldPullRequest, token: string): Promise<ActionRun> =>
  run('plan', {
    inputs: { visibility: 'full' },
    event: pullRequestEvent(github, pull, 'labeled', {
      label: { name: 'keyplan-plan' },
      sender: github.personOf(token),
    }),
  });

it.concurrent('a fork is validated without a credential until somebody who may write gives its head the label', async () => {
  await withActionPlace('action-fork', async (place) => {
    const { github, push, plan, apply, proxy } = place;
    await begin(place, agents({ 'agent-1': { description: 'a-live-value' } }));
    push('fork', agents({ 'agent-1': { description: 'new' } }));
    const pull = await github.openPullRequest({ branch: 'fork', isFork: true, token: TOKENS.outsider });
    proxy.reset();
    expectEnd(await plan(pull), 0);
    expect(proxy.stats().requests).toBe(0);
    expect(await commentsOf(place, pull)).toEqual([]);
    expectEnd(await labeledBy(place, pull, TOKENS.outsider), 0);
    expect(proxy.stats().requests).toBe(0);
    const planned = expectEnd(await labeledBy(place, pull, TOKENS.maintainer), 0);
    expect(proxy.stats().requests).toBeGreaterThan(0);
    expect(planned.outputs['to-update']).toBe('1');
    const { printed, summary, files } = planned;
    const everything = [printed, summary, ...Object.values(files), ...(await commentsOf(place, pull))];
    expect(everything.join('\n')).not.toContain('a-live-value');
    // Nor is more shown there once it is merged.
    github.merge(pull);
    const applied = expectEnd(await apply({ visibility: 'full' }), 0);
    expect(applied.summary).toContain('a-live-value');
    const comments = (await commentsOf(place, pull)).join('\n');
    expect(comments).toContain('**Applied**');
    expect(comments).not.toMatch(/a-live-value|agent-1/);
  });
});

it.concurrent('a fork with the head of somebody else leaves the check of that head as it is', async () => {
  await withActionPlace('action-head', async (place) => {
    const { github, push, plan } = place;
    await begin(place);
    const head = push('more', agents({ 'agent-1': {}, 'agent-2': {} }));
    const pull = await github.openPullRequest({ branch: 'more' });
    expectEnd(await plan(pull), 0);
    const copy = await github.openPullRequest({ branch: 'more', isFork: true, token: TOKENS.outsider });
    expectEnd(await plan(copy), 0);
    const endsOf = async (): Promise<readonly string[]> => {
      const answer = await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`);
      const { check_runs: runs } = answer as { readonly check_runs: readonly { readonly conclusion: string }[] };
      return runs.map(({ conclusion }) => conclusion);
    };
    expect(await endsOf()).toEqual(['success']);
    pull.isClosed = true;
    expectEnd(await plan(copy), 0);
    expect(await endsOf()).toEqual(['action_required']);
  });
});

it.concurrent('a hostile fork is bytes: its links and settings lead nowhere', async () => {
  await withActionPlace('action-hostile', async (place) => {
    const { github, push, plan, proxy, clone } = place;
    await begin(place);
    const password = { env: 'GITHUB_TOKEN' };
    const auth = { realm: 'master', clientId: 'admin-cli', username: 'a', password };
    push('hostile', {
      'keyplan.yaml': settingsFor(place, { auth }),
      'realms/large.yaml': `# ${'x'.repeat(5 * 1024 * 1024)}\n`,
    });
    symlinkSync('/proc/self/environ', join(clone.folder, 'realms', 'link.yaml'));
    push('hostile', {});
    const pull = await github.openPullRequest({ branch: 'hostile', isFork: true, token: TOKENS.outsider });
    proxy.reset();
    const { summary, printed } = expectEnd(await plan(pull), 4, 'invalid-config');
    expect(proxy.stats().requests).toBe(0);
    expect(summary).toContain('file-not-regular');
    expect(summary).toContain('file-too-large');
    expect(`${summary}\n${printed}`).not.toContain(TOKENS.job);
  });
});

it.concurrent('a fork whose settings name another server sends nobody there, and neither does the label', async () => {
  await withStranger(async ({ url: server, asked }) => {
    await withActionPlace('action-elsewhere', async (place) => {
      const { github, push, plan, proxy } = place;
      await begin(place);
      push('fork', { 'keyplan.yaml': settingsFor(place, { server }), ...agents({ 'agent-1': {}, 'agent-2': {} }) });
      const pull = await github.openPullRequest({ branch: 'fork', isFork: true, token: TOKENS.outsider });
      expectEnd(await plan(pull), 0);
      expect(asked).toEqual([]);
      proxy.reset();
      expect(expectEnd(await labeledBy(place, pull, TOKENS.maintainer), 0).outputs['to-create']).toBe('1');
      expect(proxy.stats().requests).toBeGreaterThan(0);
      expect(asked).toEqual([]);
    });
  });
});

it.concurrent('an entry of a merge queue is compared with what its pull request showed, and writes nothing', async () => {
  await withActionPlace('action-queue', async (place) => {
    const { github, push, plan, run, proxy } = place;
    await begin(place);
    const base = github.hosted.commitOf('refs/heads/main');
    const head = push('more', agents({ 'agent-1': {}, 'agent-2': {} }));
    const pull = await github.openPullRequest({ branch: 'more' });
    const ref = `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${base}`;
    github.hosted.git('update-ref', ref, head);
    const payload = { merge_group: { head_sha: head, base_sha: base, head_ref: ref } };
    const event = { name: 'merge_group', payload, ref, commit: head };
    const check = () => run('plan', { event, inputs: { command: 'apply' } });
    const endsOf = async (): Promise<Readonly<Record<string, string | null>>> => {
      const answer = await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`);
      const { check_runs: runs } = answer as { readonly check_runs: readonly { name: string; conclusion: string }[] };
      return Object.fromEntries(runs.map(({ name, conclusion }) => [name, conclusion]));
    };
    const before = proxy.stats().byClass.write;
    expectEnd(await check(), 6, 'plan-changed');
    expect(await endsOf()).toEqual({ 'keyplan / queue (prod)': 'failure', 'keyplan / prod': 'failure' });
    expectEnd(await plan(pull), 0);
    expectEnd(await check(), 0);
    expect(await endsOf()).toEqual({ 'keyplan / queue (prod)': 'success', 'keyplan / prod': 'success' });
    expect(proxy.stats().byClass.write).toBe(before);
  });
});

it.concurrent('a pull request that conflicts is not planned, and says so', async () => {
  await withActionPlace('action-conflict', async (place) => {
    const { github, push, plan, proxy } = place;
    push('main', agents({ 'agent-1': { description: 'a' } }));
    push('other', agents({ 'agent-1': { description: 'b' } }));
    const pull = await github.openPullRequest({ branch: 'other' });
    push('main', agents({ 'agent-1': { description: 'c' } }));
    expectEnd(await plan(pull), 4, 'conflict');
    expect(proxy.stats().requests).toBe(0);
  });
});

it.concurrent('with expect: pr a change that the pull request does not explain fails its check', async () => {
  await withActionPlace('action-expect', async (place) => {
    const { realm, github, push, plan } = place;
    await begin(place, agents({ 'agent-1': { description: 'as in git' } }));
    await changeByHand(realm, 'agent-1', { description: 'by hand' });
    push('more', agents({ 'agent-1': { description: 'as in git' }, 'agent-2': {} }));
    const pull = await github.openPullRequest({ branch: 'more' });
    const refused = expectEnd(await plan(pull, { expect: 'pr' }), 5, 'unexpected-changes');
    expect(refused.summary).toContain('settle that first, or the input expect: pr,drift');
    expectEnd(await plan(pull), 0);
  });
});

it.concurrent('a danger names the words of the files and the input that allow it, and whose word did', async () => {
  await withActionPlace('action-input', async (place) => {
    const { github, push, plan, apply } = place;
    await begin(place);
    const serviceAccount = { clientRoles: { 'realm-management': ['view-users'] } };
    push('danger', agents({ 'agent-1': { serviceAccount } }));
    const pull = await github.openPullRequest({ branch: 'danger' });
    const refused = expectEnd(await plan(pull), 5, 'guard-refused');
    expect(refused.summary).toContain('or by the input allow: admin-role:client/agent-1');
    expect(refused.summary).not.toContain('--allow');
    const inputs = { allow: 'admin-role:client/agent-1' };
    const allowed = '`by the workflow\'s input "allow"`';
    expect(expectEnd(await plan(pull, inputs), 0).summary).toContain(allowed);
    github.review(pull, TOKENS.maintainer);
    github.merge(pull);
    expectEnd(await apply(inputs), 0);
    expect((await commentsOf(place, pull))[0]).toContain(allowed);
  });
});

it.concurrent('the commands of a comment, pasted in a clone, make the plan of the comment again', async () => {
  await withActionPlace('action-verify', async (place) => {
    const { github, push, plan } = place;
    await begin(place);
    push('more', agents({ 'agent-1': {}, 'agent-2': {} }));
    const pull = await github.openPullRequest({ branch: 'more' });
    // The head alone would take this one away again.
    push('main', { 'realms/other.yaml': { clients: { 'agent-3': { type: 'service' } } } });
    expectEnd(await plan(pull), 0);
    const [comment = ''] = await commentsOf(place, pull);
    const [, said = '', fingerprint = '', commands = ''] =
      /must say (\d+ steps), fingerprint `(\w{32})`[^]*```sh\n([^]*?)\n```/.exec(comment) ?? [];
    const pasted = await paste(place, commands);
    expect(pasted).toContain(`${said}, fingerprint ${fingerprint}`);
    for (const id of ['agent-2', 'agent-3']) expect(pasted).toContain(`+ client ${id} `);
  });
});

const program = fileURLToPath(new URL('../../dist/program/start.js', import.meta.url));

/** What a shell prints in a fresh clone, in a job that may sign in as the action does. */
async function paste({ github, issuer }: ActionPlace, commands: string): Promise<string> {
  const clone = gitRepository();
  try {
    clone.git('remote', 'add', 'origin', `file://${github.hosted.folder}`);
    for (const name of ['name', 'email']) clone.git('config', `user.${name}`, 'reviewer@example.org');
    const text = `keyplan() { '${process.execPath}' '${program}' "$@"; }\n${commands}`;
    const env = { ...process.env, HOME: clone.folder, ...issuer.jobEnvironment(subjectOf('plan')) };
    return (await promisify(execFile)('sh', ['-c', text], { cwd: clone.folder, env })).stdout;
  } finally {
    clone.remove();
  }
}
