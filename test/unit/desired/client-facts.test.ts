import { expect, test } from 'vitest';
import { diagnosticLines, resolveText } from '../../support/realm-files.js';
import { factsOf, objectOf, resolvedWithoutWords, valueOf } from '../../support/resolved.js';

const client = (fields: string) => resolvedWithoutWords(resolveText(`clients:\n  x: ${fields}\n`));

test('without a type only what is written counts', () => {
  const desired = client('{ name: X, enabled: true, notBefore: 5 }');
  expect(factsOf(desired, 'client/x')).toEqual({ name: 'X', enabled: true, notBefore: 5 });
  expect(objectOf(desired, 'client/x').exact).toEqual([]);
});

test('an empty text says that the field must be blank', () => {
  expect(factsOf(client('{ description: "" }'), 'client/x')).toEqual({ description: '' });
});

test('lists are sets of facts and exact, empty ones too', () => {
  const desired = client(
    '{ redirectUris: [https://a/b], webOrigins: [], defaultClientScopes: [s], optionalClientScopes: [] }',
  );
  expect(factsOf(desired, 'client/x')).toEqual({
    'redirectUris/https:%2F%2Fa%2Fb': true,
    'defaultClientScopes/s': true,
  });
  expect(objectOf(desired, 'client/x').exact).toEqual([
    'defaultClientScopes',
    'optionalClientScopes',
    'redirectUris',
    'webOrigins',
  ]);
});

test('attributes are text, per key, and never exact', () => {
  const desired = client('{ attributes: { a.b: true, c: 5, d: "" } }');
  expect(factsOf(desired, 'client/x')).toEqual({ 'attributes/a.b': 'true', 'attributes/c': '5', 'attributes/d': '' });
  expect(objectOf(desired, 'client/x').exact).toEqual([]);
});

test('attributes whose name says that they are secret are secrets; Keycloak’s own settings are not', () => {
  expect(factsOf(client('{ attributes: { vendor.api.token: v, access.token.lifespan: "5" } }'), 'client/x')).toEqual({
    'attributes/vendor.api.token': 'SECRET',
    'attributes/access.token.lifespan': '5',
  });
});

test('short fields write their attributes', () => {
  const desired = client(
    '{ accessTokenLifespan: PT1H, postLogoutRedirectUris: [https://b, https://a, +], pkce: S256, tokenExchange: false }',
  );
  expect(factsOf(desired, 'client/x', 'attributes/')).toEqual({
    'access.token.lifespan': '3600',
    'post.logout.redirect.uris': '+##https://a##https://b',
    'pkce.code.challenge.method': 'S256',
    'standard.token.exchange.enabled': 'false',
  });
  expect(factsOf(client('{ pkce: none, postLogoutRedirectUris: [] }'), 'client/x', 'attributes/')).toEqual({
    'pkce.code.challenge.method': '',
    'post.logout.redirect.uris': '',
  });
});

test('a set in one attribute has one order, however it is written', () => {
  expect(factsOf(client('{ attributes: { post.logout.redirect.uris: "b##a##b" } }'), 'client/x')).toEqual({
    'attributes/post.logout.redirect.uris': 'a##b',
  });
});

test('flow overrides are facts by alias, exact, and references', () => {
  const desired = client('{ authenticationFlowBindingOverrides: { browser: my flow, direct_grant: "" } }');
  expect(factsOf(desired, 'client/x')).toEqual({
    'authenticationFlowBindingOverrides/browser': 'my flow',
    'authenticationFlowBindingOverrides/direct_grant': '',
  });
  expect(objectOf(desired, 'client/x').exact).toEqual(['authenticationFlowBindingOverrides']);
  expect(desired.openReferences.map(({ to }) => to)).toEqual([{ type: 'flow', alias: 'my flow' }]);
});

test('a role scope is exact as a whole', () => {
  const desired = client('{ roleScope: { realmRoles: [r], clientRoles: { api: [s] } } }');
  expect(factsOf(desired, 'client/x')).toEqual({ 'roleScope/realmRoles/r': true, 'roleScope/clientRoles/api/s': true });
  expect(objectOf(desired, 'client/x').exact).toContain('roleScope');
});

test('a service account block switches the account on; its written grants are exact, its attributes per key', () => {
  const desired = client(
    '{ serviceAccount: { enabled: false, realmRoles: [r], groups: [/a/b], attributes: { team: [y, x, y], none: [] } } }',
  );
  expect(factsOf(desired, 'client/x')).toEqual({
    serviceAccountsEnabled: true,
    'serviceAccount/present': true,
    'serviceAccount/enabled': false,
    'serviceAccount/realmRoles/r': true,
    'serviceAccount/groups/%2Fa%2Fb': true,
    'serviceAccount/attributes/team': ['x', 'y'],
    'serviceAccount/attributes/none': null,
  });
  expect(objectOf(desired, 'client/x').exact).toEqual(['serviceAccount/groups', 'serviceAccount/realmRoles']);
});

test('client roles of an account are exact over all clients', () => {
  const desired = client('{ serviceAccount: { clientRoles: { api: [] } } }');
  expect(objectOf(desired, 'client/x').exact).toEqual(['serviceAccount/clientRoles']);
});

test('serviceAccountsEnabled alone says that the account must be there', () => {
  expect(factsOf(client('{ serviceAccountsEnabled: true }'), 'client/x')).toEqual({
    serviceAccountsEnabled: true,
    'serviceAccount/present': true,
  });
});

test('a client scope stands in one of the two lists', () => {
  const { diagnostics } = resolveText(
    'clients:\n  x: { optionalClientScopes: [profile, email], defaultClientScopes: [profile] }\n',
  );
  expect(diagnosticLines(diagnostics)).toEqual(['conflicting-keys realm.yaml:2:31']);
});

test('what the server grants by itself is not managed, with a word', () => {
  const resolved = resolveText(
    'clients:\n  x: { defaultClientScopes: [service_account], serviceAccount: { realmRoles: [default-roles-agents] } }\n',
  );
  expect(diagnosticLines(resolved.diagnostics)).toEqual([
    'warning built-in realm.yaml:2:30',
    'warning built-in realm.yaml:2:79',
  ]);
  expect(Object.keys(factsOf(valueOf(resolved), 'client/x'))).toEqual([
    'serviceAccount/present',
    'serviceAccountsEnabled',
  ]);
});

test('authentication says how the client signs in', () => {
  expect(factsOf(client('{ authentication: { secret: { from: generate } } }'), 'client/x')).toEqual({
    clientAuthenticatorType: 'client-secret',
    publicClient: false,
  });
  expect(factsOf(client('{ authentication: none }'), 'client/x')).toEqual({ publicClient: true });
  expect(factsOf(client('{ authentication: { none: {} } }'), 'client/x')).toEqual({ publicClient: true });
});

test('authentication that contradicts the client is an error', () => {
  const contradictions = [
    '{ authentication: none, publicClient: false }',
    '{ type: service, authentication: none }',
    '{ publicClient: true, authentication: { secret: { from: generate } } }',
    '{ clientAuthenticatorType: client-jwt, authentication: { secret: { from: generate } } }',
  ];
  for (const fields of contradictions) {
    expect(resolveText(`clients:\n  x: ${fields}\n`).diagnostics.map(({ code }) => code)).toEqual(['conflicting-keys']);
  }
});

test('a client’s roles are objects of their own, placed at their key', () => {
  const desired = client(
    '{ roles: { submit: {}, review: { description: d, composites: { client: { x: [submit] }, realm: [] } } } }',
  );
  expect([...desired.objects.keys()]).toEqual(['client-role/x/review', 'client-role/x/submit', 'client/x']);
  expect(factsOf(desired, 'client-role/x/review')).toEqual({ description: 'd', 'composites/client/x/submit': true });
  expect(objectOf(desired, 'client-role/x/review').exact).toEqual(['composites/client', 'composites/realm']);
  expect(objectOf(desired, 'client-role/x/submit').place).toEqual({ file: 'realm.yaml', line: 2, column: 17 });
});

test('allowances of an entry name their object', () => {
  const desired = client('{ allow: [{ hazard: full-scope, reason: legacy, until: "2027-03-31" }] }');
  expect(objectOf(desired, 'client/x').allow).toEqual([
    {
      rule: 'full-scope',
      address: 'client/x',
      reason: 'legacy',
      until: '2027-03-31',
      place: { file: 'realm.yaml', line: 2, column: 16 },
    },
  ]);
});

test('every fact knows where it was written', () => {
  const desired = resolvedWithoutWords(
    resolveText('clients:\n  x:\n    name: X\n    redirectUris:\n      - https://a\n'),
  );
  const { places, place } = objectOf(desired, 'client/x');
  expect(place).toEqual({ file: 'realm.yaml', line: 2, column: 3 });
  expect(Object.fromEntries(places)).toEqual({
    name: { file: 'realm.yaml', line: 3, column: 11 },
    'redirectUris/https:%2F%2Fa': { file: 'realm.yaml', line: 5, column: 9 },
  });
});

test('wildcards in URIs and origins that no browser sends are warnings', () => {
  const { diagnostics, value } = resolveText(
    'clients:\n  x: { redirectUris: ["https://a/*"], webOrigins: ["*", https://a/b, +] }\n',
  );
  expect(diagnosticLines(diagnostics)).toEqual([
    'warning wildcard-redirect realm.yaml:2:23',
    'warning wildcard-redirect realm.yaml:2:52',
    'warning invalid-value realm.yaml:2:57',
  ]);
  expect(value).not.toBe(undefined);
});

test('limits count characters, with 239 for the id of a client with a service account', () => {
  expect(client(`{ name: ${'é'.repeat(255)} }`).objects.size).toBe(1);
  const account = `clients:\n  ${'x'.repeat(239)}: { serviceAccount: {} }\n  ${'y'.repeat(255)}: {}\n`;
  expect(resolvedWithoutWords(resolveText(account)).objects.size).toBe(2);
});

test('ids that differ only in case are fine while one of them has no service account', () => {
  expect(resolvedWithoutWords(resolveText('clients:\n  A: { serviceAccount: {} }\n  a: {}\n')).objects.size).toBe(2);
});
