// The GitHub Action as jobs run it: a real Keycloak, a real repository, and an API that is as strict as GitHub's.
import { expect, it } from 'vitest';
import { type GitRepository, repositoryIn } from '../support/git-repository.js';
import { runStep, type StepRun, type StepWish } from '../support/github/run-step.js';
import { startTestGithub, type TestGithub, TOKENS } from '../support/github/test-github.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import { withWorkplace, type Workplace } from './workplace.js';

interface Project {
  readonly place: Workplace;
  readonly github: TestGithub;
  readonly git: GitRepository;
  readonly push: (branch: string, files: Readonly<Record<string, unknown>>) => string;
  readonly step: (wish: Omit<StepWish, 'environment'>) => Promise<StepRun>;
  readonly plan: (pull: HeldPullRequest, inputs?: Readonly<Record<string, string>>) => Promise<StepRun>;
  readonly apply: (inputs?: Readonly<Record<string, string>>) => Promise<StepRun>;
  readonly clients: () => Promise<readonly string[]>;
}

async function withProject(prefix: string, work: (project: Project) => Promise<void>): Promise<void> {
  await withWorkplace(prefix, async (place) => {
    const github = await startTestGithub();
    try {
      const git = repositoryIn(place.folder);
      git.git('init', '-q', '-b', 'main');
      const step: Project['step'] = (wish) => runStep(github, { ...wish, environment: place.environment });
      await work({
        place,
        github,
        git,
        step,
        push(branch, files) {
          git.git('checkout', '-q', '-B', branch);
          place.write(files);
          const commit = git.commit();
          git.git('push', '-q', '-f', `file://${github.hosted.folder}`, branch);
          return commit;
        },
        plan: (pull, inputs = {}) => step({ event: 'pull_request_target', payload: payloadOf(github, pull), inputs }),
        apply: (inputs = {}) => step({ event: 'push', inputs: { command: 'apply', ...inputs } }),
        async clients() {
          const all = (await place.realm.admin.get(`/clients`)) as { readonly clientId: string }[];
          return all.map(({ clientId }) => clientId).filter((id) => id.startsWith('agent-'));
        },
      });
    } finally {
      await github.close();
    }
  });
}

function payloadOf({ hosted }: TestGithub, { number, branch }: HeldPullRequest): object {
  return { action: 'synchronize', pull_request: { number, head: { sha: hosted.commitOf(`refs/heads/${branch}`) } } };
}

const clientsFile = (...ids: readonly string[]): Readonly<Record<string, unknown>> => ({
  'agents.yaml': { clients: Object.fromEntries(ids.map((id) => [id, { type: 'service', description: id }])) },
});

const commentsOf = async ({ github }: Project, { number }: HeldPullRequest): Promise<readonly string[]> => {
  const comments = (await github.ask(TOKENS.job, 'GET', `/issues/${number}/comments`)) as { readonly body: string }[];
  return comments.map(({ body }) => body);
};

/** Fails the test with the log unless the step ended so. */
function expectEnd(run: StepRun, exitCode: number, reason = ''): StepRun {
  if (run.exitCode === exitCode && run.outputs['failure-reason'] === reason) return run;
  throw new Error(`exit code ${run.exitCode}, failure-reason "${run.outputs['failure-reason']}":\n${run.log}`);
}

it('a pull request is planned, merged, and exactly that is applied; its one comment follows', async () => {
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

it('a change by hand between review and merge stops the apply before its first write', async () => {
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

it('with expect: pr a change that the pull request does not explain fails its check', async () => {
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
