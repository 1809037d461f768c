import { constants, open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Failure, Secret, type CredentialSource } from '../../../model/index.js';

/** Gives the credential behind a source; called again for each sign-in, so that a rotated one is picked up. */
export type CredentialReader = (source: CredentialSource) => Promise<Secret>;

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
  const text = await readText(path).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    const why = cause instanceof UnfitFile ? `: ${cause.message}` : code;
    throw new Failure('credential-missing', `the credential file ${name} cannot be read${why}`, {
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

/** Bundles of authorities are the longest of what is read here, and have some hundred thousand bytes. */
const BYTES_MAX = 4 * 1024 * 1024;

class UnfitFile extends Error {}

/** Where the system tells about itself, and where a checkout keeps the token of its job. */
const CLOSED = /^\/(?:proc|sys|dev)\/|\/\.git(?:hub)?\//i;

/**
 * Links are followed, since a kubelet projects its files by them; but what is behind must be a file with an end, and none
 * that the settings may not name: a link can be committed by whoever may not change them. Opened without waiting, because a
 * pipe that nobody writes to would hold the run up for ever.
 */
async function readText(path: string): Promise<string> {
  const behind = await realpath(path);
  if (CLOSED.test(behind)) throw new UnfitFile('the path leads to one that is never read as a credential');
  const file = await open(behind, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new UnfitFile('it is no regular file');
    const text = await readUpTo(file, BYTES_MAX);
    if (text !== undefined) return text;
    throw new UnfitFile('it has more than 4 MiB, and no credential does');
  } finally {
    await file.close();
  }
}

/** The whole of a file; undefined where it has more bytes. Its size is not asked: it may grow meanwhile. */
async function readUpTo(file: FileHandle, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 65_536 })) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > most) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
