import { adminClient } from '../../../kinds/index.js';
import type { UserRepresentation, ClientRepresentation } from '../representation/representations.js';
import { unlessRefused } from '../session/errors.js';
import type { ReadSession } from '../session/session.js';
import type { TokenFacts } from '../session/token-facts.js';
import { listOf } from './find-object.js';
import { createTrustReader, type TrustReader } from './read-trust.js';

/**
 * What an identity may do, in questions that only look. Nobody but the admin console may ask who it is (`whoami` is refused
 * to every service account, 26.7.4), so what answers show is put together. Undefined means that the answer does not tell.
 */
export interface RightsReader extends TrustReader {
  /** What the token says; signs in where that was not done yet. */
  readonly token: () => Promise<TokenFacts>;
  /** The roles over the realm that the own service account has in effect. Needs the rights to view clients and users. */
  readonly ownRoles: () => Promise<ReadonlySet<string> | undefined>;
  /** The same of the service account of another client. */
  readonly rolesOfClient: (clientId: string) => Promise<ReadonlySet<string> | undefined>;
  readonly mayManageClients: () => Promise<boolean | undefined>;
  readonly mayManageUsers: () => Promise<boolean | undefined>;
  readonly mayManageRealm: () => Promise<boolean | undefined>;
}

/** The answers below have tests of these names in the contract suite, in "what answers show about rights" (26.7.4). */
export function createRightsReader(session: ReadSession): RightsReader {
  const effectiveRoles = async (userId: string): Promise<ReadonlySet<string> | undefined> => {
    const path = ['ui-ext', 'effective-roles', 'users', userId];
    const query = { first: 0, max: 1_000_000 };
    const answer = await unlessRefused(session.get({ asked: 'GET /ui-ext/effective-roles/users/{id}', path, query }));
    const roles = listOf<{ readonly client?: string; readonly role?: string }>(answer);
    // Every account has some role; an empty list is one that was filtered.
    if (roles.length === 0) return undefined;
    const admin = adminClient(session.realm);
    return new Set(roles.flatMap(({ client, role }) => (client === admin && role !== undefined ? [role] : [])));
  };
  const clientOf = async (clientId: string): Promise<ClientRepresentation | undefined> => {
    const query = { clientId };
    const answer = await unlessRefused(session.get({ asked: 'GET /clients?clientId', path: ['clients'], query }));
    return listOf<ClientRepresentation>(answer).find((client) => client.clientId === clientId);
  };
  // What its client's scope does not let through counts for nothing, whatever an account holds.
  const throughScope = async (
    clientId: string,
    held: ReadonlySet<string> | undefined,
  ): Promise<ReadonlySet<string> | undefined> => {
    const client = held === undefined ? undefined : await clientOf(clientId);
    if (held === undefined || client?.id === undefined || client.fullScopeAllowed !== false) return held;
    const admin = await clientOf(adminClient(session.realm));
    if (admin?.id === undefined) return undefined;
    const path = ['clients', client.id, 'scope-mappings', 'clients', admin.id, 'composite'];
    const asked = 'GET /clients/{id}/scope-mappings/clients/{id}/composite' as const;
    const answer = await unlessRefused(session.get({ asked, path }));
    if (answer === undefined) return undefined;
    const names = new Set(listOf<{ readonly name?: string }>(answer).map(({ name }) => name));
    return new Set([...held].filter((role) => names.has(role)));
  };
  return {
    ...createTrustReader(session),
    token: session.token,
    async ownRoles() {
      const { subject, isOfRealm } = await session.token();
      return subject === undefined || !isOfRealm
        ? undefined
        : await throughScope(session.readAs, await effectiveRoles(subject));
    },
    async rolesOfClient(clientId) {
      const username = `service-account-${clientId.toLowerCase()}`;
      const query = { username, exact: true, briefRepresentation: true, first: 0, max: 2 };
      const answer = await unlessRefused(session.get({ asked: 'GET /users', path: ['users'], query }));
      const user = listOf<UserRepresentation>(answer).find((candidate) => candidate.username === username);
      return user?.id === undefined ? undefined : await throughScope(clientId, await effectiveRoles(user.id));
    },
    async mayManageClients() {
      return (await clientOf('account'))?.access?.['manage'];
    },
    async mayManageUsers() {
      const query = { username: 'service-account-', briefRepresentation: true, first: 0, max: 1 };
      const answer = await unlessRefused(session.get({ asked: 'GET /users', path: ['users'], query }));
      return listOf<UserRepresentation>(answer)[0]?.access?.['manage'];
    },
    async mayManageRealm() {
      const client = await clientOf('account');
      if (client?.id === undefined || client.fullScopeAllowed !== false) return undefined;
      const path = ['clients', client.id, 'scope-mappings', 'realm', 'available'];
      const asked = 'GET /clients/{id}/scope-mappings/realm/available' as const;
      const answer = await unlessRefused(session.get({ asked, path }));
      return answer === undefined ? undefined : listOf(answer).length > 0;
    },
  };
}
