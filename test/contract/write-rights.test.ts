// Which rights each write needs: what the check before an apply rests on.
import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { covers } from '../../src/rights/covered-rights.js';
import { rightRules, rightsOfSteps } from '../../src/rights/index.js';
import {
  address,
  digest,
  fieldPath,
  groupAddress,
  type Address,
  type Step,
  type StepId,
} from '../../src/model/index.js';
import {
  addCaller,
  callAs,
  type CallAs,
  findClientId,
  refusesAdminRoles,
  type TestRealm,
} from '../support/keycloak.js';
import { leaveOut } from '../support/leave-out.js';
import { sharedRealm } from '../support/reading.js';

interface Parts {
  readonly api: string;
  readonly agent: string;
  readonly account: string;
  readonly management: string;
  readonly group: string;
  readonly scope: string;
  /** Representations by name, with their ids. */
  readonly role: (name: string) => { readonly id: string; readonly name: string };
}

let parts: Parts | undefined;
const made = (): Parts => {
  if (parts === undefined) throw new Error('the realm is not arranged yet');
  return parts;
};

const shared = sharedRealm('write-rights', async (realm) => {
  const { admin } = realm;
  await Promise.all(['reader', 'writer'].map((name) => admin.post('/roles', { name })));
  const api = await admin.post('/clients', { clientId: 'api' });
  await Promise.all(['submit', 'cancel'].map((name) => admin.post(`/clients/${api}/roles`, { name })));
  const agent = await admin.post('/clients', {
    clientId: 'agent',
    serviceAccountsEnabled: true,
    fullScopeAllowed: false,
  });
  const { id: account } = await admin.get<{ id: string }>(`/clients/${agent}/service-account-user`);
  const management = await findClientId(realm, 'realm-management');
  const named = await Promise.all(
    ['/roles', `/clients/${api}/roles`, `/clients/${management}/roles`].map((path) =>
      admin.get<{ id: string; name: string }[]>(path),
    ),
  );
  const roles = new Map(named.flat().map((role) => [role.name, role]));
  parts = {
    api,
    agent,
    account,
    management,
    group: await admin.post('/groups', { name: 'team' }),
    scope: await admin.post('/client-scopes', { name: 'tenant', protocol: 'openid-connect' }),
    role(name) {
      const role = roles.get(name);
      if (role === undefined) throw new Error(`there is no role ${name}`);
      return role;
    },
  };
});

/** A write as a plan has it, and the requests that carry it out; the last ones take back what the first ones made. */
interface Write {
  readonly name: string;
  readonly address: Address;
  readonly operation?: Step['operation'];
  readonly path?: readonly string[];
  readonly requests: (
    parts: Parts,
    realm: TestRealm,
  ) => readonly (readonly [method: string, path: string, body?: unknown])[];
}

const AGENT = address('client', 'agent');
const READER = address('role', 'reader');
const SUBMIT = address('client-role', 'api', 'submit');
const SCOPE = address('client-scope', 'tenant');
const TEAM = groupAddress('/team');

const both = (path: string, body: unknown): readonly (readonly [string, string, unknown])[] => [
  ['POST', path, body],
  ['DELETE', path, body],
];

const WRITES: readonly Write[] = [
  {
    name: 'a client',
    address: AGENT,
    // Without `serviceAccountsEnabled` 24.0.5 and 26.0.8 delete the service account that later writes need.
    requests: ({ agent }) => [
      ['PUT', `/clients/${agent}`, { clientId: 'agent', description: 'd', serviceAccountsEnabled: true }],
    ],
  },
  {
    name: 'a client scope',
    address: SCOPE,
    requests: ({ scope }) => [['PUT', `/client-scopes/${scope}`, { name: 'tenant', description: 'd' }]],
  },
  {
    name: 'a client scope on the lists of the realm',
    address: SCOPE,
    operation: 'link',
    path: ['attachTo', 'realmDefault'],
    requests: ({ scope }) => [
      ['PUT', `/default-default-client-scopes/${scope}`],
      ['DELETE', `/default-default-client-scopes/${scope}`],
    ],
  },
  {
    name: 'a client scope of a client',
    address: AGENT,
    operation: 'link',
    path: ['defaultClientScopes', 'tenant'],
    requests: ({ agent, scope }) => [
      ['PUT', `/clients/${agent}/default-client-scopes/${scope}`],
      ['DELETE', `/clients/${agent}/default-client-scopes/${scope}`],
    ],
  },
  {
    name: 'a realm role',
    address: READER,
    requests: ({ role }) => [['PUT', `/roles-by-id/${role('reader').id}`, { ...role('reader'), description: 'd' }]],
  },
  {
    name: 'a client role',
    address: SUBMIT,
    requests: ({ role }) => [['PUT', `/roles-by-id/${role('submit').id}`, { ...role('submit'), description: 'd' }]],
  },
  {
    name: 'a realm role behind a realm role',
    address: READER,
    operation: 'link',
    path: ['composites', 'realm', 'writer'],
    requests: ({ role }) => both(`/roles-by-id/${role('reader').id}/composites`, [role('writer')]),
  },
  // Servers up to 26.7.0 take a role out of a composite one for whoever may manage that one, 26.7.4 wants what giving it wants.
  {
    name: 'a client role behind a realm role',
    address: READER,
    operation: 'link',
    path: ['composites', 'client', 'api', 'submit'],
    requests: ({ role }) => both(`/roles-by-id/${role('reader').id}/composites`, [role('submit')]),
  },
  {
    name: 'a realm role behind a client role',
    address: SUBMIT,
    operation: 'link',
    path: ['composites', 'realm', 'writer'],
    requests: ({ role }) => both(`/roles-by-id/${role('submit').id}/composites`, [role('writer')]),
  },
  {
    name: 'a client role behind a client role',
    address: SUBMIT,
    operation: 'link',
    path: ['composites', 'client', 'api', 'cancel'],
    requests: ({ role }) => both(`/roles-by-id/${role('submit').id}/composites`, [role('cancel')]),
  },
  {
    name: 'an admin role behind a client role',
    address: SUBMIT,
    operation: 'link',
    path: ['composites', 'client', 'realm-management', 'view-users'],
    requests: ({ role }) => both(`/roles-by-id/${role('submit').id}/composites`, [role('view-users')]),
  },
  // Servers up to 26.5 want no right over the realm for it, 26.7 does.
  {
    name: 'a realm role in the role scope of a client',
    address: AGENT,
    operation: 'link',
    path: ['roleScope', 'realmRoles', 'reader'],
    requests: ({ agent, role }) => both(`/clients/${agent}/scope-mappings/realm`, [role('reader')]),
  },
  {
    name: 'a realm role in the role scope of a client scope',
    address: SCOPE,
    operation: 'link',
    path: ['roleScope', 'realmRoles', 'reader'],
    requests: ({ scope, role }) => both(`/client-scopes/${scope}/scope-mappings/realm`, [role('reader')]),
  },
  {
    name: 'a client role in a role scope',
    address: AGENT,
    operation: 'link',
    path: ['roleScope', 'clientRoles', 'api', 'submit'],
    requests: ({ agent, api, role }) => both(`/clients/${agent}/scope-mappings/clients/${api}`, [role('submit')]),
  },
  {
    name: 'an admin role in a role scope',
    address: AGENT,
    operation: 'link',
    path: ['roleScope', 'clientRoles', 'realm-management', 'realm-admin'],
    requests: ({ agent, management, role }) =>
      both(`/clients/${agent}/scope-mappings/clients/${management}`, [role('realm-admin')]),
  },
  {
    name: 'a group',
    address: TEAM,
    requests: ({ group }) => [['PUT', `/groups/${group}`, { name: 'team', attributes: { a: ['b'] } }]],
  },
  {
    name: 'a realm role of a group',
    address: TEAM,
    operation: 'link',
    path: ['realmRoles', 'reader'],
    requests: ({ group, role }) => both(`/groups/${group}/role-mappings/realm`, [role('reader')]),
  },
  {
    name: 'an admin role of a group',
    address: TEAM,
    operation: 'link',
    path: ['clientRoles', 'realm-management', 'manage-clients'],
    requests: ({ group, management, role }) =>
      both(`/groups/${group}/role-mappings/clients/${management}`, [role('manage-clients')]),
  },
  {
    name: 'a realm role of a service account',
    address: AGENT,
    operation: 'grant',
    path: ['serviceAccount', 'realmRoles', 'reader'],
    requests: ({ account, role }) => both(`/users/${account}/role-mappings/realm`, [role('reader')]),
  },
  {
    name: 'a client role of a service account',
    address: AGENT,
    operation: 'grant',
    path: ['serviceAccount', 'clientRoles', 'api', 'submit'],
    requests: ({ account, api, role }) => both(`/users/${account}/role-mappings/clients/${api}`, [role('submit')]),
  },
  {
    name: 'a group of a service account',
    address: AGENT,
    operation: 'grant',
    path: ['serviceAccount', 'groups', '/team'],
    requests: ({ account, group }) => [
      ['PUT', `/users/${account}/groups/${group}`, {}],
      ['DELETE', `/users/${account}/groups/${group}`],
    ],
  },
  ...['view-users', 'view-clients', 'view-realm', 'manage-realm', 'view-events', 'query-users', 'realm-admin'].map(
    (name): Write => ({
      name: `the admin role ${name} of a service account`,
      address: AGENT,
      operation: 'grant',
      path: ['serviceAccount', 'clientRoles', 'realm-management', name],
      requests: ({ account, management, role }) =>
        both(`/users/${account}/role-mappings/clients/${management}`, [role(name)]),
    }),
  ),
];

const RIGHTS = ['manage-clients', 'manage-users', 'manage-realm'] as const;
const SETS: readonly (readonly string[])[] = [
  ...RIGHTS.map((right) => [right]),
  ...RIGHTS.map((right) => RIGHTS.filter((other) => other !== right)),
  ['realm-admin'],
];

function stepOf({ address: of, operation = 'update', path }: Write, isTaken: boolean): Step {
  const [before, after] = isTaken ? [true, undefined] : [undefined, true];
  const fields = path === undefined ? [] : [{ path: fieldPath(...path), before, after }];
  const place = { file: 'realm.yaml', line: 1, column: 1 };
  return {
    id: `${of}#${operation}` as StepId,
    address: of,
    operation,
    fields,
    needs: [],
    hazards: [],
    digest: digest(''),
    place,
  };
}

const isOfAdminRole = ({ path = [] }: Write): boolean =>
  path.includes('realm-management') && !path.includes('roleScope');

const isBetween = (version: string): boolean => !isUpTo(3, version) && (isUpTo(6, version) || version === '26.7.0');

describe('what each write needs', () => {
  const callers = new Map<string, Promise<CallAs>>();
  const callerWith = (rights: readonly string[]): Promise<CallAs> => {
    const name = `writes-with-${rights.join('-')}`;
    const caller = callers.get(name) ?? addCaller(shared(), name, rights).then((added) => callAs(shared(), added));
    callers.set(name, caller);
    return caller;
  };

  it.for(WRITES)('$name: exactly the rights that the check names', async (write, context) => {
    const { server } = shared();
    const rules = rightRules(server.version);
    if (refusesAdminRoles(server) && isOfAdminRole(write)) {
      leaveOut(context, `Keycloak ${server.version} lets nobody but a realm's administrator do it`);
    }
    const neededFor = (method: string): readonly string[] =>
      rightsOfSteps([stepOf(write, method === 'DELETE')], shared().name, rules).map(({ role }) => role);
    for (const held of SETS) {
      const call = await callerWith(held);
      for (const [method, path, body] of write.requests(made(), shared())) {
        const needed = neededFor(method);
        expect(needed).not.toEqual([]);
        const isEnough = needed.every((role) => held.some((own) => covers(own, role, rules)));
        const { status } = await call(method, path, body);
        // Whatever is wrong with a request that is let through would be a fault of this test.
        expect([204, 403]).toContain(status);
        // Those between want less than the newest in places, and do not tell which version they are.
        if (!isEnough && isBetween(server.version)) continue;
        expect({ held, method, refused: status === 403 }).toEqual({ held, method, refused: !isEnough });
      }
    }
  });
});
