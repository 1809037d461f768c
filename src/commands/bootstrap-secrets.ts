import { access, chmod, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure, type Secret, type Target } from '../model/index.js';
import { shellWord } from '../render/index.js';
import { ENDS, type End } from './bootstrap-trust.js';

/** The variables by which the settings read the two secrets; the usual names where they read them from elsewhere. */
export function secretVariables({ signIn }: Target): Readonly<Record<End, string>> {
  const nameOf = (end: End): string => {
    const one = signIn[end];
    return one.method === 'client-secret' && 'env' in one.clientSecret
      ? one.clientSecret.env
      : `KEYPLAN_${end.toUpperCase()}_SECRET`;
  };
  const names = { plan: nameOf('plan'), apply: nameOf('apply') };
  return names.plan === names.apply ? { plan: 'KEYPLAN_PLAN_SECRET', apply: 'KEYPLAN_APPLY_SECRET' } : names;
}

/**
 * That the file can be written, and holds nothing but these variables where it is there: else it is somebody else's and stays.
 * A shell will read it, so that a variable of the settings must be a name to it and nothing that it would run.
 */
export async function checkSecretsFile(
  path: string,
  name: string,
  variables: Readonly<Record<End, string>>,
): Promise<void> {
  const odd = ENDS.map((end) => variables[end]).find((variable) => !SHELL_NAME.test(variable));
  if (odd !== undefined) {
    throw new Failure('usage', `${JSON.stringify(odd)} is no name of a variable that a secrets file can set`, {
      hint: 'Name variables of letters, digits and underscores under auth in keyplan.yaml, or leave out --secrets-file',
    });
  }
  await access(dirname(path), constants.W_OK).catch((cause: unknown) => {
    throw new Failure('usage', `the folder of the secrets file ${name} is not there or may not be written`, {
      hint: 'Make the folder, or name another file',
      cause,
    });
  });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new Failure('usage', `the secrets file ${name} cannot be read`, { hint: 'Name another file', cause });
  });
  const ours = new Set(ENDS.map((end) => variables[end]));
  const isOurs = (line: string): boolean =>
    line.trim() === '' || ours.has(line.slice(0, Math.max(0, line.indexOf('='))));
  if (text.split('\n').every(isOurs)) return;
  throw new Failure('usage', `${name} holds more than the two secrets, and would be overwritten`, {
    hint: 'Name a file that does not exist yet',
  });
}

const SHELL_NAME = /^[A-Za-z_]\w*$/;

/** Writes `NAME=secret` lines into a file that only its owner may read. It is there whole or not at all. */
export async function writeSecretsFile(
  path: string,
  name: string,
  secrets: readonly (readonly [variable: string, secret: Secret])[],
): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    const text = secrets.map(([variable, secret]) => `${variable}=${shellWord(secret.reveal())}\n`).join('');
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    // The mode of a new file is narrowed by the umask, never widened; this also holds where the umask took our own right.
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new Failure('usage', `the secrets file ${name} cannot be written`, {
      hint: 'Check that its folder exists and may be written, and run bootstrap again: nothing else is left to do',
      cause,
    });
  }
}
