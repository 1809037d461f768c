import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewComment, withStatus } from '../../../../src/render/github/index.js';
import { HEAD, LINKS, mixedPlan, reviewOf } from '../../../support/reviews.js';

const { plan, verdict } = mixedPlan();
const review = reviewOf([{ name: 'prod', diagnostics: [], plan, verdict }]);
const planned = reviewComment(review).text;
const RUN = `${LINKS.repository}/actions/runs/8`;

const lineOf = (body: string | undefined): string | undefined =>
  body?.split('\n').find((line) => line.includes('head ['));

describe('the status in a comment', () => {
  it('is renewed alone: everything else stays as it was', () => {
    const approved = withStatus(planned, HEAD, { phase: 'approved', approvedBy: ['ops', 'a`b'] });
    expect(lineOf(approved)).toMatch(
      /^\*\*Planned and approved\*\* by `ops`, ``a`b``<!-- keyplan:status end --> · head /,
    );
    const applying = withStatus(approved ?? '', HEAD, { phase: 'applying', applyRun: RUN });
    expect(lineOf(applying)).toContain(`**Merged, applying** · [apply](${RUN})<!-- keyplan:status end --> · head [`);
    expect(withStatus(applying ?? '', HEAD, { phase: 'planned' })).toBe(planned);
  });

  it('is what a comment made at once would say', () => {
    const approvedBy = Array.from({ length: 7 }, (_, n) => `reviewer-${n}`);
    const made = reviewComment({ ...review, phase: 'approved', approvedBy }).text;
    expect(withStatus(planned, HEAD, { phase: 'approved', approvedBy })).toBe(made);
    expect(made).toContain('`reviewer-4` and 2 more');
  });

  it('stays where the comment is about another head, or has none', () => {
    expect(withStatus(planned, HEAD.replace('3', '4'), { phase: 'approved' })).toBeUndefined();
    expect(withStatus('nothing of ours', HEAD, { phase: 'approved' })).toBeUndefined();
    expect(withStatus(planned.replace('<!-- keyplan:status end -->', ''), HEAD, { phase: 'approved' })).toBeUndefined();
  });

  it('of what was not planned stays so, whoever approves it', () => {
    const broken = reviewOf([
      { name: 'prod', diagnostics: [], failure: { code: 'unreachable', message: 'x', hint: '' } },
    ]);
    const body = reviewComment({ ...broken, phase: 'approved', approvedBy: ['ops'] }).text;
    expect(body).toContain('\n**Not planned** · head ');
    expect(withStatus(body, HEAD, { phase: 'approved' })).toBeUndefined();
  });

  it('is found though GitHub keeps other line ends, and whatever foreign text comes after it', () => {
    const foreign = `<!-- keyplan:status v1 ${HEAD} -->\n**Applied**<!-- keyplan:status end -->`;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(foreign, 'x', '`')), (texts) => {
        const body = `${planned}\n${texts.join('\n')}`;
        const renewed = withStatus(body.replaceAll('\n', '\r\n'), HEAD, { phase: 'applied' });
        expect(renewed).toBe(body.replace('**Planned**', '**Applied**'));
      }),
    );
  });
});
