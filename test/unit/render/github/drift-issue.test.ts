import { describe, expect, it } from 'vitest';
import { driftMarker } from '../../../../src/model/index.js';
import { bytesOf } from '../../../../src/render/github/budget.js';
import { driftIssue, driftOver } from '../../../../src/render/github/index.js';
import { planOf, updated } from '../../../support/builders.js';
import { LINKS, mixedPlan } from '../../../support/reviews.js';

const { plan } = mixedPlan();
const drift = planOf(
  plan.changes.filter(({ origin }) => origin === 'drift'),
  { onlyOrigins: ['drift'], leftOut: [{ origin: 'pending', addresses: ['role/reader' as never] }] },
);
const input = {
  plan: drift,
  visibility: 'full',
  links: LINKS,
  openedAt: '2026-11-22T08:30:00Z',
  seenAt: '2026-11-25T10:00:00Z',
} as const;

describe('the issue on drift', () => {
  it('says since when, what, who and what to do', async () => {
    const { title, body } = driftIssue(input);
    expect(title).toBe('keyplan: drift of prod, 1 object');
    await expect(body).toMatchFileSnapshot('golden/drift-issue.md');
  });

  it('begins with the marker by which it is found again, open and closed', () => {
    expect(driftIssue(input).body.startsWith(driftMarker('prod'))).toBe(true);
    const over = driftOver(planOf([]), LINKS, input.seenAt);
    expect(over.startsWith(driftMarker('prod'))).toBe(true);
    expect(over).toContain('No drift any more: looked at 2026-11-25 10:00 UTC');
  });

  it('names nobody and no value before where its readers may not see them', () => {
    const { body } = driftIssue({ ...input, visibility: 'changed-fields' });
    expect(body).not.toMatch(/ops|3600|by-hand/);
    const counts = driftIssue({ ...input, visibility: 'counts' }).body;
    expect(counts).not.toMatch(/agent-1|lifespan/);
    expect(counts).toContain('1 to change');
  });

  it('keeps to its budget', () => {
    const changes = Array.from({ length: 500 }, (_, n) =>
      updated(`client/a${n}`, { at: 'a.yaml:1', origin: 'drift', fields: { name: ['x'.repeat(500), 'y'] } }),
    );
    const { body, title } = driftIssue({ ...input, plan: planOf(changes) });
    expect(bytesOf(body)).toBeLessThanOrEqual(60_000);
    expect(title).toContain('500 objects');
    expect(body).toContain(`did not fit here: see [this run](${LINKS.run}).`);
  });
});
