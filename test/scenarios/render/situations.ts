import { SERVER_SCOPES, SERVICE, audienceMapper } from './facts.js';
import type { Plan, Verdict } from '../../../src/model/index.js';
import {
  addressOf,
  at,
  created,
  hazardOf,
  markOf,
  marked,
  planOf,
  updated,
  verdictOf,
} from '../../support/builders.js';

/** A plan with its verdict: one situation that a reader meets. */
export interface Situation {
  readonly plan: Plan;
  readonly verdict: Verdict;
}

/** One client to create and one that somebody changed by hand, as product.md shows them. */
export function newClient(): Situation {
  const agent2 = created('client/aip-agent-2', {
    at: 'realms/agents/aip.yaml:24',
    facts: {
      ...SERVICE,
      name: 'AIP agent 2',
      'attributes/access.token.lifespan': '300',
      'attributes/some.vendor.flag': 'true',
      'defaultClientScopes/profile': true,
      'defaultClientScopes/roles': true,
      'defaultClientScopes/aip-aud': true,
      ...audienceMapper('audience-aip-gateway', 'aip-gateway'),
      'serviceAccount/realmRoles/agent-reader': true,
      'serviceAccount/clientRoles/aip-gateway/submit': true,
      'serviceAccount/groups/%2Fagents': true,
      'serviceAccount/attributes/team': ['payments'],
    },
    serverAdds: ['client scope service_account', 'role default-roles-agents'],
  });
  const agent1 = updated('client/aip-agent-1', {
    at: 'realms/agents/aip.yaml:11',
    origin: 'drift',
    fields: {
      'protocolMappers/audience-aip-gateway/config/included.custom.audience': ['aip-gateway-old', 'aip-gateway'],
      'serviceAccount/clientRoles/realm-management/realm-admin': [true, undefined],
    },
  });
  return {
    plan: planOf([agent2, agent1], {
      counts: { adopt: 3, unchangedClients: 38 },
      unmanaged: ['billing', 'ci', 'grafana', 'jenkins'],
    }),
    verdict: verdictOf(),
  };
}

/** One object of each kind and one client of each type, in an empty realm. */
export function newRealm(): Situation {
  return {
    plan: planOf([...newObjects(), ...newClients()], {
      commit: '3f9c2e1d4b5a69788796a5b4c3d2e1f001122334-dirty',
      hazards: [
        hazardOf(
          'full-scope',
          'client/team1%2Fweather',
          'every role of a user gets into the token: fullScopeAllowed with standardFlowEnabled',
        ),
      ],
    }),
    verdict: verdictOf({
      allowed: [
        {
          hazard: hazardOf(
            'full-scope',
            'client/team1%2Fweather',
            'every role of a user gets into the token: fullScopeAllowed with standardFlowEnabled',
          ),
          allowance: {
            rule: 'full-scope',
            reason: 'the shipped default of the operator',
            until: '2027-01-31',
            place: at('realms/team1.yaml:9'),
          },
        },
      ],
    }),
  };
}

function newObjects() {
  return [
    created('role/agent-reader', { at: 'realms/base.yaml:2', facts: { description: 'reads agent requests' } }),
    created('role/agent-operator', {
      at: 'realms/base.yaml:3',
      facts: {
        'composites/realm/agent-reader': true,
        'composites/client/aip-gateway/submit': true,
        'attributes/owner': ['platform'],
      },
    }),
    created('group/agents/eu', {
      at: 'realms/base.yaml:7',
      facts: { 'attributes/region': ['eu', 'uk'], 'realmRoles/agent-reader': true },
    }),
    created('client-scope/aip-aud', {
      at: 'realms/base.yaml:10',
      facts: {
        protocol: 'openid-connect',
        'attributes/include.in.token.scope': 'true',
        ...audienceMapper('aip', 'aip-gateway'),
        'attachTo/default/rossoctl': true,
        'attachTo/default/console': true,
        'attachTo/realmDefault': true,
      },
    }),
    created('client-role/aip-gateway/submit', { at: 'realms/aip.yaml:4', facts: { description: 'hands in requests' } }),
  ];
}

function newClients() {
  const { 'serviceAccount/present': _present, clientAuthenticatorType: _type, ...loginClient } = SERVICE;
  return [
    created('client/aip-gateway', {
      at: 'realms/aip.yaml:2',
      facts: { ...loginClient, serviceAccountsEnabled: false, fullScopeAllowed: false },
      serverAdds: SERVER_SCOPES,
    }),
    created('client/console', {
      at: 'realms/web.yaml:2',
      facts: {
        ...loginClient,
        publicClient: true,
        standardFlowEnabled: true,
        serviceAccountsEnabled: false,
        fullScopeAllowed: false,
        'attributes/pkce.code.challenge.method': 'S256',
        'redirectUris/https:%2F%2Fconsole.acme.example%2Fcallback': true,
        'redirectUris/http:%2F%2Flocalhost:5173%2Fcallback': true,
        'webOrigins/+': true,
        ...groupsMapper(),
      },
      serverAdds: SERVER_SCOPES,
    }),
    created('client/team1%2Fweather', {
      at: 'realms/team1.yaml:2',
      facts: {
        publicClient: false,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: true,
        serviceAccountsEnabled: true,
        'serviceAccount/present': true,
        clientAuthenticatorType: 'federated-jwt',
        'attributes/jwt.credential.issuer': 'spire-spiffe',
        'attributes/jwt.credential.sub': 'spiffe://acme.example/ns/team1/sa/weather',
        'attributes/standard.token.exchange.enabled': 'true',
        rootUrl: 'https://weather.acme.example',
        'authenticationFlowBindingOverrides/browser': 'browser with passkey',
        'optionalClientScopes/email': true,
        'roleScope/realmRoles/agent-reader': true,
        'protocolMappers/vendor/protocol': 'openid-connect',
        'protocolMappers/vendor/protocolMapper': 'vendor-claims-mapper',
        'protocolMappers/vendor/config/source': 'https://claims.acme.example',
        'protocolMappers/vendor/config/api.token': 'never shown',
      },
      serverAdds: ['role default-roles-agents'],
    }),
  ];
}

function groupsMapper() {
  return {
    'protocolMappers/groups/protocol': 'openid-connect',
    'protocolMappers/groups/protocolMapper': 'oidc-group-membership-mapper',
    'protocolMappers/groups/config/claim.name': 'groups',
    'protocolMappers/groups/config/full.path': 'true',
    'protocolMappers/groups/config/access.token.claim': 'true',
    'protocolMappers/groups/config/id.token.claim': 'true',
    'protocolMappers/groups/config/userinfo.token.claim': 'true',
  } as const;
}

/** What people change by hand, all at once, some of it dangerous to change back. */
export function handChanges(): Situation {
  const missing = 'its service account is deleted with every grant';
  const widened = 'redirect URI "https://*.acme.example/*" has a wildcard';
  const hazards = [
    hazardOf('admin-role', 'group/operators', 'gains client role realm-management/view-users'),
    hazardOf('widen-redirect', 'client/console', widened, 'redirectUris/https:%2F%2F*.acme.example%2F*'),
    hazardOf('lose-service-account', 'client/reporting', missing, 'serviceAccountsEnabled'),
  ];
  const refusal = (index: number, file: string) => {
    const hazard = hazards[index];
    if (hazard === undefined) throw new Error('no such hazard');
    const allowWith = `--allow ${hazard.hazard}:${hazard.address}, or in its entry: allow: [{ hazard: ${hazard.hazard}, reason: … }]`;
    return { rule: hazard.hazard, address: hazard.address, detail: hazard.detail, place: at(file), allowWith };
  };
  return {
    plan: planOf(changedByHand(), {
      hazards,
      counts: { unchangedClients: 38, unchanged: 61 },
      unmanaged: ['grafana'],
      notes: [
        {
          address: addressOf('client/console'),
          text: 'its realm role agent-reader gets into no token, because no scope lets it',
          place: at('realms/web.yaml:9'),
        },
      ],
    }),
    verdict: verdictOf({
      refusals: [
        refusal(0, 'realms/base.yaml:12'),
        refusal(1, 'realms/web.yaml:2'),
        refusal(2, 'realms/reporting.yaml:3'),
      ],
      warnings: [
        'the word for full-scope in realms/team1.yaml:9 ends on 2026-12-01; after that day the plan is refused',
      ],
    }),
  };
}

function changedByHand() {
  const gone = {
    'serviceAccount/present': [undefined, true],
    'serviceAccount/realmRoles/agent-reader': [undefined, true],
  } as const;
  return [
    updated('group/operators', {
      at: 'realms/base.yaml:12',
      fields: { 'clientRoles/realm-management/view-users': [undefined, true] },
    }),
    updated('role/agent-operator', {
      at: 'realms/base.yaml:3',
      origin: 'drift',
      fields: { 'composites/client/aip-gateway/review': [true, undefined] },
    }),
    updated('client/reporting', {
      at: 'realms/reporting.yaml:3',
      fields: { serviceAccountsEnabled: [true, false], 'serviceAccount/present': [true, undefined] },
    }),
    updated('client/agent-3', {
      at: 'realms/aip.yaml:31',
      origin: 'drift',
      fields: gone,
      unread: ['serviceAccount/clientRoles'],
    }),
    updated('client/console', {
      at: 'realms/web.yaml:2',
      origin: 'drift',
      fields: {
        enabled: [false, true],
        description: ['', 'the web console'],
        directAccessGrantsEnabled: [true, false],
        'attributes/access.token.lifespan': ['86400', '300'],
        'attributes/vendor.api.token': ['one', 'another'],
        'redirectUris/https:%2F%2F*.acme.example%2F*': [undefined, true],
        'redirectUris/https:%2F%2Fold.acme.example%2F': [true, undefined],
        'defaultClientScopes/phone': [true, undefined],
        'optionalClientScopes/email': [undefined, true],
        'roleScope/clientRoles/aip-gateway/submit': [undefined, true],
        'protocolMappers/extra/protocolMapper': ['oidc-hardcoded-claim-mapper', undefined],
        'protocolMappers/extra/protocol': ['openid-connect', undefined],
        'protocolMappers/extra/config/claim.name': ['team', undefined],
        'protocolMappers/extra/config/claim.value': ['root', undefined],
        'protocolMappers/extra/config/access.token.claim': ['true', undefined],
        'protocolMappers/groups/protocolMapper': ['oidc-usermodel-realm-role-mapper', 'oidc-group-membership-mapper'],
        'protocolMappers/groups/config/full.path': [undefined, 'true'],
        'protocolMappers/groups/config/multivalued': ['true', undefined],
      },
    }),
    updated('client/aip-agent-1', {
      at: 'realms/aip.yaml:11',
      origin: 'drift',
      fields: {
        'serviceAccount/enabled': [false, true],
        'serviceAccount/attributes/team': [['payments', 'root'], ['payments']],
        'serviceAccount/groups/%2Fops': [true, undefined],
        'serviceAccount/realmRoles/agent-reader': [undefined, true],
      },
    }),
    updated('client-scope/aip-aud', {
      at: 'realms/base.yaml:10',
      origin: 'unknown',
      fields: { 'attachTo/default/rossoctl': [undefined, true] },
    }),
  ];
}

/** A realm that is taken over bit by bit: with a change, without one, from another owner; and what is left behind. */
export function adoption(): Situation {
  const adopt = hazardOf('adopt', 'client/grafana', 'it exists without a mark, and fields of it change');
  const takeOver = hazardOf('take-over', 'client/kiosk', 'it is managed by github.com/acme/shop');
  return {
    plan: planOf(
      [
        updated('client/grafana', {
          at: 'realms/tools.yaml:2',
          adopts: true,
          fields: { fullScopeAllowed: [true, false] },
          mark: { after: markOf() },
        }),
        marked('client/jenkins', { at: 'realms/tools.yaml:8', adopts: true }),
        marked('role/builder', {
          at: 'realms/tools.yaml:14',
          mark: { before: markOf({ digest: '' }), after: markOf() },
        }),
        marked('client/kiosk', {
          at: 'realms/tools.yaml:20',
          mark: { before: markOf({ owner: 'github.com/acme/shop' }), after: markOf() },
        }),
      ],
      {
        hazards: [adopt, takeOver],
        counts: { unchangedClients: 1 },
        orphans: [
          { address: addressOf('client/aip-agent-0'), mark: markOf() },
          { address: addressOf('group/agents/us'), mark: markOf({ commit: 'none' }) },
        ],
        notes: [{ text: 'the realm gives new users the group /everyone, and so service accounts too' }],
      },
    ),
    verdict: verdictOf({
      allowed: [{ hazard: adopt, allowance: { rule: 'adopt' } }],
      refusals: [
        {
          rule: 'take-over',
          address: takeOver.address,
          detail: takeOver.detail,
          place: at('realms/tools.yaml:20'),
          allowWith: '--allow take-over:client/kiosk',
        },
      ],
    }),
  };
}

/** An identity that may not see all, and guards that refuse. */
export function incomplete(): Situation {
  return {
    plan: planOf(
      [updated('client/aip-agent-1', { at: 'realms/aip.yaml:11', fields: { name: ['Agent', 'AIP agent 1'] } })],
      {
        unread: [
          {
            area: 'client-role-grants',
            reason: 'filtered',
            evidence: 'default-roles-agents is missing from a service account',
            missingRole: 'view-users',
          },
          {
            area: 'flows',
            reason: 'refused',
            evidence: 'GET /authentication/flows gave 403',
            missingRole: 'view-realm',
          },
          { area: 'clients', reason: 'incomplete', evidence: 'page 3 repeats a client of page 2' },
        ],
        notes: [
          {
            address: addressOf('client/aip-agent-2'),
            text: 'could not be compared: what its service account holds was not read',
          },
        ],
      },
    ),
    verdict: verdictOf({
      refusals: [
        {
          rule: 'mass-change',
          detail: '61 of 80 objects would be changed; the limit is 20 and 50 %',
          allowWith: '--allow mass-change, or in the settings: policy.allow',
        },
        {
          rule: 'expired',
          detail: 'the word for adopt ended on 2026-10-31',
          place: at('keyplan.yaml:40'),
          allowWith: 'remove it, or give it a later date',
        },
      ],
    }),
  };
}

/** Nothing to do. */
export function inSync(): Situation {
  return {
    plan: planOf([], {
      counts: { unchangedClients: 1, unchanged: 4 },
      unmanaged: ['grafana', 'a client, with words'],
      commit: 'none',
    }),
    verdict: verdictOf(),
  };
}
