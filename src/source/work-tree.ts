import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText, type Diagnostic } from '../model/index.js';
import { readCommit } from '../systems/git/read-commit.js';
import { isMissing, isRefusedLink, unreadable } from './file-errors.js';
import type { FileTree, PathKind } from './file-tree.js';
import { FILE_SIZE_MAX } from './limits.js';
import { fileNotFound, notRegular, parseBytes, textOf, tooLarge } from './parse-source.js';

/** The files in a folder as they are now. */
export function openWorkTree(folder: string): FileTree {
  return {
    async namesIn(path) {
      try {
        return (await readdir(join(folder, path))).sort(compareText);
      } catch (error) {
        if (isMissing(error)) return [];
        throw unreadable(path, error);
      }
    },
    kindOf: async (path) => kindOf(await lstat(join(folder, path))),
    leadsToFolder: (link) => leadsToFolder(join(folder, link)),
    async read(path) {
      const read = await readBytes(join(folder, path), path);
      return () => ('code' in read ? { diagnostics: [read] } : parseBytes(path, read));
    },
    async text(path) {
      const read = await readBytes(join(folder, path), path);
      return 'code' in read ? undefined : textOf(read);
    },
    commit: (read) => readCommit(folder, read),
  };
}

function kindOf(stats: Stats): PathKind {
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}

async function leadsToFolder(link: string): Promise<boolean> {
  let stats: Stats;
  try {
    stats = await stat(link);
  } catch {
    // A link that leads nowhere is no folder that a pattern would go through.
    return false;
  }
  return stats.isDirectory();
}

/**
 * The bytes of a regular file, or why there are none. That it is no link is asked of the opened file itself, so that
 * nothing can be put in its place between the look and the reading.
 */
async function readBytes(full: string, path: string): Promise<Uint8Array | Diagnostic> {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: FileHandle | undefined;
  try {
    file = await open(full, flags);
    const stats = await file.stat();
    if (!stats.isFile()) return notRegular(path);
    if (stats.size > FILE_SIZE_MAX) return tooLarge(path);
    return await file.readFile();
  } catch (error) {
    if (isMissing(error)) return fileNotFound(path);
    if (isRefusedLink(error)) return notRegular(path);
    throw unreadable(path, error);
  } finally {
    await file?.close();
  }
}
