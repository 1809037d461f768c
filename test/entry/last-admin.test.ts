import { expect, it } from 'vitest';
import { addCaller, findClientId } from '../support/keycloak.js';
import { expectExit, withWorkplace } from './workplace.js';

it('the last service account with realm-admin keeps it, and one of several may lose it', async () => {
  await withWorkplace('last-admin', async (place) => {
    const { admin } = place.realm;
    await addCaller(place.realm, 'ops', ['realm-admin']);
    place.write({
      'realm.yaml': { clients: { ops: { type: 'service', allow: [{ hazard: 'adopt', reason: 'ours' }] } } },
    });
    const refused = expectExit(await place.run(['apply', '--yes']), 5);
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'nobody else in the realm holds realm-management/realm-admin than client ops, which loses it',
    );
    expect(place.proxy.stats().byClass.write).toBe(0);

    const management = await findClientId(place.realm, 'realm-management');
    const group = await admin.post('/groups', { name: 'admins' });
    const role = await admin.get<object>(`/clients/${management}/roles/realm-admin`);
    await admin.post(`/groups/${group}/role-mappings/clients/${management}`, [role]);
    expectExit(await place.run(['apply', '--yes']), 0);
  });
});
