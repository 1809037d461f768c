import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, type Secret } from '../../model/index.js';
import { fetchEnvironment, offlineEnvironment } from './git-environment.js';
import { runGit, type GitAnswer } from './run-git.js';

/** Where commits are fetched from. */
export interface GitRemote {
  /** Without a credential. */
  readonly url: string;
  /** Shown as GitHub wants it, to this URL only. */
  readonly token?: Secret;
  /** Files larger than this, in bytes, are not fetched where the server can leave them out. */
  readonly fileSizeMax: number;
}

/** A repository without a work tree, into which commits are fetched. Nothing is ever checked out or run. */
export interface BareClone {
  readonly folder: string;
  /** Fetches these refs or commits with their whole history. Fails where one of them cannot be had. */
  readonly fetch: (wanted: readonly string[]) => Promise<void>;
  /**
   * The tree of `head` merged into `base`: what a merge button would make of them now. Undefined where they conflict, or
   * have nothing in common.
   */
  readonly mergedTree: (base: string, head: string) => Promise<string | undefined>;
}

/** How long one fetch may take; a repository with a hundred thousand commits takes one. */
const FETCH_MS = 300_000;
const LOOK_MS = 60_000;
const ATTEMPTS_MAX = 3;
const FIRST_WAIT_MS = 1000;

/** Makes an empty bare repository in a folder that is not there yet. The token goes to git by its environment only. */
export async function createBareClone(folder: string, remote: GitRemote): Promise<BareClone> {
  await mkdir(folder, { recursive: true });
  const environment = remoteEnvironment(remote);
  const look = (args: readonly string[]): Promise<GitAnswer> =>
    runGit(args, { folder, environment: offlineEnvironment(), signal: AbortSignal.timeout(LOOK_MS) });
  const made = await look(['init', '--quiet', '--bare', '.']);
  if (made.exit !== 0) throw noGit(made);
  return {
    folder,
    async fetch(wanted) {
      const refs = wanted.map((name) => (isCommit(name) ? name : `+${name}:${name}`));
      const args = [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
        'origin',
        ...refs,
      ];
      for (let attempt = 1; ; attempt += 1) {
        const answer = await runGit(args, { folder, environment, signal: AbortSignal.timeout(FETCH_MS) });
        if (answer.exit === 0) return;
        if (attempt === ATTEMPTS_MAX) throw notFetched(wanted, answer);
        await sleep(FIRST_WAIT_MS * attempt);
      }
    },
    async mergedTree(base, head) {
      const answer = await look(['merge-tree', '--write-tree', '--no-messages', base, head]);
      if (answer.exit === 0) return answer.stdout.trim();
      // Without anything in common git refuses, with the exit code of any other refusal.
      if (answer.exit === 1 || (await look(['merge-base', base, head])).exit === 1) return undefined;
      throw noMerge(answer);
    },
  };
}

function isCommit(name: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}

/** The environment of a git that speaks with the remote. The token is nowhere else. */
export function remoteEnvironment(remote: GitRemote): Readonly<Record<string, string | undefined>> {
  return fetchEnvironment(new URL(remote.url).protocol.replace(':', ''), settingsOf(remote));
}

function settingsOf({ url, token, fileSizeMax }: GitRemote): ReadonlyMap<string, string> {
  const { origin } = new URL(url);
  const basic = (secret: Secret): string =>
    `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${secret.reveal()}`).toString('base64')}`;
  return new Map([
    ['remote.origin.url', url],
    // What is left out is told from what is damaged by these two, and git must not ask for it again.
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', `blob:limit=${fileSizeMax + 1}`],
    ['credential.helper', ''],
    // Git would show the token to whatever host the remote names.
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '30'],
    ...(token === undefined ? [] : ([[`http.${origin}/.extraHeader`, basic(token)]] as const)),
  ]);
}

function noGit({ lastWords }: GitAnswer): Failure {
  return new Failure('usage', `git cannot be used${lastWords === '' ? '' : `: ${lastWords}`}`, {
    hint: 'Install git 2.38 or newer on the runner; the runners of GitHub have it',
  });
}

function notFetched(wanted: readonly string[], { lastWords }: GitAnswer): Failure {
  const said = lastWords === '' ? '' : `: ${lastWords}`;
  return new Failure('unreachable', `${wanted.join(' and ')} could not be fetched from the repository${said}`, {
    hint: 'Check that the token may read the repository (permissions: { contents: read }), and run it again',
  });
}

function noMerge({ lastWords }: GitAnswer): Failure {
  return new Failure('usage', `git could not merge the two commits${lastWords === '' ? '' : `: ${lastWords}`}`, {
    hint: 'git 2.38 or newer is needed, and files of more than 4 MiB that both sides changed cannot be merged',
  });
}
