import type { FactValue } from '../../../src/model/index.js';

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

/** What a server adds to a client that writes no scope lists. */
export const SERVER_SCOPES: readonly string[] = [
  'default client scopes acr, basic, email, profile, roles, web-origins',
  'optional client scopes address, microprofile-jwt, offline_access, organization, phone',
];

/** The facts of an audience mapper for the access token. */
export function audienceMapper(name: string, audience: string): Readonly<Record<string, FactValue>> {
  return {
    [`protocolMappers/${name}/protocol`]: 'openid-connect',
    [`protocolMappers/${name}/protocolMapper`]: 'oidc-audience-mapper',
    [`protocolMappers/${name}/config/included.custom.audience`]: audience,
    [`protocolMappers/${name}/config/access.token.claim`]: 'true',
  };
}
