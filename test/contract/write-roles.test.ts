import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { markOf, pathOf } from '../support/builders.js';
import { addCaller, findClientId, type TestRealm } from '../support/keycloak.js';
import { readRealm, sharedRealm } from '../support/reading.js';
import { changing, creating, withWriter } from '../support/writing.js';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

interface Group extends Role {
  readonly path: string;
}

const shared = sharedRealm('write', () => Promise.resolve());

async function clientRole(realm: TestRealm, clientId: string, name: string): Promise<Role> {
  const id = await findClientId(realm, clientId);
  return realm.admin.get<Role>(`/clients/${id}/roles/${encodeURIComponent(name)}`);
}

async function topGroup(realm: TestRealm, name: string): Promise<Group> {
  const group = (await realm.admin.get<Group[]>('/groups')).find((candidate) => candidate.name === name);
  if (group === undefined) throw new Error(`no group ${name}`);
  return group;
}

async function namesOf(realm: TestRealm, path: string): Promise<readonly string[]> {
  const roles = await realm.admin.get<Role[]>(path);
  return roles.map(({ name }) => name).sort();
}

describe('a role', () => {
  it('is created with its description, its attributes and its mark', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('role/reader', { description: 'reads', 'attributes/team': ['a', 'b'] }));
      await write(creating('client/api'));
      await write(creating('client-role/api/a%2Fb', { description: 'a name with a slash' }));
      const role = await realm.admin.get<Role>('/roles/reader');
      expect(role.description).toBe('reads');
      expect(role.attributes).toMatchObject({ team: ['a', 'b'], 'keyplan.owner': [markOf().owner] });
      expect(await clientRole(realm, 'api', 'a/b')).toMatchObject({ name: 'a/b', description: 'a name with a slash' });
    });
  });

  it('keeps attributes set by hand when others change', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('role/kept', { description: 'reads', 'attributes/team': ['a'] }));
      const role = await realm.admin.get<Role>('/roles/kept');
      const attributes = { ...role.attributes, hand: ['made'] };
      await realm.admin.put(`/roles-by-id/${role.id}`, { ...role, attributes });
      await write(changing('role/kept', { 'attributes/team': [['a'], ['b', 'c']] }));
      await write(changing('role/kept', { 'attributes/more': [undefined, ['x']], description: ['reads', undefined] }));
      const after = await realm.admin.get<Role>('/roles/kept');
      expect(after).toMatchObject({ id: role.id, name: 'kept' });
      expect(after.attributes).toEqual({ ...attributes, team: ['b', 'c'], more: ['x'] });
      expect(after.description ?? '').toBe('');
    });
  });

  it('gains and loses composites of the realm and of clients', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/composed'));
      for (const of of [
        'role/all',
        'role/one',
        'role/two',
        'client-role/composed/read',
        'client-role/composed/write',
      ]) {
        await write(creating(of));
      }
      const composites = `/roles-by-id/${(await realm.admin.get<Role>('/roles/all')).id}/composites`;
      await write(
        changing('role/all', {
          'composites/realm/one': [undefined, true],
          'composites/client/composed/read': [undefined, true],
          'composites/client/realm-management/view-users': [undefined, true],
        }),
      );
      expect(await namesOf(realm, composites)).toEqual(['one', 'read', 'view-users']);
      const change = changing('role/all', {
        'composites/realm/one': [true, undefined],
        'composites/realm/two': [undefined, true],
        'composites/client/composed/read': [true, undefined],
        'composites/client/composed/write': [undefined, true],
      });
      const opened = await Promise.all(change.map((step) => writer.open(step)));
      expect(opened.map((found) => [...(found?.facts.keys() ?? [])].sort())).toEqual([
        [pathOf('composites/client/composed/read'), pathOf('composites/realm/one')],
      ]);
      await write(change);
      expect(await namesOf(realm, composites)).toEqual(['two', 'view-users', 'write']);
      // The same once more: nothing is there to take away, and what is there may be given again.
      await write(change);
      expect(await namesOf(realm, composites)).toEqual(['two', 'view-users', 'write']);
    });
  });

  it('that is gone is not there', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('role/gone'));
      const [object] = changing('role/gone', { description: [undefined, 'x'] });
      const [links] = changing('role/gone', { 'composites/realm/offline_access': [undefined, true] });
      if (object === undefined || links === undefined) throw new Error('no step');
      expect(await writer.open(object)).toMatchObject({ mark: { owner: markOf().owner } });
      await realm.admin.delete('/roles/gone');
      expect(await writer.open(links)).toBeUndefined();
      expect(await writer.open(object)).toBeUndefined();
    });
  });
});

describe('a group', () => {
  it('is created at the top and below another one, and keeps attributes set by hand', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('group/agents', { 'attributes/team': ['a'] }));
      await write(creating('group/agents/eu'));
      const top = await topGroup(realm, 'agents');
      const group = await realm.admin.get<Group>(`/groups/${top.id}`);
      expect(group.attributes).toMatchObject({ team: ['a'], 'keyplan.owner': [markOf().owner] });
      const [child] = await realm.admin.get<Group[]>(`/groups/${group.id}/children`);
      expect(child?.path).toBe('/agents/eu');
      await realm.admin.put(`/groups/${group.id}`, { ...group, attributes: { ...group.attributes, hand: ['made'] } });
      await write(changing('group/agents', { 'attributes/team': [['a'], undefined] }));
      const after = await realm.admin.get<Group>(`/groups/${group.id}`);
      const { team: _team, ...others } = group.attributes ?? {};
      expect(after.attributes).toEqual({ ...others, hand: ['made'] });
      expect(await realm.admin.get<Group[]>(`/groups/${group.id}/children`)).toHaveLength(1);
    });
  });

  it('has a description where the server knows one; servers up to 26.2 refuse it by name and make nothing', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const isOld = isUpTo(2, realm.server.version);
      const viewer = await addCaller(realm, 'sees-the-version', ['view-clients', 'view-users', 'view-realm']);
      const { live } = await readRealm(realm, { serverVersion: true }, viewer);
      expect(isUpTo(2, live.realm.serverVersion)).toBe(isOld);
      const refusal = await write(creating('group/described', { description: 'words' })).then(() => '', String);
      expect(refusal).toMatch(isOld ? /status 400, .*Unrecognized field "description"/ : /^$/);
      if (!isOld) await write(changing('group/described', { 'attributes/team': [undefined, ['a']] }));
      const found = await realm.admin.get<Group[]>('/groups?search=described&briefRepresentation=false');
      expect(found).toMatchObject(isOld ? [] : [{ description: 'words', attributes: { team: ['a'] } }]);
    });
  });

  it('is found below a group whose name looks like its path', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await realm.admin.post('/groups', { name: 'a/b' });
      await write(creating('group/a'));
      await write(creating('group/a/b', { 'attributes/right': ['one'] }));
      const [step] = changing('group/a/b', { 'attributes/right': [['one'], ['two']] });
      if (step === undefined) throw new Error('no step');
      expect((await writer.open(step))?.facts.get(pathOf('attributes/right'))).toEqual(['one']);
    });
  });

  it('gains and loses roles', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/granting'));
      for (const of of ['role/first', 'role/second', 'client-role/granting/read', 'group/holders'])
        await write(creating(of));
      const group = await topGroup(realm, 'holders');
      const mappings = `/groups/${group.id}/role-mappings`;
      await write(
        changing('group/holders', {
          'realmRoles/first': [undefined, true],
          'clientRoles/granting/read': [undefined, true],
        }),
      );
      await write(
        changing('group/holders', {
          'realmRoles/first': [true, undefined],
          'realmRoles/second': [undefined, true],
          'clientRoles/granting/read': [true, undefined],
          'clientRoles/realm-management/view-users': [undefined, true],
        }),
      );
      expect(await namesOf(realm, `${mappings}/realm`)).toEqual(['second']);
      expect(await namesOf(realm, `${mappings}/clients/${await findClientId(realm, 'granting')}`)).toEqual([]);
      const management = await findClientId(realm, 'realm-management');
      expect(await namesOf(realm, `${mappings}/clients/${management}`)).toEqual(['view-users']);
    });
  });
});

describe('ids of roles that were made', () => {
  it('are asked for one by one when few were made, and listed when many were', async () => {
    await withWriter(shared(), async ({ session, writeUnchecked }) => {
      const requestsOf = async (group: string, roles: readonly string[]): Promise<number> => {
        await writeUnchecked(creating(`group/${group}`));
        for (const role of roles) await writeUnchecked(creating(`role/${role}`));
        const before = session.requests();
        const change = Object.fromEntries(roles.map((role) => [`realmRoles/${role}`, [undefined, true] as const]));
        await writeUnchecked(changing(`group/${group}`, change));
        return session.requests() - before;
      };
      // Reading what the group has and who owns it, finding the roles, and one grant.
      expect(await requestsOf('few', ['a', 'b'])).toBe(2 + 2 + 1);
      expect(await requestsOf('many', ['c', 'd', 'e', 'f', 'g', 'h'])).toBe(2 + 1 + 1);
    });
  });
});
