// Drift that is written into the files: one branch, one commit, one pull request, for as long as nobody else pushes there.
import { expect, it } from 'vitest';
import { scheduleEvent } from '../support/github/events.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import { findClientId } from '../support/keycloak.js';
import { type ActionPlace, clientOf, settingsFor, withActionPlace } from './action-place.js';

const BRANCH = 'refs/heads/keyplan/drift-prod';
const RECORD = 'refs/keyplan/drift-prod';
const AGENTS = `# who may call the gateway
clients:
  agent: # the first
    type: service
    name: An agent
    description: ours
    attributes: { note: kept }
`;

const lookForDrift = async (
  place: ActionPlace,
  inputs: Readonly<Record<string, string>> = {},
  token?: string,
): Promise<ActionRun> => {
  const run = await place.run('plan', {
    inputs: { command: 'drift', 'pull-request': 'true', ...inputs },
    event: scheduleEvent(place.github),
    ...(token === undefined ? {} : { token }),
  });
  if (run.outputs['exit-code'] === undefined) throw new Error(run.log);
  return run;
};

async function applied(place: ActionPlace, text = AGENTS): Promise<void> {
  place.push('main', { 'realms/agents.yaml': text });
  const inputs = { command: 'apply', unreviewed: 'allow' };
  const run = await place.run('apply', { inputs, event: { ...scheduleEvent(place.github), name: 'push' } });
  expect(run.outputs).toMatchObject({ 'exit-code': '0' });
}

async function changeByHand({ realm }: ActionPlace, change: Readonly<Record<string, unknown>>): Promise<void> {
  const id = await findClientId(realm, 'agent');
  await realm.admin.put(`/clients/${id}`, { ...(await clientOf(realm, 'agent')), ...change } as never);
}

/** Where the references are: the branch and our record of it. */
function refs({ github: { hosted } }: ActionPlace): readonly (string | undefined)[] {
  const found = hosted.git('for-each-ref', '--format=%(refname) %(objectname)', BRANCH, RECORD).split('\n');
  const at = new Map(found.map((line) => line.split(' ') as [string, string]));
  return [at.get(BRANCH), at.get(RECORD)];
}

const pulls = ({ github }: ActionPlace) =>
  [...github.state.pulls.values()].map(({ number, mergedAs, isClosed }) => [
    number,
    mergedAs !== undefined ? 'merged' : isClosed === true ? 'closed' : 'open',
  ]);

it('the branch holds one commit with the edit, follows drift and the default branch, and goes when nothing differs', async () => {
  await withActionPlace('action-follow', async (place) => {
    const { github, plain } = place;
    const { git, commitOf } = github.hosted;
    await applied(place);
    const nothing = await lookForDrift(place);
    expect(nothing.outputs).toMatchObject({ 'exit-code': '0', 'drift-pull-requests': '', 'drift-stopped': '' });
    expect([refs(place), pulls(place)]).toEqual([[undefined, undefined], []]);

    await changeByHand(place, { name: 'By hand' });
    const found = await lookForDrift(place);
    expect(found.outputs).toMatchObject({ 'exit-code': '0', 'drift-issues': '1', 'drift-pull-requests': '2' });
    expect(found.summary).toContain('`prod`: pull request #2 writes it into the files');
    const main = commitOf('refs/heads/main');
    const first = commitOf(BRANCH);
    expect(refs(place)).toEqual([first, first]);
    expect(git('rev-list', `${main}..${first}`)).toBe(first);
    expect(git('log', '-1', '--format=%P %an', first)).toBe(`${main} github-actions[bot]`);
    expect(git('show', `${first}:realms/agents.yaml`)).toBe(AGENTS.replace('An agent', 'By hand').trim());
    expect(git('diff', '--name-only', main, first)).toBe('realms/agents.yaml');
    const pull = github.state.pulls.get(2);
    const message = git('log', '-1', '--format=%B', first);
    await expect(plain(`${pull?.title}\n\n${pull?.body}\n\nCOMMIT\n\n${message}\n`)).toMatchFileSnapshot(
      'golden/6-drift-pull-request.md',
    );

    // Nothing new: nothing is pushed.
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-pull-requests': '2' });
    expect(refs(place)).toEqual([first, first]);

    // More drift, and a newer default branch: the one commit is written anew.
    await changeByHand(place, { description: 'theirs' });
    const newer = place.push('main', { 'README.md': 'read me' });
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-pull-requests': '2' });
    const second = commitOf(BRANCH);
    expect(second).not.toBe(first);
    expect(git('log', '-1', '--format=%P', second)).toBe(newer);
    expect(git('diff', '--numstat', newer, second)).toBe('2\t2\trealms/agents.yaml');
    expect(pulls(place)).toEqual([[2, 'open']]);

    await changeByHand(place, { name: 'An agent', description: 'ours' });
    const over = await lookForDrift(place);
    expect(over.outputs).toMatchObject({ 'exit-code': '0', 'drift-pull-requests': '', 'drift-issues': '' });
    expect([refs(place), pulls(place)]).toEqual([[undefined, undefined], [[2, 'closed']]]);
    expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
  });
});

it.concurrent('where a person pushed to the branch nothing is overwritten, closed or deleted, and the run says so', async () => {
  await withActionPlace('action-follow-person', async (place) => {
    const { github, push } = place;
    await applied(place);
    await changeByHand(place, { name: 'By hand' });
    await lookForDrift(place);
    const theirs = push('keyplan/drift-prod', { 'realms/agents.yaml': AGENTS.replace('An agent', 'Better') });
    const [, recorded] = refs(place);
    await changeByHand(place, { description: 'theirs' });
    const run = await lookForDrift(place);
    expect(run.outputs).toMatchObject({ 'exit-code': '0', 'drift-pull-requests': '', 'drift-stopped': 'prod' });
    expect(run.summary).toContain('somebody else pushed to keyplan/drift-prod (pull request #2)');
    expect([refs(place), pulls(place)]).toEqual([[theirs, recorded], [[2, 'open']]]);

    await changeByHand(place, { name: 'An agent', description: 'ours' });
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-stopped': 'prod', 'drift-issues': '' });
    expect([refs(place), pulls(place)]).toEqual([[theirs, recorded], [[2, 'open']]]);

    // A commit that only looks like ours is none: what counts is the one that we recorded.
    const forged = github.hosted.git(
      'commit-tree',
      `${recorded}^{tree}`,
      '-p',
      'refs/heads/main',
      '-m',
      'keyplan: follow',
    );
    github.hosted.git('update-ref', BRANCH, forged);
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-stopped': 'prod' });
    expect(refs(place)).toEqual([forged, recorded]);

    github.hosted.git('update-ref', '-d', BRANCH);
    await changeByHand(place, { name: 'By hand again' });
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-pull-requests': '4', 'drift-stopped': '' });
  });
});

it.concurrent('one that was closed as it is stays closed, until something new was changed; one that was merged is applied', async () => {
  await withActionPlace('action-follow-closed', async (place) => {
    const { github } = place;
    await applied(place);
    await changeByHand(place, { name: 'By hand' });
    await lookForDrift(place);
    await github.ask(TOKENS.maintainer, 'PATCH', '/pulls/2', { state: 'closed' });
    const declined = await lookForDrift(place);
    expect(declined.outputs).toMatchObject({ 'exit-code': '0', 'drift-pull-requests': '' });
    expect(declined.summary).toContain('pull request #2 was closed as it is, and is not opened again');

    await changeByHand(place, { description: 'theirs' });
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-pull-requests': '3' });
    const pull = github.state.pulls.get(3);
    if (pull === undefined) throw new Error('there is no pull request');
    github.merge(pull);
    const over = await lookForDrift(place);
    expect(over.outputs).toMatchObject({ 'drift-pull-requests': '', 'drift-issues': '', changes: 'false' });
    expect([refs(place), pulls(place)]).toEqual([
      [undefined, undefined],
      [
        [2, 'closed'],
        [3, 'merged'],
      ],
    ]);
  });
});

it.concurrent('a secret and what files cannot say stay out of the commit, and are named', async () => {
  await withActionPlace('action-follow-secret', async (place) => {
    const { github } = place;
    const secret = AGENTS.replace('note: kept', 'note: kept, "api.secret": first-Canary-4711');
    await applied(place, secret);
    const { attributes } = (await clientOf(place.realm, 'agent')) as { readonly attributes: object };
    await changeByHand(place, { name: 'By hand', attributes: { ...attributes, 'api.secret': 'second-Canary-4712' } });
    const run = await lookForDrift(place);
    expect(run.outputs).toMatchObject({ 'drift-pull-requests': '2' });
    const { git } = github.hosted;
    expect(git('show', BRANCH)).not.toContain('Canary-4712');
    expect(git('diff', 'refs/heads/main', BRANCH)).toContain('By hand');
    const { body } = github.state.pulls.get(2) ?? {};
    expect(body).toContain('client agent, attribute api.secret: it holds a secret');
    expect(`${body}${run.summary}${run.log}`).not.toContain('Canary');
  });
});

it.concurrent('without the right to push, or with less than full visibility, there is no pull request, and no verdict changes', async () => {
  await withActionPlace('action-follow-rights', async (place) => {
    const { github } = place;
    await applied(place);
    await changeByHand(place, { name: 'By hand' });
    await lookForDrift(place, { 'pull-request': 'false' });
    github.hosted.git('config', 'http.receivepack', 'false');
    const refused = await lookForDrift(place);
    expect(refused.outputs).toMatchObject({ 'exit-code': '0', 'drift-issues': '1', 'drift-pull-requests': '' });
    expect(refused.log).toContain('The branch keyplan/drift-prod could not be written');
    github.hosted.git('config', 'http.receivepack', 'true');
    github.faults.push({
      method: 'POST',
      path: /\/pulls$/,
      status: 403,
      message: 'not permitted to create pull requests',
    });
    const unopened = await lookForDrift(place);
    expect(unopened.outputs).toMatchObject({ 'exit-code': '0', 'drift-pull-requests': '' });
    expect(unopened.log).toContain('not permitted to create pull requests');
    github.faults.length = 0;
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-pull-requests': '2' });

    const hidden = await lookForDrift(place, { visibility: 'changed-fields' });
    expect(hidden.outputs).toMatchObject({ 'exit-code': '4', 'failure-reason': 'usage' });
    expect(hidden.log).toContain('live values may not leave with visibility changed-fields');
  });
});

it.concurrent('a file that two targets read is named, in a folder of its own', async () => {
  await withActionPlace('action-follow-two', async (place) => {
    const { github } = place;
    const { targets } = settingsFor(place) as { readonly targets: { readonly prod: object } };
    const twin = { ...targets.prod, owner: 'acme/other' };
    const settings = settingsFor(place, {}, { targets: { prod: targets.prod, twin } });
    const inputs = { 'working-directory': 'sso' };
    place.push('main', { 'sso/keyplan.yaml': settings, 'sso/realms/agents.yaml': AGENTS });
    const apply = { ...inputs, command: 'apply', unreviewed: 'allow', target: 'prod' };
    await place.run('apply', { inputs: apply, event: { ...scheduleEvent(github), name: 'push' } });
    await changeByHand(place, { name: 'By hand' });
    const run = await lookForDrift(place, { ...inputs, target: 'prod' });
    expect(run.outputs).toMatchObject({ 'drift-pull-requests': '2' });
    expect(github.hosted.git('diff', '--name-only', 'refs/heads/main', BRANCH)).toBe('sso/realms/agents.yaml');
    expect(github.state.pulls.get(2)?.body).toContain('These files are read for `twin` too');
  });
});
