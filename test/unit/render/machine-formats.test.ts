import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { Failure, Secret, type Diagnostic, type Report } from '../../../src/model/index.js';
import {
  bugText,
  diagnosticsJson,
  diagnosticsSarif,
  failureJson,
  planJson,
  reportJson,
  requestLine,
} from '../../../src/render/index.js';
import { at, created, planOf, updated, verdictOf } from '../../support/builders.js';
import * as situations from '../../scenarios/render/situations.js';

function validator(schema: string): (value: unknown) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv, ['date']);
  const validate = ajv.compile(
    JSON.parse(readFileSync(new URL(`../../../schemas/${schema}`, import.meta.url), 'utf8')) as object,
  );
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const SITUATIONS = [
  ['newClient', situations.newClient],
  ['newRealm', situations.newRealm],
  ['handChanges', situations.handChanges],
  ['adoption', situations.adoption],
  ['incomplete', situations.incomplete],
  ['inSync', situations.inSync],
] as const;

describe('the published forms', () => {
  const planErrors = validator('plan.schema.json');
  const reportErrors = validator('report.schema.json');

  test.for(SITUATIONS)('plan and report of "%s" fit their schemas', ([, situation]) => {
    const { plan, verdict } = situation();
    expect(planErrors(planJson(plan, verdict))).toEqual([]);
    expect(planErrors(planJson(plan))).toEqual([]);
    const outcomes = plan.steps.map(({ id }) => ({ step: id, result: 'failed', message: 'no' }) as const);
    const report: Report = { plan, outcomes, state: 'partial', after: plan, readBackError: 'no answer' };
    expect(reportErrors(reportJson(report))).toEqual([]);
  });

  test('secrets are "(secret)" and marked as such; absent sides are left out', () => {
    const plan = planOf([
      updated('client/a', {
        at: 'a.yaml:1',
        fields: {
          'attributes/x': [new Secret('one'), new Secret('two')],
          'attributes/vendor.token': ['three', undefined],
          name: [undefined, 'A'],
        },
      }),
      created('role/r', { at: 'a.yaml:2', facts: { description: 'd' } }),
    ]);
    const document = planJson(plan, verdictOf());
    expect(JSON.stringify(document)).not.toMatch(/one|two|three/);
    expect(document).toMatchObject({
      changes: [
        { fields: [{ path: 'description', after: 'd' }] },
        {
          fields: [
            { path: 'attributes/vendor.token', before: '(secret)', secret: true },
            { path: 'attributes/x', before: '(secret)', after: '(secret)', secret: true },
            { path: 'name', after: 'A' },
          ],
        },
      ],
    });
  });
});

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: 'unknown-key',
    severity: 'error',
    place: at('realms/b c.yaml:3:5'),
    message: 'no such key',
    hint: 'remove it',
  },
  {
    code: 'duplicate-object',
    severity: 'warning',
    place: at('realms/a.yaml:9:1'),
    message: 'declared twice',
    hint: '',
    related: [{ place: at('realms/a.yaml:2:1'), message: 'first here' }],
  },
];

describe('diagnostics for programs', () => {
  test('stand in the order of places', () => {
    expect(diagnosticsJson(DIAGNOSTICS).map(({ code }) => code)).toEqual(['duplicate-object', 'unknown-key']);
  });

  test('are SARIF 2.1.0 with places, related places and fingerprints that survive moved lines', () => {
    const [first, second] = DIAGNOSTICS as [Diagnostic, Diagnostic];
    const log = diagnosticsSarif(DIAGNOSTICS, '1.2.3');
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'keyplan', version: '1.2.3', rules: [{ id: 'duplicate-object' }, { id: 'unknown-key' }] },
          },
          results: [
            {
              ruleId: 'duplicate-object',
              ruleIndex: 0,
              level: 'warning',
              message: { text: 'declared twice' },
              relatedLocations: [
                { physicalLocation: { region: { startLine: 2, startColumn: 1 } }, message: { text: 'first here' } },
              ],
            },
            {
              ruleId: 'unknown-key',
              level: 'error',
              message: { text: 'no such key. remove it' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'realms/b%20c.yaml' },
                    region: { startLine: 3, startColumn: 5 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    const fingerprint = (one: Diagnostic): string =>
      /"keyplan\/v1":"(\w+)"/.exec(JSON.stringify(diagnosticsSarif([one], '1')))?.[1] ?? '';
    expect(fingerprint({ ...first, place: { ...first.place, line: 99 } })).toBe(fingerprint(first));
    expect(fingerprint(second)).not.toBe(fingerprint(first));
  });
});

test('a failure tells programs its exit code, and no cause', () => {
  const failure = new Failure('usage', 'no target "a"', { hint: 'name one', cause: new Error('inner') });
  expect(failureJson(failure)).toEqual({ code: 'usage', message: 'no target "a"', hint: 'name one', exit: 4 });
});

test('a bug is told with versions and frames, without folders of the machine', () => {
  const error = new TypeError("cannot open '/home/person/work/keyplan.yaml'");
  error.stack = `TypeError: x\n    at read (file:///home/person/work/dist/source/read.js:3:4)\n    at C:\\Users\\person\\x.js:1:1`;
  const text = bugText(error, { version: '1.2.3', node: 'v24.1.0', platform: 'linux' });
  expect(text).not.toContain('person');
  expect(text).toContain('keyplan 1.2.3, Node.js v24.1.0, linux');
  expect(text).toContain("TypeError: cannot open 'keyplan.yaml'");
  expect(text).toContain('at read (read.js:3:4)');
  expect(bugText('canary', { version: '1', node: '2', platform: '3' })).not.toContain('canary');
});

test('a request is one line with what came back', () => {
  expect(requestLine({ asked: 'GET /clients', tookMs: 12.4 })).toBe('GET /clients: 12 ms');
  expect(
    requestLine({ asked: 'PUT /clients/{id}', tookMs: 3, refusal: { type: 'answer', status: 403, words: '' } }),
  ).toBe('PUT /clients/{id}: 3 ms, 403');
  expect(requestLine({ asked: 'GET /roles', tookMs: 3, refusal: { type: 'timed-out', words: 'no answer' } })).toBe(
    'GET /roles: 3 ms, timed-out (no answer)',
  );
});
