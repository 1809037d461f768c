import { describe, expect, it } from 'vitest';
import type { Report, TargetReview } from '../../../../src/model/index.js';
import {
  checkName,
  checkOutput,
  decodeReviewed,
  lineRemarks,
  reviewSarif,
} from '../../../../src/render/github/index.js';
import { at, created, hazardOf, planOf, updated, verdictOf } from '../../../support/builders.js';
import { LINKS, mixedPlan, reviewOf } from '../../../support/reviews.js';

const bare: TargetReview = { name: 'prod', diagnostics: [] };
const change = updated('client/a', { at: 'realms/a.yaml:3', fields: { name: ['A', 'B'] } });
const plan = planOf([change]);
const planned: TargetReview = { ...bare, plan, verdict: verdictOf() };
const check = (target: TargetReview): ReturnType<typeof checkOutput> => checkOutput(reviewOf([target]), target);
const refusedFor = (
  rule: 'mass-change' | 'admin-role' | 'unexpected-origin' | 'protected' | 'expired',
): TargetReview => ({
  ...planned,
  verdict: verdictOf({ refusals: [{ rule, detail: 'x' }] }),
});
const failure = { code: 'unreachable', message: 'x', hint: 'y' } as const;
const reportOf = (state: Report['state']): Report => ({ plan, outcomes: [], state });

describe('the conclusion of a check run', () => {
  it('is success for a plan that nothing stands against, with changes and without', () => {
    expect(check(planned).conclusion).toBe('success');
    expect(check({ ...planned, plan: planOf([]) })).toMatchObject({ conclusion: 'success', title: 'no changes' });
  });

  it('is action_required where somebody has to say a word, and failure where no word helps', () => {
    expect(check(refusedFor('admin-role')).conclusion).toBe('action_required');
    expect(check(refusedFor('mass-change')).conclusion).toBe('action_required');
    for (const rule of ['unexpected-origin', 'protected', 'expired'] as const)
      expect(check(refusedFor(rule)).conclusion).toBe('failure');
  });

  it('is failure where there is no plan because of an error, and where not all was read', () => {
    const place = at('a.yaml:1');
    const error = { code: 'unknown-key', severity: 'error', place, message: 'x', hint: '' } as const;
    expect(check({ ...bare, failure })).toMatchObject({ conclusion: 'failure', title: 'unreachable' });
    expect(check({ ...bare, diagnostics: [error] }).conclusion).toBe('failure');
    const unread = planOf([change], { unread: [{ area: 'clients', reason: 'refused', evidence: '403' }] });
    expect(check({ ...planned, plan: unread }).conclusion).toBe('failure');
  });

  it('is never success where nothing was planned', () => {
    expect(check(bare)).toMatchObject({ conclusion: 'neutral', title: 'checked without a server' });
  });

  it('of an apply is success only where nothing is left', () => {
    expect(check({ ...planned, report: reportOf('converged') }).conclusion).toBe('success');
    for (const state of ['partial', 'not-converged', 'stale'] as const)
      expect(check({ ...planned, report: reportOf(state) }).conclusion).toBe('failure');
    expect(check({ ...planned, stopped: { reason: 'unreviewed', steps: plan.steps } }).conclusion).toBe('failure');
  });
});

describe('a check run', () => {
  it('stores the digests of a plan at the end of its text, and none where there is no plan', () => {
    const stored = decodeReviewed(check(planned).text);
    expect(stored).toEqual({ in: 'block', digests: new Set(plan.steps.map(({ digest }) => digest)) });
    expect(check(planned).text).toContain('digests of 1 step that it may carry out.\n\n```keyplan-steps');
    expect(decodeReviewed(check(bare).text)).toBeUndefined();
    expect(checkName('prod')).toBe('keyplan / prod');
  });

  it('stores none of a plan that policy refuses; what an origin is refused for is no matter of policy', () => {
    const stored = (target: TargetReview): unknown => decodeReviewed(check(target).text);
    for (const rule of ['admin-role', 'mass-change', 'protected', 'expired'] as const)
      expect(stored(refusedFor(rule))).toEqual({ in: 'block', digests: new Set() });
    expect(stored(refusedFor('unexpected-origin'))).toEqual(stored(planned));
  });

  it('says once what the plan comes to', () => {
    const { summary, text } = check(planned);
    expect(summary).toMatch(/^Plan: 0 to create, 1 to change, 0 to delete\./);
    expect(text).not.toContain('Plan:');
    expect(text).toContain('| `~` | `client a` | 1 field |');
  });

  it('says what to do about changes that the pull request does not explain', () => {
    expect(check(refusedFor('unexpected-origin')).summary).toContain('set back what was changed outside git');
  });

  it('keeps GitHub’s limits with 2,000 changes, and then stores the digests apart', () => {
    const changes = Array.from({ length: 2000 }, (_, n) =>
      created(`client/agent-${n}`, { at: `a.yaml:${n + 1}`, facts: { name: 'x'.repeat(300) } }),
    );
    const hazards = changes.map(({ address }) => hazardOf('full-scope', address, 'with a user flow'));
    const output = check({ ...planned, plan: planOf(changes, { hazards }) });
    expect(output.text.length).toBeLessThanOrEqual(65_535);
    expect(output.summary.length).toBeLessThanOrEqual(65_535);
    expect(decodeReviewed(output.text)).toEqual({ in: 'parts', sha256: output.parts?.sha256 });
    expect(output.parts?.text.split('\n').filter((line) => line !== '')).toHaveLength(2000);
    expect(output.annotations).toHaveLength(250);
    expect(output.summary).toContain('1750 remarks on lines did not fit.');
  });
});

describe('a remark on a line', () => {
  it('stands where the danger was written, from the repository’s root', () => {
    const { plan: mixed, verdict } = mixedPlan();
    expect(lineRemarks(reviewOf([]), { ...bare, plan: mixed, verdict }).remarks).toEqual([
      {
        path: 'keycloak/realms/agents.yaml',
        line: 24,
        endLine: 24,
        level: 'failure',
        title: 'admin-role: refused',
        message:
          'client agent-2: gains realm-management/view-users. To allow it: in its entry: allow: [{ hazard: admin-role, reason: … }], or by the input allow: admin-role:client/agent-2',
      },
      {
        path: 'keycloak/realms/agents.yaml',
        line: 40,
        endLine: 40,
        level: 'warning',
        title: 'delete',
        message: 'client old-agent: it is deleted with its service account with 3 roles',
      },
    ]);
  });

  it('says of a message that is too long how long it is', () => {
    const diagnostics = [
      { code: 'too-long', severity: 'error', place: at('a.yaml:1'), message: 'x'.repeat(20_000), hint: '' },
    ] as const;
    const [remark] = lineRemarks(
      { visibility: 'full', links: { ...LINKS, folder: '' } },
      { ...bare, diagnostics },
    ).remarks;
    expect(remark).toMatchObject({ path: 'a.yaml', level: 'failure', title: 'too-long' });
    expect(remark?.message).toBe("20000 characters, which are too many for a remark: see the check's text");
  });
});

describe('code scanning', () => {
  it('is told dangers with a fingerprint that outlives lines, and whose word allowed them', () => {
    const { plan: mixed, verdict } = mixedPlan();
    const log = reviewSarif(reviewOf([{ ...bare, plan: mixed, verdict }]), '1.0.0');
    expect(log).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: 'admin-role',
              level: 'error',
              message: { text: 'client agent-2: gains realm-management/view-users' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'keycloak/realms/agents.yaml' },
                    region: { startLine: 24 },
                  },
                },
              ],
            },
            { ruleId: 'delete', level: 'warning', suppressions: [{ kind: 'external', justification: 'allowed' }] },
          ],
        },
      ],
    });
    const moved = { ...mixed, steps: mixed.steps.map((step) => ({ ...step, place: { ...step.place, line: 99 } })) };
    const prints = (of: unknown): readonly string[] => JSON.stringify(of).match(/"keyplan\/v1":"\w+"/g) ?? [];
    expect(prints(reviewSarif(reviewOf([{ ...bare, plan: moved, verdict }]), '1.0.0'))).toEqual(prints(log));
  });
});
