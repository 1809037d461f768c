import { Failure, type Diagnosed, type PlanNote, type SourceFile, type SourceMap } from '../model/index.js';
import { openRevision, readSettingsFile, type FileTree, type ParsedFiles } from '../source/index.js';
import type { Repository } from '../systems/git/repository.js';
import { changedKeys } from './changed-keys.js';
import type { RunFiles } from './run-files.js';

/** The settings as the base has them. */
export interface BaseSettings {
  readonly commit: string;
  readonly file: Diagnosed<SourceFile>;
  /** That the files of the run have other settings, and where they differ. */
  readonly notes: readonly PlanNote[];
}

/**
 * Reads the settings file of a revision. In a pull request the settings of the base count, so that nobody points
 * credentials elsewhere, or loosens a guard, in the same change that needs it.
 */
export async function readBaseSettings(from: RunFiles, name: string, revision: string): Promise<BaseSettings> {
  return await from.withRepository(async (repository) => {
    const { commit, files } = await findBase(repository, revision);
    const read = await readSettingsFile(files(), name);
    const diagnostics = read.diagnostics.map((diagnostic) =>
      diagnostic.code === 'file-not-found'
        ? {
            ...diagnostic,
            message: `the base ${shortCommit(commit)} has no settings file here`,
            hint: 'Merge the settings first; the settings of a pull request count only after the merge',
          }
        : diagnostic,
    );
    const now = await readSettingsFile(from.tree, name);
    const notes = settingsNotes(read.value?.root, now.value?.root, { name, commit });
    return { commit, file: { ...read, diagnostics }, notes };
  });
}

/** The base and how to read its files. A revision that the clone does not hold is a wrong call. */
export async function findBase(
  repository: Repository | undefined,
  revision: string,
): Promise<{ readonly commit: string; readonly files: (parsed?: ParsedFiles) => FileTree }> {
  if (repository === undefined) {
    throw new Failure('usage', 'the realm files are in no git repository, so there is no base', {
      hint: 'Run without --base, or in a clone of the repository',
    });
  }
  const found = await repository.find(revision);
  if (found !== undefined) return { commit: found.commit, files: (parsed) => openRevision(repository, found, parsed) };
  throw new Failure('usage', `this clone holds no commit "${revision}" to be the base`, {
    hint: repository.isShallow
      ? 'The clone is shallow, and keyplan never fetches: clone with the whole history (fetch-depth: 0), or fetch the base first'
      : 'Name a branch, a tag or a commit that "git log" knows; keyplan never fetches, so fetch it first',
  });
}

/** A commit as people say it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

interface SettingsName {
  readonly name: string;
  readonly commit: string;
}

function settingsNotes(
  base: SourceMap | undefined,
  now: SourceMap | undefined,
  { name, commit }: SettingsName,
): readonly PlanNote[] {
  if (base === undefined) return [];
  const counts = `those of the base ${shortCommit(commit)} count, and a change takes effect after the merge`;
  const note = (text: string): readonly PlanNote[] => [{ place: { file: name, line: 1, column: 1 }, text }];
  if (now === undefined) return note(`the settings of this revision are gone or cannot be read; ${counts}`);
  const keys = changedKeys(base, now);
  return keys.length === 0 ? [] : note(`the settings of this revision differ in ${keys.join(', ')}; ${counts}`);
}
