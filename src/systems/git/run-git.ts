import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a git ended, and what it said. */
export interface GitAnswer {
  /** Undefined where it could not be started, or was ended. */
  readonly exit: number | undefined;
  readonly stdout: string;
  /** The last words on stderr, for people. */
  readonly lastWords: string;
}

export interface GitRun {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** When it is ended. */
  readonly signal: AbortSignal;
  /** What it reads on stdin; nothing where absent. */
  readonly input?: string;
}

/** The most of what git says that is kept, in characters. */
const SAID_MAX = 64 * 1024;

/** Runs git with arguments of ours. simple-git takes neither its environment nor exit codes that are answers. */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitAnswer> {
  const { folder, environment, signal, input = '' } = run;
  const git = spawn('git', args, {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
  });
  // What could not be started, or did not want to read, shows as how it ended.
  git.stdin.on('error', () => undefined);
  git.stdin.end(input);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    git[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] = (said[name] + text).slice(-SAID_MAX);
    });
  }
  // What could not be started, or was ended, has no exit code.
  const ended: readonly unknown[] = await once(git, 'close').catch(() => []);
  const lines = said.stderr.split('\n').filter((line) => line.trim() !== '');
  return {
    exit: typeof ended[0] === 'number' ? ended[0] : undefined,
    stdout: said.stdout,
    lastWords: lines.at(-1)?.slice(0, 300) ?? '',
  };
}
