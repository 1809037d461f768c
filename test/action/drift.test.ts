import { expect, it } from 'vitest';
import { scheduleEvent } from '../support/github/events.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import { type ActionPlace, agents, begin, changeByHand, withActionPlace } from './action-place.js';

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly body: string;
}

async function issuesOf({ github }: ActionPlace): Promise<readonly Issue[]> {
  return (await github.ask(TOKENS.job, 'GET', '/issues?labels=keyplan-drift&state=all')) as readonly Issue[];
}

const lookForDrift = (place: ActionPlace, token?: string): Promise<ActionRun> =>
  place.run('plan', {
    inputs: { command: 'drift' },
    event: scheduleEvent(place.github),
    ...(token === undefined ? {} : { token }),
  });

it('drift has one issue, which follows the realm and closes itself', async () => {
  await withActionPlace('action-drift', async (place) => {
    const byHand = (name: string): Promise<void> => changeByHand(place.realm, 'agent', { name });
    await begin(place, agents({ agent: { name: 'An agent' } }));
    expect((await lookForDrift(place)).outputs).toMatchObject({
      'exit-code': '0',
      'drift-issues': '',
      changes: 'false',
    });

    await byHand('Somebody else');
    const found = await lookForDrift(place);
    const [opened, ...others] = await issuesOf(place);
    expect(found.outputs).toMatchObject({ 'exit-code': '0', changes: 'true', 'drift-issues': '1' });
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      title: 'keyplan: drift of prod, 1 object',
      body: expect.stringContaining('Somebody else'),
    });

    await byHand('A third one');
    await lookForDrift(place);
    const [updated] = await issuesOf(place);
    expect(updated).toMatchObject({
      number: opened?.number,
      state: 'open',
      body: expect.stringContaining('A third one'),
    });

    // Who cannot write tells nobody, and that is a failure.
    const silent = await lookForDrift(place, TOKENS.readOnly);
    expect(silent.outputs).toMatchObject({ 'exit-code': '2', 'failure-reason': 'unreported-drift' });

    await byHand('An agent');
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'exit-code': '0', 'drift-issues': '' });
    expect(await issuesOf(place)).toMatchObject([{ number: opened?.number, state: 'closed' }]);

    await byHand('Again');
    expect((await lookForDrift(place)).outputs).toMatchObject({ 'drift-issues': '2' });
  });
});
