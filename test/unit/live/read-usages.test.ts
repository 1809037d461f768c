import { describe, expect, it } from 'vitest';
import { readLive, readUsages } from '../../../src/live/index.js';
import type { Address, Usage } from '../../../src/model/index.js';
import { fakeReader, type FakeRealm } from '../../support/fake-reader.js';
import { needsOf } from '../../support/reading.js';
import { OWNER } from '../../support/states.js';

const marked = (owner: string): Readonly<Record<string, string>> => ({
  'keyplan.owner': owner,
  'keyplan.applied': 'none:1:00',
});
const client = (clientId: string, more: object = {}): NonNullable<FakeRealm['clients']>[number] => ({
  id: `uuid-${clientId}`,
  clientId,
  serviceAccountsEnabled: true,
  ...more,
});

/** A role of the realm, one of a client, a group and a scope, each used by ours, by somebody else's and by nobody's. */
const REALM: FakeRealm = {
  clients: [
    client('realm-management', { serviceAccountsEnabled: false }),
    client('gateway', { attributes: marked(OWNER) }),
    client('ours', { attributes: marked(OWNER), defaultClientScopes: ['aud'] }),
    client('foreign', { attributes: marked('other'), optionalClientScopes: ['aud'], fullScopeAllowed: false }),
    client('nobody'),
  ],
  scopes: [{ id: 'scope-aud', name: 'aud', attributes: marked(OWNER) }],
  realmRoles: ['default-roles-agents', 'reader', 'all'],
  clientRoles: { gateway: ['submit'], foreign: ['both'] },
  groups: [{ id: 'group-team', name: 'team', path: '/team' }],
  groupRoles: { team: ['gateway/submit'] },
  grants: {
    ours: ['reader', '/team'],
    foreign: ['reader', 'default-roles-agents'],
    nobody: ['gateway/submit', '/team'],
    gateway: ['reader', 'gateway/submit', 'default-roles-agents', '/team'],
  },
  composites: {
    'role-all': [{ id: 'role-reader', name: 'reader' }],
    'uuid-foreign-both': [{ id: 'uuid-gateway-submit', name: 'submit', clientUuid: 'uuid-gateway' }],
  },
  roleScopes: { 'uuid-foreign': ['reader'], 'scope-aud': ['reader'] },
  people: { reader: 3 },
  mayManageUsers: true,
};

async function usages(
  realm: FakeRealm,
  ...addresses: readonly string[]
): Promise<{ readonly of: (address: string) => Usage; readonly calls: readonly string[] }> {
  const { reader, calls } = fakeReader(realm);
  const needs = needsOf({
    objects: ['client-scope/aud', 'client/gateway', 'group/team'],
    groups: ['/team'],
    clientRoles: ['gateway'],
  });
  const live = await readLive(reader, needs, { owner: OWNER, onProgress: () => {} });
  calls.length = 0;
  const found = await readUsages(reader, live, new Set(addresses as readonly Address[]));
  return {
    calls,
    of: (address) => {
      const usage = found.get(address as Address);
      if (usage === undefined) throw new Error(`nothing about ${address}`);
      return usage;
    },
  };
}

const words = ({ uses }: Usage): readonly string[] =>
  uses.map(({ by, how, owner = 'nobody' }) => `${by} ${how}, ${owner === OWNER ? 'ours' : owner}`);

describe('what uses an object that a plan would delete', () => {
  it('is asked for nothing where nothing goes', async () => {
    expect((await usages(REALM)).calls).toEqual([]);
  });

  it('are accounts, composites and role scopes of a role, and people by number only', async () => {
    const usage = (await usages(REALM, 'role/reader')).of('role/reader');
    expect(words(usage)).toEqual([
      'role/all contains, nobody',
      'client-scope/aud lets-in, ours',
      'client/foreign holds, other',
      'client/foreign lets-in, other',
      'client/gateway holds, ours',
      'client/ours holds, ours',
    ]);
    expect([usage.people, usage.areMore, usage.unread]).toEqual([3, false, []]);
  });

  it('are accounts, groups and composites of a client role', async () => {
    expect(words((await usages(REALM, 'client-role/gateway/submit')).of('client-role/gateway/submit'))).toEqual([
      'group/team holds, nobody',
      'client-role/foreign/both contains, nobody',
      'client/gateway holds, ours',
      'client/nobody holds, nobody',
    ]);
  });

  it('are members of a group, and clients that list a scope', async () => {
    const found = await usages(REALM, 'group/team', 'client-scope/aud');
    expect(words(found.of('group/team'))).toEqual([
      'client/gateway is-member, ours',
      'client/nobody is-member, nobody',
      'client/ours is-member, ours',
    ]);
    expect(words(found.of('client-scope/aud'))).toEqual(['client/foreign lists, other', 'client/ours lists, ours']);
  });

  it('is nothing that leaves too, and of a client it is told what goes along', async () => {
    const found = await usages(REALM, 'client/gateway', 'role/reader', 'client/ours');
    expect(words(found.of('role/reader')).filter((text) => text.includes('holds'))).toEqual([
      'client/foreign holds, other',
    ]);
    const gone = found.of('client/gateway');
    expect(gone.clientRoles).toEqual(['submit']);
    expect(gone.account).toEqual({ realmRoles: 1, clientRoles: 1, groups: 1 });
    expect(words(found.of('client-role/gateway/submit'))).toContain('client/nobody holds, nobody');
    expect(words(found.of('client-role/gateway/submit'))).not.toContain('client/gateway holds, ours');
  });

  it('is not known where the server refuses, and that is said', async () => {
    const refused = await usages({ ...REALM, refused: ['usersOf', 'compositesOf'] }, 'role/reader');
    expect(refused.of('role/reader').unread.map(({ area, reason }) => `${area} ${reason}`)).toEqual([
      'composites refused',
      'realm-role-grants refused',
    ]);
    const blind = await usages({ ...REALM, mayViewUsers: false }, 'role/reader');
    expect(blind.of('role/reader').unread.map(({ area }) => area)).toContain('service-accounts');
  });

  it('is a person where somebody has the name of an account', async () => {
    const usage = (await usages({ ...REALM, lookalikes: ['foreign'] }, 'role/reader')).of('role/reader');
    expect(words(usage)).not.toContain('client/foreign holds, other');
    expect(usage.people).toBe(4);
  });
});
