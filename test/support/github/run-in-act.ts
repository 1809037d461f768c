// Runs the ready workflows with the committed bundle by nektos/act in host mode, just as they stand in examples/github.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gitRepository } from '../git-repository.js';
import { READY_ACTION, READY_FOLDER, READY_UPLOAD } from './ready-workflows.js';
import type { ActionRun, ActionWish } from './run-action.js';
import { TOKENS, type TestGithub } from './test-github.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder for act, with the action as it lies in the repository. */
export interface ActHome {
  /** Runs the workflows of the event to their end. The inputs are theirs. */
  readonly run: (github: TestGithub, wish: Omit<ActionWish, 'inputs' | 'token'>) => Promise<ActionRun>;
  readonly remove: () => void;
}

/** @param program act itself */
export function makeActHome(program: string): ActHome {
  const home = mkdtempSync(join(tmpdir(), 'keyplan-act-'));
  for (const path of ['action.yml', 'package.json', 'dist/action'])
    cpSync(join(root, path), join(home, 'action', path), { recursive: true });
  const kept = join(home, 'kept');
  makeUpload(join(home, 'upload'), kept);
  const checkout = gitRepository();
  // The others stand instead of these.
  for (const name of readdirSync(READY_FOLDER).filter((file) => file.startsWith('keyplan-')))
    cpSync(join(READY_FOLDER, name), join(checkout.folder, '.github/workflows', name));
  checkout.commit();
  checkout.git('remote', 'add', 'origin', 'https://github.com/acme/identities.git');
  return {
    async run(github, { event, environment = {} }) {
      writeFileSync(join(home, 'event.json'), JSON.stringify(event.payload));
      const variables = {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql`,
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_REPOSITORY: `${github.owner}/${github.name}`,
        GITHUB_REF: event.ref,
        ...environment,
      };
      const words = [
        [event.name, '-C', checkout.folder, '-P', 'ubuntu-latest=-self-hosted', '--json'],
        ['--local-repository', `${READY_ACTION}=${join(home, 'action')}`],
        ['--local-repository', `${READY_UPLOAD}=${join(home, 'upload')}`],
        ['-e', join(home, 'event.json'), '--no-cache-server', '--container-daemon-socket', '-'],
        ['--artifact-server-addr', '127.0.0.1', '--cache-server-addr', '127.0.0.1'],
        ['--action-cache-path', join(home, 'cache'), '-s', `GITHUB_TOKEN=${TOKENS.job}`],
        Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ].flat();
      rmSync(kept, { recursive: true, force: true });
      return { ...(await actToEnd(program, words, home)), files: filesBelow(kept) };
    },
    remove() {
      checkout.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Stands in for GitHub's upload, which wants a service of GitHub's: puts the files that it is given below `kept`. */
function makeUpload(folder: string, kept: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'action.yml'), UPLOAD);
  const program = `const { cpSync } = require('node:fs');
const { basename, join } = require('node:path');
for (const path of process.env.INPUT_PATH.split('\\n').map((line) => line.trim()).filter((line) => line !== ''))
  cpSync(path, join(${JSON.stringify(kept)}, process.env.INPUT_NAME, basename(path)));
`;
  writeFileSync(join(folder, 'index.js'), program);
}

const UPLOAD = `name: upload
description: Keeps files
inputs:
  name: { description: The name, required: true }
  path: { description: The files, required: true }
  overwrite: { description: Whether it may be there, default: "false" }
runs:
  using: node20
  main: index.js
`;

/** By artefact and name; none where nothing was kept. */
function filesBelow(kept: string): Readonly<Record<string, string>> {
  const names = existsSync(kept) ? readdirSync(kept, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.filter((name) => statSync(join(kept, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(kept, name), 'utf8')]));
}

function actToEnd(program: string, words: readonly string[], home: string): Promise<Omit<ActionRun, 'files'>> {
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: home, DOCKER_HOST: '' };
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...readLog(parts.join('')) }));
  });
}

/** A line of act's log. */
interface Entry {
  readonly msg?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

function readLog(text: string): Omit<ActionRun, 'exitCode' | 'files'> {
  const lines = text.split('\n').filter((line) => line !== '');
  const entries = lines.map((line): Entry => (line.startsWith('{') ? (JSON.parse(line) as Entry) : { msg: line }));
  const of = (command: string): readonly Entry[] => entries.filter((entry) => entry.command === command);
  const outputs = Object.fromEntries(of('set-output').map(({ name = '', arg = '' }) => [name, arg]));
  const log = entries.map(({ msg = '' }) => msg).join('\n');
  return {
    log,
    // Of the step's own lines act keeps only what it shows.
    printed: log,
    masks: of('add-mask').map(({ arg = '' }) => arg),
    outputs,
    summary: of('summary')
      .map(({ content = '' }) => content)
      .join('\n'),
  };
}
