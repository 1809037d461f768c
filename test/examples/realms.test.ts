import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/index.js';
import { expectExit, jsonOf, type PlanDocument, type Workplace } from '../entry/workplace.js';
import { type OwnNames, PUBLISHED_REALMS, realmText, withoutMark, withPublishedRealm } from './published-realm.js';

/** One small file of ours, with an object of each kind. */
const OUR_FILE: Json = {
  roles: { 'parcels-reader': { description: 'may read parcels' } },
  groups: { '/parcel-agents': { realmRoles: ['parcels-reader'] } },
  clientScopes: { 'parcels-audience': { protocolMappers: { parcels: { audience: { client: 'parcels-api' } } } } },
  clients: {
    'parcels-api': { type: 'resource', roles: { submit: {} } },
    'parcels-agent': {
      type: 'service',
      accessTokenLifespan: '5m',
      defaultClientScopes: ['parcels-audience'],
      optionalClientScopes: [],
      serviceAccount: { realmRoles: [], clientRoles: { 'parcels-api': ['submit'] }, groups: ['/parcel-agents'] },
    },
  },
};
const OURS: OwnNames = {
  clients: new Set(['parcels-api', 'parcels-agent']),
  roles: new Set(['parcels-reader']),
  groups: new Set(['parcel-agents']),
  clientScopes: new Set(['parcels-audience']),
};
const CREATED = [
  'create client-role/parcels-api/submit',
  'create client-scope/parcels-audience',
  'create client/parcels-agent',
  'create client/parcels-api',
  'create group/parcel-agents',
  'create role/parcels-reader',
];

describe('ten published realms', () => {
  it('are ten', () => {
    expect(PUBLISHED_REALMS.length).toBe(10);
  });

  it.for(PUBLISHED_REALMS)('%s keeps everything else as it is', async (name) => {
    await withPublishedRealm(name, async (place) => {
      const before = await realmText(place.realm, OURS);
      place.write({ 'parcels.yaml': OUR_FILE });
      const { changes, unmanaged } = await planOf(place);
      expect(changes.map(({ action, address }) => `${action} ${address}`).toSorted()).toEqual(CREATED);
      expectExit(await place.run(['apply', '--yes']), 0);
      expect(await realmText(place.realm, OURS), 'after a small file of ours').toBe(before);
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);

      const unmarked = await realmText(place.realm, OURS, withoutMark);
      const all = { clients: Object.fromEntries(unmanaged.map((clientId) => [clientId, {}])) };
      place.write({ 'parcels.yaml': OUR_FILE, 'all.yaml': all });
      const adoption = await planOf(place);
      expect(adoption.changes.map(({ action, origin }) => `${action} ${origin}`)).toEqual(
        unmanaged.map(() => 'mark adopt'),
      );
      expectExit(await place.run(['apply', '--yes']), 0);
      expect(await realmText(place.realm, OURS, withoutMark), 'after its clients became ours').toBe(unmarked);
      expect((await planOf(place)).changes).toEqual([]);
    });
  });
});

async function planOf(place: Workplace): Promise<PlanDocument> {
  return jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json', '--show-unmanaged']), 0));
}
