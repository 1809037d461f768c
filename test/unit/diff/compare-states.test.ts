import { describe, expect, test } from 'vitest';
import { compareStates } from '../../../src/diff/index.js';
import { address, Secret, type ObjectChange } from '../../../src/model/index.js';
import { comparing, desired, has, live, OWNER, wants } from '../../support/states.js';

const agent = address('client', 'agent');
const changesOf = (...args: Parameters<typeof compareStates>): readonly ObjectChange[] =>
  compareStates(...args).changes;

describe('what differs', () => {
  test('a fact that nobody wrote is not looked at', () => {
    const wanted = wants(agent, [['enabled', true]]);
    const found = has(
      agent,
      [
        ['enabled', true],
        ['baseUrl', 'https://by-hand.example'],
      ],
      { owner: OWNER, applied: wanted.digest },
    );
    expect(changesOf(desired([wanted]), live([found]), comparing())).toEqual([]);
  });

  test('below an exact prefix everything that is not written must go', () => {
    const wanted = wants(agent, [['redirectUris/a', true]], { exact: ['redirectUris'] });
    const found = has(
      agent,
      [
        ['redirectUris/a', true],
        ['redirectUris/b', true],
      ],
      { owner: OWNER, applied: wanted.digest },
    );
    const [change] = changesOf(desired([wanted]), live([found]), comparing());
    expect(change).toMatchObject({
      action: 'update',
      origin: 'drift',
      fields: [{ path: 'redirectUris/b', before: true, after: undefined }],
    });
  });

  test('blank text, null and absence are equal', () => {
    const wanted = wants(agent, [
      ['name', ''],
      ['attributes/a', ''],
    ]);
    const found = has(agent, [['description', '']], { owner: OWNER, applied: wanted.digest });
    expect(changesOf(desired([wanted]), live([found]), comparing())).toEqual([]);
  });

  test('a written default equals an absent attribute, and replaces another value', () => {
    const wanted = wants(agent, [['attributes/use.refresh.tokens', 'true']]);
    const same = has(agent, [], { owner: OWNER, applied: wanted.digest });
    expect(changesOf(desired([wanted]), live([same]), comparing())).toEqual([]);
    const other = has(agent, [['attributes/use.refresh.tokens', 'false']], { owner: OWNER, applied: wanted.digest });
    expect(changesOf(desired([wanted]), live([other]), comparing())[0]?.fields[0]).toMatchObject({
      before: 'false',
      after: 'true',
    });
  });

  test('what the server owns is neither compared nor taken away', () => {
    const wanted = wants(agent, [], {
      exact: ['defaultClientScopes', 'serviceAccount/realmRoles', 'serviceAccount/groups'],
    });
    const found = has(
      agent,
      [
        ['defaultClientScopes/service_account', true],
        ['serviceAccount/realmRoles/default-roles-agents', true],
        [['serviceAccount', 'groups', '/everybody'], true],
      ],
      { owner: OWNER, applied: wanted.digest },
    );
    expect(
      changesOf(desired([wanted]), live([found], { realm: { defaultGroups: ['/everybody'] } }), comparing()),
    ).toEqual([]);
  });

  test('a secret-bearing value differs without being shown', () => {
    const wanted = wants(agent, [['attributes/vendor.token', new Secret('canary-1')]]);
    const found = has(agent, [['attributes/vendor.token', new Secret('canary-2')]], {
      owner: OWNER,
      applied: wanted.digest,
    });
    const changes = changesOf(desired([wanted]), live([found]), comparing());
    expect(changes).toHaveLength(1);
    expect(JSON.stringify(changes)).not.toContain('canary');
  });

  test('a scope that joins one list of a client leaves the other, where the files do not say so themselves', () => {
    const fieldsOf = (
      of: Parameters<typeof wants>[0],
      written: string,
      found: string,
      exact: readonly string[] = [],
    ): readonly unknown[] | undefined => {
      const wanted = wants(of, [[written, true]], { exact });
      const state = live([has(of, [[found, true]], { owner: OWNER, applied: wanted.digest })]);
      return changesOf(desired([wanted]), state, comparing())[0]?.fields.map(({ path, before, after }) => [
        path,
        before,
        after,
      ]);
    };
    const scope = address('client-scope', 'mcp');
    for (const [of, one, other] of [
      [agent, 'defaultClientScopes/mcp', 'optionalClientScopes/mcp'],
      [scope, 'attachTo/default/agent', 'attachTo/optional/agent'],
      [scope, 'attachTo/realmDefault', 'attachTo/realmOptional'],
    ] as const) {
      expect(fieldsOf(of, one, other)).toEqual([
        [one, undefined, true],
        [other, true, undefined],
      ]);
      expect(fieldsOf(of, other, one)).toEqual([
        [one, true, undefined],
        [other, undefined, true],
      ]);
    }
    const [managed, ...twice] =
      fieldsOf(agent, 'defaultClientScopes/mcp', 'optionalClientScopes/mcp', ['optionalClientScopes'])?.slice(1) ?? [];
    expect(managed).toEqual(['optionalClientScopes/mcp', true, undefined]);
    expect(twice).toEqual([]);
    expect(fieldsOf(agent, 'defaultClientScopes/mcp', 'optionalClientScopes/other')).toHaveLength(1);
  });

  test('a missing service account is a difference of its own', () => {
    const wanted = wants(agent, [['serviceAccount/present', true]]);
    const found = has(agent, [['serviceAccountsEnabled', true]], { owner: OWNER, applied: wanted.digest });
    expect(changesOf(desired([wanted]), live([found]), comparing())[0]?.fields).toMatchObject([
      { path: 'serviceAccount/present', after: true },
    ]);
  });
});

describe('whose object it is', () => {
  test('an equal object without a mark is adopted by its mark alone', () => {
    const differences = compareStates(
      desired([wants(agent, [['enabled', true]])]),
      live([has(agent, [['enabled', true]])]),
      comparing({ commit: 'abc' }),
    );
    expect(differences.changes).toMatchObject([
      { action: 'mark', origin: 'adopt', adopts: true, fields: [], mark: { after: { owner: OWNER, commit: 'abc' } } },
    ]);
  });

  test('a commit alone does not make a mark stale', () => {
    const wanted = wants(agent, [['enabled', true]]);
    const found = has(agent, [['enabled', true]], { owner: OWNER, applied: wanted.digest });
    expect(changesOf(desired([wanted]), live([found]), comparing({ commit: 'another commit' }))).toEqual([]);
  });

  test('a stale digest over equal facts is refreshed, which is no update', () => {
    const found = has(agent, [['enabled', true]], { owner: OWNER, applied: 'old' });
    expect(changesOf(desired([wants(agent, [['enabled', true]])]), live([found]), comparing())).toMatchObject([
      { action: 'mark', adopts: false },
    ]);
  });

  test('scopes and roles of a fresh realm are edited without a mark', () => {
    const roles = address('client-scope', 'roles');
    const changes = changesOf(desired([wants(roles, [['description', 'x']])]), live([has(roles)]), comparing());
    expect(changes).toMatchObject([{ action: 'update', adopts: false }]);
    expect(changes[0]?.mark).toBe(undefined);
  });

  test('a client that owns declared roles says so in its mark', () => {
    const changes = changesOf(
      desired([wants(agent), wants(address('client-role', 'agent', 'submit'))]),
      live(),
      comparing(),
    );
    expect(changes.map((change) => [change.address, change.mark?.after?.ownsRoles])).toEqual([
      ['client/agent', true],
      ['client-role/agent/submit', false],
    ]);
  });

  test('ours that no file declares are orphans; other clients are unmanaged; Keycloak’s own are neither', () => {
    const state = live([
      has(address('client', 'left'), [], { owner: OWNER }),
      has(address('client', 'theirs'), [], { owner: 'else' }),
      has(address('client', 'nobody')),
      has(address('client', 'account')),
      has(address('role', 'gone'), [], { owner: OWNER }),
    ]);
    const differences = compareStates(desired([]), state, comparing());
    expect(differences.orphans.map((orphan) => orphan.address)).toEqual(['role/gone', 'client/left']);
    expect(differences.unmanaged).toEqual(['nobody', 'theirs']);
    expect(differences.owned).toBe(2);
  });

  test('the clients that keyplan signs in with are not among the unmanaged', () => {
    const [runner, other] = [address('client', 'keyplan-plan'), address('client', 'nobody')];
    const context = comparing({ ownClients: new Set([runner]) });
    expect(compareStates(desired([]), live([has(runner), has(other)]), context).unmanaged).toEqual(['nobody']);
  });
});

describe('what was not read', () => {
  const refused = (area: 'clients' | 'realm-role-grants' | 'roles' | 'service-accounts') =>
    ({ area, reason: 'refused', evidence: '403' }) as const;

  test('an object whose absence is not known is not created', () => {
    const differences = compareStates(desired([wants(agent)]), live([], { unread: [refused('clients')] }), comparing());
    expect(differences.changes).toEqual([]);
    expect([...differences.unknown.keys()]).toEqual([agent]);
  });

  test('no grant is planned on grants that were not read, and the rest of the object still is', () => {
    const wanted = wants(
      agent,
      [
        ['enabled', true],
        ['serviceAccount/realmRoles/reader', true],
      ],
      { exact: ['serviceAccount/realmRoles'] },
    );
    const found = has(agent, [['enabled', false]], { owner: OWNER });
    const differences = compareStates(
      desired([wanted]),
      live([found], { unread: [refused('realm-role-grants')] }),
      comparing(),
    );
    expect(differences.changes[0]?.fields.map(({ path }) => path)).toEqual(['enabled']);
    expect(differences.unknown.get(agent)).toEqual(['serviceAccount/realmRoles']);
  });

  test('a new client gets no grants while accounts cannot be read', () => {
    const wanted = wants(agent, [
      ['enabled', true],
      ['serviceAccount/present', true],
      ['serviceAccount/realmRoles/reader', true],
    ]);
    const differences = compareStates(
      desired([wanted]),
      live([], { unread: [refused('service-accounts')] }),
      comparing(),
    );
    expect(differences.changes[0]?.fields.map(({ path }) => path)).toEqual(['enabled']);
  });

  test('a new group gets no roles while roles cannot be read', () => {
    const group = address('group', 'team');
    const wanted = wants(group, [
      ['description', 'the team'],
      ['realmRoles/reader', true],
    ]);
    const differences = compareStates(desired([wanted]), live([], { unread: [refused('roles')] }), comparing());
    expect(differences.changes[0]?.fields.map(({ path }) => path)).toEqual(['description']);
    expect(differences.unknown.get(group)).toEqual(['realmRoles']);
  });

  test('a prefix that one object could not show is left alone on that object', () => {
    const wanted = wants(agent, [], { exact: ['serviceAccount/clientRoles'] });
    const found = has(agent, [['serviceAccount/clientRoles/api/x', true]], {
      owner: OWNER,
      applied: wanted.digest,
      unread: ['serviceAccount/clientRoles'],
    });
    expect(changesOf(desired([wanted]), live([found]), comparing())).toEqual([]);
  });
});

test('a create says what the server brings along, and leaves out what is written', () => {
  const bare = changesOf(desired([wants(agent, [['serviceAccount/present', true]])]), live(), comparing());
  expect(bare[0]?.serverAdds).toEqual([
    'default client scopes basic, profile',
    'optional client scopes phone',
    'client scope service_account',
    'role default-roles-agents',
  ]);
  const written = changesOf(
    desired([
      wants(agent, [['defaultClientScopes/profile', true]], { exact: ['defaultClientScopes', 'optionalClientScopes'] }),
    ]),
    live(),
    comparing(),
  );
  expect(written[0]?.serverAdds).toEqual([]);
  const optional = changesOf(desired([wants(agent, [['optionalClientScopes/profile', true]])]), live(), comparing());
  expect(optional[0]?.serverAdds).toEqual(['default client scopes basic']);
});

test('a client is born with the scopes of its own protocol', () => {
  const realm = {
    defaultDefaultClientScopes: ['basic', 'profile', 'role_list'],
    clientScopeProtocols: new Map([
      ['role_list', 'saml'],
      ['basic', 'openid-connect'],
    ]),
  };
  const addsOf = (protocol: string): readonly string[] =>
    changesOf(desired([wants(agent, [['protocol', protocol]])]), live([], { realm }), comparing())[0]?.serverAdds ?? [];
  expect(addsOf('saml')).toEqual(['default client scopes role_list']);
  expect(addsOf('openid-connect')).toEqual(['default client scopes basic, profile', 'optional client scopes phone']);
  expect(addsOf('')).toEqual(addsOf('openid-connect'));
});
