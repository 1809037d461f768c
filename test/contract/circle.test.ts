// The whole circle as its users go it, with the rights that the documents name and no others, on every version.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { accountId, changeClient } from '../entry/hand-changes.js';
import { inOrder } from '../entry/realm-snapshot.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from '../entry/workplace.js';
import { addCaller, findClientId, type TestRealm } from '../support/keycloak.js';

const REALM_FILES = fileURLToPath(new URL('../../examples/quickstart/realms', import.meta.url));
const PLAN_RIGHTS = ['view-clients', 'view-users', 'view-realm'];
const APPLY_RIGHTS = ['manage-clients', 'manage-users', 'view-realm', 'manage-realm'];

interface Client {
  readonly attributes: Readonly<Record<string, string>>;
  readonly protocolMappers: readonly { readonly name: string }[];
}

/** keyplan with one identity that looks and one that writes; gives what one run sent besides GET and the sign-in. */
async function signIn(place: Workplace): Promise<(exitCode: number, ...args: string[]) => Promise<readonly string[]>> {
  const plan = await addCaller(place.realm, 'keyplan-plan', PLAN_RIGHTS);
  const apply = await addCaller(place.realm, 'keyplan-apply', APPLY_RIGHTS);
  const identity = (clientId: string, env: string) => ({ clientId, clientSecret: { env } });
  place.writeSettings({
    auth: { plan: identity('keyplan-plan', 'A_SECRET'), apply: identity('keyplan-apply', 'B_SECRET') },
  });
  const environment = { A_SECRET: plan.clientSecret, B_SECRET: apply.clientSecret };
  return async (exitCode, ...args) => {
    place.proxy.reset();
    const run = expectExit(await place.run(args, environment), exitCode);
    if (args.includes('--json')) return shownBy(jsonOf<PlanDocument>(run));
    const sent = place.proxy.log().filter((request) => request.class !== 'token' && request.method !== 'GET');
    return sent.map(({ method, url }) => `${method} ${url}`);
  };
}

/** What a plan would change, field by field. */
function shownBy({ changes }: PlanDocument): readonly string[] {
  return changes.flatMap(({ address, fields }) => fields.map(({ path }) => `${address} ${path}`));
}

/** A client with what the server gave it by itself: its id, its secret, its account and what that holds. */
async function stateOf(realm: TestRealm, clientId: string) {
  const id = await findClientId(realm, clientId);
  const account = await accountId(realm, clientId);
  const read = async (path: string): Promise<unknown> => inOrder(await realm.admin.get(path));
  return {
    client: (await read(`/clients/${id}`)) as Client,
    secret: await read(`/clients/${id}/client-secret`),
    account: await read(`/users/${account}`),
    roles: await read(`/users/${account}/role-mappings`),
    groups: await read(`/users/${account}/groups`),
  };
}

/** A field that no file names, and three that the files decide. */
async function changeByHand(realm: TestRealm): Promise<void> {
  await changeClient(realm, 'orders-worker', ({ attributes, protocolMappers = [] }) => ({
    attributes: { ...attributes, 'by.hand': 'kept' },
    standardFlowEnabled: true,
    protocolMappers: protocolMappers.map((mapper) =>
      mapper.name === 'audience'
        ? { ...mapper, config: { ...mapper.config, 'included.client.audience': 'orders-auditor' } }
        : mapper,
    ),
  }));
  const role = await realm.admin.get('/roles/orders-reader');
  await realm.admin.post(`/users/${await accountId(realm, 'orders-worker')}/role-mappings/realm`, [role]);
}

describe('the circle', () => {
  it('of the quick start: applied, found to be so without a write, changed by hand, and repaired with nothing lost', async () => {
    await withWorkplace('circle', async (place) => {
      cpSync(REALM_FILES, join(place.folder, 'realm'), { recursive: true });
      const { realm } = place;
      const writesOf = await signIn(place);
      await writesOf(0, 'apply', '--yes');
      expect(await writesOf(0, 'plan', '--detailed-exitcode')).toEqual([]);
      expect(await writesOf(0, 'apply', '--yes')).toEqual([]);
      const applied = await stateOf(realm, 'orders-worker');
      // 24.0.5 and 26.0.8 put three mappers on a client with a service account; later ones have a client scope for them.
      const own = isUpTo(0, realm.server.version) ? ['Client Host', 'Client ID', 'Client IP Address'] : [];
      expect(applied.client.protocolMappers.map(({ name }) => name).toSorted()).toEqual([...own, 'audience']);

      await changeByHand(realm);
      expect(await writesOf(2, 'plan', '--detailed-exitcode', '--json')).toEqual([
        'client/orders-worker protocolMappers/audience/config/included.client.audience',
        'client/orders-worker serviceAccount/realmRoles/orders-reader',
        'client/orders-worker standardFlowEnabled',
      ]);
      await writesOf(0, 'apply', '--yes');

      const { client } = applied;
      const attributes = { ...client.attributes, 'by.hand': 'kept' };
      expect(await stateOf(realm, 'orders-worker')).toEqual({ ...applied, client: { ...client, attributes } });
      expect(await writesOf(0, 'plan', '--detailed-exitcode')).toEqual([]);
    });
  });
});
