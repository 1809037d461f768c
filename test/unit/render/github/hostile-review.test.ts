import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { VISIBILITIES, type Review, type TargetReview } from '../../../../src/model/index.js';
import * as render from '../../../../src/render/index.js';
import { bytesOf } from '../../../../src/render/github/budget.js';
import { verdictOf } from '../../../support/builders.js';
import { expectHarmless, hostile, MARKER, outsideCode, planCase, reportOf } from '../../../support/hostile.js';
import { LINKS, reviewOf } from '../../../support/reviews.js';

const targetCase = fc
  .record({
    planned: planCase,
    text: hostile,
    file: hostile,
    state: fc.constantFrom('planned', 'applied', 'stopped', 'failed'),
  })
  .map(({ planned, text, file, state }): TargetReview => {
    const { plan, verdict } = planned;
    const name = plan.target.name;
    const place = { file, line: 1, column: 1 };
    const diagnostics = [{ code: 'unknown-key', severity: 'warning', place, message: text, hint: text } as const];
    switch (state) {
      case 'applied':
        return { name, diagnostics, plan, verdict, report: { ...reportOf(planned, text), readBackError: text } };
      case 'stopped':
        return {
          name,
          diagnostics,
          plan,
          verdict,
          stopped: { reason: 'plan-changed', steps: plan.steps, detail: text },
        };
      case 'failed':
        return { name, diagnostics, failure: { code: 'unreachable', message: text, hint: text } };
      case 'planned':
        return { name, diagnostics, plan, verdict };
    }
  });

const reviewCase = fc
  .record({
    targets: fc.array(targetCase, { minLength: 1, maxLength: 2 }),
    visibility: fc.constantFrom(...VISIBILITIES),
    by: hostile,
    folder: hostile,
  })
  .map(
    ({ targets, visibility, by, folder }): Review =>
      reviewOf(targets, { visibility, approvedBy: [by], links: { ...LINKS, folder: folder.replaceAll('/', '') } }),
  );

/** Links lead to GitHub's pages only, by addresses that hold no character of their own meaning. */
const LINK = /\]\(https:\/\/github\.com\/[\w:/.%#-]+\)/g;

function expectContained(markdown: string): void {
  const { prose, tables } = outsideCode(markdown);
  const rest = prose
    .map((line) => line.replaceAll(LINK, ']()'))
    .filter((line) => !/^<!-- keyplan:\w+ v1 \w+ -->$/.test(line))
    .map((line) => line.replace('<!-- keyplan:status end --> · head ', ' · head '));
  expect(rest.filter((line) => line.includes(MARKER))).toEqual([]);
  expect(rest.filter((line) => /[@`]|<(?!\/?(details|summary)>)|\]\((?!\))/.test(line))).toEqual([]);
  for (const rows of tables) expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
  expect(rest.filter((line) => line.startsWith('<details>'))).toHaveLength(
    rest.filter((line) => line === '</details>').length,
  );
}

describe('whatever names and values hold', () => {
  test.prop([reviewCase])('comments, summaries, checks and issues stay ours', (review) => {
    const texts = [render.reviewComment(review).text, render.jobSummary(review).text];
    for (const target of review.targets) {
      const check = render.checkOutput(review, target);
      texts.push(check.text, check.summary);
      for (const text of [check.title, ...check.annotations.flatMap(({ title, message }) => [title, message])])
        expectHarmless(text);
      const { plan } = target;
      const seenAt = '2026-11-25T10:00:00Z';
      if (plan === undefined) continue;
      const issue = render.driftIssue({ plan, visibility: review.visibility, links: review.links, seenAt });
      texts.push(issue.body);
      expectHarmless(issue.title);
      // Whatever a plan says, what a check run stores is what stands at its end.
      const stored = render.decodeReviewed(check.text);
      const isRefused = target.verdict?.refusals.some(({ rule }) => rule !== 'unexpected-origin') ?? true;
      const steps = isRefused ? [] : plan.steps;
      expect(stored).toEqual({ in: 'block', digests: new Set(steps.map(({ digest }) => digest)) });
    }
    for (const text of texts) {
      expectHarmless(text);
      expectContained(text);
      expect(bytesOf(text)).toBeLessThanOrEqual(65_535);
    }
    expectHarmless(render.jsonText(render.reviewSarif(review, '1.0.0')));
  });

  test.prop(
    [fc.array(planCase, { minLength: 1, maxLength: 3 }), fc.integer({ min: 5, max: 40 }), fc.nat({ max: 60 })],
    { numRuns: 25 },
  )('nothing is cut in the middle where not all fits', (cases, copies, long) => {
    const changes = cases.flatMap(({ plan }, at) =>
      Array.from({ length: copies }, (_, n) =>
        plan.changes.map((change) => ({
          ...change,
          address: `client/${at}-${n}-${change.address.length}` as typeof change.address,
          fields: change.fields.map((field) => ({
            ...field,
            after: typeof field.after === 'string' ? field.after.repeat(1 + long) : field.after,
          })),
        })),
      ).flat(),
    );
    const [first] = cases;
    if (first === undefined) return;
    const unique = [...new Map(changes.map((change) => [change.address, change])).values()];
    const plan = { ...first.plan, changes: unique };
    const { text, leftOut } = render.reviewComment(
      reviewOf([{ name: 'prod', diagnostics: [], plan, verdict: verdictOf() }]),
    );
    expect(bytesOf(text)).toBeLessThanOrEqual(60_000);
    expectHarmless(text);
    expectContained(text);
    const counted = [...text.matchAll(/^Left out here: (\d+) /gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(counted).toBe(leftOut);
  });
});
