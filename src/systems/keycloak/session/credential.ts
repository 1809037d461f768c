import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Failure, Secret, type CredentialSource } from '../../../model/index.js';
import type { CredentialReader } from './sign-in-form.js';

/** Reads credentials from an environment and from files; relative paths start at `folder`, the one of the settings. */
export function createCredentialReader(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): CredentialReader {
  return async (source: CredentialSource) => {
    if ('env' in source) return fromEnvironment(source.env, environment[source.env]);
    return fromFile(source.file, isAbsolute(source.file) ? source.file : join(folder, source.file));
  };
}

function fromEnvironment(name: string, value: string | undefined): Secret {
  if (value !== undefined && value !== '') return new Secret(value);
  throw new Failure('credential-missing', `the environment variable ${name} is not set`, {
    hint: `Set ${name} to the credential, or name another source under auth in keyplan.yaml.`,
  });
}

async function fromFile(name: string, path: string): Promise<Secret> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('credential-missing', `the credential file ${name} cannot be read`, {
      hint: 'Check the path under auth in keyplan.yaml and who may read the file.',
      cause,
    });
  });
  // Editors and `echo` end a file with a line break that is not part of the credential.
  const value = text.replace(/\r?\n$/, '');
  if (value !== '') return new Secret(value);
  throw new Failure('credential-missing', `the credential file ${name} is empty`, {
    hint: 'Write the credential into it.',
  });
}
