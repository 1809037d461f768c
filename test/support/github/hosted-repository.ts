// The repository that the tests' GitHub hosts: bare, with what people push to it, and with merges as GitHub makes them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface HostedRepository {
  /** The folder that holds `owner/name`. */
  readonly root: string;
  /** The bare repository. */
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
  /** The commit that a branch or another reference names. */
  readonly commitOf: (reference: string) => string;
  /** Brings a head into a branch as one of GitHub's ways does, and gives the branch's new commit. */
  readonly merge: (head: string, branch: string, method: MergeMethod) => string;
  readonly remove: () => void;
}

const PERSON = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.org' };
const WEB = { GIT_COMMITTER_NAME: 'GitHub', GIT_COMMITTER_EMAIL: 'noreply@github.com' };

export function hostRepository(owner: string, name: string): HostedRepository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'keyplan-hosted-')));
  const folder = join(root, owner, name);
  mkdirSync(folder, { recursive: true });
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('GIT_'))),
    ...PERSON,
    ...WEB,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git: HostedRepository['git'] = (...args) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  git('init', '-q', '--bare', '-b', 'main');
  git('config', 'http.receivepack', 'true');
  git('config', 'uploadpack.allowFilter', 'true');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const commitOf = (reference: string): string => git('rev-parse', `${reference}^{commit}`);
  return {
    root,
    folder,
    git,
    commitOf,
    merge(head, branch, method) {
      const into = `refs/heads/${branch}`;
      const commit = mergeCommit({ git, base: commitOf(into), head: commitOf(head), method });
      git('update-ref', into, commit);
      return commit;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

interface Merge {
  readonly git: HostedRepository['git'];
  readonly base: string;
  readonly head: string;
  readonly method: MergeMethod;
}

function mergeCommit({ git, base, head, method }: Merge): string {
  if (method === 'rebase') return rebased({ git, base, head });
  const tree = git('merge-tree', '--write-tree', base, head);
  const parents = method === 'merge' ? ['-p', base, '-p', head] : ['-p', base];
  return git('commit-tree', tree, ...parents, '-m', method === 'merge' ? 'Merge pull request' : 'Squashed');
}

/** Each commit again, on top of the branch. */
function rebased({ git, base, head }: Omit<Merge, 'method'>): string {
  const commits = git('rev-list', '--reverse', '--no-merges', `${base}..${head}`).split('\n');
  return commits.reduce((onto, commit) => {
    // What was brought over before is the same on both sides.
    const tree = git('merge-tree', '--write-tree', onto, commit);
    return git('commit-tree', tree, '-p', onto, '-m', 'Rebased');
  }, base);
}
