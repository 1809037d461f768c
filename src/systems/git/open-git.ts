import { simpleGit, type SimpleGit } from 'simple-git';
import { PASSED_ON } from './git-environment.js';

/**
 * git in a folder, for reading. Two traps of simple-git 4 are closed here: a non-zero exit with nothing on stderr would
 * count as success, and inherited `GIT_*` variables vanish unless they are named.
 */
export function openGit(folder: string): SimpleGit {
  return simpleGit({
    baseDir: folder,
    maxConcurrentProcesses: 1,
    trimmed: false,
    allowEnvironment: [...PASSED_ON],
    errors: (error, { exitCode }) =>
      error ?? (exitCode === 0 ? undefined : new Error(`git ended with exit code ${exitCode}`)),
  });
}
