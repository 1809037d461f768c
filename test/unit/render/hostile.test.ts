import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  Failure,
  fieldPath,
  Secret,
  type Diagnostic,
  type FactValue,
  type FieldChange,
  type ObjectChange,
  type Plan,
  type Report,
  type Verdict,
} from '../../../src/model/index.js';
import * as render from '../../../src/render/index.js';
import { addressOf, created, hazardOf, planOf, updated, verdictOf } from '../../support/builders.js';

const CANARY = 'canary-7f3a';
/** Marks every hostile text, so that a test can tell where one ended up. */
const MARKER = 'zZz';
const NASTY = [
  '```',
  '`',
  '|',
  String.raw`\|`,
  '</details>',
  '<!-- x',
  '@acme/admins',
  '#12',
  '::set-output name=a::b',
  '##[error]x',
  '\u202e',
  '\u2066',
  '\u0000',
  '\u001b[31m',
  '\r\n',
  ' ``` ',
  `${'w'.repeat(95)} ${'`'.repeat(5)} ${'w'.repeat(95)}`,
  '\n',
  '~~~',
  '](javascript:x)',
  '**',
  '&lt;',
  '\u200b',
  '\u2028',
  '\ud800',
  '"',
  '\\',
  ' ',
  ', realm role admin',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 }), fc.constant('a')), {
    maxLength: 8,
  })
  .map((pieces) => `${MARKER}${pieces.join('')}${MARKER}`.replaceAll(/[\ud800-\udfff]/gu, ''));

interface Case {
  readonly plan: Plan;
  readonly verdict: Verdict;
}

const planCase = fc
  .record({ id: hostile, name: hostile, key: hostile, mapper: hostile, role: hostile, value: hostile, detail: hostile })
  .map((texts): Case => {
    const facts: Record<string, FactValue> = {
      name: texts.name,
      [fieldPath('attributes', texts.key)]: texts.value,
      [fieldPath('attributes', 'vendor.api.token')]: CANARY,
      [fieldPath('attributes', 'plain')]: new Secret(CANARY),
      [fieldPath('redirectUris', texts.value)]: true,
      [fieldPath('defaultClientScopes', texts.role)]: true,
      [fieldPath('protocolMappers', texts.mapper, 'protocolMapper')]: 'oidc-hardcoded-claim-mapper',
      [fieldPath('protocolMappers', texts.mapper, 'config', 'claim.name')]: texts.name,
      [fieldPath('protocolMappers', texts.mapper, 'config', 'claim.value')]: texts.value,
      [fieldPath('protocolMappers', texts.mapper, 'config', texts.key)]: texts.value,
      [fieldPath('protocolMappers', texts.mapper, 'config', 'api.password')]: CANARY,
      [fieldPath('serviceAccount', 'clientRoles', texts.id, texts.role)]: true,
      [fieldPath('serviceAccount', 'attributes', texts.key)]: [texts.value, texts.name],
    };
    const address = `client/${fieldPath(texts.id)}`;
    const other = `client-role/${fieldPath(texts.id)}/${fieldPath(texts.role)}`;
    const change = updated(other, {
      at: `${texts.name.replaceAll(':', '')}:3`.replaceAll(/[\n\r\u2028\u2029]/g, ''),
      origin: 'drift',
      fields: {
        [fieldPath('attributes', texts.key)]: [[texts.value], [texts.name, 'x']],
        [fieldPath('attributes', 'x')]: [new Secret(CANARY), new Secret(`${CANARY}2`)],
      },
    });
    const hazard = hazardOf('admin-role', address, texts.detail);
    const plan = planOf([created(address, { at: 'a.yaml:1', facts, serverAdds: [texts.name] }), change], {
      hazards: [hazard],
      commit: texts.value,
      readAs: texts.name,
      target: { name: texts.id, server: texts.value, realm: texts.name, owner: texts.key },
      unmanaged: [texts.id],
      orphans: [
        {
          address: addressOf(`role/${fieldPath(texts.role)}`),
          mark: { owner: texts.name, commit: texts.value, format: 1, digest: '', ownsRoles: false },
        },
      ],
      unread: [{ area: 'clients', reason: 'refused', evidence: texts.detail, missingRole: texts.role }],
      notes: [{ text: texts.detail }, { address: addressOf(address), text: texts.detail }],
    });
    const verdict = verdictOf({
      refusals: [
        { rule: hazard.hazard, address: hazard.address, detail: hazard.detail, allowWith: texts.value },
        { rule: 'mass-change', detail: texts.detail, allowWith: texts.detail },
      ],
      warnings: [texts.detail],
    });
    return { plan, verdict };
  });

function reportOf({ plan }: Case, message: string): Report {
  const results = ['failed', 'moved', 'skipped', 'applied'] as const;
  return {
    plan,
    outcomes: plan.steps.map(({ id }, at) => ({ step: id, result: results[at % results.length] ?? 'done', message })),
    after: plan,
    state: 'partial',
  };
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** What no printed text may hold, ANSI colours of ours and line breaks apart. */
function expectHarmless(text: string): void {
  expect(text.replaceAll(ANSI, '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toContain('##[');
  expect(text).not.toContain(CANARY);
}

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

/** Lines outside fences with their code spans taken out, as CommonMark finds both; and the rows of each table. */
function outsideCode(markdown: string): {
  readonly prose: readonly string[];
  readonly tables: readonly (readonly string[])[];
} {
  const prose: string[] = [];
  const tables: string[][] = [];
  let fence: string | undefined;
  let inTable = false;
  for (const line of markdown.split('\n')) {
    const run = /^ {0,3}(`{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (run !== undefined && run.length >= fence.length && line.trim() === run) fence = undefined;
      continue;
    }
    if (run !== undefined) {
      fence = run;
      continue;
    }
    // A table's cells are cut at every bar that no backslash escapes, before anything else is looked at.
    const isRow = line.startsWith('|');
    if (isRow && !inTable) tables.push([]);
    if (isRow) tables.at(-1)?.push(line.replaceAll(/\\[!-/:-@[-`{-~]/g, ''));
    inTable = isRow;
    prose.push(withoutSpans(line));
  }
  expect(fence).toBeUndefined();
  return { prose, tables };
}

function withoutSpans(line: string): string {
  let rest = line;
  let outside = '';
  for (;;) {
    const open = /`+/.exec(rest);
    if (open === null) return outside + rest;
    const after = rest.slice(open.index + open[0].length);
    const close = [...after.matchAll(/`+/g)].find(([run]) => run.length === open[0].length);
    outside += rest.slice(0, open.index);
    if (close === undefined) {
      outside += open[0];
      rest = after;
    } else rest = after.slice((close.index ?? 0) + close[0].length);
  }
}
