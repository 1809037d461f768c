import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { Failure } from '../../model/index.js';

/**
 * The commit of the files below `folder`: its full id, with `-dirty` when something below the folder differs from it;
 * `none` outside git and before the first commit. Changes elsewhere in the repository do not count, because no realm file
 * lies there, and nor do new files that are not read, such as the plan file that is being applied.
 *
 * @param read the files that are read, relative to the folder, with `/`
 */
export async function readCommit(folder: string, read: ReadonlySet<string>): Promise<string> {
  if (!(await isInRepository(resolve(folder)))) return 'none';
  // Loaded only here: commands that run outside git never pay for it.
  const { openGit } = await import('./open-git.js');
  const git = openGit(folder);
  try {
    // Unlike rev-parse, rev-list of everything that HEAD can name answers nothing, not an error, before the first commit.
    const commit = (await git.raw('rev-list', '--max-count=1', '--ignore-missing', 'HEAD', '--')).trim();
    if (commit === '') return 'none';
    // Without the option git writes down what it found out about the files.
    const status = await git.raw('--no-optional-locks', 'status', '--porcelain', '--untracked-files=normal', '--', '.');
    const lines = status.split('\n').filter((line) => line !== '');
    const isDirty = lines.some((line) => !line.startsWith(NEW)) || (lines.length > 0 && (await isNewAmong(git, read)));
    return isDirty ? `${commit}-dirty` : commit;
  } catch (cause) {
    if (await isBare(git)) return 'none';
    throw new Failure('usage', 'git could not tell the commit of the realm files', {
      hint: 'Run "git status" in the folder of the settings and repair what it complains about',
      cause,
    });
  }
}

/** How git's status starts a line about what no commit holds. */
const NEW = '?? ';

/** Status names a new folder and nothing in it, so the files themselves are asked for, where there are any. */
async function isNewAmong(git: SimpleGit, read: ReadonlySet<string>): Promise<boolean> {
  const files = await git.raw('ls-files', '--others', '--exclude-standard', '-z', '--', '.');
  return files.split('\0').some((file) => read.has(file));
}

/** Whether the repository has no work tree here: then it holds none of the files. */
async function isBare(git: SimpleGit): Promise<boolean> {
  return await git.raw('rev-parse', '--is-inside-work-tree').then(
    (said) => said.trim() === 'false',
    () => false,
  );
}

/** Whether the folder or one above it holds a repository: asked of the file system, so that no text of git is interpreted. */
export async function isInRepository(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await lstat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (found) return true;
    if (dirname(at) === at) return false;
  }
}
