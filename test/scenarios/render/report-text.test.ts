import { describe, expect, test } from 'vitest';
import type { Outcome, Plan, Report } from '../../../src/model/index.js';
import { doneText, reportText, staleText } from '../../../src/render/index.js';
import { created, marked, planOf, updated } from '../../support/builders.js';
import { SERVICE } from './facts.js';
import { page } from './page.js';
import * as situations from './situations.js';

const PLAIN = { style: 'plain', width: 100, verbose: false } as const;

/** A report in which every step was applied but for those named. */
function reportOf(
  plan: Plan,
  state: Report['state'],
  ends: Readonly<Record<string, Omit<Outcome, 'step'>>> = {},
  more: Partial<Report> = {},
): Report {
  const known = new Set<string>(plan.steps.map(({ id }) => id));
  const unknown = Object.keys(ends).find((id) => !known.has(id));
  if (unknown !== undefined) throw new Error(`the plan has no step ${unknown}; it has ${[...known].join(', ')}`);
  return {
    plan,
    state,
    outcomes: plan.steps.map(({ id }) => ({ step: id, ...(ends[id] ?? { result: 'applied' }) })),
    ...more,
  };
}

function smallPlan(): Plan {
  return planOf([
    created('client/aip-agent-2', {
      at: 'realms/aip.yaml:24',
      facts: { ...SERVICE, 'serviceAccount/realmRoles/agent-reader': true },
    }),
    created('role/agent-reader', { at: 'realms/base.yaml:2', facts: { description: 'reads agent requests' } }),
    updated('client/aip-agent-1', { at: 'realms/aip.yaml:11', fields: { fullScopeAllowed: [true, false] } }),
    updated('client/grafana', { at: 'realms/tools.yaml:2', adopts: true, fields: { name: ['', 'Grafana'] } }),
    marked('client/jenkins', { at: 'realms/tools.yaml:8', adopts: true }),
  ]);
}

const nothingLeft = planOf([], { counts: { unchangedClients: 4, unchanged: 5 } });

describe('what an apply did reads as its page says', () => {
  test('when the realm is as the files want it', async () => {
    const report = reportOf(
      smallPlan(),
      'converged',
      { 'role/agent-reader#create': { result: 'done' } },
      { after: nothingLeft },
    );
    await expect(page(reportText(report, PLAIN))).toMatchFileSnapshot('report-converged.txt');
    await expect(page(reportText(report, { ...PLAIN, verbose: true }))).toMatchFileSnapshot(
      'report-converged-verbose.txt',
    );
  });

  test('when a step failed, another object moved, and what needs them was skipped', async () => {
    const left = planOf([
      updated('client/aip-agent-1', { at: 'realms/aip.yaml:11', fields: { fullScopeAllowed: [true, false] } }),
    ]);
    const report = reportOf(
      smallPlan(),
      'partial',
      {
        'role/agent-reader#create': { result: 'failed', message: 'the server answered 403: "unknown_error"' },
        'client/aip-agent-2#grant': { result: 'skipped', message: 'role agent-reader was not created' },
        'client/aip-agent-1#update': { result: 'moved', message: 'fullScopeAllowed is false, and the plan saw true' },
        'client/grafana#update': { result: 'interrupted' },
      },
      { after: left },
    );
    await expect(page(reportText(report, PLAIN))).toMatchFileSnapshot('report-partial.txt');
  });

  test('when all was written and something still differs', async () => {
    const left = planOf([
      updated('client/aip-agent-1', { at: 'realms/aip.yaml:11', fields: { fullScopeAllowed: [true, false] } }),
    ]);
    await expect(
      page(reportText(reportOf(smallPlan(), 'not-converged', {}, { after: left }), PLAIN)),
    ).toMatchFileSnapshot('report-not-converged.txt');
  });

  test('when nobody could look at the result', async () => {
    const report = reportOf(
      smallPlan(),
      'not-converged',
      {},
      { readBackError: 'https://sso.acme.example did not answer within 30 s' },
    );
    await expect(page(reportText(report, PLAIN))).toMatchFileSnapshot('report-not-read-back.txt');
  });

  test('when live moved before the first write', async () => {
    const message = 'fullScopeAllowed is false, and the plan saw true';
    const ends = Object.fromEntries(
      smallPlan().steps.map(({ id }): [string, Omit<Outcome, 'step'>] => [
        id,
        id === 'client/aip-agent-1#update'
          ? { result: 'moved', message }
          : { result: 'skipped', message: 'nothing is written when an object moved' },
      ]),
    );
    await expect(page(reportText(reportOf(smallPlan(), 'stale', ends), PLAIN))).toMatchFileSnapshot('report-stale.txt');
  });
});

test('steps that a plan file does not hold are shown with what they would change', async () => {
  const { steps } = situations.newClient().plan;
  await expect(page(staleText(steps, { style: 'plain' }))).toMatchFileSnapshot('stale.txt');
  await expect(page(doneText(steps, { style: 'plain' }))).toMatchFileSnapshot('done.txt');
});
