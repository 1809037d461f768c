import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../model/index.js';
import { remoteEnvironment, type GitRemote } from './bare-clone.js';
import { offlineEnvironment } from './git-environment.js';
import type { Revision } from './repository.js';
import { runGit, type GitAnswer } from './run-git.js';

/** Who a commit is by. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** A commit that replaces files of its parent and nothing else. */
export interface CommitWish {
  /** In the clone. */
  readonly parent: Pick<Revision, 'commit' | 'time'>;
  /** Texts by path from the top of the repository; each is a file of the parent. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
  readonly author: CommitAuthor;
}

/** A reference of the remote, where it was when it was looked at, and where it shall be; undefined is nowhere. */
export interface RefMove {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What is written to branches of the remote. Nothing is ever checked out. */
export interface BranchWriter {
  /** The commits that the remote's references name; those that are not there are left out. */
  readonly tips: (refs: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Makes a commit in the clone. The same wish is the same commit, whenever it is made. */
  readonly commit: (wish: CommitWish) => Promise<string>;
  /** Moves all of the references, or none of them: where one is no longer where it was, somebody else moved it. */
  readonly move: (moves: readonly RefMove[]) => Promise<{ readonly moved: true } | { readonly refused: string }>;
}

const LOOK_MS = 60_000;
const PUSH_MS = 120_000;

/** Writes through a bare clone that was made of the same remote. */
export function createBranchWriter(folder: string, remote: GitRemote): BranchWriter {
  const environment = remoteEnvironment(remote);
  return {
    async tips(refs) {
      const answer = await runGit(['ls-remote', '--refs', 'origin', ...refs], {
        folder,
        environment,
        signal: AbortSignal.timeout(LOOK_MS),
      });
      if (answer.exit !== 0) throw unreachable(answer);
      const lines = answer.stdout.split('\n').map((line) => line.split('\t'));
      // The name given to ls-remote fits the end of other names, too.
      return new Map(lines.flatMap(([commit = '', ref = '']) => (refs.includes(ref) ? [[ref, commit]] : [])));
    },
    commit: (wish) => makeCommit(folder, wish),
    async move(moves) {
      const leases = moves.map(({ ref, from = '' }) => `--force-with-lease=${ref}:${from}`);
      const specs = moves.map(({ ref, to = '' }) => `${to}:${ref}`);
      const answer = await runGit(['push', '--porcelain', '--atomic', '--no-verify', ...leases, 'origin', ...specs], {
        folder,
        environment,
        signal: AbortSignal.timeout(PUSH_MS),
      });
      return answer.exit === 0 ? { moved: true } : { refused: refusalOf(answer) };
    },
  };
}

async function makeCommit(folder: string, { parent, files, message, author }: CommitWish): Promise<string> {
  const index = join(folder, `index-${randomUUID()}`);
  const date = `@${parent.time} +0000`;
  const environment = {
    ...offlineEnvironment(),
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  const ask = async (args: readonly string[], input = ''): Promise<string> => {
    const answer = await runGit(args, { folder, environment, input, signal: AbortSignal.timeout(LOOK_MS) });
    if (answer.exit !== 0) throw noCommit(answer);
    return answer.stdout.trim();
  };
  try {
    await ask(['read-tree', parent.commit]);
    for (const [path, text] of files) {
      const blob = await ask(['hash-object', '-w', '--stdin'], text);
      // An entry keeps its mode; of a path that is none of the parent's there is nothing to say.
      const [mode = ''] = (await ask(['ls-files', '--stage', '-z', '--', `:(top,literal)${path}`])).split(' ');
      await ask(['update-index', '-z', '--index-info'], `${mode} ${blob}\t${path}\0`);
    }
    // Files that were too large to be fetched are in the tree all the same.
    const tree = await ask(['write-tree', '--missing-ok']);
    return await ask(['commit-tree', tree, '-p', parent.commit], message);
  } finally {
    await rm(index, { force: true });
  }
}

/** Of each reference that was not moved git says why, in words such as `[rejected] (stale info)`. */
function refusalOf({ stdout, lastWords }: GitAnswer): string {
  const [, why] = /^!\t[^\t]*\t(\[[^\n]{1,200})/m.exec(stdout) ?? [];
  if (why?.includes('stale info')) return 'somebody else moved the branch meanwhile';
  return why ?? (lastWords === '' ? 'git gave no answer' : lastWords);
}

function unreachable({ lastWords }: GitAnswer): Failure {
  const said = lastWords === '' ? '' : `: ${lastWords}`;
  return new Failure('unreachable', `the branches of the repository could not be listed${said}`, {
    hint: 'Run the job again; if it stays so, see whether its token may read the repository',
  });
}

function noCommit({ lastWords }: GitAnswer): Failure {
  return new Failure('usage', `git could not make a commit${lastWords === '' ? '' : `: ${lastWords}`}`, {
    hint: 'Run the job again with git 2.38 or newer',
  });
}
