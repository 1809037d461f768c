import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { PLAN_SCHEMA, published, REPORT_SCHEMA, type JsonSchema } from '../../src/kinds/schema/index.js';
import { Secret, type Report } from '../../src/model/index.js';
import { planJson, reportJson } from '../../src/render/index.js';
import * as situations from '../scenarios/render/situations.js';
import { planOf, updated } from '../support/builders.js';

function problems(schema: JsonSchema, value: unknown): readonly string[] {
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
  formats.default(ajv, ['date']);
  const validate = ajv.compile(published(schema, { id: 'urn:keyplan:test', variables: false }));
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

describe('the JSON forms', () => {
  it.each(Object.entries(situations))(
    'of the plan "%s" fit the published schema, and so does a report of it',
    (_name, situation) => {
      const { plan, verdict } = situation();
      expect(problems(PLAN_SCHEMA, planJson(plan, verdict))).toEqual([]);
      const outcomes = plan.steps.map(({ id }) => ({ step: id, result: 'failed' as const, message: 'no' }));
      const report: Report = { plan, outcomes, after: plan, state: 'partial' };
      expect(problems(REPORT_SCHEMA, reportJson(report))).toEqual([]);
    },
  );

  it('of a plan with secrets fit the schema and hold none of them', () => {
    const fields = { 'attributes/vendor.token': [new Secret('hunter1'), new Secret('hunter2')] } as const;
    const secret = updated('client/a', { at: 'a.yaml:1', origin: 'drift', fields });
    const json = planJson(planOf([secret]));
    expect(problems(PLAN_SCHEMA, json)).toEqual([]);
    expect(JSON.stringify(json)).toContain('(secret)');
    expect(JSON.stringify(json)).not.toMatch(/hunter/);
  });

  it('do not fit with a word too many', () => {
    expect(problems(PLAN_SCHEMA, { ...planJson(planOf([])), verdicts: [] })).toHaveLength(1);
  });
});
