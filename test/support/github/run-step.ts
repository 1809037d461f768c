// One step of a job that uses the Action: a process that is told of its job as GitHub's runner tells it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from '../project-files.js';
import { type TestGithub, TOKENS } from './test-github.js';

export interface StepWish {
  readonly event: string;
  readonly payload?: unknown;
  /** `refs/heads/main` where absent. */
  readonly ref?: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly token?: string;
}

export interface StepRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The files that it left for later steps, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const SOURCE = [
  '--import',
  join(projectRoot, 'scripts/typescript.mjs'),
  join(projectRoot, 'src/entry/action/action.ts'),
];

/** Runs the step from the sources, so that a test of them does not wait for a new bundle. */
export async function runStep(github: TestGithub, wish: StepWish): Promise<StepRun> {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-step-'));
  const at = (name: string): string => join(folder, name);
  try {
    writeFileSync(at('event.json'), JSON.stringify(wish.payload ?? {}));
    for (const name of ['output', 'summary']) writeFileSync(at(name), '');
    const inputs = Object.entries({ 'github-token': wish.token ?? TOKENS.job, ...wish.inputs });
    const env = {
      PATH: process.env['PATH'],
      ...wish.environment,
      ...Object.fromEntries(inputs.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      GITHUB_EVENT_NAME: wish.event,
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_REF: wish.ref ?? 'refs/heads/main',
      GITHUB_REPOSITORY: `${github.owner}/${github.name}`,
      GITHUB_SERVER_URL: github.serverUrl,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_RUN_ID: '1',
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('summary'),
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
    };
    const { exitCode, log } = await run(folder, env);
    const outputs = parseOutputs(readFileSync(at('output'), 'utf8'));
    return { exitCode, log, outputs, summary: readFileSync(at('summary'), 'utf8'), files: filesLeft(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  return new Promise((resolve, reject) => {
    let log = '';
    const child = spawn(process.execPath, SOURCE, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, log }));
  });
}

/** `name<<delimiter`, lines, delimiter: as the runner reads the file. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const found = [...text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)];
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]));
}

function filesLeft(folder: string): Readonly<Record<string, string>> {
  const left = readdirSync(folder).filter((name) => /^keyplan-.*(?<!\.git)$/.test(name));
  const files = left.flatMap((name) => readdirSync(join(folder, name)).map((file) => [file, join(folder, name, file)]));
  return Object.fromEntries(files.map(([file = '', path = '']) => [file, readFileSync(path, 'utf8')]));
}
