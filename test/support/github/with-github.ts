import { Secret } from '../../../src/model/index.js';
import { createGithubReader } from '../../../src/systems/github/github-reader.js';
import { openGithub } from '../../../src/systems/github/github-session.js';
import type { GithubReader, GithubWriter } from '../../../src/systems/github/github-types.js';
import { createGithubWriter } from '../../../src/systems/github/github-writer.js';
import { gitRepository } from '../git-repository.js';
import { startTestGithub, type TestGithub, TOKENS } from './test-github.js';

export interface GithubWork extends GithubReader, GithubWriter {
  readonly github: TestGithub;
  /** The first commit of main. */
  readonly first: string;
  /** Pushes files on a branch that begins at main, or goes on, and gives its commit. */
  readonly push: (branch: string, files: Readonly<Record<string, string>>) => string;
}

/** A GitHub with one commit on main, and what the token reads and writes there. A second of waiting takes a millisecond. */
export async function withGithub(work: (made: GithubWork) => Promise<void>, token: string = TOKENS.job): Promise<void> {
  const github = await startTestGithub();
  const clone = gitRepository();
  try {
    const { apiUrl, owner, name } = github;
    const push: GithubWork['push'] = (branch, files) => {
      clone.git('checkout', '-q', '-B', branch);
      const commit = clone.commit(files);
      clone.git('push', '-q', '-f', `file://${github.hosted.folder}`, branch);
      return commit;
    };
    const first = push('main', { 'keyplan.yaml': 'version: 1\n' });
    const session = openGithub({ apiUrl, token: new Secret(token), owner, name, secondMs: 1 });
    await work({ github, first, push, ...createGithubReader(session), ...createGithubWriter(session) });
  } finally {
    clone.remove();
    await github.close();
  }
}

/** The requests that wrote, as `METHOD path` below the repository, with their answers. */
export function writesOf({ requests }: TestGithub): readonly string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/graphql'))
    .map(({ method, path, status }) => `${method} ${path.split('/').slice(4).join('/')} ${status ?? 'no answer'}`);
}
