import { expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { addCaller, findClientId, withRealm, type TestRealm } from '../support/keycloak.js';

interface Event {
  readonly time: number;
  readonly realmId: string;
  readonly operationType: string;
  readonly resourceType: string;
  readonly resourcePath: string;
  readonly representation?: string;
  readonly authDetails: { readonly realmId: string; readonly clientId: string; readonly userId: string };
}

const EVENTS_ON = { adminEventsEnabled: true, adminEventsDetailsEnabled: true };

const eventsOf = ({ admin }: TestRealm, query = ''): Promise<readonly Event[]> =>
  admin.get<readonly Event[]>(`/admin-events?${query}`);

const bodyOf = ({ representation }: Event): unknown => JSON.parse(representation ?? 'null');

it('admin events: each says its path by identifiers, what was sent, and who of which realm; newest first', async () => {
  await withRealm(
    'events',
    async (realm) => {
      const { admin } = realm;
      const client = await admin.post('/clients', { clientId: 'agent', serviceAccountsEnabled: true });
      const account = await admin.get<{ id: string }>(`/clients/${client}/service-account-user`);
      await admin.put(`/clients/${client}`, { clientId: 'agent', serviceAccountsEnabled: true, name: 'by hand' });
      await admin.post('/roles', { name: 'read/er' });
      const role = await admin.get<{ id: string }>('/roles/read%2Fer');
      await admin.post(`/users/${account.id}/role-mappings/realm`, [role]);
      const team = await admin.post('/groups', { name: 'team' });
      await admin.put(`/users/${account.id}/groups/${team}`, {});
      await admin.delete(`/clients/${client}`);

      const events = await eventsOf(realm);
      const told = events.map(({ operationType, resourceType, resourcePath }) => [
        operationType,
        resourceType,
        resourcePath,
      ]);
      expect(told).toEqual([
        ['DELETE', 'CLIENT', `clients/${client}`],
        ['CREATE', 'GROUP_MEMBERSHIP', `users/${account.id}/groups/${team}`],
        ['CREATE', 'GROUP', `groups/${team}`],
        ['CREATE', 'REALM_ROLE_MAPPING', `users/${account.id}/role-mappings/realm`],
        ['CREATE', 'REALM_ROLE', 'roles/read/er'],
        ['UPDATE', 'CLIENT', `clients/${client}`],
        ['CREATE', 'CLIENT', `clients/${client}`],
      ]);
      expect(bodyOf(events[1] as Event)).toMatchObject({ path: '/team' });
      expect(bodyOf(events[3] as Event)).toMatchObject([{ name: 'read/er' }]);
      expect(bodyOf(events[5] as Event)).toMatchObject({ name: 'by hand' });
      for (const { authDetails, realmId } of events) expect(authDetails.realmId).not.toBe(realmId);

      const some = await eventsOf(realm, 'resourceTypes=GROUP&resourceTypes=CLIENT&first=1&max=2');
      expect(some.map(({ resourceType }) => resourceType)).toEqual(['GROUP', 'CLIENT']);
    },
    EVENTS_ON,
  );
});

it('admin events: a deletion says of what it was, but of a scope, and of a client or group up to 26.4', async () => {
  await withRealm(
    'events',
    async (realm) => {
      const { admin, server } = realm;
      const client = await admin.post('/clients', { clientId: 'agent' });
      const group = await admin.post('/groups', { name: 'team' });
      const scope = await admin.post('/client-scopes', { name: 'extra', protocol: 'openid-connect' });
      await admin.delete(`/clients/${client}`);
      await admin.delete(`/groups/${group}`);
      await admin.delete(`/client-scopes/${scope}`);
      const events = await eventsOf(realm);
      const isOld = isUpTo(4, server.version);
      const told = events.map((event) => [event.operationType, event.resourcePath, bodyOf(event)]);
      const named = (body: unknown): unknown => (isOld ? null : body);
      expect(told).toEqual([
        ['DELETE', `client-scopes/${scope}`, null],
        ['DELETE', `groups/${group}`, named(expect.objectContaining({ name: 'team' }))],
        ['DELETE', `clients/${client}`, named(expect.objectContaining({ clientId: 'agent' }))],
        ['CREATE', `client-scopes/${scope}`, expect.objectContaining({ name: 'extra' })],
        ['CREATE', `groups/${group}`, expect.objectContaining({ name: 'team' })],
        ['CREATE', `clients/${client}`, expect.objectContaining({ clientId: 'agent' })],
      ]);
    },
    EVENTS_ON,
  );
});

it('admin events: a service account of the realm is named by its own identifier and that of its client', async () => {
  await withRealm(
    'events',
    async (realm) => {
      const caller = await addCaller(realm, 'ci', ['manage-realm']);
      const token = await tokenOf(realm, caller);
      const url = `${realm.server.url}/admin/realms/${realm.name}/roles`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ name: 'reader' }) });
      expect(answer.status).toBe(201);
      const [newest] = await eventsOf(realm);
      const client = await findClientId(realm, 'ci');
      const { id } = await realm.admin.get<{ id: string }>(`/clients/${client}/service-account-user`);
      expect(newest?.authDetails).toMatchObject({ realmId: newest?.realmId, clientId: client, userId: id });
    },
    EVENTS_ON,
  );
});

it('admin events: whoever lacks view-events is refused', async () => {
  await withRealm('events', async (realm) => {
    const asked = async (clientId: string, rights: readonly string[]): Promise<number> => {
      const token = await tokenOf(realm, await addCaller(realm, clientId, rights));
      const url = `${realm.server.url}/admin/realms/${realm.name}/admin-events`;
      return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect(await asked('planner', ['view-clients', 'view-users', 'view-realm'])).toBe(403);
    expect(await asked('auditor', ['view-events'])).toBe(200);
  });
});

async function tokenOf(
  { issuer }: TestRealm,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
