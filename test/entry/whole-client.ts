// All that a client is and has, read by plain requests with the server's own identifiers, and whether its secret works.
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { inOrder } from './realm-snapshot.js';

export interface ClientState {
  readonly client: {
    readonly id: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly secret: string;
  readonly roles: unknown;
  readonly accountId: string;
  readonly username: string;
  readonly accountAttributes: unknown;
  /** Roles by their containers' identifiers, so that a new name of a container changes nothing here. */
  readonly held: unknown;
  readonly groups: unknown;
}

/** Everything of a client with a service account. */
export async function clientState(realm: TestRealm, clientId: string): Promise<ClientState> {
  const { admin } = realm;
  const id = await findClientId(realm, clientId);
  const username = `service-account-${clientId.toLowerCase()}`;
  const [account] = await admin.get<{ id: string; username: string; attributes?: unknown }[]>(
    `/users?exact=true&username=${encodeURIComponent(username)}&briefRepresentation=false`,
  );
  if (account === undefined) throw new Error(`client ${clientId} has no service account`);
  const [client, secret, roles, mappings, groups] = await Promise.all([
    admin.get<ClientState['client']>(`/clients/${id}`),
    admin.get<{ value: string }>(`/clients/${id}/client-secret`),
    admin.get(`/clients/${id}/roles?briefRepresentation=false`),
    admin.get<Mappings>(`/users/${account.id}/role-mappings`),
    admin.get(`/users/${account.id}/groups`),
  ]);
  const ofClients = Object.values(mappings.clientMappings ?? {}).map(({ id: container, mappings: held }) => ({
    container,
    held,
  }));
  return inOrder({
    client,
    secret: secret.value,
    roles,
    accountId: account.id,
    username: account.username,
    accountAttributes: account.attributes,
    held: { realm: mappings.realmMappings, ofClients },
    groups,
  }) as ClientState;
}

interface Mappings {
  readonly realmMappings?: readonly unknown[];
  readonly clientMappings?: Readonly<Record<string, { readonly id: string; readonly mappings: readonly unknown[] }>>;
}

/** The status that a token request with this id and secret gets. */
export async function signInStatus({ issuer }: TestRealm, clientId: string, secret: string): Promise<number> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  await answer.arrayBuffer();
  return answer.status;
}
