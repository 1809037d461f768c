import { describe, expect, it } from 'vitest';
import { fieldPath, type Diagnostic, type Report, type Review, type Visibility } from '../../../../src/model/index.js';
import * as render from '../../../../src/render/index.js';
import { at, created, hazardOf, markOf, planOf, updated, verdictOf } from '../../../support/builders.js';
import { mixedPlan, reviewOf } from '../../../support/reviews.js';

/** Everything that leaves for GitHub, as one text. */
function allThatLeaves(review: Review): string {
  const [target] = review.targets;
  if (target?.plan === undefined) throw new Error('one target with a plan is wanted');
  const { visibility, links } = review;
  const seenAt = '2026-11-25T10:00:00Z';
  return [
    render.reviewComment(review).text,
    render.jobSummary(review).text,
    JSON.stringify(render.checkOutput(review, target)),
    JSON.stringify(render.lineRemarks(review, target)),
    JSON.stringify(render.reviewSarif(review, '1.0.0')),
    JSON.stringify(render.driftIssue({ plan: target.plan, visibility, links, seenAt })),
    render.jsonText(render.planJson(render.shownPlan(target.plan, visibility))),
  ].join('\n');
}

const before = 'value-before';
const plan = planOf(
  [
    updated('client/agent', {
      at: 'realms/agents.yaml:3',
      origin: 'drift',
      changedBy: [{ user: 'somebody', isOfOtherRealm: false, at: '2026-11-21T18:02:11Z' }],
      mark: { before: markOf({ owner: `${before}-owner` }), after: markOf() },
      fields: {
        description: [before, 'value-after'],
        [fieldPath('attributes', 'plain')]: [before, undefined],
        [fieldPath('redirectUris', `https://${before}`)]: [true, undefined],
        [fieldPath('serviceAccount', 'realmRoles', before)]: [true, undefined],
        [fieldPath('serviceAccount', 'clientRoles', before, 'x')]: [true, undefined],
        [fieldPath('serviceAccount', 'groups', `/${before}`)]: [true, undefined],
        [fieldPath('protocolMappers', 'm', 'protocolMapper')]: ['oidc-audience-mapper', undefined],
        [fieldPath('protocolMappers', 'm', 'config', 'claim.name')]: [before, undefined],
      },
    }),
    updated('client-scope/scope', {
      at: 'realms/agents.yaml:9',
      fields: { [fieldPath('protocolMappers', 'm', 'config', 'claim.name')]: [before, 'value-after'] },
    }),
  ],
  {
    unmanaged: [`${before}-unmanaged`],
    hazards: [hazardOf('change-authentication', 'client/agent', `from ${before}`)],
    released: [{ address: 'client/agent' as never, path: fieldPath('name'), value: before }],
  },
);
const verdict = verdictOf({
  refusals: [{ rule: 'change-authentication', address: 'client/agent' as never, detail: `from ${before}` }],
});
const report: Report = {
  plan,
  outcomes: plan.steps.map(({ id }) => ({ step: id, result: 'moved', message: `it was ${before}` })),
  after: plan,
  state: 'stale',
};
const diagnostics: readonly Diagnostic[] = [
  {
    code: 'near-miss-audience',
    severity: 'warning',
    place: at('a.yaml:1'),
    message: 'x',
    hint: `did you mean ${before}`,
  },
];
const seen = (visibility: Visibility, isApplied = false): string =>
  allThatLeaves(
    reviewOf([{ name: 'prod', diagnostics, plan, verdict, ...(isApplied ? { report } : {}) }], { visibility }),
  );

describe('visibility', () => {
  it('full shows values before and who changed them', () => {
    for (const text of [before, 'value-after', 'somebody']) expect(seen('full')).toContain(text);
  });

  it('changed-fields shows no value before and no name of a person, on a plan and after an apply', () => {
    for (const text of [seen('changed-fields'), seen('changed-fields', true)]) {
      expect(text.replaceAll('value-after', '')).not.toContain(before);
      expect(text).not.toContain('somebody');
    }
    expect(seen('changed-fields')).toContain('value-after');
    expect(seen('changed-fields')).toContain('redirect URI "(1 not shown)"');
    expect(seen('changed-fields')).toContain('description       (not shown) -> "value-after"');
    expect(seen('changed-fields')).toContain('redirectUris/(1%20not%20shown)');
  });

  it('counts shows neither objects nor fields, and says how many of what', () => {
    for (const text of [seen('counts'), seen('counts', true)]) {
      for (const word of [before, 'value-after', 'somebody', 'client/agent', 'client agent'])
        expect(text).not.toContain(word);
      expect(text).toContain('2 to change');
      expect(text).toContain('change-authentication');
    }
  });

  it('never changes what is counted, or which check is right', () => {
    const { conclusion, title } = render.checkOutput(reviewOf([]), { name: 'prod', diagnostics: [], ...mixedPlan() });
    for (const visibility of ['changed-fields', 'counts'] as const)
      expect(
        render.checkOutput(reviewOf([], { visibility }), { name: 'prod', diagnostics: [], ...mixedPlan() }),
      ).toMatchObject({ conclusion, title });
  });

  it('never changes which steps were reviewed', () => {
    const stored = (visibility: Visibility): unknown =>
      render.decodeReviewed(
        render.checkOutput(reviewOf([], { visibility }), { name: 'prod', diagnostics: [], plan, verdict: verdictOf() })
          .text,
      );
    expect(stored('counts')).toEqual({ in: 'block', digests: new Set(plan.steps.map(({ digest }) => digest)) });
    expect(stored('changed-fields')).toEqual(stored('full'));
  });

  it('leaves values that are new', () => {
    const fresh = planOf([created('client/new', { at: 'a.yaml:1', facts: { name: 'Brand new' } })]);
    const review = reviewOf([{ name: 'prod', diagnostics: [], plan: fresh, verdict: verdictOf() }], {
      visibility: 'changed-fields',
    });
    expect(render.reviewComment(review).text).toContain('name "Brand new"');
  });
});
