import { expect, test } from 'vitest';
import { Failure, type Diagnostic, type ProgressEvent, type Step } from '../../../src/model/index.js';
import { diagnosticsText, explainText, failureText, progressLine } from '../../../src/render/index.js';
import { at } from '../../support/builders.js';
import { page } from './page.js';
import * as situations from './situations.js';

const PLAIN = { style: 'plain', width: 100 } as const;

export const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: 'duplicate-object',
    severity: 'error',
    place: at('realms/b.yaml:3:3'),
    message: 'client "aip-agent-1" is declared twice in one layer',
    hint: 'Remove one of them, or put one into a later layer',
    related: [{ place: at('realms/a.yaml:7:3'), message: 'the other declaration' }],
  },
  {
    code: 'unknown-key',
    severity: 'error',
    place: at('realms/a.yaml:12:5'),
    message: '"redirectUrls" is no key of a client',
    hint: 'Did you mean "redirectUris"?',
  },
  {
    code: 'near-miss-audience',
    severity: 'warning',
    place: at('realms/a.yaml:14:30'),
    message:
      'the audience "aip-gatway" nearly names the client "aip-gateway", and any text is a valid audience, so nothing else will tell',
    hint: 'Write { client: aip-gateway }, or leave it if it is meant',
  },
];

test('diagnostics stand in the order of places, with hints, related places and a count', async () => {
  await expect(page(diagnosticsText(DIAGNOSTICS, PLAIN))).toMatchFileSnapshot('diagnostics.txt');
  expect(diagnosticsText([], PLAIN)).toBe('No errors.');
});

test('a failure says what, where and how to go on; causes only when asked for', async () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:8080');
  const failure = new Failure('unreachable', 'https://sso.acme.example cannot be reached', {
    hint: 'Check "server" of target prod',
    cause,
  });
  await expect(page(failureText(failure, { style: 'plain', verbose: false }))).toMatchFileSnapshot('failure.txt');
  await expect(page(failureText(failure, { style: 'plain', verbose: true }))).toMatchFileSnapshot(
    'failure-verbose.txt',
  );
});

test('the page of a code shows meaning, example and fix', async () => {
  const explained = {
    code: 'yaml-tab',
    title: 'A tab where YAML wants blanks',
    meaning:
      'YAML does not take tabs for indentation.\nEditors often hide them.\n\nThis is so in every version of YAML.',
    example: 'clients:\n\tmy-client: {}\n',
    fix: 'Replace each tab with two blanks.',
  };
  await expect(page(explainText(explained, PLAIN))).toMatchFileSnapshot('explain.txt');
});

test('each event of a run is one line', async () => {
  const step = situations.newClient().plan.steps.find(({ operation }) => operation === 'grant') as Step;
  const events: readonly ProgressEvent[] = [
    { type: 'read', area: 'clients', requests: 20, items: 1000 },
    { type: 'read', area: 'realm', requests: 1, items: 1 },
    { type: 'way-chosen', text: 'grants: users of each role (43 requests; per account: 1000)' },
    { type: 'waited', text: 'the server asks for 2 s' },
    { type: 'step-started', step },
    { type: 'step-ended', step, outcome: { step: step.id, result: 'applied' }, ended: 3, total: 12 },
    { type: 'step-ended', step, outcome: { step: step.id, result: 'done' }, ended: 4, total: 12 },
    {
      type: 'step-ended',
      step,
      outcome: { step: step.id, result: 'failed', message: 'the server answered 403' },
      ended: 5,
      total: 12,
    },
  ];
  await expect(page(events.map(progressLine).join('\n'))).toMatchFileSnapshot('progress.txt');
});
