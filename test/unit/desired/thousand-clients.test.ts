import { expect, test } from 'vitest';
import { readNeeds } from '../../../src/desired/index.js';
import { resolveText, testTarget } from '../../support/realm-files.js';
import { resolvedWithoutWords } from '../../support/resolved.js';

test('a thousand clients that share a template are read and resolved in seconds of one processor', () => {
  const clients = Array.from({ length: 1000 }, (_, index) =>
    [
      `  agent-${index}:`,
      '    extends: agent',
      `    name: Agent ${index} of {{ vars.domain }}`,
      '    defaultClientScopes: [profile, roles]',
      '    optionalClientScopes: []',
      `    protocolMappers: { tenant: { hardcodedClaim: { name: tenant, value: t${index} } } }`,
      '    serviceAccount:',
      '      realmRoles: [reader]',
      '      clientRoles: { api: [submit], realm-management: [view-users] }',
      `      groups: [/teams/${index % 10}]`,
    ].join('\n'),
  );
  const template = 'templates:\n  agent: { type: service, protocolMappers: { aud: { audience: the-api } } }\n';
  const before = process.cpuUsage();
  const desired = resolvedWithoutWords(
    resolveText(`${template}clients:\n${clients.join('\n')}\n`, testTarget({ vars: { domain: 'acme.example' } })),
  );
  const needs = readNeeds(desired);
  const { user, system } = process.cpuUsage(before);
  expect(desired.objects.size).toBe(1000);
  expect([needs.accounts.size, needs.groups.size]).toEqual([1000, 10]);
  // About half a second on an idle machine, most of it parsing; the limit only catches a square.
  expect((user + system) / 1e6).toBeLessThan(8);
});
