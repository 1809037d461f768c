// The GitHub Action as jobs run it, from the pull request to what the realm then holds.
import { expect, it } from 'vitest';
import { clientsFile, commentsOf, expectEnd, withProject } from './action-project.js';

it.concurrent('a pull request is planned, merged, and exactly that is applied; its one comment follows', async () => {
  await withProject('action-circle', async (project) => {
    const { github, push, plan, apply, clients } = project;
    push('main', clientsFile('agent-1'));
    expectEnd(await apply(), 1, 'unreviewed');
    expect(await clients()).toEqual([]);
    const allowed = expectEnd(await apply({ unreviewed: 'allow' }), 0);
    expect(allowed.outputs['applied']).toBe('1');
    expect(await clients()).toEqual(['agent-1']);

    push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    const planned = expectEnd(await plan(pull, { expect: 'pr' }), 0);
    expect(planned.outputs).toMatchObject({
      changes: 'true',
      'to-create': '1',
      'to-update': '0',
      'to-delete': '0',
      'exit-code': '0',
      'failure-reason': '',
      'comment-posted': 'true',
    });
    const [comment = '', ...others] = await commentsOf(project, pull);
    expect(others).toEqual([]);
    expect(comment).toContain('agent-2');
    expect(planned.summary).toContain('agent-2');
    expect(planned.files['plan.json']).toContain('client/agent-2#create');

    github.merge(pull);
    expectEnd(await apply(), 0);
    expect(await clients()).toEqual(['agent-1', 'agent-2']);
    const after = await commentsOf(project, pull);
    expect(after).toHaveLength(1);
    expect(after[0]).not.toBe(comment);
    expect(after[0]).toMatch(/applied/i);

    expect(expectEnd(await apply(), 0).outputs['changes']).toBe('false');
  });
});

it.concurrent('a change by hand between review and merge stops the apply before its first write', async () => {
  await withProject('action-moved', async (project) => {
    const { place, github, push, plan, apply, clients } = project;
    push('main', clientsFile('agent-1'));
    expectEnd(await apply({ unreviewed: 'allow' }), 0);
    push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    expectEnd(await plan(pull), 0);
    const [live] = (await place.realm.admin.get(`/clients?clientId=agent-1`)) as object[];
    const { id } = live as { readonly id: string };
    await place.realm.admin.put(`/clients/${id}`, { ...live, description: 'by hand' });
    github.merge(pull, 'squash');
    expectEnd(await apply(), 1, 'plan-changed');
    expect(await clients()).toEqual(['agent-1']);
    expect((await commentsOf(project, pull))[0]).toContain('agent-1');
    // The run that planned is repeated: what it records now was in front of nobody who merged.
    expect(expectEnd(await plan(pull), 0).outputs['changes']).toBe('false');
    expectEnd(await apply(), 1, 'plan-changed');
  });
});

it.concurrent('with expect: pr a change that the pull request does not explain fails its check', async () => {
  await withProject('action-expect', async (project) => {
    const { place, github, push, plan, apply } = project;
    push('main', clientsFile('agent-1'));
    expectEnd(await apply({ unreviewed: 'allow' }), 0);
    const [live] = (await place.realm.admin.get(`/clients?clientId=agent-1`)) as object[];
    const { id } = live as { readonly id: string };
    await place.realm.admin.put(`/clients/${id}`, { ...live, description: 'by hand' });
    push('more', clientsFile('agent-1', 'agent-2'));
    const pull = await github.openPullRequest({ branch: 'more' });
    expectEnd(await plan(pull, { expect: 'pr' }), 1, 'unexpected-changes');
    expectEnd(await plan(pull), 0);
  });
});
