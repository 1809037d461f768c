import { expect, test } from 'vitest';
import { diagnosticLines, resolveText } from '../../support/realm-files.js';
import { factsOf, objectOf, resolvedWithoutWords, valueOf } from '../../support/resolved.js';

const mapper = (fields: string): Readonly<Record<string, unknown>> => {
  const resolved = valueOf(resolveText(`clients:\n  x: { protocolMappers: { m: ${fields} } }\n`));
  expect(objectOf(resolved, 'client/x').exact).toEqual(['protocolMappers']);
  return factsOf(resolved, 'client/x', 'protocolMappers/m/');
};
const tokens = (access: boolean, id: boolean, userinfo: boolean, introspection: boolean) => ({
  'config/access.token.claim': String(access),
  'config/id.token.claim': String(id),
  'config/userinfo.token.claim': String(userinfo),
  'config/introspection.token.claim': String(introspection),
});
const oidc = (protocolMapper: string) => ({ protocol: 'openid-connect', protocolMapper });

test('an audience is any text, in access tokens and introspection', () => {
  expect(mapper('{ audience: aip }')).toEqual({
    ...oidc('oidc-audience-mapper'),
    'config/included.custom.audience': 'aip',
    'config/access.token.claim': 'true',
    'config/id.token.claim': 'false',
    'config/introspection.token.claim': 'true',
  });
});

test('an audience by client must exist', () => {
  const desired = resolvedWithoutWords(
    resolveText('clients:\n  x: { protocolMappers: { m: { audience: { client: api } } } }\n'),
  );
  expect(factsOf(desired, 'client/x')).toMatchObject({ 'protocolMappers/m/config/included.client.audience': 'api' });
  expect(desired.openReferences).toEqual([
    {
      from: 'client/x',
      path: 'protocolMappers/m/config/included.client.audience',
      place: { file: 'realm.yaml', line: 2, column: 52 },
      to: { type: 'object', address: 'client/api' },
    },
  ]);
});

test('"in" names every token that carries the claim', () => {
  expect(mapper('{ audience: a, in: [id] }')).toMatchObject({
    'config/access.token.claim': 'false',
    'config/id.token.claim': 'true',
    'config/introspection.token.claim': 'false',
  });
  const { diagnostics } = resolveText('clients:\n  x: { protocolMappers: { m: { audience: a, in: [userinfo] } } }\n');
  expect(diagnosticLines(diagnostics)).toEqual(['invalid-value realm.yaml:2:50']);
});

test('the other short forms', () => {
  const all = tokens(true, true, true, true);
  expect(mapper('{ hardcodedClaim: { name: tenant, value: true, type: boolean } }')).toEqual({
    ...oidc('oidc-hardcoded-claim-mapper'),
    'config/claim.name': 'tenant',
    'config/claim.value': 'true',
    'config/jsonType.label': 'boolean',
    ...all,
  });
  expect(mapper('{ groups: { claim: groups, fullPath: false }, in: [access] }')).toEqual({
    ...oidc('oidc-group-membership-mapper'),
    'config/claim.name': 'groups',
    'config/full.path': 'false',
    ...tokens(true, false, false, false),
  });
  expect(mapper('{ realmRoles: { claim: roles } }')).toEqual({
    ...oidc('oidc-usermodel-realm-role-mapper'),
    'config/claim.name': 'roles',
    'config/multivalued': 'true',
    'config/jsonType.label': 'String',
    ...all,
  });
  expect(mapper('{ clientRoles: { client: api, claim: roles } }')).toMatchObject({
    ...oidc('oidc-usermodel-client-role-mapper'),
    'config/usermodel.clientRoleMapping.clientId': 'api',
  });
  expect(mapper('{ userAttribute: { attribute: team, claim: team, multivalued: true } }')).toMatchObject({
    ...oidc('oidc-usermodel-attribute-mapper'),
    'config/user.attribute': 'team',
    'config/multivalued': 'true',
  });
  expect(mapper('{ fullName: {} }')).toEqual({ ...oidc('oidc-full-name-mapper'), ...all });
});

test('any other mapper is written as Keycloak has it; blank keys are none', () => {
  expect(mapper('{ protocolMapper: oidc-sub-mapper, config: { access.token.claim: true, other: "" } }')).toEqual({
    ...oidc('oidc-sub-mapper'),
    'config/access.token.claim': 'true',
  });
});

test('a mapper has the protocol of its client unless it writes one', () => {
  const desired = resolvedWithoutWords(
    resolveText(
      'clients:\n  x: { protocol: saml, protocolMappers: { m: { protocolMapper: saml-role-list-mapper, config: {} } } }\n',
    ),
  );
  expect(factsOf(desired, 'client/x')).toMatchObject({ 'protocolMappers/m/protocol': 'saml' });
});

test('a mapper type that no plain server has is left to the realm to settle', () => {
  const desired = resolvedWithoutWords(
    resolveText('clients:\n  x: { protocolMappers: { m: { protocolMapper: oidc-sub-maper, config: {} } } }\n'),
  );
  expect(desired.openReferences.map(({ to }) => to)).toEqual([
    { type: 'mapper-type', id: 'oidc-sub-maper', protocol: 'openid-connect' },
  ]);
});

test('what stands under a secret key of a config is a secret, blank means absent, and a credential is refused', () => {
  const config = '{ remote.password: hunter2, other.token: "", claim.name: c }';
  expect(mapper(`{ protocolMapper: oidc-sub-mapper, config: ${config} }`)).toEqual({
    ...oidc('oidc-sub-mapper'),
    'config/remote.password': 'SECRET',
    'config/claim.name': 'c',
  });
  const refused = resolveText(
    'clients:\n  x: { protocolMappers: { m: { protocolMapper: oidc-sub-mapper, config: { vendor.privateKey: hunter2, secret: hunter2 } } } }\n',
  );
  expect(refused.diagnostics.map(({ code }) => code)).toEqual(['secret-attribute', 'secret-attribute']);
  expect(JSON.stringify(refused.diagnostics)).not.toContain('hunter2');
});

test('clients in raw mapper configs are references too', () => {
  const desired = resolvedWithoutWords(
    resolveText(
      'clients:\n  x: { protocolMappers: { m: { protocolMapper: oidc-usermodel-client-role-mapper, config: { usermodel.clientRoleMapping.clientId: api } } } }\n',
    ),
  );
  expect(desired.openReferences.map(({ to }) => to)).toEqual([{ type: 'object', address: 'client/api' }]);
});

test('an audience that is nearly a client of the files is a warning, an exact one and a foreign one are not', () => {
  const text = (audience: string) =>
    `clients:\n  aip-gateway: {}\n  x: { protocolMappers: { m: { audience: ${audience} } } }\n`;
  expect(diagnosticLines(resolveText(text('aip-gatway')).diagnostics)).toEqual([
    'warning near-miss-audience realm.yaml:3:42',
  ]);
  expect(resolveText(text('aip-gateway')).diagnostics).toEqual([]);
  expect(resolveText(text('https://api.example')).diagnostics).toEqual([]);
});

test('consent for one mapper cannot be switched on', () => {
  const { diagnostics } = resolveText(
    'clients:\n  x: { protocolMappers: { m: { protocolMapper: oidc-sub-mapper, consentRequired: true, config: {} } } }\n',
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['not-yet']);
});
