// Realms that trust an issuer, and identities that sign in there, made by plain requests.
import type { TestRealm } from './keycloak.js';
import { findClientId } from './keycloak.js';
import type { TokenIssuer } from './token-issuer.js';

/** Lets a realm trust the tokens of an issuer as assertions of clients. */
export async function trustIssuer(
  realm: TestRealm,
  issuer: TokenIssuer,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await realm.admin.post('/identity-provider/instances', {
    alias: ISSUER_ALIAS,
    providerId: 'oidc',
    enabled: true,
    hideOnLogin: true,
    config: {
      issuer: issuer.url,
      jwksUrl: issuer.jwksUrl,
      useJwksUrl: 'true',
      validateSignature: 'true',
      supportsClientAssertions: 'true',
      allowedClockSkew: '15',
      ...config,
    },
  });
}

const ISSUER_ALIAS = 'jobs';

/** The client that an issuer's token about this subject signs in. */
export function federatedClient(subject: string, alias = ISSUER_ALIAS): object {
  return {
    clientAuthenticatorType: 'federated-jwt',
    attributes: { 'jwt.credential.issuer': alias, 'jwt.credential.sub': subject },
  };
}

/** The rights of the two identities. */
export const RIGHTS = {
  plan: ['view-clients', 'view-users', 'view-realm'],
  apply: ['manage-clients', 'manage-users', 'view-realm'],
} as const;

/** Adds a client with a service account that holds these roles of realm-management. */
export async function addIdentity(
  realm: TestRealm,
  clientId: string,
  rights: readonly string[],
  client: object,
): Promise<void> {
  const { admin } = realm;
  const flows = { standardFlowEnabled: false, serviceAccountsEnabled: true, publicClient: false };
  const id = await admin.post('/clients', { clientId, ...flows, ...client });
  const account = await admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
  const management = await findClientId(realm, 'realm-management');
  const roles = await Promise.all(rights.map((name) => admin.get<object>(`/clients/${management}/roles/${name}`)));
  await admin.post(`/users/${account.id}/role-mappings/clients/${management}`, roles);
}

/** What the token endpoint answered. */
export interface TokenAnswer {
  readonly status: number;
  /** The server's description of what is wrong; empty with a token. */
  readonly words: string;
}

/** Asks a realm's token endpoint by client credentials. */
export async function askToken(realm: TestRealm, fields: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
  });
  const body = (await answer.json()) as { readonly error_description?: string };
  return { status: answer.status, words: body.error_description ?? '' };
}

/** Shows an assertion to the token endpoint. */
export function showAssertion(
  realm: TestRealm,
  assertion: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  return askToken(realm, {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...more,
  });
}
