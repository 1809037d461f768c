// Where a test of the GitHub Action works: a real Keycloak, a real repository, and an API that is as strict as GitHub's.
import { type GitRepository, repositoryIn } from '../support/git-repository.js';
import { runStep, type StepRun, type StepWish } from '../support/github/run-step.js';
import { startTestGithub, type TestGithub, TOKENS } from '../support/github/test-github.js';
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import { withWorkplace, type Workplace } from './workplace.js';

export interface Project {
  readonly place: Workplace;
  readonly github: TestGithub;
  readonly git: GitRepository;
  readonly push: (branch: string, files: Readonly<Record<string, unknown>>) => string;
  readonly step: (wish: Omit<StepWish, 'environment'>) => Promise<StepRun>;
  readonly plan: (pull: HeldPullRequest, inputs?: Readonly<Record<string, string>>) => Promise<StepRun>;
  readonly apply: (inputs?: Readonly<Record<string, string>>) => Promise<StepRun>;
  readonly clients: () => Promise<readonly string[]>;
}

export async function withProject(prefix: string, work: (project: Project) => Promise<void>): Promise<void> {
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

export function payloadOf({ hosted }: TestGithub, { number, branch }: HeldPullRequest): object {
  return { action: 'synchronize', pull_request: { number, head: { sha: hosted.commitOf(`refs/heads/${branch}`) } } };
}

export const clientsFile = (...ids: readonly string[]): Readonly<Record<string, unknown>> => ({
  'agents.yaml': { clients: Object.fromEntries(ids.map((id) => [id, { type: 'service', description: id }])) },
});

export const commentsOf = async ({ github }: Project, { number }: HeldPullRequest): Promise<readonly string[]> => {
  const comments = (await github.ask(TOKENS.job, 'GET', `/issues/${number}/comments`)) as { readonly body: string }[];
  return comments.map(({ body }) => body);
};

/** Fails the test with the log unless the step ended so. */
export function expectEnd(run: StepRun, exitCode: number, reason = ''): StepRun {
  if (run.exitCode === exitCode && run.outputs['failure-reason'] === reason) return run;
  throw new Error(`exit code ${run.exitCode}, failure-reason "${run.outputs['failure-reason']}":\n${run.log}`);
}
