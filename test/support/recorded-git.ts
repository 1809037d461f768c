// A git that writes down what it is asked and then does it: what is run on somebody's repository, and how often.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';

export interface RecordedGit {
  /** The value of PATH with which a process finds this git. */
  readonly path: string;
  /** Each call's arguments, separated by blanks, since the last look. */
  calls(): readonly string[];
  remove(): void;
}

/** Makes one, in front of the git of this machine. */
export function recordGit(): RecordedGit {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-git-calls-'));
  const log = join(folder, 'calls');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  return {
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    calls() {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      rmSync(log);
      return lines;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
