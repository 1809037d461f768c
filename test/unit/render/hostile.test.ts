import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Failure, fieldPath, type Diagnostic, type FieldChange, type ObjectChange } from '../../../src/model/index.js';
import * as render from '../../../src/render/index.js';
import { created, planOf, verdictOf } from '../../support/builders.js';
import { ANSI, expectHarmless, hostile, MARKER, outsideCode, planCase, reportOf } from '../../support/hostile.js';

describe('whatever names and values hold', () => {
  test.prop([planCase, fc.integer({ min: 1, max: 160 })])(
    'no text deceives, commands or tells a secret',
    (situation, width) => {
      const { plan, verdict } = situation;
      for (const style of ['plain', 'ansi'] as const) {
        expectHarmless(render.planText(plan, verdict, { style, width, verbose: true, showUnmanaged: true }));
        expectHarmless(render.reportText(reportOf(situation, plan.readAs), { style, width, verbose: true }));
        expectHarmless(render.staleText(plan.steps, { style }));
        expectHarmless(render.doneText(plan.steps, { style }));
      }
      expectHarmless(render.planMarkdown(plan, verdict, { showUnmanaged: true }));
      expectHarmless(render.jsonText(render.planJson(plan, verdict)));
      expectHarmless(render.jsonText(render.reportJson(reportOf(situation, plan.readAs))));
    },
  );

  test.prop([planCase])('plain text is what is left of coloured text', ({ plan, verdict }) => {
    const options = { width: 100, verbose: true, showUnmanaged: true };
    expect(render.planText(plan, verdict, { ...options, style: 'ansi' }).replaceAll(ANSI, '')).toBe(
      render.planText(plan, verdict, { ...options, style: 'plain' }),
    );
  });

  test.prop([planCase])('Markdown keeps it in code spans and fences', ({ plan, verdict }) => {
    const { prose, tables } = outsideCode(render.planMarkdown(plan, verdict, { showUnmanaged: true }));
    expect(prose.filter((line) => line.includes(MARKER))).toEqual([]);
    expect(prose.filter((line) => /[@`]|<(?!\/?(details|summary)>)/.test(line))).toEqual([]);
    for (const rows of tables) expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
    expect(prose.filter((line) => line.startsWith('<details>'))).toHaveLength(
      prose.filter((line) => line === '</details>').length,
    );
  });

  test.prop([hostile, hostile, hostile])('messages deceive and command nobody', (text, hint, file) => {
    const diagnostic: Diagnostic = {
      code: 'unknown-key',
      severity: 'error',
      place: { file, line: 1, column: 1 },
      message: text,
      hint,
      related: [{ place: { file, line: 2, column: 1 }, message: hint }],
    };
    expectHarmless(render.diagnosticsText([diagnostic], { style: 'plain', width: 80 }));
    expectHarmless(render.jsonText(render.diagnosticsJson([diagnostic])));
    expectHarmless(render.jsonText(render.diagnosticsSarif([diagnostic], '1.0.0')));
    const failure = new Failure('unreachable', text, { hint, cause: new Error(file) });
    expectHarmless(render.failureText(failure, { style: 'plain', verbose: true }));
    expectHarmless(
      render.explainText({ title: text, meaning: hint, example: file, fix: text }, { style: 'plain', width: 80 }),
    );
    expectHarmless(render.progressLine({ type: 'way-chosen', text }));
    expectHarmless(
      render.requestLine({ asked: text, tookMs: 3.4, refusal: { type: 'answer', status: 403, words: hint } }),
    );
    expectHarmless(render.bugText(new Error(text), { version: '1.0.0', node: 'v24.0.0', platform: file }));
  });
});

describe('a plan shows all that an apply does', () => {
  const name = fc.stringMatching(/^[a-z]{3,8}$/);
  const fact = fc.oneof(
    name.map((key) => [fieldPath('attributes', key), `v-${key}`, `v-${key}`] as const),
    name.map((key) => [fieldPath('redirectUris', `https://${key}`), true, `https://${key}`] as const),
    name.map((key) => [fieldPath('defaultClientScopes', `d-${key}`), true, `d-${key}`] as const),
    name.map((key) => [fieldPath('roleScope', 'realmRoles', `s-${key}`), true, `s-${key}`] as const),
    name.map((key) => [fieldPath('serviceAccount', 'clientRoles', key, 'x'), true, `${key}/x`] as const),
    name.map((key) => [fieldPath('serviceAccount', 'groups', `/${key}`), true, `/${key}`] as const),
    name.map((key) => [fieldPath('protocolMappers', 'm', 'config', key), `c-${key}`, `c-${key}`] as const),
    name.map((key) => [fieldPath('authenticationFlowBindingOverrides', key), `f-${key}`, `f-${key}`] as const),
    name.map((key) => [fieldPath(key), `u-${key}`, `u-${key}`] as const),
  );
  const facts = fc.uniqueArray(fact, { selector: ([path]) => path, minLength: 1 });

  test.prop([facts, fc.constantFrom('create', 'update', 'remove')])(
    'every fact is said, on a create and on an update',
    (list, action) => {
      const fields = list.map(
        ([path, value]): FieldChange =>
          action === 'remove' ? { path, before: value, after: undefined } : { path, before: undefined, after: value },
      );
      const base = created('client/a', { at: 'a.yaml:1', facts: { name: 'A' } });
      const change: ObjectChange = { ...base, action: action === 'create' ? 'create' : 'update', fields };
      const text = render.planText(planOf([change]), verdictOf(), {
        style: 'plain',
        width: 100,
        verbose: false,
        showUnmanaged: false,
      });
      for (const [, , said] of list) expect(text).toContain(said);
    },
  );
});
