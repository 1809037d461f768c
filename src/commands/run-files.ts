import { openRevision, openWorkTree, type FileTree } from '../source/index.js';
import { openRepository, type Repository, type Revision } from '../systems/git/repository.js';

/** Where the files of a run come from: settings, realm files, base and history all are read through this one value. */
export interface RunFiles {
  /** The folder of the settings. */
  readonly tree: FileTree;
  /** Opens the repository of the files, seen from the folder of the settings, for as long as `work` takes; outside git there is none. */
  readonly withRepository: <T>(work: (repository: Repository | undefined) => Promise<T>) => Promise<T>;
}

/** The files in a folder as they lie there now. */
export function filesInFolder(folder: string): RunFiles {
  return {
    tree: openWorkTree(folder),
    async withRepository(work) {
      const repository = await openRepository(folder);
      try {
        return await work(repository);
      } finally {
        await repository?.close();
      }
    },
  };
}

/** The files as a revision has them, whatever lies in a work tree. The repository stays open, and whoever opened it closes it. */
export function filesAtRevision(repository: Repository, revision: Pick<Revision, 'commit' | 'tree'>): RunFiles {
  return { tree: openRevision(repository, revision), withRepository: (work) => work(repository) };
}
