import { expect, test } from 'vitest';
import { createReviewedCheck, readReviewedChecks } from '../../../../src/commands/github/reviewed-checks.js';
import { digest, type Plan, type Review, type TargetReview } from '../../../../src/model/index.js';
import { TOKENS } from '../../../support/github/test-github.js';
import { withGithub, type GithubWork } from '../../../support/github/with-github.js';
import { mixedPlan, reviewOf } from '../../../support/reviews.js';

const TARGET = 'prod';

/** A plan with so many steps, each with a digest of its own. */
function planWith(count: number): Plan {
  const { plan } = mixedPlan();
  const [step] = plan.steps;
  if (step === undefined) throw new Error('the plan has a step');
  return { ...plan, steps: Array.from({ length: count }, (_, index) => ({ ...step, digest: digest(index) })) };
}

function reviewAt(head: string, plan: Plan): { readonly review: Review; readonly target: TargetReview } {
  const target = { name: TARGET, diagnostics: [], plan, verdict: { refusals: [], allowed: [], warnings: [] } };
  return { review: reviewOf([target], { head }), target };
}

async function record({ first, createCheckRun }: GithubWork, plan: Plan): Promise<number | undefined> {
  const posted = await createReviewedCheck(
    { writer: { createCheckRun } as GithubWork },
    {
      ...reviewAt(first, plan),
      unplanned: 'neutral',
    },
  );
  return 'posted' in posted ? posted.posted.app : undefined;
}

const ofApp = async (work: GithubWork, app: number, until?: string): Promise<readonly ReadonlySet<string>[]> => {
  const by = until === undefined ? { app } : { app, until };
  const plans = await readReviewedChecks(work, { commit: work.first, target: TARGET }, by);
  return plans.map(({ digests }) => digests);
};

const JOB = 15_368;

test.each([3, 4000])('the digests of %i steps are read back whole', async (count) => {
  await withGithub(async (work) => {
    const plan = planWith(count);
    expect(await record(work, plan)).toBe(JOB);
    const [digests] = await ofApp(work, JOB);
    expect(digests).toEqual(new Set(plan.steps.map((step) => step.digest)));
  });
});

test.concurrent('of several plans of one head each is read, the newest first', async () => {
  await withGithub(async (work) => {
    await record(work, planWith(2));
    await record(work, planWith(1));
    expect((await ofApp(work, JOB)).map(({ size }) => size)).toEqual([1, 2]);
  });
});

test.concurrent('what another app recorded, or what came too late, is not there', async () => {
  await withGithub(async (work) => {
    await record(work, planWith(2));
    expect(await ofApp(work, 99)).toEqual([]);
    expect(await ofApp(work, JOB, '2020-01-01T00:00:00Z')).toEqual([]);
  }, TOKENS.job);
});

test.concurrent('where a part is missing nothing is there: half a record would pass for a whole one', async () => {
  await withGithub(async (work) => {
    await record(work, planWith(4000));
    const without = {
      checkRuns: async (commit: string, name: string) =>
        name.endsWith('/ steps 2') ? [] : await work.checkRuns(commit, name),
    };
    expect(await readReviewedChecks(without, { commit: work.first, target: TARGET }, { app: JOB })).toEqual([]);
  });
});
