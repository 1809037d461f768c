// Runs the Action's bundle by the protocol of GitHub's runner: inputs and the event go in, outputs, the summary and a log
// in which secrets are masked come out.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { TOKENS, type TestGithub } from './test-github.js';

export interface ActionEvent {
  /** @example 'pull_request_target' */
  readonly name: string;
  readonly payload: object;
  readonly ref: string;
  readonly commit: string;
}

export interface ActionRun {
  readonly exitCode: number | null;
  /** What people see of the log: what was masked is `***`. */
  readonly log: string;
  /** What the step printed before anything was masked, but for the lines that tell what to mask. */
  readonly printed: string;
  /** What it told the runner to mask. */
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The files that it left for later steps, by name. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ActionWish {
  readonly event: ActionEvent;
  readonly inputs?: Readonly<Record<string, string>>;
  /** More variables of the job. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly token?: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string };
}

/** Runs the step to its end. */
export async function runAction(github: TestGithub, wish: ActionWish): Promise<ActionRun> {
  const { event, inputs = {}, environment = {}, token = TOKENS.job } = wish;
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionFile;
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-runner-'));
  try {
    const files = runnerFiles(folder, event);
    const given = Object.entries(action.inputs).map(([name, { default: value = '' }]): [string, string] => [
      `INPUT_${name.toUpperCase()}`,
      inputs[name] ?? value.replace('${{ github.token }}', token),
    ]);
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      ...jobVariables(github, event),
      ...files.variables,
      ...Object.fromEntries(given),
      ...environment,
    };
    const { exitCode, printed } = await runToEnd(join(root, action.runs.main), files.workspace, env);
    return {
      exitCode,
      ...asShown(printed),
      outputs: readOutputs(readFileSync(files.output, 'utf8')),
      summary: readFileSync(files.summary, 'utf8'),
      files: filesLeft(files.temporary),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface RunnerFiles {
  readonly workspace: string;
  /** What is in it is there for later steps. */
  readonly temporary: string;
  readonly output: string;
  readonly summary: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The workspace stays empty: nothing was checked out. */
function runnerFiles(folder: string, event: ActionEvent): RunnerFiles {
  const [workspace, temporary] = [join(folder, 'workspace'), join(folder, 'temporary')];
  mkdirSync(workspace);
  mkdirSync(temporary);
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [output, summary] = [file('output'), file('summary')];
  return {
    workspace,
    temporary,
    output,
    summary,
    variables: {
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_STATE: file('state'),
      GITHUB_ENV: file('env'),
      GITHUB_PATH: file('path'),
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temporary,
      RUNNER_TOOL_CACHE: temporary,
    },
  };
}

function jobVariables(github: TestGithub, event: ActionEvent): Readonly<Record<string, string>> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql`,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: `${github.owner}/${github.name}`,
    GITHUB_REPOSITORY_OWNER: github.owner,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_REF: event.ref,
    GITHUB_SHA: event.commit,
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_ACTOR: 'an-author',
    GITHUB_WORKFLOW: 'keyplan',
    GITHUB_JOB: 'keyplan',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
  };
}

interface Ended {
  readonly exitCode: number | null;
  readonly printed: string;
}

function runToEnd(main: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run fresh`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, printed: parts.join('') }));
  });
}

const decoded = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** The runner hides what it was told to hide from then on, and the lines that told it. */
function asShown(text: string): Pick<ActionRun, 'log' | 'printed' | 'masks'> {
  const masks: string[] = [];
  const printed: string[] = [];
  const log: string[] = [];
  for (const line of text.split('\n')) {
    const [, value] = /^::add-mask::(.*)$/.exec(line) ?? [];
    if (value === undefined) {
      printed.push(line);
      log.push(masks.reduce((shown, secret) => shown.replaceAll(secret, '***'), line));
    } else
      masks.push(
        ...decoded(value)
          .split('\n')
          .filter((part) => part !== ''),
      );
  }
  return { log: log.join('\n'), printed: printed.join('\n'), masks };
}

/** `name=value`, or a name with a delimiter, lines, and the delimiter again. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, name = '', end] = /^([^=]+?)<<(.+)$/.exec(lines[index] ?? '') ?? [];
    if (end === undefined) continue;
    const last = lines.indexOf(end, index + 1);
    outputs[name] = lines.slice(index + 1, last).join('\n');
    index = last;
  }
  return outputs;
}

function filesLeft(folder: string): Readonly<Record<string, string>> {
  const left = readdirSync(folder).filter((name) => /^keyplan-.*(?<!\.git)$/.test(name));
  const files = left.flatMap((name) => readdirSync(join(folder, name)).map((file) => [file, join(folder, name, file)]));
  return Object.fromEntries(files.map(([file = '', path = '']) => [file, readFileSync(path, 'utf8')]));
}
