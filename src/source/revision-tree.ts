import { posix } from 'node:path';
import { compareText, type Diagnosed, type SourceFile } from '../model/index.js';
import type { Repository, Revision } from '../systems/git/repository.js';
import type { TreeEntry } from '../systems/git/tree-entries.js';
import type { FileTree } from './file-tree.js';
import { FILE_SIZE_MAX } from './limits.js';
import { fileNotFound, notRegular, parseBytes, textOf, tooLarge } from './parse-source.js';

/** Files of revisions that were parsed already, by id and path: from one revision to the next, most stay as they are. */
export type ParsedFiles = Map<string, Diagnosed<SourceFile>>;

/** The files in a folder of a repository as a revision has them, by the rules of a work tree. Nothing is checked out. */
export function openRevision(
  repository: Pick<Repository, 'entries' | 'blob'>,
  { commit, tree }: Pick<Revision, 'commit' | 'tree'>,
  parsed: ParsedFiles = new Map(),
): FileTree {
  const folders = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const find = async (path: string): Promise<TreeEntry | undefined> => {
    const { dir, base } = posix.parse(path);
    return (await entriesIn(dir)).get(base);
  };
  const list = async (folder: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const id = folder === '' ? tree : await folderId(folder);
    const entries = id === undefined ? [] : await repository.entries(id);
    return new Map(entries.map((entry) => [entry.name, entry]));
  };
  const entriesIn = (folder: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const known = folders.get(folder) ?? list(folder);
    folders.set(folder, known);
    return known;
  };
  const folderId = async (path: string): Promise<string | undefined> => {
    const entry = await find(path);
    return entry?.kind === 'folder' ? entry.id : undefined;
  };
  /** Where links lead, as far as that is inside the folder: what lies outside is no part of the revision. */
  const leadsToFolder = async (link: string, hops = LINK_HOPS_MAX): Promise<boolean> => {
    const entry = await find(link);
    if (entry?.kind !== 'link' || hops === 0) return entry?.kind === 'folder';
    const bytes = await repository.blob(entry.id, FILE_SIZE_MAX);
    const target = posix.join(posix.dirname(link), new TextDecoder().decode(bytes)).replace(/\/$/, '');
    return target === '.' || (!target.startsWith('..') && (await leadsToFolder(target, hops - 1)));
  };
  return {
    namesIn: async (folder) => [...(await entriesIn(folder)).keys()].sort(compareText),
    kindOf: async (path) => (await find(path))?.kind ?? 'other',
    leadsToFolder: (link) => leadsToFolder(link),
    async read(path) {
      const entry = await find(path);
      if (entry === undefined) return () => ({ diagnostics: [fileNotFound(path)] });
      if (entry.kind !== 'file') return () => ({ diagnostics: [notRegular(path)] });
      const key = `${entry.id} ${path}`;
      const known = parsed.get(key);
      if (known !== undefined) return () => known;
      const bytes = await repository.blob(entry.id, FILE_SIZE_MAX);
      return () => {
        const file = bytes === undefined ? { diagnostics: [tooLarge(path)] } : parseBytes(path, bytes);
        parsed.set(key, file);
        return file;
      };
    },
    async text(path) {
      const entry = await find(path);
      const bytes = entry?.kind === 'file' ? await repository.blob(entry.id, FILE_SIZE_MAX) : undefined;
      return bytes === undefined ? undefined : textOf(bytes);
    },
    commit: () => Promise.resolve(commit),
  };
}

/** As many links behind each other as Linux follows. */
const LINK_HOPS_MAX = 40;
