import { describe, expect, it } from 'vitest';
import type { Report, Review, TargetReview } from '../../../../src/model/index.js';
import { isWorthComment, jobSummary, reviewComment } from '../../../../src/render/github/index.js';
import { bytesOf } from '../../../../src/render/github/budget.js';
import { at, created, hazardOf, planOf, verdictOf } from '../../../support/builders.js';
import { agreedPlan, HEAD, LINKS, mixedPlan, reviewOf } from '../../../support/reviews.js';

const MERGED = 'c0ffee1d4b5a69788796a5b4c3d2e1f001122334';
const mixed: TargetReview = { name: 'prod', diagnostics: [], ...mixedPlan() };
const still: TargetReview = { name: 'prod', diagnostics: [], plan: planOf([]), verdict: verdictOf() };
const text = (targets: readonly TargetReview[], changes: Partial<Review> = {}): string =>
  reviewComment(reviewOf(targets, changes)).text;

/** Changes that are each some 700 bytes of details. */
function many(count: number, value = 'x'.repeat(400)): TargetReview {
  const changes = Array.from({ length: count }, (_, n) =>
    created(`client/agent-${n}`, { at: `realms/agents.yaml:${n + 1}`, origin: 'pr', facts: { name: value } }),
  );
  const dangerous = [3, 1999].filter((n) => n < count);
  const hazards = dangerous.map((n) => hazardOf('full-scope', `client/agent-${n}`, 'with a user flow'));
  return { name: 'prod', diagnostics: [], plan: planOf(changes, { hazards }), verdict: verdictOf() };
}

describe('the comment on a pull request', () => {
  it('says first how far it got, how many of what, what is dangerous, and every change with a link to its line', async () => {
    await expect(text([mixed])).toMatchFileSnapshot('golden/planned.md');
  });

  it('shows only what its readers may see', async () => {
    await expect(text([mixed], { visibility: 'changed-fields' })).toMatchFileSnapshot('golden/changed-fields.md');
    await expect(text([mixed], { visibility: 'counts' })).toMatchFileSnapshot('golden/counts.md');
  });

  it('is verified by a plan of the merge with the settings that were used, named so that a shell takes them for nothing else', () => {
    const { plan, verdict } = mixedPlan();
    const links = { ...LINKS, folder: '', settings: 'key plan.yaml' };
    const named = { ...plan, target: { ...plan.target, name: '$(prod)' } };
    const commands = (of: typeof plan, where: Review['links'] = LINKS): string =>
      /```sh\n([^`]*)\n```/.exec(text([{ name: 'prod', diagnostics: [], plan: of, verdict }], { links: where }))?.[1] ??
      '';
    expect(commands(named, links)).toContain(
      ` && git merge --no-edit ${HEAD} && keyplan plan --verbose --config 'key plan.yaml' --target '$(prod)' --base `.replaceAll(
        '&& ',
        '&&\n',
      ),
    );
    expect(commands(plan, { ...LINKS, folder: '' })).not.toContain('--config');
    const { base: _, ...alone } = plan;
    expect(commands(alone)).toBe(
      `git fetch origin ${HEAD} &&\ngit switch --detach ${HEAD} &&\nkeyplan plan --verbose --config keycloak/keyplan.yaml --target prod`,
    );
  });

  it('tells an apply object by object, what is not done first', async () => {
    const { plan, verdict } = agreedPlan();
    const results = ['applied', 'done', 'failed', 'applied', 'skipped', 'applied'] as const;
    const report: Report = {
      plan,
      outcomes: plan.steps.map(({ id }, n) => ({
        step: id,
        result: results[n] ?? 'applied',
        ...(results[n] === 'failed' ? { message: 'the server answered 400: invalid redirect URI' } : {}),
      })),
      readBackError: 'the server did not answer',
      state: 'partial',
    };
    const links = { ...LINKS, applyRun: `${LINKS.repository}/actions/runs/8` };
    await expect(
      text([{ name: 'prod', diagnostics: [], plan, verdict, report }], { phase: 'failed', merged: MERGED, links }),
    ).toMatchFileSnapshot('golden/applied-in-part.md');
  });

  it('says why an apply wrote nothing', async () => {
    const { plan, verdict } = agreedPlan();
    const stopped = {
      reason: 'plan-changed',
      steps: plan.steps.slice(0, 2),
      detail: 'compared with the plans of #7',
    } as const;
    await expect(
      text([{ name: 'prod', diagnostics: [], plan, verdict, stopped }], { phase: 'failed', merged: MERGED }),
    ).toMatchFileSnapshot('golden/plan-changed.md');
  });

  it('keeps the plan where it cannot be applied, and says that nothing was written once it is merged', () => {
    const failure = { code: 'missing-right', message: 'keyplan-apply lacks manage-realm', hint: 'Give it' } as const;
    const lacking = { ...mixed, failure };
    const planned = text([lacking]);
    expect(planned).toContain('### keyplan: `prod`, 1 to create, 2 to change, 1 to delete, missing-right\n');
    expect(planned).toContain('**An apply of this plan would fail:**\n\n```text\nmissing-right: keyplan-apply lacks');
    const merged = text([lacking], { phase: 'failed', merged: MERGED });
    expect(merged).toContain('**Nothing was written:**\n\n```text\nmissing-right: keyplan-apply lacks');
    expect(merged).toContain('\n**Merged, and nothing was written**<!--');
    expect(merged).not.toContain('How to verify');
    for (const comment of [planned, merged]) {
      expect(comment).not.toContain('There is no plan');
      expect(comment).toContain('| `+` | `client agent-2` | new |');
    }
  });

  it('has a section for each target, and says why there is no plan of one', async () => {
    const diagnostics = [
      {
        code: 'unknown-key',
        severity: 'error',
        place: at('realms/a.yaml:3'),
        message: 'there is no key "nmae"',
        hint: 'Write name',
      },
    ] as const;
    const failure = {
      code: 'unreachable',
      message: 'https://sso.acme.example did not answer',
      hint: 'Look at its log',
    } as const;
    await expect(
      text([still, { name: 'stage', diagnostics }, { name: 'test', diagnostics: [], failure }]),
    ).toMatchFileSnapshot('golden/several-targets.md');
  });

  it('lives on: its status line says planned, approved, applying, applied', () => {
    const status = (changes: Partial<Review>): string =>
      (text([still], changes).split('\n')[5] ?? '').replace('<!-- keyplan:status end -->', '');
    expect(status({})).toMatch(/^\*\*Planned\*\* · head /);
    expect(status({ phase: 'approved', approvedBy: ['@ops'] })).toMatch(/^\*\*Planned and approved\*\* by `@ops` · /);
    expect(status({ phase: 'applying', merged: MERGED })).toMatch(
      /^\*\*Merged, applying\*\* · .* · merged as \[`c0ffee1`\]/,
    );
    expect(status({ phase: 'applied', links: { ...LINKS, applyRun: 'https://x.example/8' } })).toContain(
      '[apply](https://x.example/8)',
    );
  });

  it('is short where nothing changes, and need not be made', () => {
    expect(text([still]).split('\n').length).toBeLessThan(13);
    expect(isWorthComment(reviewOf([still]))).toBe(false);
    expect(isWorthComment(reviewOf([mixed]))).toBe(true);
    expect(isWorthComment(reviewOf([still], { phase: 'failed' }))).toBe(true);
    expect(
      isWorthComment(
        reviewOf([{ name: 'prod', diagnostics: [], failure: { code: 'unreachable', message: 'x', hint: 'y' } }]),
      ),
    ).toBe(true);
  });
});

describe('2,000 changes', () => {
  it('fit into the comment: dangers stay, the rest is counted by sort, and the summary has them all', () => {
    const review = reviewOf([many(2000)]);
    const comment = reviewComment(review);
    expect(bytesOf(comment.text)).toBeLessThanOrEqual(60_000);
    expect(comment.text).toContain('**Plan: 2000 to create, 0 to change, 0 to delete.');
    for (const n of [3, 1999]) expect(comment.text).toContain(`\`client agent-${n}\``);
    const rows = comment.text.split('\n').filter((line) => line.startsWith('| `+`')).length;
    const [, left] = /^Left out here: (\d+) objects: \d+ × client created\.$/m.exec(comment.text) ?? [];
    expect(rows + Number(left)).toBe(2000);
    // Links give way before rows do.
    expect(rows).toBeGreaterThan(800);
    expect(comment.text).toContain(`did not fit here: they are in [the run's summary](${LINKS.run}).`);
    const summary = jobSummary(review);
    expect(bytesOf(summary.text)).toBeLessThanOrEqual(1_000_000);
    expect(summary.text.split('\n').filter((line) => line.startsWith('| `+`'))).toHaveLength(2000);
  });

  it('of 10,000 characters each fit into the summary, too, and what does not is in the artefact', () => {
    const links = { ...LINKS, artifact: 'keyplan-plan' };
    const summary = jobSummary(reviewOf([many(2000, 'y'.repeat(10_000))], { links }));
    expect(bytesOf(summary.text)).toBeLessThanOrEqual(1_000_000);
    expect(summary.text).toContain(
      `did not fit here: they are in the [artefact \`keyplan-plan\`](${LINKS.run}#artifacts).`,
    );
    expect(summary.text.split('\n').filter((line) => line.startsWith('| `+`'))).toHaveLength(2000);
  });

  it('say where the whole plan is, as far as it is kept', () => {
    const review = reviewOf([many(2000, 'y'.repeat(10_000))]);
    expect(jobSummary(review).text).toContain('they are in the file that the output json-plan-path names.');
    const links = { ...LINKS, artifact: 'keyplan-plan' };
    expect(reviewComment({ ...review, links }).text).toContain(
      `they are in [the run's summary](${LINKS.run}) and in the [artefact \`keyplan-plan\`](${LINKS.run}#artifacts).`,
    );
  });

  it('are in the summary of the run that tells it, of the apply too', () => {
    const links = { ...LINKS, applyRun: `${LINKS.repository}/actions/runs/8` };
    const comment = reviewComment(reviewOf([many(2000)], { phase: 'failed', merged: MERGED, links })).text;
    expect(comment).toContain(`[plan](${LINKS.run}) · [apply](${links.applyRun})`);
    expect(comment).toContain(`did not fit here: they are in [the run's summary](${links.applyRun}).`);
  });

  it('of so many targets that not even their heads fit leave a line for each', () => {
    const targets = Array.from({ length: 200 }, (_, n): TargetReview => ({ ...mixed, name: `realm-${n}` }));
    const comment = text(targets);
    expect(bytesOf(comment)).toBeLessThanOrEqual(60_000);
    expect(comment.split('\n').filter((line) => line.startsWith('- `realm-'))).toHaveLength(200);
  });

  it('of a target whose name is longer than a comment leave a count', () => {
    const comment = text([{ ...mixed, name: 'n'.repeat(70_000) }]);
    expect(bytesOf(comment)).toBeLessThanOrEqual(60_000);
    expect(comment).toContain('### keyplan: 1 target\n');
  });

  it('of one object whose value is longer than a comment leave its row', () => {
    const comment = reviewComment(reviewOf([many(1, 'z'.repeat(70_000))]));
    expect(comment.leftOut).toBe(1);
    expect(comment.text).toContain('| `+` | `client agent-0` | new |');
    expect(comment.text).not.toContain('zzzz');
  });
});

describe('a link to a line', () => {
  it('leads to the file at that commit, whatever the file is called', () => {
    const change = created('client/a', { at: 'realms/a (b)`c|d#é.yaml:3', facts: { name: 'A' } });
    const comment = text([{ name: 'prod', diagnostics: [], plan: planOf([change]), verdict: verdictOf() }]);
    expect(comment).toContain(
      `](https://github.com/acme/identities/blob/${HEAD}/keycloak/realms/a%20%28b%29%60c%7Cd%23%C3%A9.yaml#L3)`,
    );
  });
});
