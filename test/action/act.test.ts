// The Action in a workflow, run by nektos/act in host mode.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { pullRequestEvent } from '../support/github/events.js';
import { TOKENS } from '../support/github/test-github.js';
import { leaveOut } from '../support/leave-out.js';
import { findRig } from '../support/rigs/rig-parts.js';
import { withActionPlace } from './action-place.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const WORKFLOW = `name: plan
on: pull_request_target
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: keyplan
        uses: ./
        with:
          command: plan
          github-token: \${{ secrets.GITHUB_TOKEN }}
      - run: echo "created=\${{ steps.keyplan.outputs.to-create }} posted=\${{ steps.keyplan.outputs.comment-posted }}"
`;

it('a workflow plans a pull request with the committed bundle', async (context) => {
  const rig = findRig('act');
  if ('reason' in rig) return leaveOut(context, rig.reason);
  const act = join(rig.folder, 'act');
  await withActionPlace('action-act', async ({ github, push, issuer }) => {
    push('agents', { 'realms/agents.yaml': { clients: { agent: { type: 'service' } } } });
    const pull = await github.openPullRequest({ branch: 'agents' });
    const event = pullRequestEvent(github, pull, 'opened');
    const home = mkdtempSync(join(tmpdir(), 'keyplan-act-'));
    const workflow = gitRepository();
    try {
      for (const path of ['action.yml', 'package.json', 'dist/action'])
        cpSync(join(root, path), join(workflow.folder, path), { recursive: true });
      mkdirSync(join(workflow.folder, '.github/workflows'), { recursive: true });
      writeFileSync(join(workflow.folder, '.github/workflows/plan.yml'), WORKFLOW);
      workflow.commit();
      workflow.git('remote', 'add', 'origin', 'https://github.com/acme/identities.git');
      writeFileSync(join(home, 'event.json'), JSON.stringify(event.payload));
      const variables = {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql`,
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_REPOSITORY: 'acme/identities',
        GITHUB_REF: event.ref,
        ...issuer.jobEnvironment('repo:acme/identities:environment:keyplan-plan'),
      };
      const words = [
        ['pull_request_target', '-C', workflow.folder, '-P', 'ubuntu-latest=-self-hosted'],
        ['-e', join(home, 'event.json'), '--no-cache-server', '--container-daemon-socket', '-'],
        ['--artifact-server-addr', '127.0.0.1', '--cache-server-addr', '127.0.0.1'],
        ['--action-cache-path', join(home, 'cache'), '-s', `GITHUB_TOKEN=${TOKENS.job}`],
        Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ].flat();
      const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: home, DOCKER_HOST: '' };
      const printed = await new Promise<string>((resolve) => {
        const child = spawn(act, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
        const parts: string[] = [];
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (part: Buffer) => parts.push(String(part)));
        child.on('close', () => resolve(parts.join('')));
      });
      expect(printed).toContain('created=1 posted=true');
      expect(printed).not.toContain(TOKENS.job);
      for (const token of issuer.tokens()) expect(printed).not.toContain(token);
      expect(await github.ask(TOKENS.job, 'GET', `/issues/${pull.number}/comments`)).toHaveLength(1);
    } finally {
      workflow.remove();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
