import { describe, expect, test } from 'vitest';
import { compareStates } from '../../../src/diff/index.js';
import {
  address,
  DEFAULT_POLICY,
  groupAddress,
  type Allowance,
  type DesiredObject,
  type LiveObject,
  type LiveState,
  type Verdict,
} from '../../../src/model/index.js';
import { buildPlan } from '../../../src/plan/index.js';
import { judge, type Rules } from '../../../src/policy/index.js';
import { comparing, desired, has, live, OWNER, wants, type WrittenFacts } from '../../support/states.js';

const agent = address('client', 'agent');

function verdict(objects: readonly DesiredObject[], state: LiveState, rules: Partial<Rules> = {}): Verdict {
  const wanted = desired(objects);
  const plan = buildPlan({
    desired: wanted,
    live: state,
    differences: compareStates(wanted, state, comparing()),
    commit: 'none',
    readAs: 'x',
  });
  const entries = new Map(objects.map((object) => [object.address, object.allow]));
  return judge(plan, {
    policy: DEFAULT_POLICY,
    entries,
    given: [],
    kept: objects.filter((object) => state.objects.get(object.address)?.mark?.owner === OWNER).length,
    along: new Map(),
    today: '2026-11-25',
    ignores: [],
    usages: new Map(),
    ...rules,
  });
}

const rulesOf = ({ refusals }: Verdict): readonly string[] => refusals.map(({ rule }) => rule);
const owned = (written: WrittenFacts): LiveObject => has(agent, written, { owner: OWNER });
/** A client type with every user flow off, so that only the tested danger shows. */
const CLOSED: WrittenFacts = [
  ['standardFlowEnabled', false],
  ['fullScopeAllowed', false],
];

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
  });
});

describe('the word that allows', () => {
  const dangerous = (allow: readonly Allowance[] = []): DesiredObject =>
    wants(agent, [...CLOSED, ['redirectUris/*', true]], { allow });

  test.each<[string, readonly Allowance[], Partial<Rules>]>([
    ['in the entry', [{ rule: 'widen-redirect', address: agent }], {}],
    ['in the settings', [], { policy: { ...DEFAULT_POLICY, allow: [{ rule: 'widen-redirect' }] } }],
    ['on the command line', [], { given: [{ rule: 'widen-redirect', address: agent }] }],
  ])('may stand %s', (_where, allow, rules) => {
    expect(verdict([dangerous(allow)], live(), rules)).toMatchObject({
      refusals: [],
      allowed: [{ hazard: { hazard: 'widen-redirect' } }],
    });
  });

  test('for another object does not count', () => {
    expect(
      rulesOf(
        verdict([dangerous()], live(), { given: [{ rule: 'widen-redirect', address: address('client', 'other') }] }),
      ),
    ).toEqual(['widen-redirect']);
  });

  test('counts on its last day, warns 14 days ahead and refuses the target after it', () => {
    const until = (day: string): Verdict =>
      verdict([dangerous([{ rule: 'widen-redirect', address: agent, until: day }])], live());
    expect(until('2026-11-25')).toMatchObject({ refusals: [], warnings: [expect.stringContaining('2026-11-25')] });
    expect(until('2026-12-09').warnings).toHaveLength(1);
    expect(until('2026-12-10').warnings).toEqual([]);
    expect(rulesOf(until('2026-11-24'))).toEqual(['expired']);
  });

  test('is named by every refusal', () => {
    expect(verdict([dangerous()], live()).refusals[0]?.allowWith).toContain('--allow widen-redirect:client/agent');
  });
});

describe('guards', () => {
  const clients = (count: number, written: WrittenFacts): readonly LiveObject[] =>
    Array.from({ length: count }, (_, index) => has(address('client', `c${index}`), written, { owner: OWNER }));
  const wanted = (count: number): readonly DesiredObject[] =>
    Array.from({ length: count }, (_, index) => wants(address('client', `c${index}`), [['name', 'new']]));

  test('mass-change needs both the count and the percentage', () => {
    expect(rulesOf(verdict(wanted(21), live(clients(21, [['name', 'old']]))))).toEqual(['mass-change']);
    expect(rulesOf(verdict(wanted(20), live(clients(20, [['name', 'old']]))))).toEqual([]);
    expect(rulesOf(verdict(wanted(21), live(clients(42, [['name', 'old']]))))).toEqual([]);
  });

  test('mass-delete counts clients that are disabled', () => {
    const disabled = Array.from({ length: 6 }, (_, index) =>
      wants(address('client', `c${index}`), [['enabled', false]]),
    );
    const given: Allowance[] = [{ rule: 'disable' }];
    expect(rulesOf(verdict(disabled, live(clients(6, [['enabled', true]])), { given }))).toEqual(['mass-delete']);
    expect(
      rulesOf(verdict(disabled, live(clients(6, [['enabled', true]])), { given: [...given, { rule: 'mass-delete' }] })),
    ).toEqual([]);
  });
});
