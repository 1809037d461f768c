import { describe, expect, it } from 'vitest';
import { markOf, pathOf, stepsOf, updated } from '../support/builders.js';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';
import { changing, creating, withWriter } from '../support/writing.js';

interface Client {
  readonly id: string;
  readonly secret?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly redirectUris: readonly string[];
  readonly webOrigins: readonly string[];
  readonly defaultClientScopes: readonly string[];
  readonly optionalClientScopes: readonly string[];
  readonly protocolMappers?: readonly Mapper[];
  readonly [field: string]: unknown;
}

interface Mapper {
  readonly id: string;
  readonly name: string;
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

const shared = sharedRealm('write', () => Promise.resolve());

async function clientIn(realm: TestRealm, clientId: string): Promise<Client> {
  return realm.admin.get<Client>(`/clients/${await findClientId(realm, clientId)}`);
}

describe('a fresh client', () => {
  it('sends what the files say and lets nothing be derived from it', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(
        creating('client/web', {
          rootUrl: 'https://app.example',
          protocol: 'openid-connect',
          enabled: true,
          'attributes/vendor.flag': 'true',
        }),
      );
      const client = await clientIn(realm, 'web');
      expect(client).toMatchObject({ rootUrl: 'https://app.example', redirectUris: [], webOrigins: [] });
      expect(client.attributes).toMatchObject({ 'vendor.flag': 'true', 'keyplan.owner': markOf().owner });
      expect(client.attributes).not.toHaveProperty('keyplan.roles');
      expect(client.attributes).not.toHaveProperty(['backchannel.logout.session.required']);
    });
  });

  it('gives a list that nobody wrote the scopes of the realm, and a written one what is written', async () => {
    await withWriter(
      shared(),
      async ({ realm, write }) => {
        await write(creating('client/written', { 'optionalClientScopes/email': true }));
        const written = await clientIn(realm, 'written');
        // 24.0.5 has no scope `basic`, and leaves out a scope that is not there.
        const basic = realm.server.version.startsWith('24.') ? [] : ['basic'];
        expect([...written.defaultClientScopes].sort()).toEqual([...basic, 'profile']);
        expect(written.optionalClientScopes).toEqual(['email']);
        await write(creating('client/none'));
        const none = await clientIn(realm, 'none');
        expect(none.defaultClientScopes).toEqual([]);
        expect([...none.optionalClientScopes].sort()).toEqual(['address', 'phone']);
        await write(creating('client/sp', { protocol: 'saml' }));
        expect((await clientIn(realm, 'sp')).defaultClientScopes).toEqual(['role_list']);
        expect((await clientIn(realm, 'sp')).optionalClientScopes).toEqual([]);
      },
      {
        realm: {
          defaultDefaultClientScopes: ['basic', 'profile', 'email', 'role_list'],
          defaultOptionalClientScopes: ['phone', 'address'],
          clientScopeProtocols: new Map([['role_list', 'saml']]),
        },
        exact: { 'client/none': ['defaultClientScopes'] },
      },
    );
  });

  it('finds the id of what it made without asking for the service account of each', async () => {
    await withWriter(shared(), async ({ realm, session, writeUnchecked, writer }) => {
      const ids = ['a', 'b', 'c', 'd', 'E'];
      for (const id of ids) {
        await writeUnchecked(
          creating(`client/${id}`, { serviceAccountsEnabled: true, 'serviceAccount/present': true }),
        );
      }
      await realm.admin.post('/roles', { name: 'reader' });
      const before = session.requests();
      for (const id of ids) {
        const [step] = changing(`client/${id}`, { 'serviceAccount/realmRoles/reader': [undefined, true] });
        if (step === undefined) throw new Error('no step');
        await writer.openNew(step).write(step.fields);
      }
      // One listing of accounts, one of people with such names, one role, and a grant for each.
      expect(session.requests() - before).toBe(3 + ids.length);
    });
  });
});

describe('a field set by hand survives an update', () => {
  it('of everything that no file names', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(
        creating('client/kept', { serviceAccountsEnabled: true, 'redirectUris/https:%2F%2Fa.example': true }),
      );
      const before = await clientIn(realm, 'kept');
      const flows = await realm.admin.get<{ id: string; alias: string }[]>('/authentication/flows');
      const browser = flows.find(({ alias }) => alias === 'browser')?.id ?? '';
      await realm.admin.put(`/clients/${before.id}`, {
        ...before,
        baseUrl: 'https://hand.example',
        rootUrl: 'https://hand.example',
        description: 'by hand',
        authorizationServicesEnabled: true,
        authenticationFlowBindingOverrides: { browser },
        attributes: { ...before.attributes, 'by.hand': 'yes' },
        webOrigins: ['https://origin.example'],
      });
      const mapper = {
        name: 'hand',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-resolve-mapper',
        config: {},
      };
      await realm.admin.post(`/clients/${before.id}/protocol-mappers/models`, mapper);
      const authz = `/clients/${before.id}/authz/resource-server`;
      await realm.admin.post(`${authz}/resource`, { name: 'document' });
      await realm.admin.post(`${authz}/policy/client`, { name: 'only-us', clients: [before.id] });
      const account = await realm.admin.get<{ id: string }>(`/clients/${before.id}/service-account-user`);
      const role = await realm.admin
        .post('/roles', { name: 'by-hand' })
        .then(() => realm.admin.get<object>('/roles/by-hand'));
      await realm.admin.post(`/users/${account.id}/role-mappings/realm`, [role]);
      const byHand = await clientIn(realm, 'kept');

      await write(changing('client/kept', { name: [undefined, 'Kept'], 'attributes/vendor.flag': [undefined, 'on'] }));

      const after = await clientIn(realm, 'kept');
      expect(after).toEqual({ ...byHand, name: 'Kept', attributes: { ...byHand.attributes, 'vendor.flag': 'on' } });
      expect(after.secret).toBe(before.secret);
      expect(after.redirectUris).toEqual(['https://a.example']);
      const resources = await realm.admin.get<{ name: string }[]>(`${authz}/resource`);
      expect(resources.map(({ name }) => name)).toContain('document');
      const policies = await realm.admin.get<{ name: string }[]>(`${authz}/policy`);
      expect(policies.map(({ name }) => name)).toContain('only-us');
      const same = await realm.admin.get<{ id: string }>(`/clients/${before.id}/service-account-user`);
      expect(same.id).toBe(account.id);
      const grants = await realm.admin.get<{ name: string }[]>(`/users/${account.id}/role-mappings/realm`);
      expect(grants.map(({ name }) => name)).toContain('by-hand');
    });
  });

  it('keeps a rotated secret in its overlap, and both secrets work', async () => {
    await withWriter('rotation', async ({ realm, write }) => {
      await enableRotation(realm);
      await write(creating('client/rotating', { serviceAccountsEnabled: true }));
      const { id, secret: old = '' } = await clientIn(realm, 'rotating');
      await realm.admin.post(`/clients/${id}/client-secret`, {});
      const { secret: fresh = '' } = await clientIn(realm, 'rotating');
      expect(fresh).not.toBe(old);
      await write(changing('client/rotating', { name: [undefined, 'Rotating'] }));
      expect(await tokenStatus(realm, 'rotating', old)).toBe(200);
      expect(await tokenStatus(realm, 'rotating', fresh)).toBe(200);
    });
  });
});

describe('a client with an expired secret', () => {
  it('is updated like any other, where a request without attributes would be a server error', async () => {
    await withWriter('rotation', async ({ realm, write }) => {
      await write(creating('client/late', { serviceAccountsEnabled: true }));
      const client = await clientIn(realm, 'late');
      await enableRotation(realm);
      const attributes = { ...client.attributes, 'client.secret.expiration.time': '1000000000' };
      await realm.admin.put(`/clients/${client.id}`, { ...client, attributes });
      await write(changing('client/late', { name: [undefined, 'Late'] }));
      expect(await clientIn(realm, 'late')).toMatchObject({ name: 'Late' });
    });
  });
});

describe('updating a client', () => {
  it('removes an attribute, a redirect URI and a flow override by what stands for absence', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const flow = 'authenticationFlowBindingOverrides/browser';
      await write(
        creating('client/less', {
          'attributes/vendor.flag': 'on',
          'redirectUris/https:%2F%2Fa.example': true,
          'webOrigins/https:%2F%2Fa.example': true,
          [flow]: 'browser',
          description: 'some words',
        }),
      );
      const overrides = await clientIn(realm, 'less');
      expect(overrides['authenticationFlowBindingOverrides']).toHaveProperty('browser');
      await write(
        changing('client/less', {
          'attributes/vendor.flag': ['on', undefined],
          'redirectUris/https:%2F%2Fa.example': [true, undefined],
          'webOrigins/https:%2F%2Fa.example': [true, undefined],
          [flow]: ['browser', undefined],
          description: ['some words', undefined],
        }),
      );
      const client = await clientIn(realm, 'less');
      expect(client.attributes).not.toHaveProperty(['vendor.flag']);
      expect(client.redirectUris).toEqual([]);
      expect(client.webOrigins).toEqual([]);
      expect(client['authenticationFlowBindingOverrides']).toEqual({});
      expect(client['description']).toBe('');
    });
  });

  it('lets no redirect URI be derived from a root URL', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/rooted'));
      await write(changing('client/rooted', { rootUrl: [undefined, 'https://app.example'] }));
      expect(await clientIn(realm, 'rooted')).toMatchObject({ redirectUris: [], webOrigins: [] });
    });
  });

  it('writes the mark with the fields, and takes it away from roles that are no longer declared', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/marked'));
      const mark = (digest: string, ownsRoles: boolean) => ({ after: markOf({ digest, ownsRoles }) });
      const renamed = (name: string, digest: string, ownsRoles: boolean) =>
        stepsOf(
          updated('client/marked', {
            at: 'realm.yaml:1',
            fields: { name: ['x', name] },
            mark: mark(digest, ownsRoles),
          }),
        );
      await write(renamed('One', 'aa', true));
      const { attributes: one } = await clientIn(realm, 'marked');
      expect(one).toMatchObject({ 'keyplan.roles': 'true' });
      expect(one['keyplan.applied']).toMatch(/:aa$/);
      await write(renamed('Two', 'bb', false));
      const { attributes: two } = await clientIn(realm, 'marked');
      expect(two['keyplan.applied']).toMatch(/:bb$/);
      expect(two).not.toHaveProperty('keyplan.roles');
    });
  });
});

describe('the mappers of a client', () => {
  const audience = {
    'protocolMappers/aud/protocol': 'openid-connect',
    'protocolMappers/aud/protocolMapper': 'oidc-audience-mapper',
    'protocolMappers/aud/config/included.custom.audience': 'api',
    'protocolMappers/aud/config/access.token.claim': 'true',
  };
  const mappersOf = async (realm: TestRealm, clientId: string): Promise<readonly Mapper[]> =>
    [...((await clientIn(realm, clientId)).protocolMappers ?? [])].filter(({ name }) => !name.startsWith('Client '));

  it('are created with it, changed in place, and each other one stays as it is', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/mapped', { serviceAccountsEnabled: true, ...audience }));
      const id = await findClientId(realm, 'mapped');
      const other = {
        name: 'other',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-resolve-mapper',
        config: { a: 'b' },
      };
      await realm.admin.post(`/clients/${id}/protocol-mappers/models`, other);
      const before = await mappersOf(realm, 'mapped');
      await write(
        changing('client/mapped', { 'protocolMappers/aud/config/included.custom.audience': ['api', 'other-api'] }),
      );
      const after = await mappersOf(realm, 'mapped');
      expect(after).toHaveLength(2);
      const [was, is] = [before, after].map((list) => list.find(({ name }) => name === 'aud'));
      expect(is).toEqual({ ...was, config: { ...was?.config, 'included.custom.audience': 'other-api' } });
      expect(after.find(({ name }) => name === 'other')).toEqual(before.find(({ name }) => name === 'other'));
      // The three of old servers lie on the client itself and stay too.
      const own = (await clientIn(realm, 'mapped')).protocolMappers?.filter(({ name }) => name.startsWith('Client '));
      const { defaultClientScopes } = await clientIn(realm, 'mapped');
      expect(defaultClientScopes.includes('service_account') ? 3 : own?.length).toBe(3);
    });
  });

  it('are made anew when the type changes, and go when nothing names their type any more', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(creating('client/retyped', audience));
      await write(
        changing('client/retyped', {
          'protocolMappers/aud/protocolMapper': ['oidc-audience-mapper', 'oidc-hardcoded-claim-mapper'],
          'protocolMappers/aud/config/included.custom.audience': ['api', undefined],
          'protocolMappers/aud/config/claim.name': [undefined, 'tenant'],
          'protocolMappers/aud/config/claim.value': [undefined, 'a'],
        }),
      );
      const [mapper, ...others] = await mappersOf(realm, 'retyped');
      expect(others).toEqual([]);
      expect(mapper?.protocolMapper).toBe('oidc-hardcoded-claim-mapper');
      expect(mapper?.config).toEqual({ 'claim.name': 'tenant', 'claim.value': 'a', 'access.token.claim': 'true' });
      await write(
        changing('client/retyped', {
          'protocolMappers/aud/protocol': ['openid-connect', undefined],
          'protocolMappers/aud/protocolMapper': ['oidc-hardcoded-claim-mapper', undefined],
        }),
      );
      expect(await mappersOf(realm, 'retyped')).toEqual([]);
    });
  });

  it('with one name twice, left behind by a race, become one', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/doubled', audience));
      const id = await findClientId(realm, 'doubled');
      const double = {
        name: 'twin',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-resolve-mapper',
        config: { a: '1' },
      };
      await raceUntilDouble(realm, id, double);
      const [step] = changing('client/doubled', { 'protocolMappers/twin/config/a': ['1', '2'] });
      if (step === undefined) throw new Error('no step');
      const opened = await writer.open(step);
      expect(opened?.facts.get(pathOf('protocolMappers/twin/config/a'))).toBe('1');
      await opened?.write(step.fields);
      const twins = (await mappersOf(realm, 'doubled')).filter(({ name }) => name === 'twin');
      expect(twins.map(({ config }) => config)).toEqual([{ a: '2' }]);
    });
  });
});

/** Racing requests for one mapper name leave two of them behind, though not every time; a server may also refuse them all but one. */
async function raceUntilDouble(realm: TestRealm, clientId: string, mapper: { readonly name: string }): Promise<void> {
  const path = `/clients/${clientId}/protocol-mappers/models`;
  for (let round = 0; round < 5; round++) {
    await Promise.allSettled(Array.from({ length: 8 }, () => realm.admin.post(path, mapper)));
    const mappers = await realm.admin.get<Mapper[]>(path);
    const twins = mappers.filter(({ name }) => name === mapper.name);
    if (twins.length > 1) return;
    for (const { id } of twins) await realm.admin.delete(`${path}/${id}`);
  }
  await realm.admin.post(path, mapper);
}

async function enableRotation(realm: TestRealm): Promise<void> {
  const configuration = {
    'expiration-period': 3600,
    'rotated-expiration-period': 1800,
    'remaining-rotation-period': 600,
  };
  await realm.admin.put('/client-policies/profiles', {
    profiles: [{ name: 'rotate', executors: [{ executor: 'secret-rotation', configuration }] }],
  });
  const conditions = [{ condition: 'client-access-type', configuration: { type: ['confidential'] } }];
  await realm.admin.put('/client-policies/policies', {
    policies: [{ name: 'rotate', enabled: true, conditions, profiles: ['rotate'] }],
  });
}

async function tokenStatus(realm: TestRealm, clientId: string, secret: string): Promise<number> {
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
