import type { FactValue, Plan, Verdict } from '../../../src/model/index.js';
import { created, hazardOf, planOf, updated, verdictOf } from '../../support/builders.js';

/** A plan with its verdict: one situation that a reader meets. */
export interface Situation {
  readonly plan: Plan;
  readonly verdict: Verdict;
}

/** What the type `service` writes. */
export const SERVICE: Readonly<Record<string, FactValue>> = {
  enabled: true,
  bearerOnly: false,
  publicClient: false,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: true,
  fullScopeAllowed: true,
  clientAuthenticatorType: 'client-secret',
  'attributes/oauth2.device.authorization.grant.enabled': 'false',
  'attributes/oidc.ciba.grant.enabled': 'false',
  'serviceAccount/present': true,
};

/** The facts of an audience mapper for the access token. */
export function audienceMapper(name: string, audience: string): Readonly<Record<string, FactValue>> {
  return {
    [`protocolMappers/${name}/protocol`]: 'openid-connect',
    [`protocolMappers/${name}/protocolMapper`]: 'oidc-audience-mapper',
    [`protocolMappers/${name}/config/included.custom.audience`]: audience,
    [`protocolMappers/${name}/config/access.token.claim`]: 'true',
  };
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
    plan: planOf([agent2, agent1], { counts: { adopt: 3, unchangedClients: 38 }, unmanaged: ['a', 'b', 'grafana', 'jenkins'] }),
    verdict: verdictOf(),
  };
}
