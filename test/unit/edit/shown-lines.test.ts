import { expect, it } from 'vitest';
import { shownLines } from '../../../src/edit/index.js';

it('hides the lines that say a secret value, of either text', () => {
  const before = [
    'clients:',
    '  a: { attributes: { vendor.api.token: hidden, some.flag: true } }',
    '  b:',
    '    authentication: { secret: { from: generate } }',
    '    serviceAccount:',
    '      attributes:',
    '        vendor.password:',
    '          - hidden',
    '        team: [shown]',
    '',
  ].join('\n');
  const after = 'clients:\n  a: { attributes: { vendor.api.token: hidden, some.flag: false } }\n';
  const lines = shownLines(before, after);
  expect(lines.filter(({ text }) => text === '(secret)').map(({ sign, line }) => `${sign}${line}`)).toEqual([
    '-2',
    '-7',
    '-8',
    '+2',
  ]);
  expect(JSON.stringify(lines)).not.toContain('hidden');
  expect(JSON.stringify(lines)).toContain('from: generate');
});
