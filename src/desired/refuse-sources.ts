import type { Diagnostic, SourceNode } from '../model/index.js';
import { problem } from './problem.js';

/**
 * What no settings may show to a server: variables by which a job of GitHub Actions holds its own rights, and files of the
 * system that hold every variable. Whoever can change a target's address could have them sent there.
 */
export function refuseVariable(name: string, { place }: SourceNode): readonly Diagnostic[] {
  if (!/^(?:GITHUB|ACTIONS|INPUT|RUNNER)_/i.test(name)) return [];
  const hint = 'Name a variable of your own that holds the credential of this server, or sign in by githubOidc';
  return [problem('source-refused', place, `${name} belongs to the job itself and is shown to no server`, hint)];
}

/** The same for a path, by whatever way it is written. */
export function refuseFile(path: string, { place }: SourceNode): readonly Diagnostic[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const isSystem = path.startsWith('/') && (parts.includes('..') || /^(?:proc|sys|dev)$/.test(parts[0] ?? ''));
  const isGit = parts.some((part) => /^\.git(?:hub)?$/i.test(part));
  if (!isSystem && !isGit) return [];
  const hint = 'Name the file that holds the credential of this server, such as /run/secrets/keyplan';
  return [problem('source-refused', place, 'this path is never read as a credential', hint)];
}
