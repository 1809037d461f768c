import { readFile } from 'node:fs/promises';
import type { GithubEvent } from '../../commands/github/github-run.js';
import { Failure } from '../../model/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the runner says of the job. */
export interface JobFacts {
  readonly event: GithubEvent;
  readonly owner: string;
  readonly name: string;
  /** @example 'https://github.com' */
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** The page of this run. */
  readonly runUrl: string;
  /** A folder that is emptied after the job. */
  readonly temporary: string;
  /** The folder in which a checkout would lie. */
  readonly workspace: string;
}

/** Reads what the runner says of the job. Throws a Failure outside a job of GitHub Actions. */
export async function readJob(environment: Environment): Promise<JobFacts> {
  const need = (name: string): string => {
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    throw new Failure('usage', `the variable ${name} is not set, so this is no job of GitHub Actions`, {
      hint: 'Use the command line elsewhere: keyplan plan',
    });
  };
  const [owner = '', name = ''] = need('GITHUB_REPOSITORY').split('/');
  const serverUrl = need('GITHUB_SERVER_URL');
  const event = eventOf(need('GITHUB_EVENT_NAME'), await readPayload(need('GITHUB_EVENT_PATH')), need('GITHUB_REF'));
  return {
    event,
    owner,
    name,
    serverUrl,
    apiUrl: need('GITHUB_API_URL'),
    runUrl: `${serverUrl}/${owner}/${name}/actions/runs/${need('GITHUB_RUN_ID')}`,
    temporary: need('RUNNER_TEMP'),
    workspace: environment['GITHUB_WORKSPACE'] ?? need('RUNNER_TEMP'),
  };
}

async function readPayload(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Failure('usage', 'the event of this run cannot be read', { hint: 'Run the job again', cause });
  }
}

/** Takes from an event's payload what matters. What is not as GitHub has it is taken as absent. */
export function eventOf(name: string, payload: unknown, ref: string): GithubEvent {
  const number = numberAt(payload, 'pull_request', 'number');
  const head = textAt(payload, 'pull_request', 'head', 'sha');
  const action = textAt(payload, 'action');
  const label = textAt(payload, 'label', 'name');
  const sender = { id: numberAt(payload, 'sender', 'id'), login: textAt(payload, 'sender', 'login') };
  const mergeGroup = mergeGroupOf(payload);
  return {
    name,
    ref,
    ...(action === undefined ? {} : { action }),
    ...(label === undefined ? {} : { label }),
    ...(number === undefined || head === undefined ? {} : { pullRequest: { number, head } }),
    ...(sender.id === undefined || sender.login === undefined
      ? {}
      : { sender: { id: sender.id, login: sender.login } }),
    ...(mergeGroup === undefined ? {} : { mergeGroup }),
  };
}

function mergeGroupOf(payload: unknown): GithubEvent['mergeGroup'] {
  const head = textAt(payload, 'merge_group', 'head_sha');
  const base = textAt(payload, 'merge_group', 'base_sha');
  if (head === undefined || base === undefined) return undefined;
  const [, number] = /\/pr-(\d+)-[0-9a-f]+$/.exec(textAt(payload, 'merge_group', 'head_ref') ?? '') ?? [];
  return { head, base, ...(number === undefined ? {} : { pullRequest: Number(number) }) };
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : undefined;
}
