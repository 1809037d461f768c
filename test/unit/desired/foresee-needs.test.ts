import { expect, test } from 'vitest';
import { foreseeNeeds, readNeeds } from '../../../src/desired/index.js';
import { parseSource } from '../../../src/source/index.js';
import { resolveText } from '../../support/realm-files.js';
import { valueOf } from '../../support/resolved.js';

const foreseen = (text: string) =>
  foreseeNeeds({ layers: [[valueOf(parseSource('realm.yaml', text))]], commit: 'none' });

test('what right files need of service accounts and of roles of clients is foreseen, templates included', () => {
  const text = `templates:
  base: { serviceAccount: { realmRoles: [r] } }
  agent: { extends: base, serviceAccount: { groups: [/g] } }
roles:
  r: {}
groups:
  /g: {}
clients:
  a: { type: service }
  b: { serviceAccount: { attributes: { t: [x] } } }
  c: { serviceAccountsEnabled: true }
  d: { roles: { s: {} } }
  e: { extends: agent }
  f: { extends: agent, serviceAccount: { clientRoles: { d: [s] } } }
`;
  const needs = readNeeds(valueOf(resolveText(text)));
  expect(foreseen(text).accounts).toEqual(needs.accounts);
  expect(foreseen(text).clientRoles).toEqual(needs.clientRoles);
});

test('a client whose id holds a variable is not foreseen, and wrong files are no reason to fail', () => {
  expect(foreseen('clients:\n  "{{ vars.a }}": { type: service }\n').accounts.size).toBe(0);
  expect(foreseen('clients:\n  a: { extends: nowhere, serviceAccount: 1 }\n  b: 3\n').accounts.size).toBe(1);
});
