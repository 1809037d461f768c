// The realms that the benchmark measures on: made and taken away by plain requests, outside of every measurement.
import { randomBytes } from 'node:crypto';
import type { RawClient } from './raw-client.js';

/** A client of the realm with the rights of one kind of caller. */
export interface Caller {
  readonly clientId: string;
  readonly secret: string;
}

/** Who works on a bench realm: `view` sees with view rights only, `users` has manage-users, `apply` may do all that an apply needs. */
export interface BenchRealm {
  readonly name: string;
  readonly callers: Readonly<Record<CallerName, Caller>>;
}

export type CallerName = keyof typeof CALLER_ROLES;

const CALLER_ROLES = {
  view: ['view-clients', 'view-users', 'view-realm'],
  users: ['view-clients', 'manage-users', 'view-realm'],
  apply: ['manage-clients', 'manage-users', 'view-realm', 'manage-realm'],
} as const;

const MANY_ROLES = 2000;

/** Makes an empty realm with the three callers. */
export async function createBenchRealm(admin: RawClient): Promise<BenchRealm> {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const path = `/admin/realms/${name}`;
  await admin.call('POST', '/admin/realms', { realm: name, enabled: true });
  const [management] = (await admin.call('GET', `${path}/clients?clientId=realm-management`)).json as readonly Id[];
  if (management === undefined) throw new Error('the realm has no client "realm-management"');
  const roles = await admin.paged<Role>(`${path}/clients/${management.id}/roles`);
  const make = async (kind: CallerName): Promise<Caller> => {
    const caller = { clientId: `bench-${kind}`, secret: randomBytes(16).toString('hex') };
    const client = await admin.call('POST', `${path}/clients`, {
      ...caller,
      publicClient: false,
      standardFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: true,
    });
    const id = client.location?.split('/').at(-1);
    const user = (await admin.call('GET', `${path}/clients/${id}/service-account-user`)).json as Id;
    const wanted: readonly string[] = CALLER_ROLES[kind];
    const granted = roles.filter((role) => wanted.includes(role.name));
    await admin.call('POST', `${path}/users/${user.id}/role-mappings/clients/${management.id}`, granted);
    return caller;
  };
  return { name, callers: { view: await make('view'), users: await make('users'), apply: await make('apply') } };
}

export async function deleteBenchRealm(admin: RawClient, realm: BenchRealm): Promise<void> {
  await admin.call('DELETE', `/admin/realms/${realm.name}`);
}

/** Adds a client that nobody declared with 2,000 roles, which makes asking each role for its users the dearer way. */
export async function addManyClientRoles(admin: RawClient, realm: BenchRealm): Promise<void> {
  const path = `/admin/realms/${realm.name}/clients`;
  const client = await admin.call('POST', path, { clientId: 'bench-many-roles', standardFlowEnabled: false });
  const id = client.location?.split('/').at(-1);
  const names = Array.from({ length: MANY_ROLES }, (_, index) => `permission-${index}`);
  await admin.each(names, (name) => admin.call('POST', `${path}/${id}/roles`, { name }));
}

interface Id {
  readonly id: string;
}

interface Role extends Id {
  readonly name: string;
}
