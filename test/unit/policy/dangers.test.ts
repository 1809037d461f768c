import { describe, expect, test } from 'vitest';
import { address, groupAddress } from '../../../src/model/index.js';
import { has, live, OWNER, wants, type WrittenFacts } from '../../support/states.js';
import { agent, CLOSED, owned, rulesOf, verdict } from '../../support/verdicts.js';

describe('dangers of a client', () => {
  test.each<[string, WrittenFacts, WrittenFacts | undefined, readonly string[]]>([
    [
      'full scope with a user flow, when both are new',
      [
        ['fullScopeAllowed', true],
        ['standardFlowEnabled', true],
      ],
      undefined,
      ['full-scope'],
    ],
    ['full scope that Keycloak gives to a bare new client', [], undefined, ['full-scope']],
    [
      'full scope without a user flow is none',
      [
        ['fullScopeAllowed', true],
        ['standardFlowEnabled', false],
      ],
      undefined,
      [],
    ],
    [
      'a flow switched on beside full scope',
      [['directAccessGrantsEnabled', true]],
      [
        ['fullScopeAllowed', true],
        ['directAccessGrantsEnabled', false],
      ],
      ['full-scope'],
    ],
    [
      'a flow among the attributes in capitals, which the server reads as on',
      [[['attributes', 'oauth2.device.authorization.grant.enabled'], 'TRUE']],
      [
        ['fullScopeAllowed', true],
        ['standardFlowEnabled', false],
      ],
      ['full-scope'],
    ],
    [
      'full scope that was live already is none',
      [['description', 'x']],
      [
        ['fullScopeAllowed', true],
        ['standardFlowEnabled', true],
      ],
      [],
    ],
    ['a new wildcard', [...CLOSED, [['redirectUris', 'https://a.example/*'], true]], undefined, ['widen-redirect']],
    [
      'a live wildcard is none',
      [[['redirectUris', 'https://a.example/*'], true]],
      [[['redirectUris', 'https://a.example/*'], true]],
      [],
    ],
    [
      'becoming public',
      [['publicClient', true]],
      [['publicClient', false]],
      ['public-client', 'change-authentication'],
    ],
    [
      'becoming confidential',
      [['publicClient', false]],
      [['publicClient', true]],
      ['rotate-secret', 'change-authentication'],
    ],
    [
      'another authenticator',
      [['clientAuthenticatorType', 'client-jwt']],
      [['clientAuthenticatorType', 'client-secret']],
      ['change-authentication'],
    ],
    [
      'losing the service account',
      [['serviceAccountsEnabled', false]],
      [['serviceAccountsEnabled', true]],
      ['lose-service-account'],
    ],
    [
      'another login flow',
      [['authenticationFlowBindingOverrides/browser', 'weak']],
      [['authenticationFlowBindingOverrides/browser', 'strong']],
      ['change-authentication'],
    ],
    ['older tokens being refused', [['notBefore', 5]], [['notBefore', 0]], ['disable']],
    [
      'another root below which a wildcard leads',
      [['rootUrl', 'https://evil.example']],
      [
        ['rootUrl', 'https://a.example'],
        [['redirectUris', '/*'], true],
      ],
      ['widen-redirect'],
    ],
    [
      'wildcards after a logout and for requests',
      [
        [['attributes', 'post.logout.redirect.uris'], '*##https://a/*'],
        [['attributes', 'request.uris'], 'https://b/*'],
      ],
      [[['attributes', 'post.logout.redirect.uris'], 'https://a/*']],
      ['widen-redirect', 'widen-redirect'],
    ],
    ['being disabled', [['enabled', false]], [['enabled', true]], ['disable']],
  ])('%s', (_name, wanted, found, expected) => {
    const state = found === undefined ? live() : live([owned(found)]);
    expect(rulesOf(verdict([wants(agent, wanted)], state))).toEqual(expected);
  });

  test('an adoption that changes a field is one; an adoption by the mark alone is none', () => {
    expect(rulesOf(verdict([wants(agent, [['name', 'a']])], live([has(agent, [['name', 'b']])])))).toEqual(['adopt']);
    expect(rulesOf(verdict([wants(agent, [['name', 'a']])], live([has(agent, [['name', 'a']])])))).toEqual([]);
  });

  test('an object of another owner is refused even when every field is equal', () => {
    expect(
      rulesOf(verdict([wants(agent, [['name', 'a']])], live([has(agent, [['name', 'a']], { owner: 'else' })]))),
    ).toEqual(['take-over']);
  });
});

describe('dangers of mappers', () => {
  const mapper = (type: string, config: WrittenFacts): WrittenFacts => [
    ...CLOSED,
    ['protocolMappers/m/protocolMapper', type],
    ...config.map(([key, value]): WrittenFacts[number] => [['protocolMappers', 'm', 'config', String(key)], value]),
  ];
  test.each<[string, WrittenFacts, boolean, readonly string[]]>([
    [
      'a fixed sub',
      mapper('oidc-hardcoded-claim-mapper', [
        ['claim.name', 'sub'],
        ['claim.value', 'x'],
      ]),
      false,
      ['forge-claim'],
    ],
    [
      'a fixed claim inside realm_access',
      mapper('oidc-hardcoded-claim-mapper', [
        ['claim.name', 'realm_access.roles'],
        ['claim.value', 'x'],
      ]),
      false,
      ['forge-claim'],
    ],
    [
      'a fixed claim whose name hides behind backslashes, which the server drops',
      mapper('oidc-hardcoded-claim-mapper', [
        ['claim.name', 'realm\\_access.roles'],
        ['claim.value', 'x'],
      ]),
      false,
      ['forge-claim'],
    ],
    [
      'an escaped dot leads into no other claim',
      mapper('oidc-hardcoded-claim-mapper', [
        ['claim.name', 'groups\\.of'],
        ['claim.value', 'x'],
      ]),
      false,
      [],
    ],
    [
      'a fixed tenant is none',
      mapper('oidc-hardcoded-claim-mapper', [
        ['claim.name', 'tenant'],
        ['claim.value', 'x'],
      ]),
      false,
      [],
    ],
    ['a fixed role', mapper('oidc-hardcoded-role-mapper', [['role', 'admin']]), false, ['forge-claim']],
    [
      'a role under another name',
      mapper('oidc-role-name-mapper', [
        ['role', 'reader'],
        ['new.role.name', 'payments.admin'],
      ]),
      false,
      ['forge-claim'],
    ],
    ['a fixed role in an assertion', mapper('saml-hardcode-role-mapper', [['role', 'admin']]), false, ['forge-claim']],
    [
      'a fixed role attribute',
      mapper('saml-hardcode-attribute-mapper', [['attribute.name', 'Role']]),
      false,
      ['forge-claim'],
    ],
    [
      'a fixed department is none',
      mapper('saml-hardcode-attribute-mapper', [['attribute.name', 'department']]),
      false,
      [],
    ],
    [
      'a trusted claim from an attribute that the entry sets itself',
      [
        ...mapper('oidc-usermodel-attribute-mapper', [
          ['claim.name', 'groups'],
          ['user.attribute', 'teams'],
        ]),
        ['serviceAccount/attributes/teams', ['admins']],
      ],
      false,
      ['forge-claim'],
    ],
    [
      'a trusted claim from an attribute that others set is none',
      mapper('oidc-usermodel-attribute-mapper', [
        ['claim.name', 'groups'],
        ['user.attribute', 'teams'],
      ]),
      false,
      [],
    ],
    [
      'an audience on a new client is none',
      mapper('oidc-audience-mapper', [
        ['included.custom.audience', 'api'],
        ['access.token.claim', 'true'],
      ]),
      false,
      [],
    ],
    [
      'an audience more on a live client',
      mapper('oidc-audience-mapper', [
        ['included.custom.audience', 'api'],
        ['access.token.claim', 'true'],
      ]),
      true,
      ['widen-audience'],
    ],
  ])('%s', (_name, wanted, isLive, expected) => {
    expect(rulesOf(verdict([wants(agent, wanted)], isLive ? live([owned(CLOSED)]) : live()))).toEqual(expected);
  });
});

describe('a scope with an audience', () => {
  const scope = address('client-scope', 'aud');
  const audience: WrittenFacts = [
    ['protocolMappers/m/protocolMapper', 'oidc-audience-mapper'],
    [['protocolMappers', 'm', 'config', 'included.custom.audience'], 'payments'],
    [['protocolMappers', 'm', 'config', 'access.token.claim'], 'true'],
  ];
  const attached: WrittenFacts = [...audience, ['attachTo/default/agent', true]];
  const linked: WrittenFacts = [...CLOSED, ['defaultClientScopes/aud', true]];

  test('widens a live client that it is attached to or that lists it, whether the scope is new or live', () => {
    const attach = verdict([wants(agent, CLOSED), wants(scope, attached)], live([owned(CLOSED)]));
    expect(attach.refusals).toMatchObject([
      {
        rule: 'widen-audience',
        address: scope,
        detail: 'client agent gains audience payments through client scope aud',
      },
    ]);
    expect(rulesOf(verdict([wants(agent, linked)], live([owned(CLOSED), has(scope, audience)])))).toEqual([
      'widen-audience',
    ]);
    expect(rulesOf(verdict([wants(agent, linked), wants(scope, audience)], live([owned(CLOSED)])))).toEqual([
      'widen-audience',
    ]);
  });

  test('widens no client that is new, and nothing without an audience or by a link that is repaired', () => {
    expect(rulesOf(verdict([wants(scope, attached), wants(agent, CLOSED)], live()))).toEqual([]);
    expect(rulesOf(verdict([wants(agent, linked)], live([has(scope, audience)])))).toEqual([]);
    expect(rulesOf(verdict([wants(agent, linked)], live([owned(CLOSED), has(scope)])))).toEqual([]);
    const wanted = wants(agent, linked);
    const drifted = has(agent, CLOSED, { owner: OWNER, applied: wanted.digest });
    expect(rulesOf(verdict([wanted], live([drifted, has(scope, audience)])))).toEqual([]);
  });
});

describe('roles that give rights over the realm', () => {
  const closed: WrittenFacts = CLOSED;
  test('are found behind a composite and behind a parent group', () => {
    const state = live(
      [
        has(address('role', 'ops')),
        has(groupAddress('/ops'), [['realmRoles/ops', true]]),
        has(groupAddress('/ops/eu')),
      ],
      {
        composites: new Map([
          [address('role', 'ops'), new Set([address('client-role', 'realm-management', 'manage-users')])],
        ]),
      },
    );
    const throughRole = verdict([wants(agent, [...closed, ['serviceAccount/realmRoles/ops', true]])], state);
    expect(throughRole.refusals).toMatchObject([
      { rule: 'admin-role', detail: 'gains client role realm-management/manage-users through role ops' },
    ]);
    const throughGroup = verdict([wants(agent, [...closed, [['serviceAccount', 'groups', '/ops/eu'], true]])], state);
    expect(throughGroup.refusals.map(({ detail }) => detail)).toEqual([
      'gains client role realm-management/manage-users through group /ops, role ops',
    ]);
  });

  test('are found when a role or a group gains them', () => {
    const state = live([has(address('role', 'ops'), [], { owner: OWNER })]);
    expect(
      rulesOf(
        verdict([wants(address('role', 'ops'), [['composites/client/realm-management/realm-admin', true]])], state),
      ),
    ).toEqual(['admin-role']);
    expect(
      rulesOf(verdict([wants(groupAddress('/g'), [['clientRoles/realm-management/view-users', true]])], live())),
    ).toEqual(['admin-role']);
  });

  test('are no danger when they go, or when the files take them out of the composite', () => {
    const composites = new Map([
      [address('role', 'ops'), new Set([address('client-role', 'realm-management', 'manage-users')])],
    ]);
    const state = live(
      [owned([['serviceAccount/realmRoles/old', true]]), has(address('role', 'ops'), [], { owner: OWNER })],
      { composites },
    );
    const objects = [
      wants(agent, [['serviceAccount/realmRoles/ops', true]], { exact: ['serviceAccount/realmRoles'] }),
      wants(address('role', 'ops'), [], { exact: ['composites'] }),
    ];
    expect(rulesOf(verdict(objects, state))).toEqual([]);
    const byClient = wants(address('role', 'ops'), [], { exact: ['composites/client'] });
    expect(rulesOf(verdict([...objects.slice(0, 1), byClient], state))).toEqual([]);
    const others = wants(address('role', 'ops'), [], { exact: ['composites/realm', 'composites/client/api'] });
    expect(rulesOf(verdict([...objects.slice(0, 1), others], state))).toEqual(['admin-role']);
  });

  test('are no danger either when the files take them from the group', () => {
    const composites = new Map([
      [groupAddress('/ops'), new Set([address('client-role', 'realm-management', 'manage-users')])],
    ]);
    const state = live([owned([]), has(groupAddress('/ops'), [], { owner: OWNER })], { composites });
    const joins = wants(agent, [[['serviceAccount', 'groups', '/ops'], true]]);
    const group = (exact: readonly string[]) => wants(groupAddress('/ops'), [], { exact });
    expect(rulesOf(verdict([joins, group(['clientRoles'])], state))).toEqual([]);
    expect(rulesOf(verdict([joins, group(['realmRoles'])], state))).toEqual(['admin-role']);
  });

  test('are found when a role scope lets them into tokens, also through a composite', () => {
    const composites = new Map([
      [address('role', 'ops'), new Set([address('client-role', 'realm-management', 'manage-users')])],
    ]);
    const scope = address('client-scope', 'ops');
    const state = live([owned([]), has(scope, [], { owner: OWNER })], { composites });
    const found = verdict(
      [
        wants(agent, [['roleScope/clientRoles/realm-management/realm-admin', true]]),
        wants(scope, [['roleScope/realmRoles/ops', true]]),
      ],
      state,
    );
    expect(found.refusals.map(({ rule, detail }) => [rule, detail])).toEqual([
      ['admin-role', 'lets client role realm-management/manage-users into tokens through role ops'],
      ['admin-role', 'lets client role realm-management/realm-admin into tokens'],
    ]);
  });
});
