import { fieldPath, type Facts } from '../model/index.js';

/** The protocol of clients, client scopes and mappers that say none: OpenID Connect. */
export const DEFAULT_PROTOCOL = 'openid-connect';

/** The protocol of a client or client scope, and of its mappers unless they say another. */
export function protocolOf(facts: Facts): string {
  const protocol = facts.get(fieldPath('protocol'));
  return typeof protocol === 'string' && protocol !== '' ? protocol : DEFAULT_PROTOCOL;
}

/**
 * The protocol mapper types of a plain server, by protocol: 26.7.4, `protocolMapperTypes` of `GET /admin/serverinfo`.
 * A type that is not here may come from a provider of that server; only the server itself can tell.
 */
const MAPPER_TYPES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    DEFAULT_PROTOCOL,
    new Set([
      'oidc-acr-mapper',
      'oidc-address-mapper',
      'oidc-allowed-origins-mapper',
      'oidc-amr-mapper',
      'oidc-audience-mapper',
      'oidc-audience-resolve-mapper',
      'oidc-claims-param-token-mapper',
      'oidc-claims-param-value-idtoken-mapper',
      'oidc-full-name-mapper',
      'oidc-group-membership-mapper',
      'oidc-hardcoded-claim-mapper',
      'oidc-hardcoded-role-mapper',
      'oidc-nonce-backwards-compatible-mapper',
      'oidc-organization-group-membership-mapper',
      'oidc-organization-membership-mapper',
      'oidc-role-name-mapper',
      'oidc-session-state-mapper',
      'oidc-sha256-pairwise-sub-mapper',
      'oidc-sub-mapper',
      'oidc-usermodel-attribute-mapper',
      'oidc-usermodel-client-role-mapper',
      'oidc-usermodel-property-mapper',
      'oidc-usermodel-realm-role-mapper',
      'oidc-usersessionmodel-note-mapper',
    ]),
  ],
  [
    'saml',
    new Set([
      'saml-audience-mapper',
      'saml-audience-resolve-mapper',
      'saml-authn-context-class-ref-mapper',
      'saml-group-membership-mapper',
      'saml-hardcode-attribute-mapper',
      'saml-hardcode-role-mapper',
      'saml-organization-group-membership-mapper',
      'saml-organization-membership-mapper',
      'saml-role-list-mapper',
      'saml-role-name-mapper',
      'saml-user-attribute-mapper',
      'saml-user-attribute-nameid-mapper',
      'saml-user-property-mapper',
      'saml-user-session-note-mapper',
    ]),
  ],
  ['docker-v2', new Set(['docker-v2-allow-all-mapper'])],
]);

/** Whether a plain server has this mapper type; any other must be asked of the server. */
export function isKnownMapperType(id: string, protocol: string): boolean {
  return MAPPER_TYPES.get(protocol)?.has(id) === true;
}

/**
 * The login protocols of a plain server (26.7.4). Another one is refused by it with 400, by 24.0.5 with 500; so is
 * docker-v2, whose mapper types it lists all the same.
 */
export const PROTOCOLS: readonly string[] = [DEFAULT_PROTOCOL, 'saml'];

/**
 * The client authenticators of a plain server: 26.7.4, `providers.client-authenticator` of `GET /admin/serverinfo`. The
 * server stores any text and fails at the first token, so others are refused.
 */
export const CLIENT_AUTHENTICATORS: readonly string[] = [
  'client-jwt',
  'client-secret',
  'client-secret-jwt',
  'client-x509',
  'federated-jwt',
];
