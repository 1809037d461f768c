import { describe, expect, it } from 'vitest';
import { markOf, pathOf } from '../support/builders.js';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';
import { changing, creating, withWriter } from '../support/writing.js';

interface User {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

async function accountIn(realm: TestRealm, clientId: string): Promise<User | undefined> {
  const found = await realm.admin.get<User[]>(`/users?username=service-account-${clientId.toLowerCase()}&exact=true`);
  const [user] = found;
  return user === undefined ? undefined : realm.admin.get<User>(`/users/${user.id}`);
}

async function grantsOf(realm: TestRealm, userId: string): Promise<readonly string[]> {
  const mappings = await realm.admin.get<{
    realmMappings?: { name: string }[];
    clientMappings?: Record<string, { mappings: { name: string }[] }>;
  }>(`/users/${userId}/role-mappings`);
  const groups = await realm.admin.get<{ path: string }[]>(`/users/${userId}/groups`);
  const clients = Object.entries(mappings.clientMappings ?? {});
  return [
    ...(mappings.realmMappings ?? []).map(({ name }) => name).filter((name) => !name.startsWith('default-roles-')),
    ...clients.flatMap(([client, { mappings: roles }]) => roles.map(({ name }) => `${client}/${name}`)),
    ...groups.map(({ path }) => path),
  ].sort();
}

/** What the accounts of the tests are given. */
async function arrange({ admin }: TestRealm): Promise<void> {
  for (const name of ['one', 'two']) await admin.post('/roles', { name });
  const api = await admin.post('/clients', { clientId: 'api' });
  await admin.post(`/clients/${api}/roles`, { name: 'read' });
  const agents = await admin.post('/groups', { name: 'agents' });
  await admin.post(`/groups/${agents}/children`, { name: 'eu' });
}

const shared = sharedRealm('write', arrange);

const GRANTS = {
  'serviceAccount/realmRoles/one': [undefined, true],
  'serviceAccount/realmRoles/two': [undefined, true],
  'serviceAccount/clientRoles/api/read': [undefined, true],
  'serviceAccount/clientRoles/realm-management/view-users': [undefined, true],
  'serviceAccount/groups/%2Fagents%2Feu': [undefined, true],
} as const;

describe('a service account', () => {
  it('gains and loses realm roles, client roles and groups', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/Agent', { serviceAccountsEnabled: true }));
      await write(changing('client/Agent', GRANTS));
      const { id } = (await accountIn(realm, 'Agent')) ?? { id: '' };
      expect(await grantsOf(realm, id)).toEqual([
        '/agents/eu',
        'api/read',
        'one',
        'realm-management/view-users',
        'two',
      ]);
      const [step] = changing('client/Agent', GRANTS);
      if (step === undefined) throw new Error('no step');
      const found = await writer.open(step);
      // Whose client it is by now decides whether anything is granted.
      expect(found?.mark?.owner).toBe(markOf().owner);
      const facts = found?.facts;
      const held = [...Object.keys(GRANTS), 'serviceAccount/present'];
      expect([...(facts?.keys() ?? [])].sort()).toEqual(held.map(pathOf).sort());
      // Once more changes nothing and is no error.
      await write([step]);
      await write(
        changing('client/Agent', {
          'serviceAccount/realmRoles/one': [true, undefined],
          'serviceAccount/clientRoles/api/read': [true, undefined],
          'serviceAccount/clientRoles/realm-management/view-users': [true, undefined],
          'serviceAccount/groups/%2Fagents%2Feu': [true, undefined],
          'serviceAccount/groups/%2Fagents': [undefined, true],
        }),
      );
      expect(await grantsOf(realm, id)).toEqual(['/agents', 'two']);
    });
  });

  it('keeps what else it is when attributes change or it is disabled', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Kept', { serviceAccountsEnabled: true }));
      await write(changing('client/Kept', GRANTS));
      const before = (await accountIn(realm, 'Kept')) ?? { id: '' };
      await realm.admin.put(`/users/${before.id}`, { ...before, attributes: { hand: ['made'], team: ['a', 'b'] } });
      await write(
        changing('client/Kept', {
          'serviceAccount/attributes/team': [['a', 'b'], ['payments']],
          'serviceAccount/attributes/region': [undefined, ['eu']],
          'serviceAccount/enabled': [true, false],
        }),
      );
      const after = await accountIn(realm, 'Kept');
      expect(after?.attributes).toEqual({ hand: ['made'], team: ['payments'], region: ['eu'] });
      expect(after).toMatchObject({ id: before.id, username: 'service-account-kept', enabled: false });
      expect(await grantsOf(realm, before.id)).toHaveLength(5);
      await write(changing('client/Kept', { 'serviceAccount/attributes/team': [['payments'], undefined] }));
      expect((await accountIn(realm, 'Kept'))?.attributes).toEqual({ hand: ['made'], region: ['eu'] });
    });
  });

  it('that is gone is found missing without being made, is made again by its step, and gets its grants', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/Gone', { serviceAccountsEnabled: true }));
      await write(changing('client/Gone', GRANTS));
      const before = await accountIn(realm, 'Gone');
      await realm.admin.delete(`/users/${before?.id ?? ''}`);
      const [step] = changing('client/Gone', { 'serviceAccount/present': [undefined, true], ...GRANTS });
      if (step === undefined) throw new Error('no step');
      expect((await writer.open(step))?.facts.size).toBe(0);
      expect(await accountIn(realm, 'Gone')).toBeUndefined();
      await write([step]);
      const after = await accountIn(realm, 'Gone');
      expect(after?.id).not.toBe(before?.id);
      expect(await grantsOf(realm, after?.id ?? '')).toHaveLength(5);
    });
  });

  it('that is gone: asking for a service account recreates it', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Asked', { serviceAccountsEnabled: true }));
      const account = await accountIn(realm, 'Asked');
      await realm.admin.delete(`/users/${account?.id ?? ''}`);
      const asked = await realm.admin.get<User>(`/clients/${await findClientId(realm, 'Asked')}/service-account-user`);
      expect(asked.id).not.toBe(account?.id);
      expect(await accountIn(realm, 'Asked')).toMatchObject({ id: asked.id });
    });
  });

  it('that is gone and not asked for is an error that says so', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Unasked', { serviceAccountsEnabled: true }));
      const account = await accountIn(realm, 'Unasked');
      await realm.admin.delete(`/users/${account?.id ?? ''}`);
      const granting = write(changing('client/Unasked', { 'serviceAccount/realmRoles/one': [undefined, true] }));
      await expect(granting).rejects.toThrow('client Unasked has no service account');
      expect(await accountIn(realm, 'Unasked')).toBeUndefined();
    });
  });

  it('racing grants fail with words of their own, and one of them is enough', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Raced', { serviceAccountsEnabled: true }));
      const { id } = (await accountIn(realm, 'Raced')) ?? { id: '' };
      const role = await realm.admin.get<object>('/roles/one');
      const race = Array.from({ length: 8 }, () => realm.admin.post(`/users/${id}/role-mappings/realm`, [role]));
      const ended = await Promise.allSettled(race);
      const refusals = ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      const words = /: 400 .*could not add user role mappings/i;
      expect(refusals.filter((refusal) => !words.test(refusal))).toEqual([]);
      expect(await grantsOf(realm, id)).toEqual(['one']);
    });
  });

  it('comes with its flag, also on a client that had none', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/later'));
      await write(changing('client/later', { serviceAccountsEnabled: [undefined, true] }));
      await write(changing('client/later', { 'serviceAccount/realmRoles/one': [undefined, true] }));
      const account = await accountIn(realm, 'later');
      expect(await grantsOf(realm, account?.id ?? '')).toEqual(['one']);
      const id = await findClientId(realm, 'later');
      expect(await realm.admin.get(`/clients/${id}`)).toMatchObject({ serviceAccountsEnabled: true });
    });
  });
});
