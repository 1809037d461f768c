import { Failure, type Plan, type Review, type TargetReview } from '../../model/index.js';
import { countText } from '../../render/index.js';
import { checkName } from '../../render/github/index.js';
import { unreviewedSteps } from '../../plan/index.js';
import type { Repository } from '../../systems/git/repository.js';
import type { LookingWorld } from '../edges.js';
import { filesAtRevision } from '../run-files.js';
import type { GithubRun } from './github-run.js';
import { countOutputs, worstOfReview, type RunOutcome } from './outcome.js';
import { fetched, visibilityFor, withFetched } from './planned-commit.js';
import { publishChecks, publishHere } from './publish.js';
import { withOwnCheck } from './own-check.js';
import { readReviewedChecks } from './reviewed-checks.js';
import { reviewTargets } from './review-targets.js';

/** Plans the newest commit of the branch of the run. Only reads, and nobody but the job's summary is told. */
export async function planBranch(run: GithubRun, world: LookingWorld): Promise<RunOutcome> {
  return await withFetched(run, [run.event.ref], async (repository) => {
    const newest = await fetched(repository, run.event.ref);
    const files = filesAtRevision(repository, newest);
    const { expectOnly: _, ...asked } = run.wishes;
    const looked = await reviewTargets({ ...world, files }, asked, run.voice.note);
    const review: Review = {
      ...looked,
      head: newest.commit,
      phase: 'planned',
      visibility: await visibilityFor(run, false),
      links: run.links,
    };
    const outputs = { ...(await publishHere(run, review)), ...countOutputs(review.targets) };
    return { ...worstOfReview(review), outputs };
  });
}

/**
 * Plans an entry of a merge queue and compares: what it changes by itself must be what its pull request showed. A merge that
 * came before in the queue may have made something else of it. Writes nothing but check runs.
 */
export async function planMergeGroup(run: GithubRun, world: LookingWorld): Promise<RunOutcome> {
  const group = run.event.mergeGroup;
  if (group === undefined) {
    throw new Failure('usage', `the event ${run.event.name} has no merge group`, {
      hint: 'Start the workflow on merge_group',
    });
  }
  return await withFetched(run, [run.event.ref, group.head, group.base], async (repository) => {
    const review = await reviewGroup(run, world, repository, group);
    const outputs = {
      ...(await publishHere(run, review)),
      ...(await publishChecks(run, review)),
      ...countOutputs(review.targets),
    };
    return { ...worstOfReview(review), outputs };
  });
}

type MergeGroup = NonNullable<GithubRun['event']['mergeGroup']>;

async function reviewGroup(
  run: GithubRun,
  world: LookingWorld,
  repository: Repository,
  group: MergeGroup,
): Promise<Review> {
  const files = filesAtRevision(repository, await fetched(repository, group.head));
  const { expectOnly: _, ...asked } = run.wishes;
  const looked = await reviewTargets({ ...world, files }, { ...asked, base: group.base }, run.voice.note);
  const targets: TargetReview[] = [];
  for (const target of looked.targets) targets.push(await compared(run, target, group));
  const shared = { phase: 'planned', visibility: await visibilityFor(run, false), links: run.links } as const;
  return { ...looked, ...shared, targets, head: group.head, base: group.base };
}

async function compared(run: GithubRun, target: TargetReview, group: MergeGroup): Promise<TargetReview> {
  const steps = target.plan === undefined ? [] : stepsOfPr(target.plan);
  if (steps.length === 0) return target;
  const check = {
    commit: group.head,
    name: `keyplan / queue (${target.name})`,
    title: `${countText(steps.length, 'step')} of this entry ${steps.length === 1 ? 'is' : 'are'} compared with what was reviewed`,
  };
  const compare = async (app: number | undefined): Promise<TargetReview> => {
    const unreviewed = unreviewedSteps(steps, [
      { plans: await recordedFor(run, target.name, group, app), approvedAt: [] },
    ]);
    if (unreviewed.length === 0) return target;
    return { ...target, stopped: { reason: 'plan-changed', steps: unreviewed, detail: unreviewedText(group) } };
  };
  try {
    return await withOwnCheck(run, check, compare, ({ stopped }) => ({
      isFine: stopped === undefined,
      title:
        stopped === undefined ? 'What this entry changes was reviewed' : 'This entry changes what was not reviewed so',
      summary: `The check "${checkName(target.name)}" says more.`,
    }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...target, failure: error };
  }
}

function unreviewedText({ pullRequest }: MergeGroup): string {
  if (pullRequest === undefined) return 'the entry of the queue names no pull request';
  return `pull request #${pullRequest} showed something else, or nothing`;
}

/** Check runs of a pull request that is not merged yet cannot be too late: everything until now counts. */
async function recordedFor(
  { reader }: GithubRun,
  target: string,
  { pullRequest }: MergeGroup,
  app: number | undefined,
): ReturnType<typeof readReviewedChecks> {
  if (pullRequest === undefined || app === undefined) return [];
  const { head } = await reader.pullRequest(pullRequest);
  return await readReviewedChecks(reader, { commit: head.commit, target }, { app });
}

/** The steps of objects that this entry changes by itself; what waits before it in the queue is others' to answer for. */
function stepsOfPr({ changes, steps }: Plan): Plan['steps'] {
  const own = changes.filter(
    ({ origin, fields }) => origin === 'pr' || fields.some((field) => (field.origin ?? origin) === 'pr'),
  );
  const addresses = new Set(own.map(({ address }) => address));
  return steps.filter(({ address, operation }) => addresses.has(address) && operation !== 'mark');
}
