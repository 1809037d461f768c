import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../../src/model/index.js';
import { diagnosticLines, resolveSettingsText } from '../../support/realm-files.js';

const AUTH =
  'auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { env: A } } }';
const TARGET = `{ server: https://sso.example, realm: agents, files: [r/*.yaml], ${AUTH} }`;

/** Settings with one thing wrong, what must be said about it, and a part of the hint. */
const BROKEN: readonly (readonly [name: string, text: string, says: readonly string[], hint: string])[] = [
  ['no version', `owner: o\ntargets:\n  t: ${TARGET}\n`, ['missing-key keyplan.yaml:1:1'], 'version'],
  [
    'another version',
    `version: 2\nowner: o\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:1:10'],
    'version: 1',
  ],
  ['no owner', `version: 1\ntargets:\n  t: ${TARGET}\n`, ['missing-key keyplan.yaml:3:3'], 'owner:'],
  [
    'an unknown key',
    `version: 1\nowner: o\ntarget: {}\ntargets:\n  t: ${TARGET}\n`,
    ['unknown-key keyplan.yaml:3:1'],
    'targets',
  ],
  [
    'a key for later',
    `version: 1\nowner: o\noutside: {}\ntargets:\n  t: ${TARGET}\n`,
    ['not-yet keyplan.yaml:3:1'],
    'version',
  ],
  [
    'an unknown orphan policy',
    `version: 1\nowner: o\npolicy: { orphans: deleted }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:20'],
    'mean delete',
  ],
  [
    'an orphan policy without a word',
    `version: 1\nowner: o\npolicy: { orphans: { deleteAfter: P30D } }\ntargets:\n  t: ${TARGET}\n`,
    ['missing-key keyplan.yaml:3:11'],
    'then',
  ],
  [
    'a deletion after hours',
    `version: 1\nowner: o\npolicy: { orphans: { then: disable, deleteAfter: 36h } }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:50'],
    'whole days',
  ],
  [
    'a deletion after no time',
    `version: 1\nowner: o\npolicy: { orphans: { then: disable, deleteAfter: 0d } }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:50'],
    'whole days',
  ],
  [
    'a deletion after a thousand years',
    `version: 1\nowner: o\npolicy: { orphans: { then: disable, deleteAfter: 365000d } }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:50'],
    'whole days',
  ],
  [
    'a deletion after no disabling',
    `version: 1\nowner: o\npolicy: { orphans: { then: delete, deleteAfter: 30d } }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:36'],
    'then: disable',
  ],
  [
    'two targets of one owner on one realm',
    `version: 1\nowner: o\ntargets:\n  a: ${TARGET}\n  b: ${TARGET.replace('https://sso.example', 'https://SSO.example:443/')}\n`,
    ['duplicate-target keyplan.yaml:5:3'],
    'owner of its own',
  ],
  [
    'a literal client secret',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('{ env: P }', 'hunter2')}\n`,
    ['literal-secret keyplan.yaml:4:114'],
    '{ env:',
  ],
  [
    'a literal password',
    'version: 1\nowner: o\ntargets:\n  t:\n    server: https://sso.example\n    realm: agents\n    files: [r/*.yaml]\n    auth:\n      clientId: admin-cli\n      username: admin\n      password: hunter2\n',
    ['literal-secret keyplan.yaml:11:17'],
    '{ env:',
  ],
  [
    'a password in the URL',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('https://sso', 'https://admin:hunter2@sso')}\n`,
    ['literal-secret keyplan.yaml:4:16'],
    'change the secret',
  ],
  [
    'a server that is no URL',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('https://sso.example', 'sso.example')}\n`,
    ['invalid-value keyplan.yaml:4:16'],
    'https://',
  ],
  [
    'a word for later',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('realm:', 'visibility: full, realm:')}\n`,
    ['not-yet keyplan.yaml:4:37'],
    '',
  ],
  [
    'a variable that is a list',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('realm:', 'vars: { a: [1] }, realm:')}\n`,
    ['wrong-type keyplan.yaml:4:48'],
    '',
  ],
  [
    'a variable whose name cannot be written',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('realm:', 'vars: { a.b: 1 }, realm:')}\n`,
    ['invalid-value keyplan.yaml:4:45'],
    'letters',
  ],
  [
    'an allowance for an address that is none',
    `version: 1\nowner: o\npolicy: { allow: [{ hazard: full-scope, address: clients/x }] }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:50'],
    'Did you mean "client"',
  ],
  [
    'an unknown hazard',
    `version: 1\nowner: o\npolicy: { allow: [{ hazard: fullscope }] }\ntargets:\n  t: ${TARGET}\n`,
    ['invalid-value keyplan.yaml:3:29'],
    'full-scope',
  ],
  [
    'no files',
    `version: 1\nowner: o\ntargets:\n  t: ${TARGET.replace('[r/*.yaml]', '[]')}\n`,
    ['invalid-value keyplan.yaml:4:59'],
    'list of patterns',
  ],
];

describe('broken settings are refused at their place, with a hint, and no target comes of them', () => {
  test.each(BROKEN)('%s', (_, text, says, hint) => {
    const { value, diagnostics } = resolveSettingsText(text);
    expect(diagnosticLines(diagnostics)).toEqual(says);
    expect(hasErrors(diagnostics)).toBe(true);
    expect(value).toBe(undefined);
    expect(diagnostics[0]?.hint).toContain(hint);
    expect(diagnostics.flatMap(({ message, hint: words }) => [message, words]).join(' ')).not.toContain('hunter2');
  });
});
