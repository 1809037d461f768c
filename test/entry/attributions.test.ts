import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { addCaller, findClientId, type TestRealm } from '../support/keycloak.js';
import { changeClient } from './hand-changes.js';
import { expectExit, withWorkplace, type Workplace } from './workplace.js';

const RIGHTS = ['manage-clients', 'manage-users', 'view-realm'];
const service = (name: string): object => ({ type: 'service', name });
const FILES = { 'realm.yaml': { clients: { a: service('A'), b: service('B'), c: service('C') } } };

it('names who changed what, since keyplan wrote it, where the realm keeps admin events', async () => {
  await withWorkplace(
    'attributions',
    async (place) => {
      const run = await signIn(place, [...RIGHTS, 'view-events']);
      place.write(FILES);
      expectExit(await run('apply', '--yes'), 0);
      expectExit(await run('drift'), 0);
      expect(eventRequests(place)).toBe(0);

      await byPerson(place.realm, 'a', { name: 'by a person' });
      await changeClient(place.realm, 'b', () => ({ name: 'by the administrator of the server' }));
      const { stdout } = expectExit(await run('drift'), 2);
      expect(stdout).toMatch(/client a +changed outside git by ops-person, \d+ \w+ \d\d:\d\d, admin-cli/);
      expect(stdout).toMatch(/client b +changed outside git by a user of another realm, \d+ \w+ \d\d:\d\d/);
      expect(eventRequests(place)).toBe(1);
      expect(stdout).not.toMatch(/127\.0\.0\.1, |ipAddress/);

      expectExit(await run('apply', '--yes'), 0);
      await byPerson(place.realm, 'c', { name: 'by a person' });
      const again = expectExit(await run('drift', '--json'), 2).stdout;
      expect(JSON.parse(again)).toMatchObject({
        changes: [
          { address: 'client/c', changedBy: [{ user: 'ops-person', isOfOtherRealm: false, through: 'admin-cli' }] },
        ],
      });

      const blind = await signIn(place, RIGHTS);
      expect(expectExit(await blind('drift'), 2).stdout).toMatch(/may\s+not\s+view\s+events/);
      await place.realm.admin.put('', { adminEventsEnabled: false });
      const told = expectExit(await run('drift'), 2).stdout.match(/keeps\s+no\s+admin\s+events/g);
      expect(told).toHaveLength(1);
    },
    { representation: { adminEventsEnabled: true, adminEventsDetailsEnabled: true } },
  );
});

type RunAs = (...args: readonly string[]) => ReturnType<Workplace['run']>;

/** Makes a client with these rights, and runs keyplan as it. */
async function signIn(place: Workplace, rights: readonly string[]): Promise<RunAs> {
  const { clientId, clientSecret } = await addCaller(place.realm, `keyplan-${rights.length}`, rights);
  return async (...args) => {
    place.writeSettings({ auth: { clientId, clientSecret: { env: 'CALLER_SECRET' } } });
    place.proxy.reset();
    return await place.run(args, { CALLER_SECRET: clientSecret });
  };
}

function eventRequests({ proxy }: Workplace): number {
  return proxy.log().filter(({ url }) => url.includes('/admin-events')).length;
}

/** Changes a client as a person of the realm who administers it. */
async function byPerson(realm: TestRealm, clientId: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const password = await makePerson(realm);
  const token = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: PERSON, password }),
  });
  const { access_token: accessToken } = (await token.json()) as { readonly access_token: string };
  const id = await findClientId(realm, clientId);
  const client = await realm.admin.get<object>(`/clients/${id}`);
  const answer = await fetch(`${realm.server.url}/admin/realms/${realm.name}/clients/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...client, ...change }),
  });
  expect(answer.status).toBe(204);
}

const PERSON = 'ops-person';

/** Makes the person anew, with another password each time. */
async function makePerson({ admin }: TestRealm): Promise<string> {
  const password = randomBytes(16).toString('hex');
  const credentials = [{ type: 'password', value: password, temporary: false }];
  const [old] = await admin.get<{ readonly id: string }[]>(`/users?exact=true&username=${PERSON}`);
  if (old !== undefined) await admin.delete(`/users/${old.id}`);
  await admin.post('/users', {
    username: PERSON,
    enabled: true,
    email: 'ops-person@example.org',
    emailVerified: true,
    firstName: 'Ops',
    lastName: 'Person',
    credentials,
  });
  const [made] = await admin.get<{ readonly id: string }[]>(`/users?exact=true&username=${PERSON}`);
  const [management] = await admin.get<{ readonly id: string }[]>('/clients?clientId=realm-management');
  const role = await admin.get<object>(`/clients/${management?.id}/roles/realm-admin`);
  await admin.post(`/users/${made?.id}/role-mappings/clients/${management?.id}`, [role]);
  return password;
}
