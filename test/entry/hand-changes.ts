// What people do by hand in a realm that files manage, one kind of change to a client each, and how a plan must show it.
import type { Json } from '../../src/model/index.js';
import { findClientId, type TestRealm } from '../support/keycloak.js';

export interface HandChange {
  readonly name: string;
  /** The declared client that is changed; no two changes share one. */
  readonly clientId: string;
  readonly seed: (realm: TestRealm, clientId: string) => Promise<void>;
  /** Each field that the plan must show, and no other. */
  readonly fields: readonly { readonly path: string; readonly before?: Json; readonly after?: Json }[];
}

/** The realm files that the changes go against. */
export function declaredFiles(): Readonly<Record<string, unknown>> {
  const clientIds = HAND_CHANGES.filter(({ clientId }) => clientId !== WEB).map(({ clientId }) => clientId);
  return {
    'realm.yaml': {
      templates: {
        agent: {
          type: 'service',
          defaultClientScopes: ['profile', 'roles'],
          optionalClientScopes: [],
          protocolMappers: { aud: { audience: 'orders' }, tenant: TENANT },
          serviceAccount: { realmRoles: ['reader'], clientRoles: { orders: ['submit'] }, groups: ['/team'] },
        },
      },
      roles: { reader: { description: 'reads' } },
      groups: { '/team': {} },
      clients: {
        orders: { type: 'resource', roles: { submit: {}, cancel: {} } },
        [WEB]: { type: 'web', redirectUris: ['https://a.example/back', 'https://b.example/back'], webOrigins: ['+'] },
        ...Object.fromEntries(clientIds.map((clientId) => [clientId, { extends: 'agent' }])),
      },
    },
  };
}

/** What stands in the realm beside the declared objects, for the hand changes to use: nobody's role, group and scope. */
export async function addUndeclaredObjects(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  await admin.post('/roles', { name: 'auditor' });
  await admin.post('/client-scopes', { name: 'everything', protocol: 'openid-connect' });
  const group = await admin.post('/groups', { name: 'admins' });
  const management = await findClientId(realm, 'realm-management');
  await admin.post(`/groups/${group}/role-mappings/clients/${management}`, [await realmAdmin(realm)]);
}

const WEB = 'portal';
const TENANT = {
  protocolMapper: 'oidc-hardcoded-claim-mapper',
  config: { 'claim.name': 'tenant', 'claim.value': 'acme', 'access.token.claim': 'true' },
};

/** The twelve. */
export const HAND_CHANGES: readonly HandChange[] = [
  {
    name: 'a value of a mapper',
    clientId: 'agent-mapper-value',
    seed: (realm, clientId) =>
      changeClient(realm, clientId, ({ protocolMappers = [] }) => ({
        protocolMappers: protocolMappers.map((mapper) =>
          mapper.name === 'tenant' ? { ...mapper, config: { ...mapper.config, 'claim.value': 'other' } } : mapper,
        ),
      })),
    fields: [{ path: 'protocolMappers/tenant/config/claim.value', before: 'other', after: 'acme' }],
  },
  {
    name: 'a mapper more',
    clientId: 'agent-extra-mapper',
    seed: (realm, clientId) =>
      changeClient(realm, clientId, ({ protocolMappers = [] }) => ({ protocolMappers: [...protocolMappers, EXTRA] })),
    fields: [
      { path: 'protocolMappers/admin/config/access.token.claim', before: 'true' },
      { path: 'protocolMappers/admin/config/claim.name', before: 'admin' },
      { path: 'protocolMappers/admin/config/claim.value', before: 'true' },
      { path: 'protocolMappers/admin/protocol', before: 'openid-connect' },
      { path: 'protocolMappers/admin/protocolMapper', before: 'oidc-hardcoded-claim-mapper' },
    ],
  },
  {
    name: 'a mapper deleted',
    clientId: 'agent-lost-mapper',
    seed: (realm, clientId) =>
      changeClient(realm, clientId, ({ protocolMappers = [] }) => ({
        protocolMappers: protocolMappers.filter(({ name }) => name !== 'tenant'),
      })),
    fields: [
      { path: 'protocolMappers/tenant/config/access.token.claim', after: 'true' },
      { path: 'protocolMappers/tenant/config/claim.name', after: 'tenant' },
      { path: 'protocolMappers/tenant/config/claim.value', after: 'acme' },
      { path: 'protocolMappers/tenant/protocol', after: 'openid-connect' },
      { path: 'protocolMappers/tenant/protocolMapper', after: 'oidc-hardcoded-claim-mapper' },
    ],
  },
  {
    name: 'a realm role more on the service account',
    clientId: 'agent-extra-role',
    seed: async (realm, clientId) => {
      const role = await realm.admin.get('/roles/auditor');
      await realm.admin.post(`/users/${await accountId(realm, clientId)}/role-mappings/realm`, [role]);
    },
    fields: [{ path: 'serviceAccount/realmRoles/auditor', before: true }],
  },
  {
    name: 'the role that administers the realm on the service account',
    clientId: 'agent-realm-admin',
    seed: async (realm, clientId) => {
      const management = await findClientId(realm, 'realm-management');
      const path = `/users/${await accountId(realm, clientId)}/role-mappings/clients/${management}`;
      await realm.admin.post(path, [await realmAdmin(realm)]);
    },
    fields: [{ path: 'serviceAccount/clientRoles/realm-management/realm-admin', before: true }],
  },
  {
    name: 'a client role removed',
    clientId: 'agent-lost-client-role',
    seed: async (realm, clientId) => {
      const orders = await findClientId(realm, 'orders');
      const role = await realm.admin.get(`/clients/${orders}/roles/submit`);
      await realm.admin.delete(`/users/${await accountId(realm, clientId)}/role-mappings/clients/${orders}`, [role]);
    },
    fields: [{ path: 'serviceAccount/clientRoles/orders/submit', after: true }],
  },
  {
    name: 'a group left',
    clientId: 'agent-left-group',
    seed: async (realm, clientId) =>
      realm.admin.delete(`/users/${await accountId(realm, clientId)}/groups/${await groupId(realm, 'team')}`),
    fields: [{ path: 'serviceAccount/groups/%2Fteam', after: true }],
  },
  {
    name: 'a group joined that carries an administrator role',
    clientId: 'agent-joined-admins',
    seed: async (realm, clientId) =>
      realm.admin.put(`/users/${await accountId(realm, clientId)}/groups/${await groupId(realm, 'admins')}`, {}),
    fields: [{ path: 'serviceAccount/groups/%2Fadmins', before: true }],
  },
  {
    name: 'a default scope added',
    clientId: 'agent-extra-scope',
    seed: async (realm, clientId) => {
      const scopes = await realm.admin.get<{ id: string; name: string }[]>('/client-scopes');
      const scope = scopes.find(({ name }) => name === 'everything');
      const client = await findClientId(realm, clientId);
      await realm.admin.put(`/clients/${client}/default-client-scopes/${scope?.id}`, {});
    },
    fields: [{ path: 'defaultClientScopes/everything', before: true }],
  },
  {
    name: 'a redirect URI added',
    clientId: WEB,
    seed: (realm, clientId) =>
      changeClient(realm, clientId, ({ redirectUris = [] }) => ({
        redirectUris: [...redirectUris, 'https://c.example/back'],
      })),
    fields: [{ path: 'redirectUris/https:%2F%2Fc.example%2Fback', before: true }],
  },
  {
    name: 'a flow switched on',
    clientId: 'agent-flow',
    seed: (realm, clientId) => changeClient(realm, clientId, () => ({ directAccessGrantsEnabled: true })),
    fields: [{ path: 'directAccessGrantsEnabled', before: true, after: false }],
  },
  {
    name: 'the client disabled',
    clientId: 'agent-disabled',
    seed: (realm, clientId) => changeClient(realm, clientId, () => ({ enabled: false })),
    fields: [{ path: 'enabled', before: false, after: true }],
  },
];

const EXTRA = {
  name: 'admin',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-hardcoded-claim-mapper',
  config: { 'claim.name': 'admin', 'claim.value': 'true', 'access.token.claim': 'true' },
};

/** The members of a client that hand changes touch. */
export interface ClientRepresentation {
  readonly id: string;
  readonly clientId: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly redirectUris?: readonly string[];
  readonly protocolMappers?: readonly { readonly name: string; readonly config: Readonly<Record<string, string>> }[];
}

/** What the admin console does: the whole representation read, changed and written back. */
export async function changeClient(
  realm: TestRealm,
  clientId: string,
  change: (client: ClientRepresentation) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const id = await findClientId(realm, clientId);
  const client = await realm.admin.get<ClientRepresentation>(`/clients/${id}`);
  await realm.admin.put(`/clients/${id}`, { ...client, ...change(client) });
}

/** The user behind a client. The request makes the user when it is missing. */
export async function accountId(realm: TestRealm, clientId: string): Promise<string> {
  const id = await findClientId(realm, clientId);
  return (await realm.admin.get<{ id: string }>(`/clients/${id}/service-account-user`)).id;
}

async function groupId(realm: TestRealm, name: string): Promise<string> {
  const groups = await realm.admin.get<{ id: string; name: string }[]>('/groups');
  const group = groups.find((one) => one.name === name);
  if (group === undefined) throw new Error(`realm ${realm.name} has no group ${name}`);
  return group.id;
}

async function realmAdmin(realm: TestRealm): Promise<unknown> {
  return realm.admin.get(`/clients/${await findClientId(realm, 'realm-management')}/roles/realm-admin`);
}
