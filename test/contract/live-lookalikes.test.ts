import { describe, expect, it } from 'vitest';
import type { TestRealm } from '../support/keycloak.js';
import { withRealm } from '../support/keycloak.js';
import { below, readRealm } from '../support/reading.js';

async function userId({ admin }: TestRealm, username: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=${username}&exact=true`);
  return user?.id ?? '';
}

const AGENT = { objects: ['client/agent'], accounts: ['agent'] };

describe('a membership of a group whose name holds a slash', () => {
  it('is not taken for one of the child that has the same path', async () => {
    await withRealm('slash', async (realm) => {
      const { admin } = realm;
      await admin.post('/clients', { clientId: 'agent', serviceAccountsEnabled: true });
      const user = await userId(realm, 'service-account-agent');
      const top = await admin.post('/groups', { name: 'agents' });
      const child = await admin.post(`/groups/${top}/children`, { name: 'readers' });
      const lookalike = await admin.post('/groups', { name: 'agents/readers' });
      const nested = await admin.post(`/groups/${lookalike}/children`, { name: 'deep' });
      await admin.put(`/users/${user}/groups/${lookalike}`, {});
      await admin.put(`/users/${user}/groups/${nested}`, {});
      const listed = await admin.get<{ path: string }[]>(`/users/${user}/groups`);
      expect(listed.map(({ path }) => path).sort()).toEqual(['/agents/readers', '/agents/readers/deep']);
      const wanted = { ...AGENT, groups: ['/agents/readers'] };
      const groups = async (): Promise<readonly string[]> =>
        below((await readRealm(realm, wanted)).live, 'client/agent', 'serviceAccount/groups');
      const encoded = (path: string): string => encodeURIComponent(path);
      const both = [encoded('/agents~/readers'), encoded('/agents~/readers/deep')];
      expect(await groups()).toEqual(both);
      // Not even when every new user joins the child, whose path is the same.
      await admin.put(`/default-groups/${child}`, {});
      expect(await groups()).toEqual(both);
    });
  });
});
