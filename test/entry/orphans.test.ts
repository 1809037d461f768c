import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId } from '../support/keycloak.js';
import { runOnDay, type OnDay } from './on-day.js';
import { addOthers, holdings, service, type Entries } from './removals.js';
import { clientState, signInStatus } from './whole-client.js';
import { expectExit, jsonOf, type Run, withWorkplace, type Workplace } from './workplace.js';

type Kinds = Readonly<Record<string, Entries>>;

const STAYING: Kinds = { roles: { 'r-stays': {} }, clients: { gateway: { type: 'resource', roles: { submit: {} } } } };

/** The staying objects and these clients, with one more role and group where there is any. */
function files(...clientIds: readonly string[]): Kinds {
  const clients = Object.fromEntries(clientIds.map((clientId) => [clientId, service({ roles: { own: {} } })]));
  return {
    roles: { ...STAYING['roles'], ...(clientIds.length > 0 ? { 'r-gone': {} } : {}) },
    groups: clientIds.length > 0 ? { '/g-gone': {} } : {},
    clients: { ...STAYING['clients'], ...clients },
  };
}

const DELETE_LATER = { then: 'disable', deleteAfter: 'P30D' };
/** Few objects of few are many percent; what the guards say has tests of its own. */
const LOOSE = { 'mass-delete': { count: 20, percent: 90 } };

interface Scheduled {
  readonly scheduled?: readonly { readonly address: string; readonly due: string; readonly isDue: boolean }[];
}

describe('a client that left the files', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('orphans', async (made) => {
      place = made;
      await addOthers(place);
      await runTests();
    });
  });

  const plan = (...more: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...more]);
  const on = (day: string, what: OnDay): Promise<Run> => runOnDay(place, day, what);
  const orphansAre = (orphans: unknown): void => place.writeSettings({}, { policy: { orphans, guards: LOOSE } });

  async function start(...clientIds: readonly string[]): Promise<void> {
    place.write({ 'realm.yaml': files(...clientIds) });
    expectExit(await place.run(['apply', '--yes']), 0);
    place.write({ 'realm.yaml': STAYING });
  }

  const LEFT = ['foreign (marked)', 'gateway (marked)', 'r-stays (marked)', 'stranger', 'submit (marked)'];
  const left = (...more: readonly string[]): readonly string[] => [...LEFT, ...more].toSorted();

  it('is reported and named, and left as it is: exit 0', async () => {
    orphansAre('report');
    await start('c-one');
    const text = expectExit(await plan(), 0).stdout;
    for (const name of ['client c-one', 'role r-gone', 'group /g-gone']) expect(text).toContain(name);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await holdings(place.realm)).toEqual(left('c-one (marked)', 'g-gone (marked)', 'r-gone (marked)'));
  });

  it('is switched off under disable, once, while roles and groups are reported', async () => {
    orphansAre('disable');
    await start('c-one');
    const text = expectExit(await plan(), 2).stdout;
    expect(text).toContain('client c-one');
    expect(text).toContain('only clients can be disabled');
    expectExit(await place.run(['apply', '--yes']), 0);
    const state = left('c-one (off) (marked)', 'g-gone (marked)', 'r-gone (marked)');
    expect(await holdings(place.realm)).toEqual(state);
    expectExit(await plan(), 0);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await holdings(place.realm)).toEqual(state);
  });

  it('is enabled again with its old secret when it comes back', async () => {
    const { secret } = await clientState(place.realm, 'c-one');
    expect(await signInStatus(place.realm, 'c-one', secret)).toBe(401);
    await start('c-one');
    expect(await signInStatus(place.realm, 'c-one', secret)).toBe(200);
    expect((await clientState(place.realm, 'c-one')).client.attributes).not.toHaveProperty('keyplan.disabledAt');
  });

  it('is switched off, scheduled, and deleted after its day by a run that may do what is due', async () => {
    orphansAre(DELETE_LATER);
    await start('c-one');
    expectExit(await on('2027-01-01', { command: 'apply' }), 0);
    const off = left('c-one (off) (marked)', 'g-gone (marked)', 'r-gone (marked)');
    expect(await holdings(place.realm)).toEqual(off);

    const scheduled = async (day: string): Promise<unknown> =>
      jsonOf<Scheduled>(expectExit(await on(day, { command: 'plan', json: true }), 0)).scheduled;
    const entry = { address: 'client/c-one', what: 'delete', due: '2027-01-31' };
    expect(await scheduled('2027-01-02')).toMatchObject([{ ...entry, isDue: false }]);
    expect(await scheduled('2027-01-31')).toMatchObject([{ ...entry, isDue: true }]);

    // Not before its day, and not by the apply after a merge.
    expectExit(await on('2027-01-30', { command: 'apply', due: true }), 0);
    expectExit(await on('2027-02-15', { command: 'apply' }), 0);
    expect(await holdings(place.realm)).toEqual(off);
    expect(expectExit(await on('2027-02-15', { command: 'plan', due: true }), 2).stdout).toContain('c-one');
    expectExit(await on('2027-02-15', { command: 'apply', due: true }), 0);
    expect(await holdings(place.realm)).toEqual(left('g-gone (marked)', 'r-gone (marked)'));
    expectExit(await on('2027-02-15', { command: 'plan', due: true }), 0);
  });

  it('that somebody else switched off is never taken for ours to delete', async () => {
    await start('c-two');
    const { client } = await clientState(place.realm, 'c-two');
    await place.realm.admin.put(`/clients/${client.id}`, { ...client, enabled: false });
    expectExit(await on('2027-01-01', { command: 'apply', due: true }), 0);
    expectExit(await on('2028-01-01', { command: 'apply', due: true }), 0);
    expect(await holdings(place.realm)).toContain('c-two (off) (marked)');
  });

  it('is deleted under delete with its account and roles, and so are roles and groups', async () => {
    orphansAre('delete');
    await start('c-one', 'c-two');
    expectExit(await plan(), 2);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await holdings(place.realm)).toEqual(LEFT);
    const users = await place.realm.admin.get<unknown[]>('/users?search=service-account-c-');
    expect(users).toEqual([]);
    expectExit(await plan(), 0);
  });

  it('stays under delete and disable where it is protected', async () => {
    orphansAre('report');
    const protectedClient = { ...STAYING, clients: { ...STAYING['clients'], 'c-kept': service({ protect: true }) } };
    place.write({ 'realm.yaml': protectedClient });
    expectExit(await place.run(['apply', '--yes']), 0);
    place.write({ 'realm.yaml': STAYING });
    for (const orphans of ['delete', 'disable', DELETE_LATER]) {
      orphansAre(orphans);
      expect(expectExit(await plan(), 0).stdout).toContain('it is protected');
      expectExit(await place.run(['apply', '--yes']), 0);
    }
    expect(await holdings(place.realm)).toEqual(left('c-kept (marked)'));
  });
});

describe('files that lost much by mistake', () => {
  const clientIds = Array.from({ length: 12 }, (_, index) => `c-${index}`);
  const clients = Object.fromEntries(clientIds.map((clientId) => [clientId, service()]));
  const ACCIDENTS = {
    'a file that was emptied': { content: {}, guards: ['mass-delete', 'empty-desired'] },
    'half of the clients gone': {
      content: { clients: Object.fromEntries(Object.entries(clients).slice(6)) },
      guards: ['mass-delete'],
    },
  };
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('accidents', async (made) => {
      place = made;
      await addOthers(place);
      place.write({ 'clients.yaml': { clients } });
      expectExit(await place.run(['apply', '--yes']), 0);
      await runTests();
    });
  });

  it.for(['disable', 'delete', DELETE_LATER])(
    'are refused by guards under %j, with the words that allow it',
    async (orphans) => {
      place.writeSettings({}, { policy: { orphans } });
      const before = await holdings(place.realm);
      for (const [accident, { content, guards }] of Object.entries(ACCIDENTS)) {
        place.write({ 'clients.yaml': content });
        const run = await place.run(['plan', '--detailed-exitcode']);
        expect(run.exitCode, `${accident}\n${run.stdout}${run.stderr}`).toBe(5);
        for (const guard of guards) expect(run.stdout).toContain(`--allow ${guard}`);
        expectExit(await place.run(['apply', '--yes']), 5);
      }
      expect(await holdings(place.realm)).toEqual(before);
    },
  );

  it('are an error where a layer matches nothing any more', async () => {
    for (const orphans of ['report', 'disable', 'delete']) {
      place.writeSettings({ files: ['realm/**/*.yaml', 'moved/*.yaml'] }, { policy: { orphans } });
      place.write({ 'clients.yaml': { clients } });
      const run = expectExit(await place.run(['apply', '--yes']), 4);
      expect(run.stderr).toContain('moved/*.yaml');
    }
  });

  it('are counted and named under report, and nothing is done', async () => {
    place.writeSettings({});
    const before = await holdings(place.realm);
    for (const { content } of Object.values(ACCIDENTS)) {
      place.write({ 'clients.yaml': content });
      const text = expectExit(await place.run(['plan', '--detailed-exitcode']), 0).stdout;
      for (const clientId of clientIds.slice(0, 6)) expect(text).toContain(`client ${clientId}`);
      expectExit(await place.run(['apply', '--yes']), 0);
    }
    expect(await holdings(place.realm)).toEqual(before);
  });

  it('are done where the guards were allowed', async () => {
    place.writeSettings({}, { policy: { orphans: 'disable' } });
    place.write({ 'clients.yaml': {} });
    expectExit(await place.run(['apply', '--yes', '--allow', 'mass-delete', '--allow', 'empty-desired']), 0);
    const off = (await holdings(place.realm)).filter((text) => text.startsWith('c-'));
    expect(off).toEqual(clientIds.map((clientId) => `${clientId} (off) (marked)`).toSorted());
    expect(await holdings(place.realm)).toEqual(expect.arrayContaining(['foreign (marked)', 'stranger']));
  });
});

describe('a group below another one', () => {
  const FOREIGN = 'example.org/somebody-else';
  const ALL = { '/g-top': {}, '/g-top/eu': {}, '/g-top/eu/north': {} };
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('groups-below', async (made) => {
      place = made;
      await addOthers(place);
      await runTests();
    });
  });

  const plan = (...more: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...more]);
  const orphansAre = (orphans: unknown): void => place.writeSettings({}, { policy: { orphans, guards: LOOSE } });
  /** The text of a plan without its line breaks. */
  const planned = async (exitCode: number): Promise<string> =>
    expectExit(await plan(), exitCode).stdout.replaceAll(/\s+/g, ' ');
  const declare = (groups: Entries, more: Entries = {}): void =>
    place.write({ 'realm.yaml': { roles: { 'r-stays': {} }, groups, ...more } });
  const removeTop = (): void => declare({}, { removed: { groups: { '/g-top': { then: 'delete' } } } });

  async function start(groups: Entries = ALL): Promise<void> {
    orphansAre('report');
    declare(groups);
    expectExit(await place.run(['apply', '--yes']), 0);
  }

  interface Group {
    readonly id: string;
    readonly path: string;
    readonly attributes?: Readonly<Record<string, readonly string[]>>;
  }

  const below = (id: string): Promise<Group[]> =>
    place.realm.admin.get(`/groups/${id}/children?briefRepresentation=false`);

  /** All groups by path, as the server has them. */
  async function groups(): Promise<ReadonlyMap<string, Group>> {
    const found = new Map<string, Group>();
    const add = async (list: readonly Group[]): Promise<void> => {
      for (const group of list) {
        found.set(group.path, group);
        await add(await below(group.id));
      }
    };
    await add(await place.realm.admin.get('/groups?briefRepresentation=false'));
    return found;
  }

  const paths = async (): Promise<readonly string[]> => [...(await groups()).keys()].toSorted();
  const idOf = async (path: string): Promise<string> => (await groups()).get(path)?.id ?? '';

  it('is reported when it left the files and the one above stays, and is deleted under delete', async () => {
    await start();
    declare({ '/g-top': {} });
    const reported = await planned(0);
    for (const path of ['/g-top/eu', '/g-top/eu/north']) expect(reported).toContain(`group ${path}`);
    orphansAre('delete');
    expectExit(await plan(), 2);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await paths()).toEqual(['/g-top']);
    expectExit(await plan(), 0);
  });

  it('costs one request where a group of ours has any below it, and none where none has', async () => {
    const requests = async (): Promise<number> => {
      place.proxy.reset();
      expectExit(await plan(), 0);
      return place.proxy.stats().requests;
    };
    await start({ '/g-top': {} });
    const without = await requests();
    const id = await idOf('/g-top');
    await place.realm.admin.post(`/groups/${id}/children`, { name: 'by-hand' });
    expect(await requests()).toBe(without + 1);
    await place.realm.admin.delete(`/groups/${await idOf('/g-top/by-hand')}`);
  });

  it('keeps the one above while it is protected, or of somebody else, or has members of somebody else', async () => {
    const { admin } = place.realm;
    await start({ ...ALL, '/g-top/eu/north': { protect: true } });
    removeTop();
    expect(await planned(5)).toContain('group /g-top/eu/north is protected');
    await start({ ...ALL, '/g-top/eu/north': { protect: false } });

    const north = (await groups()).get('/g-top/eu/north');
    const attributes = { ...north?.attributes, 'keyplan.owner': [FOREIGN] };
    await admin.put(`/groups/${north?.id}`, { ...north, attributes });
    removeTop();
    expect(await planned(5)).toContain(`used by group /g-top/eu/north (of ${FOREIGN})`);
    orphansAre('delete');
    declare({});
    expect(await planned(0)).toContain('a group below it is not ours');
    await admin.put(`/groups/${north?.id}`, { ...north });

    orphansAre('report');
    const foreign = await findClientId(place.realm, 'foreign');
    const account = await admin.get<{ id: string }>(`/clients/${foreign}/service-account-user`);
    await admin.put(`/users/${account.id}/groups/${north?.id}`, {});
    removeTop();
    expect(await planned(5)).toContain(`used by client foreign (of ${FOREIGN})`);
    expectExit(await place.run(['apply', '--yes']), 5);
    expect(await paths()).toEqual(Object.keys(ALL));
    await admin.delete(`/users/${account.id}/groups/${north?.id}`);
  });

  it('goes with the one above, and the plan says so', async () => {
    await start();
    removeTop();
    expect(await planned(2)).toContain('groups /g-top/eu, /g-top/eu/north');
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await paths()).toEqual([]);
    expectExit(await plan(), 0);
  });
});
