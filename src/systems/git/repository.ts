import { resolve } from 'node:path';
import { Failure } from '../../model/index.js';
import { openObjects, type GitObject } from './object-reader.js';
import { isInRepository } from './read-commit.js';
import { readEntries, type TreeEntry } from './tree-entries.js';

/** A commit, and the folder that was opened as it was then. */
export interface Revision {
  readonly commit: string;
  /** When it was committed, in seconds since 1970, by the clock of whoever did. */
  readonly time: number;
  /** The id of the folder's tree; undefined where the folder was not there. */
  readonly tree: string | undefined;
  /** The commit before it, of a merge the one that was merged into; absent for the first of all. */
  readonly parent?: string;
  /** Of a merge, the commits that were merged into the one before it; none of any other. */
  readonly mergedHeads?: readonly string[];
}

/** The objects that a clone holds, seen from one folder of it. Nothing is checked out, fetched or run. */
export interface Repository {
  /** Whether the clone lacks history. */
  readonly isShallow: boolean;
  /** The folder's tree below a tree of the whole repository; undefined where the folder is not there. */
  readonly below: (tree: string) => Promise<string | undefined>;
  /** Undefined where the clone has no such commit. */
  readonly find: (revision: string) => Promise<Revision | undefined>;
  /** What a folder holds. Fails where the clone lacks it. */
  readonly entries: (tree: string) => Promise<readonly TreeEntry[]>;
  /** The bytes of a file; undefined where it is larger. Fails where the clone lacks it. */
  readonly blob: (id: string, sizeMax: number) => Promise<Uint8Array | undefined>;
  readonly close: () => Promise<void>;
}

/** The largest commit or folder that is read, in bytes; no real one comes near. */
const OBJECT_SIZE_MAX = 64 * 1024 * 1024;

/** Opens the repository that a folder is in, which may start far above; undefined outside git. It must be closed. */
export async function openRepository(folder: string): Promise<Repository | undefined> {
  if (!(await isInRepository(resolve(folder)))) return undefined;
  return openSeenFrom(folder, await describe(folder));
}

/**
 * Opens a bare repository that we made ourselves, seen from a folder of it. A file that it lacks was left out because it
 * is too large. It must be closed.
 *
 * @param seenFrom names of folders, the outermost first
 */
export function openBareRepository(folder: string, seenFrom: readonly string[]): Repository {
  const repository = openSeenFrom(folder, { isShallow: false, prefix: seenFrom });
  const blob: Repository['blob'] = async (id, sizeMax) => (await repository.blobOrNone(id, sizeMax))?.bytes;
  return { ...repository, blob };
}

interface SeenFrom {
  readonly isShallow: boolean;
  readonly prefix: readonly string[];
}

interface LenientRepository extends Repository {
  readonly blobOrNone: (id: string, sizeMax: number) => Promise<GitObject | undefined>;
}

function openSeenFrom(folder: string, { isShallow, prefix }: SeenFrom): LenientRepository {
  const objects = openObjects(folder);
  const present = async (id: string, sizeMax: number): Promise<GitObject> =>
    (await objects.read(id, sizeMax)) ?? missing(id);
  const entries = async (tree: string): Promise<readonly TreeEntry[]> => {
    const { type, bytes } = await present(tree, OBJECT_SIZE_MAX);
    if (type !== 'tree' || bytes === undefined) return missing(tree);
    return readEntries(bytes, tree.length / 2);
  };
  const descend = async (tree: string, [name, ...rest]: readonly string[]): Promise<string | undefined> => {
    if (name === undefined) return tree;
    const folders = (await entries(tree)).filter(({ kind }) => kind === 'folder');
    const found = folders.find((entry) => entry.name === name);
    return found === undefined ? undefined : await descend(found.id, rest);
  };
  return {
    isShallow,
    entries,
    below: (tree) => descend(tree, prefix),
    async find(revision) {
      const commit = await objects.read(`${revision}^{commit}`, OBJECT_SIZE_MAX);
      if (commit?.type !== 'commit') return undefined;
      const text = new TextDecoder().decode(commit.bytes);
      const [, tree, parents = ''] = /^tree ([0-9a-f]+)\n((?:parent [0-9a-f]+\n)*)/.exec(text) ?? [];
      const [parent, ...mergedHeads] = parents.match(/(?<=^parent ).+$/gm) ?? [];
      const [, seconds = '0'] = /^committer .* (\d+) [+-]\d{4}$/m.exec(text) ?? [];
      if (tree === undefined) return undefined;
      const first = parent === undefined ? {} : { parent, mergedHeads };
      return { commit: commit.id, time: Number(seconds), tree: await descend(tree, prefix), ...first };
    },
    blob: async (id, sizeMax) => (await present(id, sizeMax)).bytes,
    blobOrNone: (id, sizeMax) => objects.read(id, sizeMax),
    close: objects.close,
  };
}

/** What git says of the clone, and the way from its top to the folder. */
async function describe(folder: string): Promise<SeenFrom> {
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
    hint: 'It was cloned with --filter, or is damaged; keyplan never fetches. Fetch everything, or clone without --filter',
  });
}
