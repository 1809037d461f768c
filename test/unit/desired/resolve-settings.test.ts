import { expect, test } from 'vitest';
import { resolveSettingsText } from '../../support/realm-files.js';
import { valueOf } from '../../support/resolved.js';

const AUTH =
  'auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { file: /run/a } } }';
const settings = (target: string, more = '') =>
  resolveSettingsText(
    `version: 1\nowner: o\n${more}targets:\n  t: { server: https://sso.example, realm: agents, files: [r/*.yaml], ${target} }\n`,
  );
const target = (text: string, more = '') => {
  const found = valueOf(settings(text, more)).targets.get('t');
  if (found === undefined) throw new Error('no target');
  return found;
};

test('targets come in the order of names, with the owner of the file unless they have their own', () => {
  const body = `server: https://sso.example, realm: agents, files: [r/*.yaml], ${AUTH}`;
  const { value, diagnostics } = resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  b: { ${body} }\n  a: { ${body}, owner: mine }\n`,
  );
  expect(diagnostics).toEqual([]);
  expect([...(value?.targets ?? [])].map(([name, { owner }]) => [name, owner])).toEqual([
    ['a', 'mine'],
    ['b', 'o'],
  ]);
});

test.each([
  ['https://SSO.Example/', 'https://sso.example'],
  ['https://sso.example:443/auth//', 'https://sso.example/auth'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('the server %s is %s', (written, server) => {
  const { value } = resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  t: { server: "${written}", realm: a b, files: [x], ${AUTH} }\n`,
  );
  expect(value?.targets.get('t')?.server).toBe(server);
});

test.each([
  ['report', { then: 'report' }],
  ['disable', { then: 'disable' }],
  ['delete', { then: 'delete' }],
  ['{ then: delete }', { then: 'delete' }],
  ['{ then: disable, deleteAfter: P30D }', { then: 'disable', deleteAfterDays: 30 }],
  ['{ then: disable, deleteAfter: 30d }', { then: 'disable', deleteAfterDays: 30 }],
  ['{ then: disable, deleteAfter: 2w }', { then: 'disable', deleteAfterDays: 14 }],
  ['{ then: disable, deleteAfter: 48h }', { then: 'disable', deleteAfterDays: 2 }],
])('the orphan policy %s counts for every target', (written, orphans) => {
  expect(target(AUTH, `policy: { orphans: ${written} }\n`).policy.orphans).toEqual(orphans);
});

test('orphans are reported when nothing is written', () => {
  expect(target(AUTH).policy.orphans).toEqual({ then: 'report' });
});

test('files are patterns in their order, each with its place', () => {
  const { value } = resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  t: { server: https://s, realm: r, files: [b/*, { pattern: a/*, optional: true }], ${AUTH} }\n`,
  );
  expect(value?.targets.get('t')?.files).toEqual([
    { pattern: 'b/*', optional: false, place: { file: 'keyplan.yaml', line: 4, column: 45 } },
    { pattern: 'a/*', optional: true, place: { file: 'keyplan.yaml', line: 4, column: 61 } },
  ]);
});

test('variables keep their types', () => {
  expect(target(`${AUTH}, vars: { a: x, b: 1, c: true }`).vars).toEqual({ a: 'x', b: 1, c: true });
});

test('policy has the defaults of product.md, and what is written counts', () => {
  expect(target(AUTH).policy).toEqual({
    orphans: { then: 'report' },
    guards: { 'mass-delete': { count: 5, percent: 20 }, 'mass-change': { count: 20, percent: 50 } },
    allow: [],
  });
  const policy =
    'policy: { guards: { mass-delete: { count: 1, percent: 2 } }, allow: [{ hazard: full-scope, address: "client-role/a b/c", until: "2027-03-31" }, { guard: mass-change, reason: once }] }\n';
  const { guards, allow } = target(AUTH, policy).policy;
  expect(guards).toEqual({ 'mass-delete': { count: 1, percent: 2 }, 'mass-change': { count: 20, percent: 50 } });
  expect(allow).toEqual([
    {
      rule: 'full-scope',
      address: 'client-role/a%20b/c',
      until: '2027-03-31',
      place: { file: 'keyplan.yaml', line: 3, column: 70 },
    },
    { rule: 'mass-change', reason: 'once', place: { file: 'keyplan.yaml', line: 3, column: 145 } },
  ]);
});
