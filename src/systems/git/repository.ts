import { resolve } from 'node:path';
import { Failure } from '../../model/index.js';
import { openObjects, type GitObject } from './object-reader.js';
import { isInRepository } from './read-commit.js';
import { readEntries, type TreeEntry } from './tree-entries.js';

/** A commit, and the folder that was opened as it was then. */
export interface Revision {
  readonly commit: string;
  /** The id of the folder's tree; undefined where the folder was not there. */
  readonly tree: string | undefined;
}

/** The objects that a clone holds, seen from one folder of it. Nothing is checked out, fetched or run. */
export interface Repository {
  /** Whether the clone lacks history. */
  readonly isShallow: boolean;
  /** Undefined where the clone has no such commit. An object of it that is missing is a failure. */
  readonly find: (revision: string) => Promise<Revision | undefined>;
  /** Fails where the clone does not hold it. */
  readonly entries: (tree: string) => Promise<readonly TreeEntry[]>;
  /** Undefined where it is larger than was said on opening. Fails where the clone does not hold it. */
  readonly blob: (id: string) => Promise<Uint8Array | undefined>;
  readonly close: () => Promise<void>;
}

/** Trees and commits are as large as they are; no real one comes near. */
const OBJECT_SIZE_MAX = 64 * 1024 * 1024;

/**
 * Opens the repository that a folder is in, which may start far above; undefined outside git. It must be closed.
 *
 * @param blobSizeMax bytes above which a file is not read
 */
export async function openRepository(folder: string, blobSizeMax: number): Promise<Repository | undefined> {
  if (!(await isInRepository(resolve(folder)))) return undefined;
  const { isShallow, prefix } = await describe(folder);
  const objects = openObjects(folder, OBJECT_SIZE_MAX);
  const blobs = openObjects(folder, blobSizeMax);
  const present = async (id: string): Promise<GitObject> => (await objects.read(id)) ?? missing(id);
  const entries = async (tree: string): Promise<readonly TreeEntry[]> => {
    const { type, bytes } = await present(tree);
    if (type !== 'tree' || bytes === undefined) return missing(tree);
    return readEntries(bytes, tree.length / 2);
  };
  return {
    isShallow,
    entries,
    async find(revision) {
      const commit = await objects.read(`${revision}^{commit}`);
      if (commit?.type !== 'commit' || commit.bytes === undefined) return undefined;
      let tree = /^tree ([0-9a-f]+)\n/.exec(new TextDecoder().decode(commit.bytes))?.[1];
      for (const name of prefix) {
        if (tree === undefined) break;
        const folders: readonly TreeEntry[] = (await entries(tree)).filter(({ kind }) => kind === 'folder');
        tree = folders.find((entry) => entry.name === name)?.id;
      }
      return { commit: commit.id, tree };
    },
    blob: async (id) => ((await blobs.read(id)) ?? missing(id)).bytes,
    async close() {
      await Promise.all([objects.close(), blobs.close()]);
    },
  };
}

/** What git says of the clone, and the way from its top to the folder. */
async function describe(folder: string): Promise<{ readonly isShallow: boolean; readonly prefix: readonly string[] }> {
  // Loaded only here: commands that read no revision never pay for it.
  const { openGit } = await import('./open-git.js');
  try {
    const said = await openGit(folder).raw('rev-parse', '--is-shallow-repository', '--show-prefix');
    const [isShallow, ...prefix] = said.split('\n');
    const names = prefix.join('\n').trimEnd().split('/');
    return { isShallow: isShallow === 'true', prefix: names.filter((name) => name !== '') };
  } catch (cause) {
    throw new Failure('usage', 'git could not look into the repository of the realm files', {
      hint: 'Run "git status" in the folder of the settings and repair what it complains about',
      cause,
    });
  }
}

function missing(id: string): never {
  throw new Failure('usage', `this clone does not hold the object ${id.slice(0, 12)}`, {
    hint: 'It was cloned with --filter or is damaged: keyplan never fetches. Fetch all objects, or clone without --filter',
  });
}
