// The status in the comment goes on living: an approval needs no new plan, and an apply says that it began.
import { expect, it } from 'vitest';
import { reviewEvent } from '../support/github/events.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import {
  type ActionPlace,
  agents,
  agentsOf,
  begin,
  commentsOf,
  expectEnd,
  settingsFor,
  withActionPlace,
} from './action-place.js';

/** In a job without credentials, as the ready workflow has it. */
const reviewed = ({ run, github }: ActionPlace, pull: HeldPullRequest, inputs = {}): Promise<ActionRun> =>
  run('plan', {
    event: reviewEvent(github, pull),
    inputs,
    environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
  });

const statusOf = async (place: ActionPlace, pull: HeldPullRequest): Promise<string> => {
  const [comment = ''] = await commentsOf(place, pull);
  return /^(.*)<!-- keyplan:status end -->/m.exec(comment)?.[1] ?? '';
};

async function opened(place: ActionPlace): Promise<HeldPullRequest> {
  await begin(place);
  place.push('more', agents({ 'agent-1': {}, 'agent-2': {} }));
  return await place.github.openPullRequest({ branch: 'more' });
}

it.concurrent('an approval is said without a plan, a server or a credential, and taken back', async () => {
  await withActionPlace('action-approved', async (place) => {
    const { github, plan, push } = place;
    const pull = await opened(place);
    // Nothing was planned yet: there is nothing to renew.
    expect(expectEnd(await reviewed(place, pull), 0).outputs).toMatchObject({ 'comment-posted': 'false' });
    expectEnd(await plan(pull), 0);
    expect(await statusOf(place, pull)).toBe('**Planned**');
    const [before = ''] = await commentsOf(place, pull);

    github.review(pull, TOKENS.maintainer);
    const asked = place.proxy.log().length;
    const run = expectEnd(await reviewed(place, pull), 0);
    expect(run.outputs).toMatchObject({ changes: 'false', 'comment-posted': 'true' });
    expect(place.proxy.log().length).toBe(asked);
    expect(await statusOf(place, pull)).toBe('**Planned and approved** by `a-maintainer`');
    const [after = ''] = await commentsOf(place, pull);
    expect(after).toBe(before.replace('**Planned**', '**Planned and approved** by `a-maintainer`'));

    github.review(pull, TOKENS.maintainer, 'CHANGES_REQUESTED');
    expectEnd(await reviewed(place, pull), 0);
    expect(await commentsOf(place, pull)).toEqual([before]);

    // An approval of a head that the comment is not about yet says nothing of the old plan.
    push('more', agents({ 'agent-1': {}, 'agent-3': {} }));
    github.review(pull, TOKENS.maintainer);
    expect(expectEnd(await reviewed(place, pull), 0).outputs).toMatchObject({ 'comment-posted': 'false' });
    expect(await commentsOf(place, pull)).toEqual([before]);
  });
});

it.concurrent('a comment that somebody else edited keeps its status until all of it is written anew', async () => {
  await withActionPlace('action-edited', async (place) => {
    const { github, plan } = place;
    const pull = await opened(place);
    const planned = expectEnd(await plan(pull), 0);
    const [before = ''] = await commentsOf(place, pull);
    const path = `/issues/comments/${planned.outputs['comment-id']}`;
    const edited = before.replace('agent-2', 'agent-harmless');
    await github.ask(TOKENS.author, 'PATCH', path, { body: edited });
    github.review(pull, TOKENS.maintainer);
    const run = expectEnd(await reviewed(place, pull), 0);
    expect(run.outputs).toMatchObject({ 'comment-posted': 'false' });
    expect(run.log).toContain('Somebody else edited the comment on #1');
    expect(await commentsOf(place, pull)).toEqual([edited]);
    expectEnd(await plan(pull), 0);
    expect(await statusOf(place, pull)).toBe('**Planned and approved** by `a-maintainer`');
    expect((await commentsOf(place, pull))[0]).not.toContain('harmless');
  });
});

it.concurrent('an apply that begins says so beside its writes, and what it came to stands there in the end', async () => {
  await withActionPlace('action-applying', async (place) => {
    const { github, plan, apply, realm } = place;
    const pull = await opened(place);
    expectEnd(await plan(pull), 0);
    github.merge(pull);
    const from = github.requests.length;
    expectEnd(await apply(), 0);
    const bodies = github.requests
      .slice(from)
      .filter(({ method, path }) => method === 'PATCH' && path.includes('/issues/comments/'))
      .map(({ body }) => (body as { readonly body: string }).body);
    expect(bodies.map((body) => /^(.*)<!-- keyplan:status end -->/m.exec(body)?.[1])).toEqual([
      `**Merged, applying** · [apply](${github.serverUrl}/acme/identities/actions/runs/1)`,
      '**Applied**',
    ]);
    expect(await agentsOf(realm)).toEqual(['agent-1', 'agent-2']);
    expect(await commentsOf(place, pull)).toHaveLength(1);
  });
});

it.concurrent('an apply whose beginning cannot be said is applied all the same', async () => {
  await withActionPlace('action-unsaid', async (place) => {
    const { github, plan, apply, realm } = place;
    const pull = await opened(place);
    expectEnd(await plan(pull), 0);
    github.merge(pull);
    github.faults.push({ method: 'PATCH', path: /\/issues\/comments\//, status: 403, message: 'not allowed' });
    const run = expectEnd(await apply(), 0);
    expect(run.outputs).toMatchObject({ 'comment-posted': 'false', applied: '1' });
    expect(run.log).toContain('The status in the comment on #1 could not be written: 403');
    expect(await agentsOf(realm)).toEqual(['agent-1', 'agent-2']);
  });
});

it.concurrent('an apply that lacks a right says which, that nothing was written, and what was planned', async () => {
  await withActionPlace('action-lacks', async (place) => {
    const { github, plan, apply, push, proxy } = place;
    await begin(place);
    push('role', { 'realms/roles.yaml': { roles: { reader: {} } } });
    const pull = await github.openPullRequest({ branch: 'role' });
    // The identity that plans only looks, and cannot know what the other one may do.
    expectEnd(await plan(pull), 0);
    github.merge(pull);
    const before = proxy.stats().byClass.write;
    expectEnd(await apply(), 3, 'unauthorized');
    expect(proxy.stats().byClass.write).toBe(before);
    const [comment = ''] = await commentsOf(place, pull);
    expect(comment).toContain('### keyplan: `prod`, 1 to create, missing-right');
    expect(comment).toContain('**Nothing was written:**');
    expect(comment).toContain('keyplan-apply lacks manage-realm');
    expect(comment).toContain('| `+` | `role reader` | new |');
    const merged = await github.ask(TOKENS.job, 'GET', `/commits/${pull.mergedAs}/check-runs`);
    expect(merged).toMatchObject({
      check_runs: [{ name: 'keyplan / apply (prod)', status: 'completed', conclusion: 'failure' }],
    });
  });
});

it.concurrent('where each target is planned and applied by itself, each has its comment with its own outcome', async () => {
  await withActionPlace('action-each', async (place) => {
    const { github, plan, apply, push } = place;
    const { targets } = settingsFor(place) as { readonly targets: { readonly prod: object } };
    const stage = { ...targets.prod, owner: 'acme/stage', files: ['stage/*.yaml'] };
    push('main', {
      'keyplan.yaml': settingsFor(place, {}, { targets: { prod: targets.prod, stage } }),
      'stage/first.yaml': { clients: {} },
    });
    await begin(place);
    push('more', {
      ...agents({ 'agent-1': {}, 'agent-2': {} }),
      'stage/first.yaml': { clients: { 'agent-s': { type: 'service' } } },
    });
    const pull = await github.openPullRequest({ branch: 'more' });
    for (const target of ['stage', 'prod']) expectEnd(await plan(pull, { target }), 0);
    const statuses = async (): Promise<readonly (string | undefined)[]> =>
      (await commentsOf(place, pull)).map((body) => {
        const target = /^### keyplan: `(\w+)`/m.exec(body)?.[1];
        return `${target} ${/^(.*)<!-- keyplan:status end -->/m.exec(body)?.[1]}`;
      });
    github.review(pull, TOKENS.maintainer);
    expectEnd(await reviewed(place, pull), 0);
    const approved = '**Planned and approved** by `a-maintainer`';
    expect(await statuses()).toEqual([`stage ${approved}`, `prod ${approved}`]);
    github.merge(pull);
    expectEnd(await apply({ target: 'stage' }), 0);
    expect(await statuses()).toEqual(['stage **Applied**', `prod ${approved}`]);
    expectEnd(await apply({ target: 'prod' }), 0);
    expect(await statuses()).toEqual(['stage **Applied**', 'prod **Applied**']);
  });
});
