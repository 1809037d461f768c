import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { TokenSource } from './sign-in.js';
import { throughTransport, type Transport } from './transport.js';

export type { KeycloakAdminClient };

export interface AdminClientOptions {
  readonly server: string;
  readonly realm: string;
  readonly transport: Transport;
  readonly tokens: TokenSource;
}

/**
 * The official admin client on our connections and with our tokens: its own sign-in cannot renew a token of client
 * credentials (26.7.4). Loaded only where something is written, because loading it takes a tenth of a second and 18 MB.
 */
export async function openAdminClient(options: AdminClientOptions): Promise<KeycloakAdminClient> {
  const { default: AdminClient } = await import('@keycloak/keycloak-admin-client');
  const admin = new AdminClient({
    baseUrl: options.server,
    realmName: options.realm,
    requestOptions: throughTransport(options.transport),
  });
  admin.registerTokenProvider({
    getAccessToken: async () => (await options.tokens.current()).value.reveal(),
  });
  return admin;
}
