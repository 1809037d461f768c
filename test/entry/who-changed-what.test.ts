import { describe, expect, it } from 'vitest';
import { repositoryIn } from '../support/git-repository.js';
import { findClientId } from '../support/keycloak.js';
import { asPersonOf } from '../support/person.js';
import { accountId, changeClient } from './hand-changes.js';
import { EVENTS_ON, expectExit, jsonOf, withWorkplace, type PlanDocument, type Workplace } from './workplace.js';

const FILES = {
  'realm.yaml': {
    roles: { reader: {}, auditor: { description: 'audits' } },
    clients: {
      portal: { type: 'web', redirectUris: ['https://a.example/back'], webOrigins: [] },
      agent: { type: 'service', serviceAccount: { realmRoles: ['reader'] } },
      orders: { type: 'resource' },
    },
  },
};

const driftOf = async (place: Workplace): Promise<PlanDocument> =>
  jsonOf<PlanDocument>(expectExit(await place.run(['drift', '--json']), 2));

const eventRequests = (place: Workplace): number =>
  place.proxy.log().filter(({ url }) => /realms\/[^/]+\/(admin-events\?|users\/[^/?]+$)/.test(url)).length;

function commit(place: Workplace, files: Readonly<Record<string, unknown>>): void {
  place.write(files);
  repositoryIn(place.folder).commit();
}

async function applied(place: Workplace): Promise<void> {
  repositoryIn(place.folder).git('init', '-q', '-b', 'main');
  commit(place, FILES);
  expectExit(await place.run(['apply', '--yes']), 0);
  place.proxy.reset();
}

describe('who changed what outside git', () => {
  it('is told by admin events: a person of the realm by name, an administrator of master as a stranger', async () => {
    await withWorkplace(
      'told',
      async (place) => {
        await applied(place);
        expectExit(await place.run(['drift']), 0);
        expect(eventRequests(place)).toBe(0);
        const person = await asPersonOf(place.realm, 'ops');
        await changeClient(person, 'portal', () => ({
          redirectUris: ['https://a.example/back', 'https://b.example/b'],
        }));
        const role = await person.admin.get('/roles/auditor');
        await person.admin.post(`/users/${await accountId(place.realm, 'agent')}/role-mappings/realm`, [role]);
        await person.admin.delete(`/roles-by-id/${(role as { id: string }).id}`);
        await person.admin.post('/roles', { name: 'auditor', description: 'something else' });
        await changeClient(place.realm, 'orders', () => ({ enabled: false }));
        // Saves what another one changed: not the one who changed it.
        await changeClient(place.realm, 'portal', () => ({ name: '' }));

        place.proxy.reset();
        const { changes, notes } = await driftOf(place);
        expect(eventRequests(place)).toBe(2);
        const by = (address: string): unknown =>
          changes
            .find((change) => change.address === address)
            ?.changedBy?.map(({ at, ...who }) => ({ ...who, at: Number.isNaN(Date.parse(at)) }));
        const ops = { user: 'ops', isOfOtherRealm: false, through: 'admin-cli', at: false };
        expect(by('client/portal')).toEqual([ops]);
        expect(by('client/orders')).toEqual([{ isOfOtherRealm: true, at: false }]);
        expect(notes.filter(({ text }) => text.includes('admin event'))).toEqual([]);

        const text = expectExit(await place.run(['drift']), 2).stdout;
        expect(text).toMatch(/client portal .*changed outside git by ops, \d+ \w+ \d\d:\d\d, admin-cli/);
        expect(text).toMatch(/client orders .*changed outside git by a user of another realm/);
        const markdown = expectExit(await place.run(['drift', '--markdown']), 2).stdout;
        expect(markdown).toContain('changed outside git by ops');
      },
      { representation: EVENTS_ON },
    );
  });

  it('names who deleted a client, and who gave a role to a service account', async () => {
    await withWorkplace(
      'gone',
      async (place) => {
        await applied(place);
        const person = await asPersonOf(place.realm, 'ops');
        const role = await person.admin.get('/roles/auditor');
        await person.admin.post(`/users/${await accountId(place.realm, 'agent')}/role-mappings/realm`, [role]);
        await person.admin.delete(`/clients/${await findClientId(place.realm, 'orders')}`);
        const { changes } = await driftOf(place);
        const named = changes.map(({ address, changedBy }) => ({ address, by: changedBy?.map(({ user }) => user) }));
        expect(named).toEqual([
          { address: 'client/agent', by: ['ops'] },
          { address: 'client/orders', by: ['ops'] },
        ]);
      },
      { representation: EVENTS_ON },
    );
  });

  it('is not told where no event is left, and where the realm keeps none', async () => {
    await withWorkplace(
      'untold',
      async (place) => {
        await applied(place);
        await changeClient(place.realm, 'orders', () => ({ enabled: false }));
        await place.realm.admin.delete('/admin-events');
        const silent = await driftOf(place);
        expect(silent.changes.map(({ changedBy }) => changedBy)).toEqual([undefined]);
        expect(silent.notes).toContainEqual({
          address: 'client/orders',
          text: 'no admin event tells who changed it',
        });
        await place.realm.admin.put('', { adminEventsEnabled: false });
        place.proxy.reset();
        const off = await driftOf(place);
        expect(eventRequests(place)).toBe(0);
        expect(off.notes.filter(({ text }) => text.includes('keeps no admin events'))).toHaveLength(1);
      },
      { representation: EVENTS_ON },
    );
  });

  it('finds no drift in what is only pending', async () => {
    await withWorkplace('pending', async (place) => {
      await applied(place);
      commit(place, { 'realm.yaml': { ...FILES['realm.yaml'], groups: { '/team': {} } } });
      expect(expectExit(await place.run(['drift']), 0).stdout).toContain('pending');
    });
  });
});
