import { describe, expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';
import { changing, creating, removing, withWriter } from '../support/writing.js';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

interface Client extends Named {
  readonly clientId: string;
  readonly enabled: boolean;
  readonly secret: string;
  readonly defaultClientScopes: readonly string[];
}

const shared = sharedRealm('remove', () => Promise.resolve());

async function idsOf({ admin }: TestRealm, path: string): Promise<readonly string[]> {
  return (await admin.get<Named[]>(path)).map(({ id }) => id);
}

async function clientIn(realm: TestRealm, clientId: string): Promise<Client> {
  return realm.admin.get<Client>(`/clients/${await findClientId(realm, clientId)}`);
}

async function topGroup({ admin }: TestRealm, name: string): Promise<Named> {
  const found = (await admin.get<Named[]>(`/groups?briefRepresentation=false`)).find((group) => group.name === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
}

async function scopeNamed({ admin }: TestRealm, name: string): Promise<Named> {
  const found = (await admin.get<Named[]>('/client-scopes')).find((scope) => scope.name === name);
  if (found === undefined) throw new Error(`no scope ${name}`);
  return found;
}

/** The status of a request that may be refused. */
async function statusOf({ admin }: TestRealm, method: string, path: string): Promise<number> {
  try {
    return (await admin.request(method, path)).status;
  } catch (error) {
    return Number(/: (\d{3}) /.exec(String(error))?.[1]);
  }
}

/** A client with a service account, as a plan makes it. */
function withAccount(of: string): ReturnType<typeof creating> {
  return creating(of, { serviceAccountsEnabled: true, 'serviceAccount/present': true });
}

describe('a deletion takes along', () => {
  it('the service account and the roles of a client, out of composites and other accounts too', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const { admin } = realm;
      await write(withAccount('client/gone'));
      await write(creating('client-role/gone/submit'));
      await write(creating('role/holder'));
      await write(changing('role/holder', { 'composites/client/gone/submit': [undefined, true] }));
      await write(withAccount('client/keeper'));
      await write(changing('client/keeper', { 'serviceAccount/clientRoles/gone/submit': [undefined, true] }));
      const id = await findClientId(realm, 'gone');
      await write([removing('client/gone', 'delete')]);
      expect(await admin.get(`/clients?clientId=gone`)).toEqual([]);
      expect(await admin.get('/users?username=service-account-gone&exact=true')).toEqual([]);
      const holder = await admin.get<Named>('/roles/holder');
      expect(await admin.get(`/roles-by-id/${holder.id}/composites`)).toEqual([]);
      const keeper = await admin.get<Named>(`/clients/${await findClientId(realm, 'keeper')}/service-account-user`);
      expect(await admin.get(`/users/${keeper.id}/role-mappings`)).not.toHaveProperty('clientMappings.gone');
      expect(await statusOf(realm, 'DELETE', `/clients/${id}`)).toBe(404);
    });
  });

  it('a role out of accounts, groups, composites and role scopes that hold it', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const { admin } = realm;
      await write(creating('role/used'));
      await write(creating('role/containing'));
      await write(changing('role/containing', { 'composites/realm/used': [undefined, true] }));
      await write(creating('group/used'));
      await write(changing('group/used', { 'realmRoles/used': [undefined, true] }));
      await write(withAccount('client/user'));
      await write(changing('client/user', { 'serviceAccount/realmRoles/used': [undefined, true] }));
      await write(changing('client/user', { 'roleScope/realmRoles/used': [undefined, true] }));
      await write([removing('role/used', 'delete')]);
      const containing = await admin.get<Named>('/roles/containing');
      expect(await admin.get(`/roles-by-id/${containing.id}/composites`)).toEqual([]);
      expect(await admin.get(`/groups/${(await topGroup(realm, 'used')).id}/role-mappings`)).toEqual({});
      const id = await findClientId(realm, 'user');
      expect(await admin.get(`/clients/${id}/scope-mappings`)).toEqual({});
      expect(await statusOf(realm, 'GET', '/roles/used')).toBe(404);
    });
  });

  it('a client role, and only that one', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/owner'));
      for (const name of ['read', 'write']) await write(creating(`client-role/owner/${name}`));
      await write([removing('client-role/owner/read', 'delete')]);
      const roles = await realm.admin.get<Named[]>(`/clients/${await findClientId(realm, 'owner')}/roles`);
      expect(roles.map(({ name }) => name)).toEqual(['write']);
    });
  });

  it('the groups below a group, and all memberships', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('group/top'));
      await write(creating('group/top/below'));
      await write(withAccount('client/member'));
      await write(changing('client/member', { 'serviceAccount/groups/%2Ftop%2Fbelow': [undefined, true] }));
      const { id } = await topGroup(realm, 'top');
      const [below] = await idsOf(realm, `/groups/${id}/children`);
      await write([removing('group/top', 'delete')]);
      expect(await statusOf(realm, 'GET', `/groups/${below}`)).toBe(404);
      const account = `/clients/${await findClientId(realm, 'member')}/service-account-user`;
      const user = await realm.admin.get<Named>(account);
      expect(await realm.admin.get(`/users/${user.id}/groups`)).toEqual([]);
      // Below a group that is gone there is nothing left to delete.
      expect(await writer.open(removing('group/top/below', 'delete'))).toBeUndefined();
    });
  });

  it('a client scope out of the lists of clients and of the realm', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const { admin } = realm;
      await write(creating('client-scope/gone'));
      await write(creating('client/scoped', { 'defaultClientScopes/gone': true }));
      const { id } = await scopeNamed(realm, 'gone');
      await admin.put(`/default-default-client-scopes/${id}`, {});
      expect((await clientIn(realm, 'scoped')).defaultClientScopes).toContain('gone');
      await write([removing('client-scope/gone', 'delete')]);
      expect((await clientIn(realm, 'scoped')).defaultClientScopes).not.toContain('gone');
      expect(await idsOf(realm, '/default-default-client-scopes')).not.toContain(id);
    });
  });

  it('nothing where the object is gone already', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/twice'));
      const opened = await writer.open(removing('client/twice', 'delete'));
      await realm.admin.delete(`/clients/${await findClientId(realm, 'twice')}`);
      await opened?.write([]);
      expect(await writer.open(removing('client/twice', 'delete'))).toBeUndefined();
    });
  });
});

describe('taking a mark away', () => {
  it('removes its attributes from each kind of object, and nothing else', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const { admin } = realm;
      const marked = {
        'client/left': () => clientIn(realm, 'left'),
        'client-scope/left': () => scopeNamed(realm, 'left'),
        'role/left': () => admin.get<Named>('/roles/left'),
        'client-role/left/left': async () =>
          admin.get<Named>(`/clients/${await findClientId(realm, 'left')}/roles/left`),
        'group/left': () => topGroup(realm, 'left'),
      };
      for (const [of, read] of Object.entries(marked)) {
        const isText = of.startsWith('client/') || of.startsWith('client-scope/');
        // Older servers know no description of groups (contract "has a description where the server knows one").
        const described = of.startsWith('group/') ? {} : { description: 'kept' };
        await write(creating(of, { ...described, 'attributes/by.hand': isText ? 'kept' : ['kept'] }));
        const before = await read();
        expect(Object.keys(before.attributes ?? {})).toContain('keyplan.owner');
        await write([removing(of, 'forget')]);
        const { attributes: left, ...after } = await read();
        const { attributes, ...rest } = before;
        const own = Object.entries(attributes ?? {}).filter(([key]) => !key.startsWith('keyplan.'));
        expect([of, after]).toEqual([of, rest]);
        expect([of, left]).toEqual([of, Object.fromEntries(own)]);
      }
    });
  });
});

describe('a disabled client', () => {
  it('keeps its secret and its account, and gets them back when it is enabled again', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write([...withAccount('client/off'), ...changing('client/off', { enabled: [undefined, true] })]);
      const before = await clientIn(realm, 'off');
      const account = await realm.admin.get<Named>(`/clients/${before.id}/service-account-user`);
      await write([removing('client/off', 'disable')]);
      const off = await clientIn(realm, 'off');
      expect(off).toMatchObject({ enabled: false, secret: before.secret });
      expect(off.attributes).toMatchObject({ 'keyplan.disabledAt': '2026-11-25' });
      expect(await tokenStatus(realm, before)).toBe(401);
      await write(changing('client/off', { enabled: [false, true] }));
      const on = await clientIn(realm, 'off');
      expect(on).toMatchObject({ enabled: true, secret: before.secret });
      expect(await realm.admin.get<Named>(`/clients/${before.id}/service-account-user`)).toMatchObject({
        id: account.id,
      });
      expect(await tokenStatus(realm, before)).toBe(200);
    });
  });
});

async function tokenStatus({ issuer }: TestRealm, { clientId, secret }: Client): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  await answer.arrayBuffer();
  return answer.status;
}
