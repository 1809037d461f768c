import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { accountId, changeClient } from './hand-changes.js';
import { inOrder } from './realm-snapshot.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

type Representation = Readonly<Record<string, unknown>>;

/** Each revision changes a field of every client, so that every apply writes to every client. */
function filesOfRevision(revision: number): Readonly<Record<string, unknown>> {
  const description = `revision ${revision}`;
  const attributes = { 'vendor.revision': String(revision) };
  const untyped = { description, attributes, fullScopeAllowed: false };
  return {
    'realm.yaml': {
      roles: { reader: {} },
      clients: {
        plain: { name: 'Plain', ...untyped },
        authorizing: { name: 'Authorizing', ...untyped },
        rotated: { name: 'Rotated', ...untyped },
        agent: {
          type: 'service',
          description,
          attributes,
          protocolMappers: { revision: { hardcodedClaim: { name: 'revision', value: description, type: 'String' } } },
          serviceAccount: { realmRoles: ['reader'] },
        },
      },
    },
  };
}

const UNTYPED = ['plain', 'authorizing', 'rotated'];

describe('what no file names', () => {
  let place: Workplace;
  let firstSecret: string;

  aroundAll(async (runTests) => {
    await withWorkplace('survival', async (made) => {
      place = made;
      await enableRotation(place.realm);
      await applyRevision(1);
      await fillPlain(place.realm);
      await fillAuthorizing(place.realm);
      firstSecret = await rotateSecret(place.realm, 'rotated');
      await runTests();
    });
  });

  async function applyRevision(revision: number): Promise<PlanDocument> {
    place.write(filesOfRevision(revision));
    const plan = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
    expectExit(await place.run(['apply', '--yes']), 0);
    return plan;
  }

  async function stateOf(clientId: string) {
    const { realm } = place;
    const id = await findClientId(realm, clientId);
    const read = async <T>(path: string): Promise<T> => inOrder(await realm.admin.get<T>(path)) as T;
    const client = await read<Representation & { attributes: Representation }>(`/clients/${id}`);
    const account = client['serviceAccountsEnabled'] === true ? await accountId(realm, clientId) : undefined;
    const held = async (path: string): Promise<unknown> =>
      account === undefined ? undefined : read(`/users/${account}${path}`);
    return {
      client,
      account,
      secret: await realm.admin.get(`/clients/${id}/client-secret`),
      mappings: await held('/role-mappings'),
      groups: await held('/groups'),
      authorization:
        client['authorizationServicesEnabled'] === true
          ? await read(`/clients/${id}/authz/resource-server/settings`)
          : undefined,
    };
  }

  /** A state after the apply of a revision: as it was, but for what the revision says. */
  const revised = (before: Awaited<ReturnType<typeof stateOf>>, revision: number): unknown => ({
    ...before,
    client: {
      ...before.client,
      description: `revision ${revision}`,
      attributes: {
        ...before.client.attributes,
        'vendor.revision': String(revision),
        'keyplan.applied': expect.any(String),
      },
    },
  });

  it.for([2, 3])('is neither shown nor changed by the apply of revision %i', async (revision) => {
    const before = await Promise.all(UNTYPED.map(stateOf));
    const plan = await applyRevision(revision);
    const shown = plan.changes.filter(({ address }) => UNTYPED.includes(address.replace('client/', '')));
    expect(shown.map(({ fields }) => fields.map(({ path }) => path))).toEqual(
      UNTYPED.map(() => ['attributes/vendor.revision', 'description']),
    );
    expect(await Promise.all(UNTYPED.map(stateOf))).toEqual(before.map((state) => revised(state, revision)));
  });

  it('leaves both secrets of an overlap valid', async () => {
    const id = await findClientId(place.realm, 'rotated');
    const { value } = await place.realm.admin.get<{ value: string }>(`/clients/${id}/client-secret`);
    expect(value).not.toBe(firstSecret);
    expect(await signInStatus(place.realm, 'rotated', value)).toBe(200);
    expect(await signInStatus(place.realm, 'rotated', firstSecret)).toBe(200);
  });

  it('keeps secret, identifiers and grants of a client whose mappers change', async () => {
    const before = await stateOf('agent');
    await applyRevision(4);
    const after = await stateOf('agent');
    expect(after.client).toMatchObject({ id: before.client['id'], description: 'revision 4' });
    expect({ ...after, client: undefined }).toEqual({ ...before, client: undefined });
  });
});

/** What somebody set in the console on a client that the files only name and describe. */
async function fillPlain(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  const flows = await admin.get<{ id: string; alias: string }[]>('/authentication/flows');
  const flowId = (alias: string): string | undefined => flows.find((flow) => flow.alias === alias)?.id;
  await changeClient(realm, 'plain', ({ attributes }) => ({
    rootUrl: 'https://plain.example',
    baseUrl: '/start',
    adminUrl: 'https://plain.example/admin',
    redirectUris: ['https://plain.example/back'],
    webOrigins: ['https://other.example'],
    serviceAccountsEnabled: true,
    consentRequired: true,
    notBefore: 1_700_000_000,
    authenticationFlowBindingOverrides: { browser: flowId('browser'), direct_grant: flowId('direct grant') },
    attributes: { ...attributes, 'access.token.lifespan': '120', 'vendor.note': 'kept' },
    protocolMappers: [
      {
        name: 'by-hand',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-hardcoded-claim-mapper',
        config: { 'claim.name': 'by_hand', 'claim.value': 'yes', 'access.token.claim': 'true' },
      },
    ],
  }));
  const account = await accountId(realm, 'plain');
  const group = await admin.post('/groups', { name: 'by-hand' });
  await admin.put(`/users/${account}/groups/${group}`, {});
  await admin.post('/roles', { name: 'by-hand' });
  await admin.post(`/users/${account}/role-mappings/realm`, [await admin.get('/roles/by-hand')]);
  const builtIn = await findClientId(realm, 'account');
  const role = await admin.get(`/clients/${builtIn}/roles/view-profile`);
  await admin.post(`/users/${account}/role-mappings/clients/${builtIn}`, [role]);
  const client = await findClientId(realm, 'plain');
  await admin.post(`/clients/${client}/scope-mappings/realm`, [await admin.get('/roles/by-hand')]);
  await admin.post(`/clients/${client}/roles`, { name: 'by-hand' });
}

/** Authorization services with a resource, a policy and a permission. */
async function fillAuthorizing(realm: TestRealm): Promise<void> {
  await changeClient(realm, 'authorizing', () => ({
    serviceAccountsEnabled: true,
    authorizationServicesEnabled: true,
  }));
  const { admin } = realm;
  const id = await findClientId(realm, 'authorizing');
  const server = `/clients/${id}/authz/resource-server`;
  const resource = await admin.request('POST', `${server}/resource`, { name: 'invoices', uris: ['/invoices/*'] });
  const { _id: resourceId } = (await resource.json()) as { _id: string };
  const policy = await admin.request('POST', `${server}/policy/client`, { name: 'only-itself', clients: [id] });
  const { id: policyId } = (await policy.json()) as { id: string };
  const permission = { name: 'invoices-for-itself', resources: [resourceId], policies: [policyId] };
  await (await admin.request('POST', `${server}/permission/resource`, permission)).arrayBuffer();
}

/** A policy of the realm by which every confidential client's secret ends, and a rotated one lives on for two days. */
async function enableRotation({ admin }: TestRealm): Promise<void> {
  const [day, name] = [86_400, 'rotation'];
  const configuration = {
    'expiration-period': 29 * day,
    'rotated-expiration-period': 2 * day,
    'remaining-rotation-period': 10 * day,
  };
  const executors = [{ executor: 'secret-rotation', configuration }];
  await admin.put('/client-policies/profiles', { profiles: [{ name, executors }] });
  const conditions = [{ condition: 'client-access-type', configuration: { type: ['confidential'] } }];
  await admin.put('/client-policies/policies', { policies: [{ name, enabled: true, profiles: [name], conditions }] });
}

/** Starts an overlap; gives the secret that was the only one before. */
async function rotateSecret(realm: TestRealm, clientId: string): Promise<string> {
  await changeClient(realm, clientId, () => ({ serviceAccountsEnabled: true }));
  const path = `/clients/${await findClientId(realm, clientId)}/client-secret`;
  const { value } = await realm.admin.get<{ value: string }>(path);
  await realm.admin.post(path, {});
  return value;
}

async function signInStatus(realm: TestRealm, clientId: string, secret: string): Promise<number> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  await answer.arrayBuffer();
  return answer.status;
}
