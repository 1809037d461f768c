import type { Review } from '../../model/index.js';
import type { LookingWorld } from '../edges.js';
import { EXIT } from '../exit.js';
import { filesAtRevision } from '../run-files.js';
import type { GithubRun } from './github-run.js';
import type { RunOutcome } from './outcome.js';
import { fetched, visibilityFor, withFetched } from './planned-commit.js';
import { publishHere } from './publish.js';
import { isBroken, validateTargets } from './review-targets.js';

/**
 * Says what is wrong with the files, of a pull request with the settings of its base, without a server or a credential. It
 * makes no check run: that is the plan's.
 */
export async function validateRevision(run: GithubRun, world: Pick<LookingWorld, 'folder'>): Promise<RunOutcome> {
  const { event, reader, wishes } = run;
  const pullRequest = event.pullRequest && (await reader.pullRequest(event.pullRequest.number));
  const base = pullRequest && `refs/heads/${pullRequest.base.branch}`;
  const head = pullRequest === undefined ? event.ref : `refs/pull/${pullRequest.number}/head`;
  return await withFetched(run, base === undefined ? [head] : [base, head], async (repository) => {
    const revision = await fetched(repository, head);
    const files = filesAtRevision(repository, revision);
    const asked = { config: wishes.config, targets: wishes.targets, ...(base === undefined ? {} : { base }) };
    const looked = await validateTargets({ folder: world.folder, files }, asked);
    const review: Review = {
      ...looked,
      head: revision.commit,
      phase: 'planned',
      visibility: await visibilityFor(run, pullRequest?.isFork ?? false),
      links: run.links,
    };
    const outputs = { ...(await publishHere(run, review)), changes: 'false', 'comment-posted': 'false' };
    if (!isBroken(looked)) return { exit: EXIT.fine, message: 'The files are valid', outputs };
    return { exit: EXIT.wrongFiles, reason: 'invalid-config', message: 'The files are not valid', outputs };
  });
}
