import { Failure } from '../../../model/index.js';
import type { KeycloakAdminClient } from '../session/admin-client.js';

/** A realm to practise in, on a server of which somebody is the administrator. Only `keyplan demo` makes one. */
export interface PracticeRealm {
  /** Base URL without a trailing slash. */
  readonly server: string;
  readonly realm: string;
  /** The administrator in realm master. */
  readonly username: string;
  readonly password: string;
}

/** Two things that a person might change in the admin console. */
export interface HandChange {
  readonly clientId: string;
  /** A mapper of that client and the config to put over its own. */
  readonly mapper: string;
  readonly config: Readonly<Record<string, string>>;
  /** A role of `realm-management` that the client's service account is given. */
  readonly role: string;
}

/** Creates the empty realm. */
export async function createRealm(practice: PracticeRealm): Promise<void> {
  await withAdmin(
    practice,
    async (admin) => void (await admin.realms.create({ realm: practice.realm, enabled: true })),
  );
}

/** Deletes the realm with everything in it. */
export async function deleteRealm(practice: PracticeRealm): Promise<void> {
  await withAdmin(practice, (admin) => admin.realms.del({ realm: practice.realm }));
}

/** Changes a client as a person would: one mapper's config, and one role too many for its service account. */
export async function changeByHand(practice: PracticeRealm, change: HandChange): Promise<void> {
  await withAdmin(practice, async (admin) => {
    await changeMapper(admin, practice.realm, change);
    await grantRole(admin, practice.realm, change);
  });
}

async function changeMapper(
  admin: KeycloakAdminClient,
  realm: string,
  { clientId, mapper, config }: HandChange,
): Promise<void> {
  const client = await findClient(admin, realm, clientId);
  const found = existing(
    client.protocolMappers?.find(({ name }) => name === mapper),
    `mapper ${mapper}`,
  );
  const mapperId = existing(found.id, `mapper ${mapper}`);
  const after = { ...found, config: { ...found.config, ...config } };
  await admin.clients.updateProtocolMapper({ realm, id: client.id, mapperId }, after);
}

async function grantRole(admin: KeycloakAdminClient, realm: string, { clientId, role }: HandChange): Promise<void> {
  const client = await findClient(admin, realm, clientId);
  const management = await findClient(admin, realm, 'realm-management');
  const account = await admin.clients.getServiceAccountUser({ realm, id: client.id });
  const granted = await admin.clients.findRole({ realm, id: management.id, roleName: role });
  const roles = [{ id: existing(granted?.id, `role ${role}`), name: role }];
  await admin.users.addClientRoleMappings({
    realm,
    id: existing(account.id, 'service account'),
    clientUniqueId: management.id,
    roles,
  });
}

async function findClient(admin: KeycloakAdminClient, realm: string, clientId: string) {
  const [client] = await admin.clients.find({ realm, clientId });
  return { ...client, id: existing(client?.id, `client ${clientId}`) };
}

function existing<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new Failure('bug', `the practice realm has no ${what}`, {
    hint: 'Please report it with the output of the demo',
  });
}

/** The administrator's own client: a session of ours would refuse to create or delete a realm. */
async function withAdmin(practice: PracticeRealm, run: (admin: KeycloakAdminClient) => Promise<void>): Promise<void> {
  const { default: AdminClient } = await import('@keycloak/keycloak-admin-client');
  const { server, username, password } = practice;
  const admin = new AdminClient({ baseUrl: server, realmName: 'master' });
  try {
    await admin.auth({ grantType: 'password', clientId: 'admin-cli', username, password });
    await run(admin);
  } catch (cause) {
    throw new Failure('server-error', `the demo's server at ${server} did not do what the administrator asked`, {
      hint: 'Look at its log, or run the demo again',
      cause,
    });
  }
}
