// Which rights cover which, and what answers tell about them: what src/rights and the search for rights rest on.
import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { covers } from '../../src/rights/covered-rights.js';
import { createRightsReader } from '../../src/systems/keycloak/index.js';
import { createTrustReader } from '../../src/systems/keycloak/reading/read-trust.js';
import { rightRules } from '../../src/rights/index.js';
import {
  addCaller,
  callAs,
  type CallAs,
  findClientId,
  refusesAdminRoles,
  type TestRealm,
} from '../support/keycloak.js';
import { leaveOut } from '../support/leave-out.js';
import { openTestSession, sharedRealm } from '../support/reading.js';

const shared = sharedRealm('shown-rights', async ({ admin }) => {
  await admin.post('/groups', { name: 'team' });
  await admin.post('/clients', { clientId: 'agent', serviceAccountsEnabled: true });
});

async function accountOf({ admin }: TestRealm, clientId: string): Promise<string> {
  const [user] = await admin.get<{ id: string }[]>(`/users?username=service-account-${clientId}&exact=true`);
  return user?.id ?? '';
}

describe('a right that covers another', () => {
  const OTHERS = [
    'view-events',
    'manage-events',
    'view-identity-providers',
    'manage-identity-providers',
    'view-authorization',
    'manage-authorization',
  ];
  const NAMES = [
    'view-clients',
    'view-users',
    'view-realm',
    'manage-clients',
    'manage-users',
    'manage-realm',
    ...OTHERS,
    'create-client',
    'impersonation',
  ];

  it.for(NAMES)('%s lets its holder grant what it covers and nothing else', async (held, context) => {
    const { server } = shared();
    if (refusesAdminRoles(server)) leaveOut(context, `Keycloak ${server.version} lets no such holder grant anything`);
    const rights = [...new Set(['manage-users', held])];
    const call = await callAs(shared(), await addCaller(shared(), `grants-with-${held}`, rights));
    const { admin } = shared();
    const management = await findClientId(shared(), 'realm-management');
    const path = `/users/${await accountOf(shared(), 'agent')}/role-mappings/clients/${management}`;
    const roles = await admin.get<{ name: string }[]>(`/clients/${management}/roles`);
    const granted: string[] = [];
    for (const name of NAMES) {
      const role = roles.filter((candidate) => candidate.name === name);
      if ((await call('POST', path, role)).status !== 204) continue;
      granted.push(name);
      await call('DELETE', path, role);
    }
    // Up to 26.3 view-authorization is not covered by view-clients and manage-clients.
    const rules = rightRules(shared().server.version);
    expect(granted).toEqual(NAMES.filter((name) => rights.some((own) => covers(own, name, rules))));
  });

  it('manage-realm shows all that view-realm shows', async () => {
    const of = async (right: string): Promise<readonly unknown[]> => {
      const call = await callAs(
        shared(),
        await addCaller(shared(), `sees-with-${right}`, ['manage-clients', 'manage-users', right]),
      );
      const paths = [
        '',
        '/roles',
        '/authentication/flows',
        `/users/${await accountOf(shared(), 'agent')}/role-mappings`,
        '/default-groups',
      ];
      return Promise.all(paths.map(async (path) => await call('GET', path)));
    };
    expect(await of('manage-realm')).toEqual(await of('view-realm'));
  });
});

describe('what answers show about rights', () => {
  const ask = async (rights: readonly string[]): Promise<CallAs> =>
    callAs(shared(), await addCaller(shared(), `shown-${rights.join('-')}`, rights));
  const access = async (call: CallAs, path: string): Promise<unknown> => {
    const [first] = (await call('GET', path)).body as readonly { readonly access?: { readonly manage?: boolean } }[];
    return first?.access?.manage;
  };

  it('a client says whether the caller may manage clients', async () => {
    for (const right of ['view-clients', 'manage-clients'] as const) {
      const call = await ask([right]);
      expect(await access(call, '/clients?clientId=account')).toBe(right === 'manage-clients');
    }
  });

  it('a group and a user say whether the caller may manage users', async () => {
    for (const right of ['view-users', 'manage-users'] as const) {
      const call = await ask([right]);
      expect(await access(call, '/groups?briefRepresentation=false')).toBe(right === 'manage-users');
      expect(await access(call, '/users?username=service-account-&briefRepresentation=true&max=1')).toBe(
        right === 'manage-users',
      );
    }
  });

  it('the realm roles that a client could let into its tokens say whether the caller may manage the realm, and clients up to 26.3', async () => {
    const account = await findClientId(shared(), 'account');
    const path = `/clients/${account}/scope-mappings/realm/available`;
    const isFree = async (...rights: readonly string[]): Promise<boolean> => {
      const call = await ask(rights);
      return ((await call('GET', path)).body as readonly unknown[]).length > 0;
    };
    // Servers up to 26.3 show them to whoever may manage clients, later ones to whoever may manage the realm.
    const isNewest = rightRules(shared().server.version) === 'newest';
    expect(await isFree('view-clients', 'manage-realm')).toBe(isNewest);
    expect(await isFree('view-realm', 'manage-clients')).toBe(!isNewest);
    expect(await isFree('view-clients', 'view-realm')).toBe(false);
    expect(await isFree('manage-clients', 'manage-realm')).toBe(true);
  });

  it('the version is told to whoever has any right, up to 26.3', async () => {
    const isTold = async (right: string): Promise<boolean> => {
      const session = openTestSession(shared(), await addCaller(shared(), `version-${right}`, [right]));
      try {
        return (await createRightsReader(session).version()) === shared().server.version;
      } finally {
        await session.close();
      }
    };
    // Later ones tell it in the own realm only to whoever may manage that, and 26.4 to nobody there.
    const isOld = isUpTo(3, shared().server.version);
    for (const right of ['view-clients', 'view-users', 'view-realm', 'manage-clients']) {
      expect({ right, isTold: await isTold(right) }).toEqual({ right, isTold: isOld });
    }
    expect(await isTold('manage-realm')).toBe(isOld || !isUpTo(4, shared().server.version));
  });

  it("all client roles of the caller's own account are in one answer, whatever its token says", async () => {
    const rights = ['manage-users', 'view-clients', 'view-realm'];
    const caller = await addCaller(shared(), 'whoami', rights);
    const account = await accountOf(shared(), 'whoami');
    const { body } = await (await callAs(shared(), caller))('GET', `/ui-ext/effective-roles/users/${account}`);
    const names = (body as readonly { readonly client: string; readonly role: string }[])
      .filter(({ client }) => client === 'realm-management')
      .map(({ role }) => role);
    expect(names.filter((name) => !name.startsWith('query-')).sort()).toEqual(rights.toSorted());
  });
});

describe('the features of a server', () => {
  it('are listed by the names that doctor looks for, from the version on that has them', async () => {
    const session = openTestSession(shared());
    try {
      const features = await createTrustReader(session).features();
      // The server of the tests has the preview of SPIFFE switched on where there is one.
      const isOld = isUpTo(3, shared().server.version);
      const told = ['CLIENT_AUTH_FEDERATED', 'SPIFFE', 'MULTI_SITE', 'NO_SUCH'].map((name) => features?.get(name));
      const isFederated = !isUpTo(5, shared().server.version);
      expect(isOld ? told.slice(0, 2) : told).toEqual(
        isOld ? [undefined, undefined] : [isFederated, true, false, undefined],
      );
    } finally {
      await session.close();
    }
  });
});
