import { AdminCalls } from './admin-calls.js';
import { findClientId, type TestRealm } from './keycloak.js';

/** Adds a person of the realm who may administer it, and gives the realm as that person changes it. */
export async function asPersonOf(realm: TestRealm, username: string): Promise<TestRealm> {
  const password = 'a-password-of-a-test';
  const credentials = [{ type: 'password', value: password }];
  const profile = { email: `${username}@example.org`, firstName: 'A', lastName: 'Person' };
  const user = await realm.admin.post('/users', { username, enabled: true, credentials, ...profile });
  const management = await findClientId(realm, 'realm-management');
  const role = await realm.admin.get(`/clients/${management}/roles/realm-admin`);
  await realm.admin.post(`/users/${user}/role-mappings/clients/${management}`, [role]);
  const identity = { username, password, realm: realm.name };
  return { ...realm, admin: new AdminCalls(realm.server.url, identity, `/admin/realms/${realm.name}`) };
}
