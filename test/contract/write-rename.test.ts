import { describe, expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';
import { creating, renaming, withWriter } from '../support/writing.js';

interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Mappings {
  readonly realmMappings?: readonly { readonly name: string }[];
  readonly clientMappings?: Readonly<Record<string, { readonly mappings: readonly { readonly name: string }[] }>>;
}

const shared = sharedRealm('rename', () => Promise.resolve());

async function clientIn({ admin }: TestRealm, id: string): Promise<Client> {
  return admin.get<Client>(`/clients/${id}`);
}

async function accountOf(
  { admin }: TestRealm,
  id: string,
): Promise<{ readonly id: string; readonly username: string }> {
  return admin.get(`/clients/${id}/service-account-user`);
}

async function statusOfToken({ issuer }: TestRealm, clientId: string, secret: string): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  await answer.arrayBuffer();
  return answer.status;
}

/** What a client and its account have, as far as a renaming must leave it as it is. */
async function stateOf(realm: TestRealm, id: string): Promise<Readonly<Record<string, unknown>>> {
  const { clientId: _clientId, attributes, ...rest } = await clientIn(realm, id);
  const account = await accountOf(realm, id);
  const { clientMappings, ...mappings } = await realm.admin.get<Mappings>(`/users/${account.id}/role-mappings`);
  const ofClients = Object.values(clientMappings ?? {}).map(({ mappings: held }) => held);
  const others = Object.entries(attributes).filter(([key]) => !key.startsWith('keyplan.'));
  return {
    ...rest,
    attributes: Object.fromEntries(others),
    accountId: account.id,
    roles: await realm.admin.get(`/clients/${id}/roles?briefRepresentation=false`),
    held: { ...mappings, ofClients },
    groups: await realm.admin.get(`/users/${account.id}/groups`),
  };
}

/** A client with a service account that holds roles and is in a group, whose own role another client's account holds. */
async function arrange(
  realm: TestRealm,
  name: string,
): Promise<{ readonly id: string; readonly otherAccount: string }> {
  const { admin } = realm;
  const id = await findClientId(realm, name);
  const account = await accountOf(realm, id);
  await admin.post('/roles', { name: `${name} reader` });
  await admin.post(`/clients/${id}/roles`, { name: 'submit' });
  const [reader, submit] = await Promise.all([
    admin.get<object>(`/roles/${encodeURIComponent(`${name} reader`)}`),
    admin.get<object>(`/clients/${id}/roles/submit`),
  ]);
  await admin.post(`/users/${account.id}/role-mappings/realm`, [reader]);
  await admin.post(`/users/${account.id}/role-mappings/clients/${id}`, [submit]);
  const group = await admin.post('/groups', { name: `${name} group` });
  await admin.put(`/users/${account.id}/groups/${group}`, {});
  const other = await admin.post('/clients', { clientId: `${name} other`, serviceAccountsEnabled: true });
  const otherAccount = (await accountOf(realm, other)).id;
  await admin.post(`/users/${otherAccount}/role-mappings/clients/${id}`, [submit]);
  return { id, otherAccount };
}

describe('a renamed client', () => {
  it('keeps its identifier, secret, roles, groups and grants; those of others follow', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Before', { serviceAccountsEnabled: true, 'serviceAccount/present': true }));
      const { id, otherAccount } = await arrange(realm, 'Before');
      const before = await stateOf(realm, id);
      const { secret } = await clientIn(realm, id);
      await write([renaming('Before', 'after')]);
      expect(await stateOf(realm, id)).toEqual(before);
      const renamed = await clientIn(realm, id);
      expect(renamed).toMatchObject({ clientId: 'after', secret, attributes: { 'keyplan.renamedFrom': 'Before' } });
      expect((await accountOf(realm, id)).username).toBe('service-account-after');
      const held = await realm.admin.get<Mappings>(`/users/${otherAccount}/role-mappings`);
      expect(held.clientMappings?.['after']?.mappings.map(({ name }) => name)).toEqual(['submit']);
      expect([await statusOfToken(realm, 'after', secret), await statusOfToken(realm, 'Before', secret)]).toEqual([
        200, 401,
      ]);
    });
  });

  it('keeps authorization settings, flow overrides and mappers, which one request could lose', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/full', { serviceAccountsEnabled: true, 'serviceAccount/present': true }));
      const id = await findClientId(realm, 'full');
      const flows = await realm.admin.get<{ id: string; alias: string }[]>('/authentication/flows');
      await realm.admin.put(`/clients/${id}`, {
        ...(await clientIn(realm, id)),
        authorizationServicesEnabled: true,
        redirectUris: ['https://a.example/*'],
        webOrigins: [],
        authenticationFlowBindingOverrides: { browser: flows.find(({ alias }) => alias === 'browser')?.id },
        protocolMappers: [
          { name: 'm', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config: {} },
        ],
      });
      const before = await stateOf(realm, id);
      const settings = await realm.admin.get(`/clients/${id}/authz/resource-server/settings`);
      await write([renaming('full', 'fuller')]);
      expect(await stateOf(realm, id)).toEqual(before);
      // A default resource names the client in its type, which was made once and is not told of the new id.
      expect(await realm.admin.get(`/clients/${id}/authz/resource-server/settings`)).toEqual(settings);
    });
  });

  it('takes changes of its fields along in the same request', async () => {
    await withWriter(shared(), async ({ realm, session, writer, write }) => {
      await write(creating('client/plain', { name: 'old' }));
      const step = renaming('plain', 'fancy', { name: ['old', 'new'] });
      const opened = await writer.open(step);
      const before = session.requests();
      await opened?.write(step.fields);
      expect(session.requests() - before).toBe(1);
      expect(await clientIn(realm, await findClientId(realm, 'fancy'))).toMatchObject({ name: 'new' });
    });
  });

  it('may get an id that differs in case only, and its account keeps its name', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/Case', { serviceAccountsEnabled: true, 'serviceAccount/present': true }));
      const id = await findClientId(realm, 'Case');
      const before = await stateOf(realm, id);
      await write([renaming('Case', 'case')]);
      expect(await stateOf(realm, id)).toEqual(before);
      expect(await clientIn(realm, id)).toMatchObject({ clientId: 'case' });
      expect((await accountOf(realm, id)).username).toBe('service-account-case');
    });
  });

  it('cannot get an id, or a name of its account, that is taken: 409, and nothing is changed', async () => {
    await withWriter(shared(), async ({ realm, write, writeUnchecked }) => {
      await write(creating('client/mine', { serviceAccountsEnabled: true, 'serviceAccount/present': true }));
      await realm.admin.post('/clients', { clientId: 'taken' });
      await realm.admin.post('/users', { username: 'service-account-person', enabled: true });
      const id = await findClientId(realm, 'mine');
      const before = await clientIn(realm, id);
      for (const name of ['taken', 'person']) {
        await expect(writeUnchecked([renaming('mine', name)])).rejects.toMatchObject({ status: 409 });
        expect(await clientIn(realm, id)).toEqual(before);
      }
    });
  });

  it('is not told to audience mappers of others, which still say the old id', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/audience'));
      const config = { 'included.client.audience': 'audience', 'access.token.claim': 'true' };
      const mapper = { name: 'aud', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config };
      const other = await realm.admin.post('/clients', { clientId: 'speaker', protocolMappers: [mapper] });
      await write([renaming('audience', 'listener')]);
      expect(await clientIn(realm, other)).toMatchObject({ protocolMappers: [{ config }] });
    });
  });
});
