import { Failure } from '../model/index.js';

/** Whether an error of the file system says that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What opening a link with O_NOFOLLOW answers: ELOOP on Linux and macOS, EMLINK on FreeBSD. */
export function isRefusedLink(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ELOOP' || code === 'EMLINK';
}

/** The failure for a file or folder that is there and cannot be read; `path` is relative to the folder of the settings. */
export function unreadable(path: string, cause: unknown): Failure {
  return new Failure('usage', `"${path === '' ? '.' : path}" cannot be read (${codeOf(cause) ?? 'no code'})`, {
    hint: 'Give whoever runs keyplan the right to read the folder of the settings',
    cause,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
