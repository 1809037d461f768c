import { Failure, type Visibility } from '../../model/index.js';
import { openBareRepository, type Repository, type Revision } from '../../systems/git/repository.js';
import { filesAtRevision, type RunFiles } from '../run-files.js';
import type { GithubRun } from './github-run.js';

/** Opens what was fetched, seen from the folder of the settings, for as long as `work` takes. */
export async function withFetched<T>(
  { clone, links }: Pick<GithubRun, 'clone' | 'links'>,
  wanted: readonly string[],
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  await clone.fetch(wanted);
  const repository = openBareRepository(
    clone.folder,
    links.folder.split('/').filter((name) => name !== ''),
  );
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

/** A commit or ref that was fetched. */
export async function fetched(repository: Repository, name: string): Promise<Revision> {
  const found = await repository.find(name);
  if (found !== undefined) return found;
  throw new Failure('unreachable', `${name} was fetched and is not there`, {
    hint: 'It was replaced meanwhile, most likely by a forced push: the newer run counts',
  });
}

/**
 * The files as a merge of `head` into `base` would have them, told as those of the head; undefined where the two conflict.
 * A head that is behind its base would seem to take back what was merged since.
 */
export async function mergedFiles(
  { clone }: Pick<GithubRun, 'clone'>,
  repository: Repository,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<RunFiles | undefined> {
  const merged = await clone.mergedTree(base, head);
  if (merged === undefined) return undefined;
  return filesAtRevision(repository, { commit: head, tree: await repository.below(merged) });
}

/** What of live values may leave: what was asked for, by the kind of repository otherwise; of a fork's never more than counts. */
export async function visibilityFor(
  { reader, wishes }: Pick<GithubRun, 'reader' | 'wishes'>,
  isFork: boolean,
): Promise<Visibility> {
  if (isFork) return 'counts';
  return wishes.visibility ?? ((await reader.repository()).isPrivate ? 'full' : 'changed-fields');
}
