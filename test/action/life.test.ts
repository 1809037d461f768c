// The life of a change: a pull request is opened, pushed to twice, approved, merged and applied, and somebody changes the
// realm by hand. What reviewers see after each step is in the folder golden, whoever runs the ready workflows.
import { type ExpectStatic, it } from 'vitest';
import { leaveOut } from '../support/leave-out.js';
import { pullRequestEvent, pushEvent, reviewEvent, scheduleEvent } from '../support/github/events.js';
import { readyJob, type ReadyWorkflow } from '../support/github/ready-workflows.js';
import type { ActionEvent, ActionRun } from '../support/github/run-action.js';
import { makeActHome } from '../support/github/run-in-act.js';
import { TOKENS } from '../support/github/test-github.js';
import { findRig } from '../support/rigs/rig-parts.js';
import {
  type ActionPlace,
  agents,
  begin,
  changeByHand,
  clientOf,
  expectEnd,
  type Role,
  subjectOf,
  withActionPlace,
} from './action-place.js';
import { seenAt } from './seen.js';

/** Runs a ready workflow for an event. */
type RunReady = (place: ActionPlace, workflow: ReadyWorkflow, event: ActionEvent) => Promise<ActionRun>;

const roleOf = (workflow: ReadyWorkflow): Role =>
  readyJob(workflow).environment === 'keyplan-apply' ? 'apply' : 'plan';

const byProtocol: RunReady = ({ run }, workflow, event) =>
  run(roleOf(workflow), { event, inputs: readyJob(workflow).inputs });

const allow = [{ hazard: 'admin-role', reason: 'it looks up who may call it' }];
const FIRST = agents({ 'agent-one': { name: 'Agent one' } });
const OPENED = agents({ 'agent-one': { name: 'Agent number one' }, 'agent-two': {} });
const BROKEN = agents({ 'agent-one': { nam: 'Agent number one' } });
const MENDED = agents({
  'agent-one': { name: 'Agent number one', attributes: { team: 'payments' } },
  'agent-two': {
    roles: { submit: { description: 'May hand in a job' } },
    serviceAccount: { clientRoles: { 'realm-management': ['view-users'] } },
    allow,
  },
});

/** The life, each of its steps run and compared with what was seen before; gives all runs. */
async function live(place: ActionPlace, runReady: RunReady, expect: ExpectStatic): Promise<readonly ActionRun[]> {
  const { github, realm, push } = place;
  const runs: ActionRun[] = [];
  const ready = async (workflow: ReadyWorkflow, event: ActionEvent): Promise<ActionRun> => {
    const run = await runReady(place, workflow, event);
    runs.push(run);
    return run;
  };
  const isSeen = async (name: string): Promise<void> =>
    expect(await seenAt(place, pull)).toMatchFileSnapshot(`golden/${name}.md`);

  await begin(place, FIRST);
  push('agents', OPENED);
  const pull = await github.openPullRequest({ branch: 'agents', title: 'Add agents' });
  const opened = expectEnd(await ready('keyplan-plan', pullRequestEvent(github, pull, 'opened')), 0);
  expect(opened.outputs).toMatchObject({ changes: 'true', 'to-create': '1', 'to-update': '1', hazards: '0' });
  expect(opened.summary).toContain('agent-two');
  await isSeen('1-opened');

  push('agents', BROKEN);
  expectEnd(await ready('keyplan-plan', pullRequestEvent(github, pull)), 4, 'invalid-config');
  await isSeen('2-broken');

  push('agents', MENDED);
  const mended = expectEnd(await ready('keyplan-plan', pullRequestEvent(github, pull)), 0);
  expect(mended.outputs).toMatchObject({ 'to-create': '2', 'to-update': '1', hazards: '1' });
  await isSeen('3-mended');

  github.review(pull, TOKENS.maintainer);
  expectEnd(await ready('keyplan-status', reviewEvent(github, pull)), 0);
  await isSeen('4-approved');

  github.merge(pull);
  expect(await clientOf(realm, 'agent-two')).toBeUndefined();
  const applied = expectEnd(await ready('keyplan-apply', pushEvent(github)), 0);
  expect(applied.outputs).toMatchObject({ failed: '0', skipped: '0', 'comment-posted': 'true' });
  expect(await clientOf(realm, 'agent-two')).toMatchObject({ serviceAccountsEnabled: true });
  await isSeen('5-applied');
  expect(expectEnd(await ready('keyplan-apply', pushEvent(github)), 0).outputs['changes']).toBe('false');

  await changeByHand(realm, 'agent-one', { name: 'Somebody else' });
  const drift = expectEnd(await ready('keyplan-drift', scheduleEvent(github)), 0);
  expect(drift.outputs).toMatchObject({ changes: 'true' });
  await isSeen('6-drift');

  expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
  for (const token of place.issuer.tokens()) for (const { printed } of runs) expect(printed).not.toContain(token);
  return runs;
}

it.concurrent('a change is planned, reviewed, merged and applied, and each step is seen', async ({ expect }) => {
  await withActionPlace('action-life', async (place) => {
    const [opened] = await live(place, byProtocol, expect);
    expect(opened?.files['plan.json']).toContain('client/agent-two#create');
  });
});

it.concurrent('act runs the ready workflows as they stand, and the same is seen', async (context) => {
  const { expect } = context;
  const rig = findRig('act');
  if ('reason' in rig) return leaveOut(context, rig.reason);
  const act = makeActHome(`${rig.folder}/act`);
  const inAct: RunReady = ({ github, issuer }, workflow, event) =>
    act.run(github, { event, environment: issuer.jobEnvironment(subjectOf(roleOf(workflow))) });
  try {
    await withActionPlace('action-life', async (place) => {
      const runs = await live(place, inAct, expect);
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 1, 0, 0, 0, 0, 0]);
      // The plan is kept under the name that the comment would say; where none was made, nothing is.
      expect(Object.keys(runs[0]?.files ?? {})).toEqual(['keyplan-plan/plan.json', 'keyplan-plan/plan.md']);
      expect(runs[0]?.files['keyplan-plan/plan.json']).toContain('client/agent-two#create');
      expect(
        runs
          .slice(1, 2)
          .concat(runs.slice(3))
          .map(({ files }) => files),
      ).toEqual([{}, {}, {}, {}, {}]);
    });
  } finally {
    act.remove();
  }
});
