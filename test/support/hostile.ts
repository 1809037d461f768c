import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { fieldPath, Secret, type FactValue, type Plan, type Report, type Verdict } from '../../src/model/index.js';
import { addressOf, created, hazardOf, planOf, updated, verdictOf } from './builders.js';

/** A secret that nothing may tell. */
export const CANARY = 'canary-7f3a';
/** Marks every hostile text, so that a test can tell where one ended up. */
export const MARKER = 'zZz';
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
/** Text that tries to deceive, to command, or to end what it stands in. */
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 }), fc.constant('a')), {
    maxLength: 8,
  })
  .map((pieces) => `${MARKER}${pieces.join('')}${MARKER}`.replaceAll(/[\ud800-\udfff]/gu, ''));

export interface Case {
  readonly plan: Plan;
  readonly verdict: Verdict;
}

/** A plan that holds hostile text wherever a plan holds text. */
export const planCase = fc
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

/** What an apply of it may come to. */
export function reportOf({ plan }: Case, message: string): Report {
  const results = ['failed', 'moved', 'skipped', 'applied'] as const;
  return {
    plan,
    outcomes: plan.steps.map(({ id }, at) => ({ step: id, result: results[at % results.length] ?? 'done', message })),
    after: plan,
    state: 'partial',
  };
}

/** Colours. */
export const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** What no printed text may hold, ANSI colours of ours and line breaks apart. */
export function expectHarmless(text: string): void {
  expect(text.replaceAll(ANSI, '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toContain('##[');
  expect(text).not.toContain(CANARY);
}

/** Lines outside fences with their code spans taken out, as CommonMark finds both; and the rows of each table. */
export function outsideCode(markdown: string): {
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
