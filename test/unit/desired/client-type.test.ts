import { describe, expect, test } from 'vitest';
import { diagnosticLines, resolveText } from '../../support/realm-files.js';
import { factsOf, objectOf, resolvedWithoutWords } from '../../support/resolved.js';

const client = (fields: string) => resolvedWithoutWords(resolveText(`clients:\n  x: ${fields}\n`));
const DEVICE = 'attributes/oauth2.device.authorization.grant.enabled';
const CIBA = 'attributes/oidc.ciba.grant.enabled';
const PKCE = 'attributes/pkce.code.challenge.method';

const COMMON = {
  enabled: true,
  bearerOnly: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  [DEVICE]: 'false',
  [CIBA]: 'false',
  'attributes/standard.token.exchange.enabled': 'false',
  'attributes/oauth2.jwt.authorization.grant.enabled': 'false',
};
const LISTS = ['protocolMappers', 'redirectUris', 'webOrigins'];

describe('a type writes what decides who gets which token', () => {
  test('service', () => {
    const desired = client('{ type: service }');
    expect(factsOf(desired, 'client/x')).toEqual({
      ...COMMON,
      publicClient: false,
      standardFlowEnabled: false,
      serviceAccountsEnabled: true,
      'serviceAccount/present': true,
      fullScopeAllowed: true,
    });
    const grants = ['serviceAccount/clientRoles', 'serviceAccount/groups', 'serviceAccount/realmRoles'];
    expect(objectOf(desired, 'client/x').exact).toEqual([...LISTS, ...grants].sort());
    expect(objectOf(desired, 'client/x').type).toBe('service');
  });

  test('web', () => {
    const desired = client('{ type: web, redirectUris: [https://a], webOrigins: [] }');
    expect(factsOf(desired, 'client/x')).toEqual({
      ...COMMON,
      'redirectUris/https:%2F%2Fa': true,
      publicClient: false,
      standardFlowEnabled: true,
      serviceAccountsEnabled: false,
      fullScopeAllowed: false,
      [PKCE]: 'S256',
    });
    expect(objectOf(desired, 'client/x').exact).toEqual(LISTS);
  });

  test('browser', () => {
    const facts = factsOf(client('{ type: browser, redirectUris: [], webOrigins: [] }'), 'client/x');
    expect(facts).toMatchObject({
      publicClient: true,
      standardFlowEnabled: true,
      fullScopeAllowed: false,
      [PKCE]: 'S256',
    });
  });

  test('resource', () => {
    const desired = client('{ type: resource }');
    expect(factsOf(desired, 'client/x')).toEqual({
      ...COMMON,
      publicClient: false,
      standardFlowEnabled: false,
      serviceAccountsEnabled: false,
      fullScopeAllowed: false,
    });
    expect(objectOf(desired, 'client/x').exact).toEqual(LISTS);
  });
});

test('what is written wins over the type', () => {
  const facts = factsOf(
    client('{ type: resource, enabled: false, serviceAccount: {}, fullScopeAllowed: true }'),
    'client/x',
  );
  expect(facts).toMatchObject({
    enabled: false,
    serviceAccountsEnabled: true,
    'serviceAccount/present': true,
    fullScopeAllowed: true,
  });
  expect(factsOf(client('{ type: web, pkce: none, redirectUris: [], webOrigins: [] }'), 'client/x')).toMatchObject({
    [PKCE]: '',
  });
});

test('facts of a type have the place of the word', () => {
  const desired = resolvedWithoutWords(resolveText('clients:\n  x:\n    type: service\n'));
  expect(objectOf(desired, 'client/x').places.get('bearerOnly' as never)).toEqual({
    file: 'realm.yaml',
    line: 3,
    column: 5,
  });
});

describe('a service has the full scope only while no token of a user can be had through it', () => {
  const flows = [
    'standardFlowEnabled: true',
    'implicitFlowEnabled: true',
    'directAccessGrantsEnabled: true',
    'tokenExchange: true',
    'attributes: { oauth2.device.authorization.grant.enabled: true }',
    'attributes: { oidc.ciba.grant.enabled: true }',
    'attributes: { oauth2.jwt.authorization.grant.enabled: true }',
    'attributes: { standard.token.exchange.enabled: true }',
    'attributes: { standard.token.exchange.enabled: "TRUE" }',
  ];
  test.each(flows)('%s', (flow) => {
    const { diagnostics } = resolveText(`clients:\n  x: { type: service, ${flow} }\n`);
    expect(diagnosticLines(diagnostics)).toEqual(['role-scope-required realm.yaml:2:8']);
    const scoped = client(`{ type: service, ${flow}, roleScope: {} }`);
    expect(factsOf(scoped, 'client/x')).toMatchObject({ fullScopeAllowed: false });
    expect(objectOf(scoped, 'client/x').exact).toContain('roleScope');
  });

  test('unless somebody wrote that it has it', () => {
    const facts = factsOf(client('{ type: service, standardFlowEnabled: true, fullScopeAllowed: true }'), 'client/x');
    expect(facts).toMatchObject({ fullScopeAllowed: true });
  });
});

test('types are for openid-connect', () => {
  const { diagnostics } = resolveText('clients:\n  x: { type: resource, protocol: saml }\n');
  expect(diagnosticLines(diagnostics)).toEqual(['conflicting-keys realm.yaml:2:8']);
});
