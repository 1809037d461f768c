import { describe, expect, test } from 'vitest';
import type { ProgressEvent, Report } from '../../../src/model/index.js';
import {
  doneText,
  driftMarkdown,
  driftText,
  planMarkdown,
  planText,
  progressLine,
  reportText,
  staleText,
} from '../../../src/render/index.js';
import * as living from './living-realm.js';
import { page } from './page.js';

const PLAIN = { style: 'plain', width: 100, verbose: false, showUnmanaged: false } as const;

const SITUATIONS = [
  ['rename', living.rename],
  ['removal', living.removal],
  ['every-origin', living.everyOrigin],
] as const;

describe('a realm that lives', () => {
  test.for(SITUATIONS)('the plan "%s" reads as its page says', async ([name, situation]) => {
    const { plan, verdict } = situation();
    await expect(page(planText(plan, verdict, PLAIN))).toMatchFileSnapshot(`${name}.txt`);
    await expect(page(planMarkdown(plan, verdict, { showUnmanaged: false }))).toMatchFileSnapshot(`${name}.md`);
  });

  test('a few adoptions are named, many are counted, and all are named when asked for', async () => {
    const { verdict } = living.rename();
    await expect(page(planText(living.narrowed(5), verdict, PLAIN))).toMatchFileSnapshot('narrowed.txt');
    const many = living.narrowed(6);
    expect(planText(many, verdict, PLAIN)).not.toContain('tool-0');
    expect(planText(many, verdict, PLAIN)).toContain('6 to adopt');
    expect(planText(many, verdict, { ...PLAIN, verbose: true })).toContain('client tool-5');
  });

  test('a long list of what was left out is named as a whole when asked for', () => {
    const { verdict } = living.rename();
    const plan = living.narrowed(0);
    expect(planText(plan, verdict, PLAIN)).toContain('; 3 others.');
    expect(planText(plan, verdict, PLAIN)).not.toContain('a22');
    expect(planText(plan, verdict, { ...PLAIN, verbose: true })).toContain('a21 and a22.');
  });
});

describe('drift', () => {
  test('reads as a plan that an apply would set it back by', async () => {
    await expect(page(driftText(living.drift(), PLAIN))).toMatchFileSnapshot('drift.txt');
    await expect(page(driftMarkdown(living.drift()))).toMatchFileSnapshot('drift.md');
  });

  test('none is said in one sentence, with what is not counted', async () => {
    await expect(page(driftText(living.noDrift(), PLAIN))).toMatchFileSnapshot('no-drift.txt');
    await expect(page(driftMarkdown(living.noDrift()))).toMatchFileSnapshot('no-drift.md');
  });
});

describe('renames and removals', () => {
  const plans = [living.rename().plan, living.removal().plan];

  test('are reported by what was done', async () => {
    const pages = plans.map((plan) => {
      const outcomes = plan.steps.map(({ id }) => ({ step: id, result: 'applied' }) as const);
      return reportText({ plan, outcomes, state: 'converged' }, PLAIN);
    });
    await expect(page(pages.join('\n\n'))).toMatchFileSnapshot('report-living.txt');
  });

  test('of an interrupted apply say what is left, and that it looks like a change by hand', async () => {
    const { plan } = living.everyOrigin();
    const [first, ...others] = plan.steps.filter(({ address }) => address === 'client/aip-agent-1');
    const outcomes: Report['outcomes'] = plan.steps.map((step) => ({
      step: step.id,
      result: others.includes(step) || step.address !== first?.address ? 'interrupted' : 'applied',
    }));
    await expect(page(reportText({ plan, outcomes, state: 'partial' }, PLAIN))).toMatchFileSnapshot(
      'report-interrupted.txt',
    );
  });

  test('that nobody approved, or that are done, are named by both names and by what they do', async () => {
    const steps = plans.flatMap((plan) => plan.steps);
    const text = `${staleText(steps, { style: 'plain' })}\n\n${doneText(steps, { style: 'plain' })}`;
    await expect(page(text)).toMatchFileSnapshot('stale-living.txt');
  });

  test('tell of their progress', async () => {
    const events = plans
      .flatMap((plan) => plan.steps)
      .flatMap((step): readonly ProgressEvent[] => [
        { type: 'step-started', step },
        { type: 'step-ended', step, outcome: { step: step.id, result: 'applied' }, ended: 1, total: 9 },
      ]);
    await expect(page(events.map(progressLine).join('\n'))).toMatchFileSnapshot('progress-living.txt');
  });
});
