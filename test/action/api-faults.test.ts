// What GitHub does not take changes nothing of what a run came to.
import { expect, it } from 'vitest';
import { pullRequestEvent, pushEvent } from '../support/github/events.js';
import { secondaryLimit } from '../support/github/faults.js';
import { TOKENS } from '../support/github/test-github.js';
import { agents, agentsOf, commentsOf, expectEnd, settingsFor, withActionPlace } from './action-place.js';

it.concurrent('an apply is told as it went, though no comment and no status could be written', async () => {
  await withActionPlace('action-faults', async (place) => {
    const { github, realm, push, run } = place;
    const { username, password } = realm.server;
    const auth = { realm: 'master', clientId: 'admin-cli', username, password: { env: 'ADMIN_PASSWORD' } };
    const environment = { ADMIN_PASSWORD: password };
    push('main', { 'keyplan.yaml': settingsFor(place, { auth }) });
    push('agents', agents({ agent: {} }));
    const pull = await github.openPullRequest({ branch: 'agents' });

    // Passing troubles: they are waited out, and nothing is written twice.
    github.faults.push(
      secondaryLimit(1, { method: 'POST', path: /comments$/ }),
      { method: 'POST', path: /check-runs$/, status: 502, isDone: true, times: 1 },
      { method: 'GET', path: /\/pulls\//, status: 502, times: 1 },
    );
    const planned = expectEnd(await run('plan', { event: pullRequestEvent(github, pull), environment }), 0);
    expect(planned.outputs['comment-posted']).toBe('true');
    expect(await commentsOf(place, pull)).toHaveLength(1);

    github.review(pull, TOKENS.maintainer);
    github.merge(pull);
    github.faults.splice(0);
    const refused = { status: 403, message: 'Resource not accessible by integration' };
    github.faults.push({ path: /comments|statuses/, ...refused });
    const wish = { event: pushEvent(github), inputs: { command: 'apply' }, environment };
    // Without the statuses nobody knows how far back reviews count.
    expectEnd(await run('apply', wish), 1, 'github-failed');
    expect(await agentsOf(realm)).toEqual([]);

    github.faults.splice(0);
    github.faults.push({ path: /comments/, ...refused }, { method: 'POST', path: /statuses/, ...refused });
    const applied = expectEnd(await run('apply', wish), 0);
    expect(await agentsOf(realm)).toEqual(['agent']);
    expect(applied.outputs).toMatchObject({ failed: '0', 'comment-posted': 'false' });
    expect(applied.log).toMatch(/::warning::The comment could not be written/);
    for (const { printed, masks } of [planned, applied]) {
      expect(masks).toContain(password);
      expect(printed).not.toContain(password);
    }
  });
});

it.concurrent('a plan with a token that may only read is told in the summary and by the outcome', async () => {
  await withActionPlace('action-read-only', async ({ github, push, run }) => {
    push('agents', agents({ agent: {} }));
    const pull = await github.openPullRequest({ branch: 'agents' });
    github.state.locked.add(pull.number);
    for (const token of [TOKENS.readOnly, TOKENS.job]) {
      const planned = expectEnd(await run('plan', { event: pullRequestEvent(github, pull), token }), 0);
      expect(planned.outputs).toMatchObject({ 'comment-posted': 'false', 'to-create': '1' });
      expect(planned.summary).toContain('client agent');
    }
  });
});
