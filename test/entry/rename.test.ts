import { describe, expect, it } from 'vitest';
import type { TestRealm } from '../support/keycloak.js';
import { accountId, changeClient } from './hand-changes.js';
import { inOrder, snapshotRealm } from './realm-snapshot.js';
import { clientState, signInStatus, type ClientState } from './whole-client.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

/** A client with three realm roles, two client roles and a group, whose own role and audience others use. */
function files(clientId: string, renamedFrom?: string): Readonly<Record<string, unknown>> {
  return {
    'realm.yaml': {
      roles: { reader: {}, writer: {}, auditor: {} },
      groups: { '/team': {} },
      clients: {
        gateway: { type: 'resource', roles: { submit: {}, review: {} } },
        [clientId]: {
          ...(renamedFrom === undefined ? {} : { renamedFrom }),
          type: 'service',
          name: 'Agent',
          roles: { own: {} },
          serviceAccount: {
            realmRoles: ['reader', 'writer', 'auditor'],
            clientRoles: { gateway: ['submit', 'review'] },
            groups: ['/team'],
            attributes: { team: ['payments'] },
          },
        },
        caller: {
          type: 'service',
          protocolMappers: { aud: { audience: { client: clientId } } },
          allow: [{ hazard: 'widen-audience', reason: 'follows a rename' }],
          serviceAccount: { clientRoles: { [clientId]: ['own'] } },
        },
      },
    },
  };
}

/** What no file says and a rename must keep: an attribute by hand, and a mapper elsewhere that keeps the old name. */
async function arrange(place: Workplace): Promise<void> {
  place.write(files('agent'));
  expectExit(await place.run(['apply', '--yes']), 0);
  const { realm } = place;
  await changeClient(realm, 'agent', ({ attributes }) => ({ attributes: { ...attributes, 'vendor.note': 'kept' } }));
  const config = { 'included.client.audience': 'agent', 'access.token.claim': 'true' };
  const mapper = { name: 'by-hand', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config };
  await realm.admin.post('/clients', { clientId: 'stranger', protocolMappers: [mapper] });
}

/** A state before the rename as it must be afterwards: every field is the same but for the names. */
function renamed({ client, ...rest }: ClientState): unknown {
  const attributes = {
    ...client.attributes,
    'keyplan.applied': expect.any(String),
    'keyplan.renamedFrom': 'agent',
  };
  return {
    ...rest,
    client: { ...client, clientId: 'renamed-agent', attributes },
    username: 'service-account-renamed-agent',
  };
}

async function rolesOf(realm: TestRealm, clientId: string): Promise<unknown> {
  return inOrder(await realm.admin.get(`/users/${await accountId(realm, clientId)}/role-mappings`));
}

describe('a client under a new id', () => {
  it('keeps every field, its secret and its grants, and the plan lists what says the old name', async () => {
    await withWorkplace('rename', async (place) => {
      await arrange(place);
      const { realm } = place;
      const before = await clientState(realm, 'agent');
      place.write(files('renamed-agent', 'agent'));

      const text = expectExit(await place.run(['plan', '--detailed-exitcode']), 2).stdout;
      expect(text).toContain('~ client agent -> renamed-agent');
      expect(text).toContain('mapper stranger/by-hand');
      const plan = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
      const mentions = plan.changes.flatMap(({ stillNamed = [] }) => stillNamed);
      expect(
        mentions.map(
          ({ address, path, isChanged }) => `${address} ${path.split('/').slice(0, 2).join('/')} ${isChanged}`,
        ),
      ).toEqual([
        'client/caller protocolMappers/aud true',
        'client/caller serviceAccount/clientRoles true',
        'client/stranger protocolMappers/by-hand false',
      ]);
      const change = plan.changes.find(({ address }) => address === 'client/renamed-agent');
      expect(change).toMatchObject({ action: 'update', renamedFrom: 'client/agent' });
      expect(change?.fields.map(({ path }) => path)).toEqual(['clientId']);
      expect(plan.changes.map(({ address, action }) => `${action} ${address}`)).not.toContain(
        'create client/renamed-agent',
      );

      expectExit(await place.run(['apply', '--yes']), 0);
      const after = await clientState(realm, 'renamed-agent');
      expect(after).toEqual(renamed(before));
      expect(await signInStatus(realm, 'renamed-agent', after.secret)).toBe(200);
      expect(await signInStatus(realm, 'agent', after.secret)).toBe(401);
      expect(JSON.stringify(await rolesOf(realm, 'caller'))).toContain('renamed-agent');
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);

      place.write(files('renamed-agent'));
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
      expect(await clientState(realm, 'renamed-agent')).toEqual(after);
    });
  });

  it.for(['drop-before', 'drop-after'] as const)('heals where a write is interrupted by %s', async (action) => {
    await withWorkplace('rename-fault', async (place) => {
      await arrange(place);
      const before = await clientState(place.realm, 'agent');
      place.write(files('renamed-agent', 'agent'));
      for (const skip of [0, 1]) {
        place.proxy.reset({ faults: [{ action, class: 'write', method: 'PUT', skip, times: 1 }] });
        const run = await place.run(['apply', '--yes']);
        expect([0, 7], `${run.stdout}\n${run.stderr}`).toContain(run.exitCode);
      }
      place.proxy.reset({ faults: [] });
      expectExit(await place.run(['apply', '--yes']), 0);
      expect(await clientState(place.realm, 'renamed-agent')).toEqual(renamed(before));
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
      const { clients } = await snapshotRealm(place.realm);
      const found = clients.map(({ clientId }) => String(clientId)).toSorted();
      expect(found).toEqual(['caller', 'gateway', 'renamed-agent', 'stranger']);
    });
  });
});
