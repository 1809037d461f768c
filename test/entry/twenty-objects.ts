// Twenty objects of every kind with links and grants, for runs that are interrupted or disturbed, and how a realm is made
// empty again without making a new one.
import type { TestRealm } from '../support/keycloak.js';
import type { Json } from '../../src/model/index.js';

/** How many objects `twentyObjects` declares. */
export const OBJECTS = 20;

/** The realm files; `revision` changes a mapper of every agent. */
export function twentyObjects(revision = 1): Readonly<Record<string, Json>> {
  const agent = (number: number): Json => ({
    extends: 'agent',
    name: `Agent ${number}`,
    protocolMappers: { revision: { hardcodedClaim: { name: 'revision', value: `r${revision}`, type: 'String' } } },
    serviceAccount: { realmRoles: ['reader'], clientRoles: { orders: ['submit'] }, groups: ['/agents'] },
  });
  return {
    'realm.yaml': {
      templates: {
        agent: {
          type: 'service',
          defaultClientScopes: ['basic', 'roles', 'orders-audience'],
          optionalClientScopes: [],
        },
      },
      roles: { reader: {}, writer: {}, both: { composites: { realm: ['reader', 'writer'] } } },
      groups: { '/agents': { realmRoles: ['reader'] }, '/agents/eu': {}, '/people': {} },
      clientScopes: {
        'orders-audience': { protocolMappers: { orders: { audience: 'orders' } } },
        tenant: { attributes: { 'include.in.token.scope': 'true' } },
      },
      clients: {
        orders: {
          type: 'resource',
          roles: { submit: {}, cancel: {}, list: {}, all: { composites: { client: { orders: ['list'] } } } },
        },
        portal: { type: 'web', redirectUris: ['https://portal.example/back'], webOrigins: [] },
        ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`agent-${number}`, agent(number)])),
      },
    },
  };
}

/** Deletes what `twentyObjects` declares, as far as it is there. */
export async function deleteTwentyObjects({ admin }: TestRealm): Promise<void> {
  const [clients, scopes, groups, roles] = await Promise.all([
    admin.get<{ id: string; clientId: string }[]>('/clients?max=1000'),
    admin.get<{ id: string; name: string }[]>('/client-scopes'),
    admin.get<{ id: string; name: string }[]>('/groups'),
    admin.get<{ id: string; name: string }[]>('/roles'),
  ]);
  const paths = [
    ...clients.filter(({ clientId }) => /^(orders|portal|agent-\d)$/.test(clientId)).map(({ id }) => `/clients/${id}`),
    ...scopes
      .filter(({ name }) => ['orders-audience', 'tenant'].includes(name))
      .map(({ id }) => `/client-scopes/${id}`),
    ...groups.map(({ id }) => `/groups/${id}`),
    ...roles.filter(({ name }) => ['reader', 'writer', 'both'].includes(name)).map(({ id }) => `/roles-by-id/${id}`),
  ];
  await Promise.all(paths.map((path) => admin.delete(path)));
}
