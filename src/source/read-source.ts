import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnosed, Diagnostic, SourceFile } from '../model/index.js';
import { isMissing, isRefusedLink, unreadable } from './file-errors.js';
import { FILE_SIZE_MAX } from './limits.js';
import { parseSource, tooLarge } from './parse-source.js';

/** The text of a file, or why there is none. */
export type ReadText = { readonly text: string } | { readonly problem: Diagnostic };

/**
 * Reads one file below `folder`. A path that is no regular file, a link included, is a diagnostic: it is asked of the
 * opened file itself, so that nothing can be put in its place between the look and the reading.
 */
export async function readText(folder: string, path: string): Promise<ReadText> {
  const bytes = await readBytes(join(folder, path), path);
  if ('code' in bytes) return { problem: bytes };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: problem(path, 'yaml-syntax', 'the file is not UTF-8 text', 'Save it as UTF-8') };
  }
}

/** Reads and parses one file below `folder`. */
export async function readSource(folder: string, path: string): Promise<Diagnosed<SourceFile>> {
  return parseRead(path, await readText(folder, path));
}

/** Parses what was read. */
export function parseRead(path: string, read: ReadText): Diagnosed<SourceFile> {
  return 'problem' in read ? { diagnostics: [read.problem] } : parseSource(path, read.text);
}

async function readBytes(full: string, path: string): Promise<Uint8Array | Diagnostic> {
  const notRegular = problem(
    path,
    'file-not-regular',
    'this is no regular file',
    'Put the file itself there, not a link',
  );
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: FileHandle | undefined;
  try {
    file = await open(full, flags);
    const stats = await file.stat();
    if (!stats.isFile()) return notRegular;
    if (stats.size > FILE_SIZE_MAX) return tooLarge(path);
    return await file.readFile();
  } catch (error) {
    if (isMissing(error)) return problem(path, 'file-not-found', 'there is no such file', 'Check the path');
    if (isRefusedLink(error)) return notRegular;
    throw unreadable(path, error);
  } finally {
    await file?.close();
  }
}

function problem(file: string, code: Diagnostic['code'], message: string, hint: string): Diagnostic {
  return { code, severity: 'error', place: { file, line: 1, column: 1 }, message, hint };
}
