import { describe, expect, test } from 'vitest';
import type { FactValue } from '../../../src/model/index.js';
import { planText } from '../../../src/render/index.js';
import { created, planOf, updated, verdictOf } from '../../support/builders.js';
import { audienceMapper, SERVICE } from '../../scenarios/render/facts.js';

const OPTIONS = { style: 'plain', width: 400, verbose: false, showUnmanaged: false } as const;

/** The lines of a created object's block, below its head. */
function said(
  address: string,
  facts: Readonly<Record<string, FactValue>>,
  serverAdds: readonly string[] = [],
): readonly string[] {
  const plan = planOf([created(address, { at: 'a.yaml:1', facts, serverAdds })]);
  const [, , , ...rest] = planText(plan, verdictOf(), OPTIONS).split('\n');
  return rest.slice(0, -2).map((line) => line.trim());
}

const FILLED = ['default client scopes a', 'optional client scopes b'];

describe('a new client', () => {
  test.for([
    ['service', {}],
    [
      'service',
      {
        'attributes/standard.token.exchange.enabled': 'false',
        'attributes/oauth2.jwt.authorization.grant.enabled': 'false',
      },
    ],
    ['resource', { serviceAccountsEnabled: false, fullScopeAllowed: false }],
    [
      'web',
      {
        serviceAccountsEnabled: false,
        standardFlowEnabled: true,
        fullScopeAllowed: false,
        'attributes/pkce.code.challenge.method': 'S256',
      },
    ],
    [
      'browser',
      {
        publicClient: true,
        serviceAccountsEnabled: false,
        standardFlowEnabled: true,
        fullScopeAllowed: false,
        'attributes/pkce.code.challenge.method': 'S256',
      },
    ],
  ] as const)('with the facts of type %s is said to be of that type', ([type, facts]) => {
    const [first] = said('client/a', { ...SERVICE, ...facts }, FILLED);
    expect(first).toMatch(
      new RegExp(`^type ${type}, (authenticated by a secret that the server generates|without authentication)$`),
    );
  });

  test('says which ways to a token with another token are on', () => {
    const on = {
      'attributes/standard.token.exchange.enabled': 'true',
      'attributes/oauth2.jwt.authorization.grant.enabled': 'true',
    };
    const [first] = said('client/a', { ...SERVICE, ...on }, FILLED);
    expect(first).toBe(
      'type service, authenticated by a secret that the server generates, token exchange on, JWT grant on',
    );
  });

  test('that differs from every type is said flow by flow', () => {
    const [first] = said('client/a', { ...SERVICE, directAccessGrantsEnabled: true }, FILLED);
    expect(first).toBe(
      'enabled, confidential, not bearer only, full scope (every role gets into the token), flows password and service account on, ' +
        'standard, implicit, device and CIBA off, authenticated by a secret that the server generates',
    );
  });

  test('that is confidential is born with a secret, whether or not the files say how it signs in', () => {
    const { clientAuthenticatorType: _unwritten, ...silent } = SERVICE;
    expect(said('client/a', silent, FILLED)[0]).toBe(
      'type service, authenticated by a secret that the server generates',
    );
    expect(said('client/a', { ...silent, serviceAccountsEnabled: false, fullScopeAllowed: false }, FILLED)[0]).toBe(
      'type resource',
    );
    expect(said('client/a', { ...silent, clientAuthenticatorType: 'client-jwt' }, FILLED)[0]).toContain(
      'signs with its private key',
    );
    expect(said('client/a', { ...silent, clientAuthenticatorType: 'vendor' }, FILLED)[0]).toContain(
      'authenticated by "vendor"',
    );
  });

  test('says full scope where the type would not have it, and the other way round', () => {
    expect(said('client/a', { ...SERVICE, fullScopeAllowed: false }, FILLED)[0]).toContain('no full scope');
    expect(said('client/a', { ...SERVICE, serviceAccountsEnabled: false }, FILLED)[0]).toContain(
      'full scope (every role',
    );
  });

  test('tells an empty scope list from one that the server fills', () => {
    expect(said('client/a', { name: 'A' }, FILLED)).toEqual([
      'name "A"',
      '(the server adds default client scopes a; optional client scopes b)',
    ]);
    expect(said('client/a', { name: 'A' })).toEqual(['name "A"', 'no client scopes']);
    expect(said('client/a', { 'defaultClientScopes/x': true })).toEqual(['scopes x; no optional ones']);
    expect(said('client/a', { 'optionalClientScopes/x': true })).toEqual([
      'no default client scopes',
      'optional scopes x',
    ]);
  });

  test('says a service account that holds nothing', () => {
    expect(said('client/a', SERVICE, FILLED)).toContain('+ service account');
    expect(said('client/a', { ...SERVICE, 'serviceAccount/enabled': false }, FILLED)).toContain(
      '+ service account: disabled',
    );
  });
});

describe('a new mapper', () => {
  const mapper = (protocolMapper: string, config: Readonly<Record<string, string>>): string =>
    (
      said('client-scope/a', {
        'protocolMappers/m/protocolMapper': protocolMapper,
        ...Object.fromEntries(Object.entries(config).map(([key, value]) => [`protocolMappers/m/config/${key}`, value])),
      })[0] ?? ''
    ).replace(/^\+ mapper m\s+/, '');
  const access = { 'access.token.claim': 'true' };

  test('is said by what it does', () => {
    expect(mapper('oidc-audience-mapper', { 'included.client.audience': 'x', ...access })).toBe('audience x');
    expect(
      mapper('oidc-hardcoded-claim-mapper', {
        'claim.name': 'team',
        'claim.value': '7',
        'jsonType.label': 'int',
        ...access,
      }),
    ).toBe('claim team = "7" (int)');
    expect(
      mapper('oidc-usermodel-attribute-mapper', {
        'user.attribute': 'team',
        'claim.name': 'team',
        multivalued: 'true',
        ...access,
      }),
    ).toBe('user attribute team in claim team, multivalued');
    expect(
      mapper('oidc-usermodel-client-role-mapper', {
        'usermodel.clientRoleMapping.clientId': 'x',
        'claim.name': 'r',
        ...access,
      }),
    ).toBe('roles of client x in claim r');
  });

  test('says where its claim goes, unless that is the access token alone', () => {
    expect(mapper('oidc-full-name-mapper', access)).toBe('full name');
    expect(mapper('oidc-full-name-mapper', { ...access, 'introspection.token.claim': 'false' })).toBe(
      'full name, not in introspection',
    );
    expect(mapper('oidc-full-name-mapper', { ...access, 'id.token.claim': 'true' })).toBe(
      'full name, in access token, id token and userinfo',
    );
    expect(
      mapper('oidc-full-name-mapper', { ...access, 'id.token.claim': 'true', 'userinfo.token.claim': 'false' }),
    ).toBe('full name, in access token and id token');
    expect(mapper('oidc-full-name-mapper', {})).toBe('full name, in introspection only');
    expect(mapper('oidc-full-name-mapper', { 'introspection.token.claim': 'false' })).toBe('full name, in no token');
  });

  test('says every key that its phrase does not cover', () => {
    const lines = said('client-scope/a', {
      ...audienceMapper('m', 'x'),
      'protocolMappers/m/config/vendor.key': 'v',
      'protocolMappers/m/protocol': 'saml',
    });
    expect(lines).toEqual(['+ mapper m                           audience x', 'protocol "saml", vendor.key "v"']);
  });
});

describe('a mapper that changes', () => {
  const block = (fields: Readonly<Record<string, readonly [string | undefined, string | undefined]>>): string =>
    planText(planOf([updated('client/a', { at: 'a.yaml:1', fields })]), verdictOf(), OPTIONS);

  test('is new or gone only when its type comes or goes', () => {
    expect(block({ 'protocolMappers/m/config/full.path': [undefined, 'true'] })).toContain('~ mapper m');
    expect(block({ 'protocolMappers/m/protocolMapper': [undefined, 'oidc-full-name-mapper'] })).toContain('+ mapper m');
    expect(block({ 'protocolMappers/m/protocolMapper': ['oidc-full-name-mapper', undefined] })).toContain('- mapper m');
  });

  test('is replaced when its type changes', () => {
    expect(block({ 'protocolMappers/m/protocolMapper': ['oidc-full-name-mapper', 'oidc-sub-mapper'] })).toContain(
      '~ mapper m  replaced, because its type changes',
    );
  });
});
