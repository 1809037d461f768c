import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { accountId, changeClient } from './hand-changes.js';
import { runOnDay } from './on-day.js';
import { service, type Entries } from './removals.js';
import { clientState } from './whole-client.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

const UNTIL = '2027-03-31';
const RULES: readonly Entries[] = [
  { client: 'agent', field: 'protocolMappers/legacy-*', reason: 'vendor upgrade', until: UNTIL },
  { client: 'agent', field: 'serviceAccount/realmRoles/by-*', until: UNTIL },
  { client: 'agent', field: 'serviceAccount/clientRoles/gateway', until: UNTIL },
  { client: 'agent', field: 'serviceAccount/groups//by-hand', until: UNTIL },
  { client: 'agent', field: 'enabled', until: UNTIL },
  { client: 'portal', field: 'redirectUris/https://other.example/*', until: UNTIL },
];

function files(revision: number, ignore: readonly Entries[] = RULES): Entries {
  const description = `revision ${revision}`;
  return {
    roles: { reader: {} },
    ignore,
    clients: {
      gateway: { type: 'resource', roles: { submit: {}, review: {} } },
      agent: service({
        description,
        protocolMappers: { kept: { audience: `audience-${revision}` } },
        serviceAccount: { realmRoles: ['reader'] },
        allow: [{ hazard: 'widen-audience', reason: 'each revision has an audience' }],
      }),
      portal: { type: 'web', description, redirectUris: ['https://portal.example/back'], webOrigins: [] },
    },
  };
}

describe('what an ignore rule leaves to somebody else', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('ignores', async (made) => {
      place = made;
      place.write({ 'realm.yaml': files(1) });
      expectExit(await on('apply'), 0);
      await changeByHand(place.realm);
      await runTests();
    });
  });

  const on = (command: 'plan' | 'apply', day = '2026-12-01', json = false): Promise<Run> =>
    runOnDay(place, day, { command, json });

  it('is no difference, be it below an exact list or written by a type', async () => {
    expectExit(await on('plan'), 0);
  });

  it('survives an apply of other fields of the same clients', async () => {
    const before = await Promise.all([ignoredPartOf('agent'), redirectUris()]);
    place.write({ 'realm.yaml': files(2) });
    const { changes } = jsonOf<PlanDocument>(expectExit(await on('plan', '2026-12-01', true), 2));
    expect(changes.map(({ address, fields }) => [address, fields.map(({ path }) => path)])).toEqual([
      ['client/agent', ['description', 'protocolMappers/kept/config/included.custom.audience']],
      ['client/portal', ['description']],
    ]);
    expectExit(await on('apply'), 0);
    expect(await Promise.all([ignoredPartOf('agent'), redirectUris()])).toEqual(before);
    const { client } = await clientState(place.realm, 'agent');
    expect(client['description']).toBe('revision 2');
    expectExit(await on('plan'), 0);
  });

  it('is warned of before its end, and refused after it', async () => {
    const warned = expectExit(await on('plan', '2027-03-20'), 0);
    expect(warned.stdout + warned.stderr).toContain(UNTIL);
    expectExit(await on('plan', UNTIL), 0);
    const refused = expectExit(await on('plan', '2027-04-01'), 5);
    expect(refused.stdout).toContain('expired');
    expectExit(await on('apply', '2027-04-01'), 5);
  });

  it('is shown and taken back once the rules are gone', async () => {
    place.write({ 'realm.yaml': files(2, []) });
    const text = expectExit(await on('plan'), 2).stdout;
    for (const name of ['legacy-claim', 'by-hand', 'gateway/review', 'https://other.example/back']) {
      expect(text).toContain(name);
    }
    expectExit(await on('apply'), 0);
    const { client } = await clientState(place.realm, 'agent');
    expect(client['enabled']).toBe(true);
    expect(JSON.stringify(await clientState(place.realm, 'agent'))).not.toMatch(/by-hand|legacy-claim|review/);
    expect(await redirectUris()).toEqual(['https://portal.example/back']);
    expectExit(await on('plan'), 0);
  });

  it('is an error where an entry writes it too', async () => {
    place.write({ 'realm.yaml': files(2, [{ client: 'agent', field: 'description' }]) });
    expect(expectExit(await on('plan'), 4).stderr).toContain('declared-and-ignored');
  });

  /** All that was changed by hand of the agent. */
  async function ignoredPartOf(clientId: string): Promise<unknown> {
    const { client, held, groups, accountId: account } = await clientState(place.realm, clientId);
    const mappers = client['protocolMappers'] as readonly { readonly name: string }[];
    const legacy = mappers.filter(({ name }) => name.startsWith('legacy-'));
    expect(legacy).toHaveLength(1);
    return { id: client.id, enabled: client['enabled'], legacy, held, groups, account };
  }

  async function redirectUris(): Promise<unknown> {
    const id = await findClientId(place.realm, 'portal');
    const { redirectUris: uris } = await place.realm.admin.get<{ redirectUris: readonly string[] }>(`/clients/${id}`);
    return uris.toSorted();
  }
});

/** What the rules leave to others, changed by hand: mappers, grants, a group, a URI of a list, and a field of the type. */
async function changeByHand(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  await changeClient(realm, 'agent', ({ protocolMappers = [] }) => ({
    enabled: false,
    protocolMappers: [
      ...protocolMappers,
      {
        name: 'legacy-claim',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-hardcoded-claim-mapper',
        config: { 'claim.name': 'legacy', 'claim.value': 'yes', 'access.token.claim': 'true' },
      },
    ],
  }));
  await changeClient(realm, 'portal', ({ redirectUris = [] }) => ({
    redirectUris: [...redirectUris, 'https://other.example/back'],
  }));
  const account = await accountId(realm, 'agent');
  await admin.post('/roles', { name: 'by-hand' });
  await admin.post(`/users/${account}/role-mappings/realm`, [await admin.get('/roles/by-hand')]);
  const gateway = await findClientId(realm, 'gateway');
  const review = await admin.get(`/clients/${gateway}/roles/review`);
  await admin.post(`/users/${account}/role-mappings/clients/${gateway}`, [review]);
  const group = await admin.post('/groups', { name: 'by-hand' });
  await admin.put(`/users/${account}/groups/${group}`, {});
}
