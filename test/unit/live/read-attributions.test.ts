import { describe, expect, it } from 'vitest';
import { readAttributions, readLive } from '../../../src/live/index.js';
import { address, type Attribution, type ObjectChange } from '../../../src/model/index.js';
import type { AdminEvent } from '../../../src/systems/keycloak/index.js';
import { created, updated } from '../../support/builders.js';
import { fakeReader, type FakeRealm } from '../../support/fake-reader.js';
import { needsOf } from '../../support/reading.js';
import { OWNER } from '../../support/states.js';

const REALM: FakeRealm = {
  adminEvents: true,
  clients: [
    { id: 'u-portal', clientId: 'portal' },
    { id: 'u-agent', clientId: 'agent', serviceAccountsEnabled: true },
    { id: 'u-console', clientId: 'security-admin-console' },
    { id: 'u-own', clientId: 'keyplan' },
  ],
  realmRoles: ['default-roles-agents', 'reader'],
  groups: [{ id: 'g-team', name: 'team', path: '/team' }],
  names: { ops: 'ops', dev: 'dev' },
};

let minute = 60;
/** An event older than all that were made before it in a test. */
function event(path: string, body: unknown, changes: Partial<AdminEvent> = {}): AdminEvent {
  minute = minute === 0 ? 59 : minute - 1;
  const at = `2026-11-21T18:${String(minute).padStart(2, '0')}:00Z`;
  const by = { userId: 'ops', clientUuid: 'u-console', isOfOtherRealm: false };
  return { at, operation: 'UPDATE', path, body, ...by, ...changes };
}

const DISABLED = updated('client/portal', { at: 'a.yaml:1', origin: 'drift', fields: { enabled: [false, true] } });

async function ask(
  realm: FakeRealm,
  changes: readonly ObjectChange[],
): Promise<{ told: Awaited<ReturnType<typeof readAttributions>>; calls: readonly string[] }> {
  const { reader, calls } = fakeReader({ ...REALM, ...realm });
  const needs = needsOf({ objects: ['client/portal', 'client/agent'], accounts: ['agent'] });
  const live = await readLive(reader, needs, { owner: OWNER, onProgress: () => undefined });
  calls.length = 0;
  const told = await readAttributions(reader, live, { changes, ownClients: new Set([address('client', 'keyplan')]) });
  return { told, calls };
}

async function whoChanged(
  change: ObjectChange,
  events: readonly AdminEvent[],
): Promise<readonly Attribution[] | undefined> {
  const { told } = await ask({ events }, [change]);
  return told.changedBy.get(change.address);
}

const users = (found: readonly Attribution[] | undefined): unknown => found?.map(({ user }) => user);

describe('who changed an object outside git', () => {
  it('is whoever gave the field its live value, not who saved it again, and not who changed it before', async () => {
    const found = await whoChanged(DISABLED, [
      event('clients/u-portal', { enabled: false }, { userId: 'dev' }),
      event('clients/u-portal', { enabled: false }),
      event('clients/u-portal', { enabled: true }, { userId: 'dev' }),
      event('clients/u-portal', { enabled: false }, { userId: 'dev' }),
    ]);
    expect(found).toEqual([
      { user: 'ops', isOfOtherRealm: false, through: 'security-admin-console', at: found?.[0]?.at },
    ]);
  });

  it('is nobody where events say another value, say nothing of the field, or are of keyplan itself', async () => {
    expect(await whoChanged(DISABLED, [event('clients/u-portal', { enabled: true })])).toBeUndefined();
    expect(await whoChanged(DISABLED, [event('clients/u-portal', { name: 'a' })])).toBeUndefined();
    expect(await whoChanged(DISABLED, [event('clients/u-agent', { enabled: false })])).toBeUndefined();
    const own = event('clients/u-portal', { enabled: false }, { clientUuid: 'u-own' });
    expect(await whoChanged(DISABLED, [own])).toBeUndefined();
  });

  it('is a stranger without a name where the user is of another realm, and a user without one who is gone', async () => {
    const stranger = await whoChanged(DISABLED, [
      event('clients/u-portal', { enabled: false }, { isOfOtherRealm: true }),
    ]);
    expect(stranger).toEqual([{ isOfOtherRealm: true, at: stranger?.[0]?.at }]);
    const gone = await whoChanged(DISABLED, [event('clients/u-portal', { enabled: false }, { userId: 'gone' })]);
    expect(gone?.[0]).not.toHaveProperty('user');
  });

  it.for([
    ['serviceAccount/realmRoles/reader', 'users/user-agent/role-mappings/realm', [{ name: 'reader' }]],
    ['serviceAccount/clientRoles/portal/use', 'users/user-agent/role-mappings/clients/u-portal', [{ name: 'use' }]],
    ['serviceAccount/groups/%2Fteam', 'users/user-agent/groups/g-team', { path: '/team' }],
    ['roleScope/realmRoles/reader', 'clients/u-agent/scope-mappings/realm', [{ name: 'reader' }]],
    ['protocolMappers/aud/config/a', 'clients/u-agent/protocol-mappers/models/m', { name: 'aud', config: { a: 'b' } }],
  ] as const)('is told for %s', async ([path, where, body]) => {
    const live = path.startsWith('protocolMappers') ? 'b' : true;
    const more = updated('client/agent', { at: 'a.yaml:1', origin: 'drift', fields: { [path]: [live, undefined] } });
    const less = updated('client/agent', { at: 'a.yaml:1', origin: 'drift', fields: { [path]: [undefined, live] } });
    const create = event(where, body, { operation: 'CREATE' });
    const remove = event(where, body, { operation: 'DELETE', userId: 'dev' });
    expect(users(await whoChanged(more, [create, remove]))).toEqual(['ops']);
    expect(users(await whoChanged(less, [remove, create]))).toEqual(['dev']);
    expect(await whoChanged(more, [remove, create])).toBeUndefined();
  });

  it('is told for objects that are gone, unless they were made again since', async () => {
    const change = (of: string): ObjectChange => created(of, { at: 'a.yaml:1', origin: 'drift', facts: {} });
    const client = event('clients/u-gone', { id: 'u-gone', clientId: 'gone' }, { operation: 'DELETE' });
    expect(users(await whoChanged(change('client/gone'), [client]))).toEqual(['ops']);
    const role = event('roles/read/er', undefined, { operation: 'DELETE' });
    expect(users(await whoChanged(change('role/read%2Fer'), [role]))).toEqual(['ops']);
    const again = event('clients/u-gone', { clientId: 'gone' }, { operation: 'CREATE' });
    expect(await whoChanged(change('client/gone'), [again, client])).toBeUndefined();
  });

  it('is told for a deletion that does not say of what, by an older event of the same path', async () => {
    const change = created('client-scope/gone', { at: 'a.yaml:1', origin: 'drift', facts: {} });
    const deletion = event('client-scopes/s-gone', undefined, { operation: 'DELETE' });
    const made = event('client-scopes/s-gone', { name: 'gone' }, { operation: 'CREATE', userId: 'dev' });
    expect(users(await whoChanged(change, [deletion, made]))).toEqual(['ops']);
    expect(await whoChanged(change, [deletion])).toBeUndefined();
    const other = event('client-scopes/s-other', { name: 'gone' }, { operation: 'CREATE' });
    expect(await whoChanged(change, [deletion, other])).toBeUndefined();
  });
});

describe('asking for events', () => {
  const other = event('clients/u-agent', { name: 'a' });

  it('costs nothing where nothing was changed outside git, and where the realm keeps none', async () => {
    const pending = updated('client/portal', { at: 'a.yaml:1', origin: 'pending', fields: { enabled: [false, true] } });
    expect(await ask({}, [pending])).toMatchObject({ told: { state: 'none-asked' }, calls: [] });
    expect(await ask({ adminEvents: false }, [DISABLED])).toMatchObject({ told: { state: 'off' }, calls: [] });
  });

  it('ends when all is explained, when events end, and after ten pages', async () => {
    const newest = [event('clients/u-portal', { enabled: false }), event('clients/u-portal', { enabled: true })];
    const many = Array.from({ length: 2000 }, () => other);
    expect((await ask({ events: [...newest, ...many] }, [DISABLED])).calls).toEqual(['adminEvents 0', 'userName ops']);
    expect((await ask({ events: [other] }, [DISABLED])).calls).toEqual(['adminEvents 0']);
    expect((await ask({ events: many }, [DISABLED])).calls).toHaveLength(10);
  });

  it('says that they may not be seen', async () => {
    expect((await ask({ refused: ['adminEvents'] }, [DISABLED])).told.state).toBe('refused');
  });
});
