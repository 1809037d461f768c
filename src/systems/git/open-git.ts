import { simpleGit, type SimpleGit } from 'simple-git';

/**
 * git in a folder, for reading. Two traps of simple-git 4 are closed here: a non-zero exit with nothing on stderr would
 * count as success, and inherited `GIT_*` variables vanish unless they are named.
 */
export function openGit(folder: string): SimpleGit {
  return simpleGit({
    baseDir: folder,
    maxConcurrentProcesses: 1,
    trimmed: false,
    // Where an operator keeps git's configuration, which may say that the folder is safe. GIT_DIR and the like stay out:
    // inside a hook they would make git answer for another repository.
    allowEnvironment: ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES'],
    errors: (error, { exitCode }) =>
      error ?? (exitCode === 0 ? undefined : new Error(`git ended with exit code ${exitCode}`)),
  });
}
