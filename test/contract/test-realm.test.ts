import { describe, expect, it } from 'vitest';
import { addCaller, findClientId, type TestRealm, withRealm } from '../support/keycloak.js';

describe('the server of the tests', () => {
  it('has a realm for one test and no longer', async () => {
    const kept = await withRealm('house', async (realm): Promise<TestRealm> => {
      const { realm: name } = await realm.admin.get<{ realm: string }>('');
      expect(name).toBe(realm.name);
      return realm;
    });
    const answer = await fetch(kept.issuer);
    await answer.arrayBuffer();
    expect(answer.status).toBe(404);
  });

  it('lets a caller do what its rights allow and nothing else', async () => {
    await withRealm('house', async (realm) => {
      const caller = await addCaller(realm, 'looker', ['view-clients']);
      const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: caller.clientId,
          client_secret: caller.clientSecret,
        }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const statusOf = async (path: string): Promise<number> => {
        const url = `${realm.server.url}/admin/realms/${realm.name}${path}`;
        const looked = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
        await looked.arrayBuffer();
        return looked.status;
      };
      expect(await statusOf(`/clients/${await findClientId(realm, 'account')}`)).toBe(200);
      expect(await statusOf('/users')).toBe(403);
    });
  });
});
