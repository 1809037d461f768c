import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { Failure } from '../../model/index.js';

/**
 * The commit of the files below `folder`: its full id, with `-dirty` when something below the folder differs from it, new
 * files included; `none` outside git and before the first commit. Changes elsewhere in the repository do not count,
 * because no realm file lies there.
 */
export async function readCommit(folder: string): Promise<string> {
  if (!(await isInRepository(resolve(folder)))) return 'none';
  // Loaded only here: commands that run outside git never pay for it.
  const { openGit } = await import('./open-git.js');
  const git = openGit(folder);
  try {
    // Unlike rev-parse, rev-list of everything that HEAD can name answers nothing, not an error, before the first commit.
    const commit = (await git.raw('rev-list', '--max-count=1', '--ignore-missing', 'HEAD', '--')).trim();
    if (commit === '') return 'none';
    // Without the option git writes down what it found out about the files.
    const changes = await git.raw(
      '--no-optional-locks',
      'status',
      '--porcelain',
      '--untracked-files=normal',
      '--',
      '.',
    );
    return changes.trim() === '' ? commit : `${commit}-dirty`;
  } catch (cause) {
    if (await isBare(git)) return 'none';
    throw new Failure('usage', 'git could not tell the commit of the realm files', {
      hint: 'Run "git status" in the folder of the settings and repair what it complains about',
      cause,
    });
  }
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
