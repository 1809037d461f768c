import { describe, expect, it } from 'vitest';
import type { Address, FieldPath, Step } from '../../src/model/index.js';
import { createIdentifiers } from '../../src/systems/keycloak/reading/identifiers.js';
import { createRealmWriter, installTransport } from '../../src/systems/keycloak/index.js';
import type { TestRealm } from '../support/keycloak.js';
import { withRealm } from '../support/keycloak.js';
import { below, readRealm } from '../support/reading.js';
import { openAdminSession } from '../support/writing.js';

async function userId({ admin }: TestRealm, username: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=${username}&exact=true`);
  return user?.id ?? '';
}

installTransport();

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

describe('a person with the name of a service account', () => {
  it('is not taken for it, and is named where the account is to be made', async () => {
    await withRealm('person', async (realm) => {
      const { admin } = realm;
      await admin.post('/clients', { clientId: 'agent', serviceAccountsEnabled: true });
      await admin.post('/clients', { clientId: 'other', serviceAccountsEnabled: true });
      await admin.delete(`/users/${await userId(realm, 'service-account-agent')}`);
      const person = await admin.post('/users', { username: 'service-account-agent', enabled: true });
      const { live } = await readRealm(realm, { ...AGENT, accounts: ['agent', 'other'] });
      expect([below(live, 'client/agent', 'serviceAccount'), live.unread]).toEqual([[], []]);
      expect(live.objects.get('client/other' as Address)?.accountId).toBe(await userId(realm, 'service-account-other'));
      const searched = await admin.get<{ id: string }[]>('/users?search=service-account-');
      expect(searched.map(({ id }) => id)).toEqual([person]);
      const session = openAdminSession(realm);
      const ids = createIdentifiers(session);
      try {
        await expect(ids.accounts.find('agent')).rejects.toThrow('the user service-account-agent is not');
        expect(await ids.accounts.find('other')).toBe(await userId(realm, 'service-account-other'));
        await admin.post('/users', { username: 'service-account-new', enabled: true });
        const fields = [{ path: 'serviceAccountsEnabled' as FieldPath, before: undefined, after: true }];
        const step = { address: 'client/new', operation: 'create', fields } as unknown as Step;
        await expect(createRealmWriter(session).openNew(step).write(fields)).rejects.toThrow(
          'the user service-account-new is not the service account of client new',
        );
      } finally {
        await session.close();
      }
    });
  });
});

describe('clients that share the name of a service account', () => {
  it('have accounts of which nothing is known', async () => {
    await withRealm('case', async (realm) => {
      const { admin } = realm;
      await admin.post('/clients', { clientId: 'AGENT', serviceAccountsEnabled: true });
      await admin.delete(`/users/${await userId(realm, 'service-account-agent')}`);
      await admin.post('/clients', { clientId: 'agent', serviceAccountsEnabled: true });
      const { live } = await readRealm(realm, { objects: ['client/AGENT'], accounts: ['AGENT'] });
      expect(below(live, 'client/AGENT', 'serviceAccount')).toEqual([]);
      const found = live.objects.get('client/AGENT' as Address);
      expect([found?.accountId, found?.unread]).toEqual([undefined, ['serviceAccount']]);
    });
  });
});
