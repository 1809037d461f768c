import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId } from '../support/keycloak.js';
import { addOthers, holdings, service, type Entries } from './removals.js';
import { clientState, signInStatus } from './whole-client.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

type Kinds = Readonly<Record<'roles' | 'groups' | 'clientScopes' | 'clients', Entries>>;

const STAYING: Kinds = {
  roles: { 'r-stays': {} },
  groups: { '/g-stays': {} },
  clientScopes: { 's-stays': {} },
  clients: {
    gateway: { type: 'resource', roles: { submit: {} } },
    stays: service({ serviceAccount: { realmRoles: ['r-stays'] } }),
  },
};

const FIRST: Kinds = {
  roles: { ...STAYING.roles, 'r-gone': {}, 'r-let': {} },
  groups: { ...STAYING.groups, '/g-gone': {}, '/g-let': {} },
  clientScopes: { ...STAYING.clientScopes, 's-gone': {}, 's-let': {} },
  clients: {
    ...STAYING.clients,
    gateway: { type: 'resource', roles: { submit: {}, 'cr-gone': {}, 'cr-let': {} } },
    'c-gone': service({
      roles: { own: {} },
      defaultClientScopes: ['s-gone'],
      serviceAccount: {
        realmRoles: ['r-gone'],
        clientRoles: { gateway: ['cr-gone'] },
        groups: ['/g-gone'],
      },
    }),
    'c-off': service({ serviceAccount: { realmRoles: ['r-stays'] } }),
    'c-let': service(),
  },
};

const [gone, let_] = [{ then: 'delete', reason: 'nobody needs it' }, { then: 'forget' }];
const REMOVED = {
  clients: { 'c-gone': gone, 'c-off': { then: 'disable' }, 'c-let': let_ },
  roles: { 'r-gone': gone, 'r-let': let_ },
  groups: { '/g-gone': gone, '/g-let': let_ },
  clientScopes: { 's-gone': gone, 's-let': let_ },
  clientRoles: { gateway: { 'cr-gone': gone, 'cr-let': let_ } },
};

const UNTOUCHED = [
  'foreign (marked)',
  'g-stays (marked)',
  'gateway (marked)',
  'r-stays (marked)',
  's-stays (marked)',
  'stays (marked)',
  'stranger',
  'submit (marked)',
];

describe('what removed names', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('removed', async (made) => {
      place = made;
      await addOthers(place);
      place.write({ 'realm.yaml': FIRST });
      expectExit(await place.run(['apply', '--yes']), 0);
      await runTests();
    });
  });

  const plan = (...more: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...more]);
  const removing = (removed: Entries, declared: Kinds = STAYING): void =>
    place.write({ 'realm.yaml': { ...declared, removed } });

  it('is counted by the guard, which says the words that allow it', async () => {
    removing(REMOVED);
    const refused = expectExit(await plan(), 5).stdout;
    expect(refused).toContain('would be deleted or disabled');
    expect(refused).toContain('--allow mass-delete');
    const before = await holdings(place.realm);
    expectExit(await place.run(['apply', '--yes']), 5);
    expect(await holdings(place.realm)).toEqual(before);
  });

  it('is deleted, disabled and forgotten, each kind, and nothing else is touched', async () => {
    const before = await clientState(place.realm, 'c-off');
    const account = (await clientState(place.realm, 'c-gone')).accountId;
    const text = expectExit(await plan('--allow', 'mass-delete'), 2).stdout;
    expect(text).toContain('- client c-gone');
    expect(text).toContain('nobody needs it');
    expectExit(await place.run(['apply', '--yes', '--allow', 'mass-delete']), 0);
    expect(await holdings(place.realm)).toEqual(
      [...UNTOUCHED, 'c-let', 'c-off (off) (marked)', 'cr-let', 'g-let', 'r-let', 's-let'].toSorted(),
    );
    // The account went with its client, so that nobody can sign in as it or find what it held.
    const users = await place.realm.admin.get<{ id: string }[]>('/users?search=service-account-c-gone');
    expect(users.map(({ id }) => id)).not.toContain(account);
    const off = await clientState(place.realm, 'c-off');
    expect({ ...off, client: { ...off.client, enabled: true, attributes: before.client.attributes } }).toEqual(before);
    expect(await signInStatus(place.realm, 'c-off', before.secret)).toBe(401);
  });

  it('is inert once it is gone, off or forgotten', async () => {
    expectExit(await plan(), 0);
    place.write({ 'realm.yaml': STAYING });
    const reported = expectExit(await plan(), 0).stdout;
    expect(reported).toContain('c-off');
  });

  it('is enabled again with its old secret when it is declared again', async () => {
    const { secret } = await clientState(place.realm, 'c-off');
    const clients = { ...STAYING.clients, 'c-off': service({ serviceAccount: { realmRoles: ['r-stays'] } }) };
    place.write({ 'realm.yaml': { ...STAYING, clients } });
    expect(expectExit(await plan(), 2).stdout).toContain('c-off');
    expectExit(await place.run(['apply', '--yes']), 0);
    const again = await clientState(place.realm, 'c-off');
    expect(again.client['enabled']).toBe(true);
    expect(again.client.attributes['keyplan.disabledAt']).toBeUndefined();
    expect(again.secret).toBe(secret);
    expect(await signInStatus(place.realm, 'c-off', secret)).toBe(200);
    expectExit(await plan(), 0);
  });

  it('is refused where it carries no mark or the mark of somebody else', async () => {
    for (const [clientId, then] of [
      ['stranger', 'delete'],
      ['stranger', 'disable'],
      ['foreign', 'delete'],
      ['foreign', 'disable'],
    ]) {
      removing({ clients: { [String(clientId)]: { then } } });
      const run = expectExit(await plan(), 4);
      expect(run.stderr).toContain('removal-refused');
      expect(run.stderr).toContain(String(clientId));
    }
    // What another repository manages by now was forgotten already.
    removing({ clients: { foreign: let_ } });
    expect(expectExit(await plan(), 0).stderr).toContain('warning removal-refused');
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await holdings(place.realm)).toEqual(expect.arrayContaining(UNTOUCHED));
  });

  it('stays while something of another owner, or of nobody, uses it', async () => {
    const { admin } = place.realm;
    const used: Kinds = {
      roles: { ...STAYING.roles, 'r-used': {} },
      groups: { ...STAYING.groups, '/g-used': {} },
      clientScopes: { ...STAYING.clientScopes, 's-used': {} },
      clients: STAYING.clients,
    };
    place.write({ 'realm.yaml': used });
    expectExit(await place.run(['apply', '--yes']), 0);
    const foreign = await findClientId(place.realm, 'foreign');
    const account = await admin.get<{ id: string }>(`/clients/${foreign}/service-account-user`);
    await admin.post(`/users/${account.id}/role-mappings/realm`, [await admin.get('/roles/r-used')]);
    const [group] = await admin.get<{ id: string }[]>('/groups?search=g-used');
    await admin.put(`/users/${account.id}/groups/${group?.id}`, {});
    const scopes = await admin.get<{ id: string; name: string }[]>('/client-scopes');
    const scope = scopes.find(({ name }) => name === 's-used');
    const stranger = await findClientId(place.realm, 'stranger');
    await admin.put(`/clients/${stranger}/optional-client-scopes/${scope?.id}`, {});

    removing({ roles: { 'r-used': gone }, groups: { '/g-used': gone }, clientScopes: { 's-used': gone } });
    const text = expectExit(await plan(), 5).stdout;
    expect(text).toContain('is used by client foreign (of example.org/somebody-else)');
    expect(text).toContain('client scope s-used is used by client stranger (nobody marked it)');
    expect(text).toContain('group /g-used is used by client foreign');
    expectExit(await place.run(['apply', '--yes']), 5);
    expect(await holdings(place.realm)).toEqual(
      expect.arrayContaining(['r-used (marked)', 'g-used (marked)', 's-used (marked)']),
    );
    await admin.delete(`/users/${account.id}/role-mappings/realm`, [await admin.get('/roles/r-used')]);
    await admin.delete(`/users/${account.id}/groups/${group?.id}`);
    await admin.delete(`/clients/${stranger}/optional-client-scopes/${scope?.id}`);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await holdings(place.realm)).toEqual(expect.not.arrayContaining(['r-used (marked)']));
    expectExit(await plan(), 0);
  });

  it('survives as long as it is protected, whatever takes it out, until protect: false was applied', async () => {
    const kept = (more: Entries): Kinds => ({
      ...STAYING,
      clients: { ...STAYING.clients, 'c-kept': service(more) },
      roles: { ...STAYING.roles, 'r-kept': more },
    });
    place.write({ 'realm.yaml': kept({ protect: true }) });
    expectExit(await place.run(['apply', '--yes']), 0);
    place.write({ 'realm.yaml': kept({}) });
    expectExit(await place.run(['apply', '--yes']), 0);
    const words = { clients: { 'c-kept': gone }, roles: { 'r-kept': gone } };
    removing(words);
    const text = expectExit(await plan(), 5).stdout;
    expect(text).toContain('client c-kept is protected');
    expect(text).toContain('role r-kept is protected');
    expect(text).toContain('protect: false');
    removing({ clients: { 'c-kept': { then: 'disable' } } });
    expectExit(await place.run(['apply', '--yes', '--allow', 'disable']), 5);
    place.write({ 'realm.yaml': kept({ protect: false }) });
    expectExit(await place.run(['apply', '--yes']), 0);
    removing(words);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect((await holdings(place.realm)).filter((text) => text.includes('kept'))).toEqual([]);
  });

  it('stops a plan file when it moved since: deleted is not what nobody looked at', async () => {
    const { admin } = place.realm;
    const moving = { ...STAYING, clients: { ...STAYING.clients, 'c-moving': service(), 'c-other': service() } };
    place.write({ 'realm.yaml': moving });
    expectExit(await place.run(['apply', '--yes']), 0);
    removing({ clients: { 'c-moving': gone, 'c-other': gone } });
    expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
    const id = await findClientId(place.realm, 'c-moving');
    const now = await admin.get<{ attributes: Entries }>(`/clients/${id}`);
    const attributes = { ...now.attributes, 'keyplan.owner': 'example.org/somebody-else' };
    await admin.put(`/clients/${id}`, { ...now, attributes });
    const run = await place.run(['apply', 'plan.json']);
    expect([4, 6], `${run.stdout}\n${run.stderr}`).toContain(run.exitCode);
    expect(await holdings(place.realm)).toEqual(expect.arrayContaining(['c-moving (marked)', 'c-other (marked)']));
    await admin.put(`/clients/${id}`, now);
    expectExit(await place.run(['apply', 'plan.json']), 0);
    expect((await holdings(place.realm)).filter((text) => /c-moving|c-other/.test(text))).toEqual([]);
    expect(jsonOf<PlanDocument>(await plan('--json')).steps).toEqual([]);
  });
});
