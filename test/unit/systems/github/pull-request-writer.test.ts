import { expect, it } from 'vitest';
import { withGithub, writesOf } from '../../../support/github/with-github.js';

it.concurrent('opens a pull request, changes its text and closes it', async () => {
  await withGithub(async ({ github, push, openPullRequest, updatePullRequest, pullRequest }) => {
    const head = push('change', { 'realms/new.yaml': 'clients: {}\n' });
    const opened = await openPullRequest({ title: 'One', body: 'A body' }, 'change', 'main');
    expect(opened).toMatchObject({
      posted: { number: 1, isOpen: true, isFork: false, head: { commit: head, branch: 'change' } },
    });
    expect(await updatePullRequest(1, { title: 'Two', body: 'Other' })).toMatchObject({ posted: { number: 1 } });
    expect(await updatePullRequest(1, { isOpen: false })).toMatchObject({
      posted: { isOpen: false, merged: undefined },
    });
    expect(await pullRequest(1)).toMatchObject({ isOpen: false });
    expect(github.state.pulls.get(1)).toMatchObject({ title: 'Two', body: 'Other' });
    expect(writesOf(github)).toEqual(['POST pulls 201', 'PATCH pulls/1 200', 'PATCH pulls/1 200']);
  });
});

it.concurrent('does not open a second one where the answer to the first got lost', async () => {
  await withGithub(async ({ github, push, openPullRequest }) => {
    push('change', { 'realms/new.yaml': 'clients: {}\n' });
    github.faults.push({ method: 'POST', path: /\/pulls$/, status: 502, isDone: true, times: 1 });
    expect(await openPullRequest({ title: 'One', body: '' }, 'change', 'main')).toMatchObject({
      posted: { number: 1 },
    });
    expect(github.state.pulls.size).toBe(1);
  });
});

it.concurrent('tells what GitHub refuses', async () => {
  await withGithub(async ({ openPullRequest }) => {
    expect(await openPullRequest({ title: 'One', body: '' }, 'missing', 'main')).toEqual({
      refused: expect.stringContaining('422 '),
    });
  });
});
