// What people and older tools leave behind in realms, in one realm: names with every sign, values that look like other
// types, empty texts, mappers of one name, templates' own signs, and clients that share most of what they are.

const mapper = (name: string, type: string, config: Readonly<Record<string, string>>) => ({
  name,
  protocol: 'openid-connect',
  protocolMapper: type,
  config,
});

const service = (clientId: string, more: object = {}) => ({
  clientId,
  secret: 'first-secret',
  publicClient: false,
  standardFlowEnabled: false,
  serviceAccountsEnabled: true,
  fullScopeAllowed: false,
  defaultClientScopes: ['web-origins', 'roles', 'basic'],
  optionalClientScopes: ['phone'],
  ...more,
});

const NAMES = [
  'https://a.example.org/path?x=1&y=2#z',
  'spiffe://example.org/ns/a b/sa/ü',
  '日本語-клиент',
  'Con',
  'con',
  'a/b',
  'a-b',
  'A-B',
  'true',
  '007',
  '1e3',
  'null',
  '~',
  '{{ env "HOME" }}',
  '{{',
  '#hash: [x]',
  '- dash',
  '"quoted" \'both\'',
  'per%2Fcent%',
  'back\\slash',
  'star*',
  '__proto__',
  'constructor',
  '..',
  '😀 emoji',
  'x'.repeat(200),
];

const ODD_TEXT = 'first: {{ line }}\n  second # no comment\n\n\tthird ${x} \u00e9\u2028end ';

export const ODD_REALM = {
  roles: {
    realm: [
      ...NAMES.filter((name) => !/[\\]/.test(name)).map((name) => ({ name, description: name })),
      {
        name: 'bundle',
        composite: true,
        composites: { realm: ['a/b', 'true'], client: { 'a/b': ['null'] } },
        attributes: { k: ['2', '1', '1'], 'e.mpty': [''], 'sl/ash': ['true'], lines: ['a\n b', '- c\n'] },
      },
      { name: 'plain-empty', description: '' },
    ],
    client: {
      'a/b': [{ name: 'null' }, { name: 'x/y', description: ODD_TEXT }],
      con: [{ name: '007', composite: true, composites: { realm: ['bundle'] } }],
    },
  },
  groups: [
    {
      name: 'top',
      attributes: { a: ['x', 'y'] },
      subGroups: [{ name: 'a b', subGroups: [{ name: '日本', realmRoles: ['bundle'] }] }, { name: 'true' }],
    },
    { name: 'sl~ash', clientRoles: { 'a/b': ['null'] } },
    { name: 'with/slash' },
    { name: '{{x}}', attributes: { '{{k}}': ['{{v}}'] } },
  ],
  clients: [
    ...NAMES.map((clientId) =>
      service(clientId, { description: clientId, serviceAccountsEnabled: !/[A-Z]/.test(clientId) }),
    ),
    service('attributes', {
      name: '',
      description: ODD_TEXT,
      attributes: {
        empty: '',
        number: '007',
        float: '1.0',
        yes: 'yes',
        'sp ace': ' lead',
        'sl/ash': 'a/b',
        'access.token.lifespan': '90',
        'post.logout.redirect.uris': 'https://a/*##+',
        json: '{"a":[1,{"b":"{{c}}"}]}',
        'client.secret.creation.time': '1700000000',
        'pkce.code.challenge.method': '',
      },
    }),
    service('mappers', {
      protocolMappers: [
        mapper('own', 'oidc-hardcoded-claim-mapper', {
          'claim.name': 'a',
          'claim.value': '1',
          'jsonType.label': 'int',
          'access.token.claim': 'true',
        }),
        mapper('empty', 'oidc-audience-mapper', {
          'included.client.audience': '',
          'included.custom.audience': 'x{{y}}',
          'access.token.claim': 'true',
        }),
        mapper('sl/ash é', 'oidc-audience-mapper', {
          'included.client.audience': 'a/b',
          'id.token.claim': 'true',
          'access.token.claim': 'false',
        }),
        mapper('both', 'oidc-audience-mapper', {
          'included.client.audience': 'a/b',
          'included.custom.audience': 'c',
          'access.token.claim': 'true',
        }),
        mapper('none', 'oidc-usermodel-attribute-mapper', {}),
        mapper('odd', 'oidc-usermodel-attribute-mapper', {
          'user.attribute': 'é.x',
          'claim.name': 'a\\.b',
          'jsonType.label': 'JSON',
          'aggregate.attrs': 'true',
          multivalued: 'true',
          'id.token.claim': 'true',
        }),
        mapper('said', 'oidc-hardcoded-claim-mapper', {
          'claim.name': 'and also',
          'claim.value': 'x and also y',
          'access.token.claim': 'true',
        }),
        mapper('ghost', 'oidc-audience-mapper', {
          'included.client.audience': 'no-such-client',
          'access.token.claim': 'true',
        }),
      ],
    }),
    service('twins', {
      protocolMappers: [
        mapper('aud', 'oidc-audience-mapper', { 'included.custom.audience': 'a', 'access.token.claim': 'true' }),
        {
          ...mapper('aud', 'saml-hardcode-attribute-mapper', { 'attribute.name': 'a', 'attribute.value': 'b' }),
          protocol: 'saml',
        },
      ],
    }),
    {
      clientId: 'public',
      publicClient: true,
      redirectUris: ['*', '/x', 'https://ü.example/*', 'com.example:/cb', ' '],
      webOrigins: ['+', '*', 'https://a'],
      fullScopeAllowed: true,
      rootUrl: '',
      baseUrl: '/x',
      attributes: { 'oauth2.device.authorization.grant.enabled': 'true' },
    },
    { clientId: 'bearer', bearerOnly: true, notBefore: 5 },
    {
      clientId: 'off',
      enabled: false,
      consentRequired: true,
      implicitFlowEnabled: true,
      directAccessGrantsEnabled: true,
      frontchannelLogout: true,
      surrogateAuthRequired: true,
      alwaysDisplayInConsole: true,
      nodeReRegistrationTimeout: 30,
      defaultClientScopes: [],
      optionalClientScopes: [],
    },
    {
      clientId: 'jwt',
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'use.jwks.url': 'true', 'jwks.url': 'https://a/b', 'token.endpoint.auth.signing.alg': 'ES256' },
    },
    {
      clientId: 'x509',
      clientAuthenticatorType: 'client-x509',
      attributes: { 'x509.subjectdn': '(.*?)CN=a(?:$)', 'x509.allow.regex.pattern.comparison': 'true' },
    },
    {
      clientId: 'urn:saml',
      protocol: 'saml',
      redirectUris: ['https://sp/*'],
      attributes: { 'saml.assertion.signature': 'true', saml_name_id_format: 'email' },
      protocolMappers: [
        {
          name: 'm',
          protocol: 'saml',
          protocolMapper: 'saml-hardcode-attribute-mapper',
          config: { 'attribute.name': 'a', 'attribute.value': '', 'attribute.nameformat': 'Basic' },
        },
      ],
    },
    { clientId: 'authz', secret: 'second-secret', serviceAccountsEnabled: true, authorizationServicesEnabled: true },
    ...['one', 'two', 'three'].map((name) =>
      service(`alike-${name}`, {
        attributes: { 'client.session.idle.timeout': '{{60}}', own: name },
        protocolMappers: [
          mapper('aud', 'oidc-audience-mapper', {
            'included.custom.audience': '{{api}}',
            'access.token.claim': 'true',
          }),
        ],
      }),
    ),
  ],
  clientScopeMappings: { 'a/b': [{ client: 'alike-one', roles: ['null', 'x/y'] }] },
  scopeMappings: [{ client: 'mappers', roles: ['bundle', '{{'] }],
  users: [
    {
      username: 'service-account-mappers',
      enabled: false,
      serviceAccountClientId: 'mappers',
      realmRoles: ['bundle', 'true'],
      clientRoles: { 'a/b': ['null', 'x/y'], 'realm-management': ['view-users'] },
      groups: ['/top/a b/日本', '/{{x}}'],
      attributes: { k: ['b', 'a'], '{{k}}': ['{{v}}'], n: ['007'] },
    },
  ],
};
