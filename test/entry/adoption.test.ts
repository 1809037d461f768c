import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId } from '../support/keycloak.js';
import { changeClient } from './hand-changes.js';
import { inOrder, snapshotRealm, type RealmSnapshot } from './realm-snapshot.js';
import { service, type Entries } from './removals.js';
import { clientState } from './whole-client.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

/** Clients, a role and a group as somebody made them in the console. */
const LIVE: readonly Entries[] = [
  { clientId: 'same', description: 'as the files say' },
  { clientId: 'other', description: 'not as the files say' },
  {
    clientId: 'portal',
    description: 'by hand',
    redirectUris: ['https://portal.example/back'],
    serviceAccountsEnabled: true,
    attributes: { 'vendor.note': 'kept', 'access.token.lifespan': '120' },
    protocolMappers: [
      {
        name: 'by-hand',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-hardcoded-claim-mapper',
        config: { 'claim.name': 'by_hand', 'claim.value': 'yes' },
      },
    ],
  },
];

const FILES = {
  roles: { reader: { description: 'reads' } },
  groups: { '/team': {} },
  clients: {
    same: { description: 'as the files say' },
    other: { description: 'as the files say' },
    fresh: service(),
    portal: { attributes: { 'access.token.lifespan': '120' } },
  },
};

describe('what somebody made by hand', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('adoption', async (made) => {
      place = made;
      const { admin } = place.realm;
      for (const client of LIVE) await admin.post('/clients', client);
      await admin.post('/roles', { name: 'reader', description: 'reads' });
      await admin.post('/groups', { name: 'team' });
      place.write({ 'realm.yaml': FILES });
      await runTests();
    });
  });

  const plan = (...more: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...more]);

  it('is adopted where nothing differs, and a hazard where a field changes', async () => {
    const text = expectExit(await plan(), 5).stdout;
    expect(text).toContain('--allow adopt:client/other');
    expect(text).not.toContain('adopt:client/same');
    const { changes, counts } = jsonOf<PlanDocument>(await plan('--json'));
    expect(changes.map(({ address, action, origin }) => `${address} ${action} ${origin}`).toSorted()).toEqual([
      'client/fresh create pending',
      'client/other update adopt',
      'client/portal mark adopt',
      'client/same mark adopt',
      'group/team mark adopt',
      'role/reader mark adopt',
    ]);
    // The one whose field changes is counted among the updates.
    expect(counts).toMatchObject({ adopt: 4, update: 1, create: 1 });
  });

  it('gets its mark from --mark-only, which does nothing else', async () => {
    const before = await snapshotRealm(place.realm);
    place.proxy.reset();
    expectExit(await place.run(['apply', '--yes', '--mark-only']), 0);
    const after = await snapshotRealm(place.realm);
    expect(withoutMarks(after)).toEqual(withoutMarks(before));
    expect(markedNames(after)).toEqual(['portal', 'reader', 'same', 'team']);
    const writes = place.proxy.log().filter(({ method, url }) => method !== 'GET' && !url.endsWith('/token'));
    expect(writes.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'PUT', 'PUT']);
    // Once more there is nothing to mark, and nothing is written.
    place.proxy.reset();
    expectExit(await place.run(['apply', '--yes', '--mark-only']), 0);
    expect(place.proxy.log().filter(({ method }) => method === 'PUT' || method === 'DELETE')).toEqual([]);
  });

  it('is taken over field by field where the word was given, and the rest stays', async () => {
    const before = await clientState(place.realm, 'portal');
    expectExit(await place.run(['apply', '--yes', '--allow', 'adopt:client/other']), 0);
    expectExit(await plan(), 0);
    expect((await snapshotRealm(place.realm, new Set(['other']))).clients).toMatchObject([
      { description: 'as the files say' },
    ]);
    place.write({
      'realm.yaml': { ...FILES, clients: { ...FILES.clients, portal: { accessTokenLifespan: '5m' } } },
    });
    expectExit(await place.run(['apply', '--yes']), 0);
    const { client, ...rest } = await clientState(place.realm, 'portal');
    expect({ client: { ...client, attributes: undefined }, ...rest }).toEqual({
      ...before,
      client: { ...before.client, attributes: undefined },
    });
    expect(client.attributes).toMatchObject({ 'vendor.note': 'kept', 'access.token.lifespan': '300' });
  });

  it('is refused where it carries the mark of somebody else', async () => {
    await changeClient(place.realm, 'same', ({ attributes }) => ({
      attributes: { ...attributes, 'keyplan.owner': 'example.org/somebody-else' },
    }));
    expect(expectExit(await plan(), 5).stdout).toContain('take-over');
    expectExit(await place.run(['apply', '--yes']), 5);
    const id = await findClientId(place.realm, 'same');
    expect(await place.realm.admin.get(`/clients/${id}`)).toMatchObject({
      attributes: { 'keyplan.owner': 'example.org/somebody-else' },
    });
  });
});

function withoutMarks(snapshot: RealmSnapshot): unknown {
  const text = JSON.stringify(snapshot, (key, value: unknown) => (key.startsWith('keyplan.') ? undefined : value));
  return inOrder(JSON.parse(text));
}

function markedNames({ clients, groups, realmRoles }: RealmSnapshot): readonly string[] {
  return [...clients, ...groups, ...realmRoles]
    .filter(({ attributes }) => Object.hasOwn(Object(attributes), 'keyplan.owner'))
    .map(({ clientId, name }) => String(clientId ?? name))
    .toSorted();
}

it('an export says what comes next, as the plan of its files then says it, to people only', async () => {
  await withWorkplace('after-export', async (place) => {
    const { admin } = place.realm;
    for (const client of LIVE) await admin.post('/clients', client);
    const exported = async (...more: readonly string[]): Promise<string> =>
      expectExit(await place.run(['export', '--out', 'realm', '--force', ...more]), 0).stderr;
    const told = await exported();
    expect(told).toContain('list them under "files" of target test unless they are');
    const [, count] = /only (\d+) to adopt/.exec(told) ?? [];
    expect(expectExit(await place.run(['plan']), 0).stdout).toContain(`No changes, ${count} to adopt`);
    for (const silent of ['--quiet', '--json', '--stdout']) expect(await exported(silent)).not.toContain('Next:');

    expectExit(await place.run(['apply', '--mark-only', '--yes']), 0);
    expect(await exported()).toContain('keyplan plan then shows no change.');
  });
});
