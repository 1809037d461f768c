// What does not fit on GitHub, and what wants to be more than text, on the whole way from the files to the realm.
import { expect, it } from 'vitest';
import { scheduleEvent } from '../support/github/events.js';
import type { ActionRun } from '../support/github/run-action.js';
import { TOKENS } from '../support/github/test-github.js';
import { expectHarmless, MARKER, outsideCode } from '../support/hostile.js';
import { findClientId } from '../support/keycloak.js';
import {
  type ActionPlace,
  agents,
  agentsOf,
  changeByHand,
  commentsOf,
  expectEnd,
  withActionPlace,
} from './action-place.js';
import { seenAt } from './seen.js';

const COUNT = 2000;
const CLIENTS = 20;

it.concurrent('2,000 changes are shown within the limits and counted, and all are applied as they were reviewed', async () => {
  await withActionPlace('action-large', async (place) => {
    const { realm, github, push, plan, apply } = place;
    const roles = Object.fromEntries(Array.from({ length: COUNT / CLIENTS - 1 }, (_, at) => [`may-${at}`, {}]));
    const ids = Array.from({ length: CLIENTS }, (_, at) => `agent-${at}`);
    const head = push('many', agents(Object.fromEntries(ids.map((id) => [id, { roles }]))));
    const addresses = ids.flatMap((id) => [
      `client ${id}`,
      ...Object.keys(roles).map((role) => `client role ${id}/${role}`),
    ]);
    const pull = await github.openPullRequest({ branch: 'many' });
    const planned = expectEnd(await plan(pull), 0);
    expect(planned.outputs).toMatchObject({ 'to-create': String(COUNT), 'comment-posted': 'true' });

    const [comment = ''] = await commentsOf(place, pull);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(comment).toContain(`Plan: ${COUNT} to create`);
    const rows = comment.split('\n').filter((line) => line.startsWith('| `+` |'));
    expect(rows.filter((row) => !/^\| `\+` \| `client (role )?agent-[\w/-]+` \| new \|.*\|$/.test(row))).toEqual([]);
    const [, left] = /Left out here: (\d+) objects: /.exec(comment) ?? [];
    expect(rows.length + Number(left)).toBe(COUNT);
    expect(Buffer.byteLength(planned.summary)).toBeLessThanOrEqual(1_000_000);
    const lines = new Set(planned.summary.match(/client (role )?agent-[\w/-]+/g));
    expect(addresses.filter((address) => !lines.has(address))).toEqual([]);

    // The check names the sum of the digests, which others hold.
    const { check_runs: checks } = (await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`)) as {
      readonly check_runs: readonly { readonly name: string; readonly output: { readonly text: string } }[];
    };
    expect(checks.map(({ name }) => name)).toEqual([
      'keyplan / prod',
      'keyplan / prod / steps 2',
      'keyplan / prod / steps 1',
    ]);
    const [, stepsShown] = /must say (\d+) steps/.exec(checks[0]?.output.text ?? '') ?? [];
    const digests = checks.slice(1).map(({ output }) => output.text.match(/^[0-9a-f]{32}$/gm)?.length ?? 0);
    expect(digests.reduce((sum, count) => sum + count)).toBe(Number(stepsShown));

    github.merge(pull, 'squash');
    expect(expectEnd(await apply(), 0).outputs).toMatchObject({ failed: '0', skipped: '0' });
    expect(await agentsOf(realm)).toHaveLength(CLIENTS);
    const path = `/clients/${await findClientId(realm, 'agent-19')}/roles`;
    expect(await realm.admin.get<object[]>(path)).toHaveLength(Object.keys(roles).length);
    const [told = ''] = await commentsOf(place, pull);
    expect(Buffer.byteLength(told)).toBeLessThanOrEqual(60_000);
    expect(told).toContain(`Applied: ${COUNT} created`);
    expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
  });
});

interface SeenCheck {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string;
  readonly output: { readonly summary: string; readonly annotations_count: number };
}

/** The check of the target, and the remarks that it took, with how many came at once. */
async function remarksOn({ github }: ActionPlace, head: string) {
  const { check_runs: checks } = (await github.ask(TOKENS.job, 'GET', `/commits/${head}/check-runs`)) as {
    readonly check_runs: readonly SeenCheck[];
  };
  const check = checks.find(({ name }) => name === 'keyplan / prod');
  if (check === undefined) throw new Error('the target has no check');
  const remarks = (await github.ask(TOKENS.job, 'GET', `/check-runs/${check.id}/annotations`)) as readonly {
    readonly path: string;
    readonly start_line: number;
    readonly annotation_level: string;
    readonly title: string;
    readonly message: string;
  }[];
  const atOnce = github.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'))
    .map(({ body }) => (body as { readonly output?: { readonly annotations?: readonly object[] } }).output)
    .map((output) => output?.annotations?.length ?? 0)
    .filter((count) => count > 0);
  return { check, remarks, atOnce };
}

it.concurrent('2,000 changes with a danger each have remarks on lines as far as GitHub takes them, and the rest is counted', async () => {
  await withActionPlace('action-dangers', async (place) => {
    const { github, push, plan } = place;
    // Each its own, or YAML would write them once and the rest as aliases.
    const dangerous = () => ({ composites: { client: { 'realm-management': ['view-users'] } } });
    const names = Array.from({ length: COUNT / CLIENTS - 1 }, (_, at) => `may-${at}`);
    const ids = Array.from({ length: CLIENTS }, (_, at) => `agent-${at}`);
    const client = () => ({ roles: Object.fromEntries(names.map((name) => [name, dangerous()])) });
    const head = push('dangers', agents(Object.fromEntries(ids.map((id) => [id, client()]))));
    const pull = await github.openPullRequest({ branch: 'dangers' });
    const planned = expectEnd(await plan(pull), 5, 'guard-refused');
    const dangers = COUNT - CLIENTS;
    expect(planned.outputs).toMatchObject({ 'to-create': String(COUNT), hazards: String(dangers) });
    const { check, remarks, atOnce } = await remarksOn(place, head);
    expect(check.conclusion).toBe('action_required');
    expect(atOnce).toEqual([50, 50, 50, 50, 50]);
    expect(new Set(remarks.map(({ start_line: line }) => line)).size).toBe(250);
    for (const { path, annotation_level: level, title, message } of remarks) {
      expect({ path, level, title }).toEqual({
        path: 'realms/agents.yaml',
        level: 'failure',
        title: 'admin-role: refused',
      });
      expect(message).toContain('realm-management/view-users');
    }
    expect(check.output.summary).toContain(`${dangers - 250} remarks on lines did not fit`);
    const [comment = ''] = await commentsOf(place, pull);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(comment).toContain(`\`admin-role\` **${dangers} refused**`);
    expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
  });
});

it.concurrent('files with hundreds of errors have remarks on lines as far as GitHub takes them, and the rest is counted', async () => {
  await withActionPlace('action-errors', async (place) => {
    const { github, push, plan, proxy } = place;
    const broken = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`agent-${at}`, { nam: 'x' }]));
    const head = push('errors', agents(broken));
    const pull = await github.openPullRequest({ branch: 'errors' });
    proxy.reset();
    expectEnd(await plan(pull), 4, 'invalid-config');
    const { check, remarks, atOnce } = await remarksOn(place, head);
    expect(check.conclusion).toBe('failure');
    expect(atOnce).toEqual([50, 50, 50, 50, 50]);
    expect(new Set(remarks.map(({ start_line: line }) => line)).size).toBe(250);
    expect(new Set(remarks.map(({ title }) => title))).toEqual(new Set(['unknown-key']));
    expect(check.output.summary).toContain('150 remarks on lines did not fit');
    expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
  });
});

const NAME = `${MARKER}\`|</details><!-- x @acme-admins ##[error]x](javascript:x) **`;
const VALUE = `${MARKER}\`\`\`\n::set-output name=applied::9999\n::add-mask::prod\n##[error]x\n\u001b[31m\u202e@acme/admins #12 </details>${MARKER}`;

/** Lines that a runner takes for commands, but for those that are ours. */
function commandsOf({ printed }: ActionRun): readonly string[] {
  return printed
    .split('\n')
    .filter(
      (line) => /^\s*(::|##\[)/.test(line) && !/^::(error|warning|debug|stop-commands|[0-9a-f-]{36})::/.test(line),
    );
}

it.concurrent('names and values that want to be more than text are text, from the files to the issue', async () => {
  await withActionPlace('action-text', async (place) => {
    const { realm, github, push, plan, apply, run } = place;
    const files = (description: string) => ({
      'realms/text.yaml': {
        clients: {
          agent: {
            type: 'service',
            name: NAME,
            attributes: { 'a.value': description, 'a.long': MARKER + 'w'.repeat(10_000) },
            roles: { [NAME]: { description: 'a role' } },
            serviceAccount: { clientRoles: { agent: [NAME] } },
          },
        },
      },
    });
    push('text', files(VALUE));
    const pull = await github.openPullRequest({ branch: 'text', title: NAME });
    const planned = expectEnd(await plan(pull), 0);
    github.merge(pull);
    const applied = expectEnd(await apply(), 0);
    await changeByHand(realm, 'agent', { name: `${NAME} by hand` });
    const drift = expectEnd(await run('plan', { inputs: { command: 'drift' }, event: scheduleEvent(github) }), 0);
    expect(drift.outputs['changes']).toBe('true');
    push('broken', { 'realms/broken.yaml': { roles: { x: { [VALUE]: 1 } } }, ...agents({ other: { [NAME]: VALUE } }) });
    const broken = await github.openPullRequest({ branch: 'broken' });
    const refused = expectEnd(await plan(broken), 4, 'invalid-config');

    const texts = [await seenAt(place, pull), await seenAt(place, broken)];
    for (const step of [planned, applied, drift, refused]) {
      texts.push(step.summary);
      expect(commandsOf(step)).toEqual([]);
      expect(step.outputs['applied'] ?? '0').not.toBe('9999');
      expect(step.masks).not.toContain('prod');
    }
    for (const text of texts) {
      expectHarmless(text);
      expect(text).toContain(MARKER);
      const { prose } = outsideCode(text);
      const loose = prose.filter((line) => line.includes(MARKER) && !/^(ISSUE|REMARK|unknown key)/.test(line));
      expect(
        loose.map((line) => line.replaceAll(/\]\(https:[^)]+\)/g, '')).filter((line) => line.includes(MARKER)),
      ).toEqual([]);
    }
  });
});
