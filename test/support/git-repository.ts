// A repository in a temporary folder, made by the git of this machine without its user's configuration.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

export interface GitRepository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Writes files by path below the folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** Writes files, commits everything there is, at this minute of a day where one is given, and gives the commit's id. */
  commit(files?: Readonly<Record<string, string>>, minute?: number): string;
  remove(): void;
}

/** Makes an empty repository, or clones one with git's own words, such as `--depth=1`. */
export function gitRepository(cloned?: GitRepository, ...words: readonly string[]): GitRepository {
  const repository = repositoryIn(realpathSync(mkdtempSync(join(tmpdir(), 'keyplan-git-'))));
  if (cloned === undefined) repository.git('init', '-q', '-b', 'main');
  else repository.git('clone', '-q', ...words, `file://${cloned.folder}`, '.');
  return repository;
}

/** A repository that is or will be in this folder. */
export function repositoryIn(folder: string): GitRepository {
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}): string =>
    execFileSync('git', [...CONFIGURATION, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...environment(), ...more },
      stdio: QUIET,
    });
  const git: GitRepository['git'] = (...args) => run(args);
  const write: GitRepository['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  return {
    folder,
    git,
    write,
    commit(files = {}, minute) {
      write(files);
      git('add', '--all');
      const words = ['commit', '-q', '--allow-empty', '-m', 'a commit'];
      run(words, minute === undefined ? {} : { GIT_COMMITTER_DATE: new Date(minute * 60_000 + DAY).toISOString() });
      return git('rev-parse', 'HEAD').trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In milliseconds since 1970. */
const DAY = Date.UTC(2026, 0, 5);

const QUIET: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];

const CONFIGURATION = [
  '-c',
  'user.name=test',
  '-c',
  'user.email=test@example.org',
  '-c',
  'protocol.file.allow=always',
] as const;

function environment(): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(entries), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
}
