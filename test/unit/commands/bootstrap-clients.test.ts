import { expect, test } from 'vitest';
import { bootstrapTargetOf, loadClients } from '../../../src/commands/bootstrap-clients.js';
import { isResolved } from '../../../src/commands/plan-edges.js';
import type { LeastClient } from '../../../src/model/index.js';
import { diagnosticLines, testTarget } from '../../support/realm-files.js';

const place = { file: 'keyplan.yaml', line: 4, column: 3 };
const target = bootstrapTargetOf(testTarget({ place }), {
  method: 'password',
  realm: 'master',
  clientId: 'admin-cli',
  username: 'admin',
  password: { env: 'KEYCLOAK_PASSWORD' },
});

const client = (clientId: string): LeastClient => ({
  clientId,
  description: 'looks',
  rights: [{ role: 'view-clients', reasons: [] }],
  authentication: { method: 'secret' },
});

test('the clients that bootstrap makes have the place of the target, which people can look at', () => {
  const loaded = loadClients(target, [client('keyplan-plan'), client('keyplan-apply')]);
  if (!isResolved(loaded)) throw new Error(diagnosticLines(loaded.diagnostics).join('\n'));
  const objects = [...loaded.desired.objects.values()];
  expect(objects).toHaveLength(2);
  for (const object of objects) {
    expect(object.place).toEqual(place);
    expect(new Set(object.places.values())).toEqual(new Set([place]));
    expect(object.allow).toMatchObject([{ rule: 'admin-role', by: 'bootstrap' }]);
  }
  expect(new Set(loaded.desired.openReferences.map((reference) => reference.place))).toEqual(new Set([place]));
});

test('what is wrong with their names is told of the target that names them', () => {
  const { diagnostics } = loadClients(target, [client('keyplan-plan '), client('keyplan-apply')]);
  expect(diagnosticLines(diagnostics)).toEqual(['outer-blanks keyplan.yaml:4:3']);
});
