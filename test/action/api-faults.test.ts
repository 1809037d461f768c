// What GitHub does not take changes nothing of what a run came to.
import { expect, it } from 'vitest';
import { pullRequestEvent, pushEvent } from '../support/github/events.js';
import { secondaryLimit } from '../support/github/faults.js';
import { TOKENS } from '../support/github/test-github.js';
import { clientOf, withActionPlace } from './action-place.js';

it.concurrent('an apply is told as it went, though no comment and no status could be written', async () => {
  await withActionPlace('action-faults', async (place) => {
    const { github, push, run } = place;
    push('agents', { 'realms/agents.yaml': { clients: { agent: { type: 'service' } } } });
    const pull = await github.openPullRequest({ branch: 'agents' });

    // Passing troubles: they are waited out, and nothing is written twice.
    github.faults.push(
      secondaryLimit(1, { method: 'POST', path: /comments$/ }),
      { method: 'POST', path: /check-runs$/, status: 502, isDone: true, times: 1 },
      { method: 'GET', path: /\/pulls\//, status: 502, times: 1 },
    );
    const planned = await run('plan', { event: pullRequestEvent(github, pull) });
    expect(planned.outputs).toMatchObject({ 'exit-code': '0', 'comment-posted': 'true' });
    expect(await github.ask(TOKENS.job, 'GET', `/issues/${pull.number}/comments`)).toHaveLength(1);

    github.review(pull, TOKENS.maintainer);
    github.merge(pull);
    github.faults.splice(0);
    github.faults.push({ path: /comments|statuses/, status: 403, message: 'Resource not accessible by integration' });
    const applied = await run('apply', { inputs: { command: 'apply' }, event: pushEvent(github) });
    expect(await clientOf(place.realm, 'agent')).toBeDefined();
    expect([applied.outputs['exit-code'], applied.outputs['failed'], applied.log]).toEqual([
      '0',
      '0',
      expect.anything(),
    ]);
    expect(applied.log).toContain('::warning::');
  });
});

it.concurrent('a plan with a token that may only read is told in the summary and by the outcome', async () => {
  await withActionPlace('action-read-only', async ({ github, push, run }) => {
    push('agents', { 'realms/agents.yaml': { clients: { agent: { type: 'service' } } } });
    const pull = await github.openPullRequest({ branch: 'agents' });
    github.state.locked.add(pull.number);
    for (const token of [TOKENS.readOnly, TOKENS.job]) {
      const planned = await run('plan', { event: pullRequestEvent(github, pull), token });
      expect(planned.outputs).toMatchObject({ 'exit-code': '0', 'comment-posted': 'false', 'to-create': '1' });
      expect(planned.summary).toContain('client agent');
    }
  });
});
