import { expect, test } from 'vitest';
import { checkReferences } from '../../../src/diff/index.js';
import { address, groupAddress, type Removal } from '../../../src/model/index.js';
import { desired, has, live, OWNER, removes, wants } from '../../support/states.js';

test('the default role of a renamed realm is refused by its real name', () => {
  const role = address('role', 'default-roles-before');
  const found = checkReferences(
    desired([wants(role)]),
    live([has(role)], { realm: { defaultRole: 'default-roles-before' } }),
  );
  expect(found).toMatchObject([{ code: 'built-in', severity: 'error', place: { line: 1 } }]);
});

test('a scope is attached to clients that nobody marked and to ours, not to those of another owner', () => {
  const scope = wants(address('client-scope', 'aud'), [
    ['attachTo/default/theirs', true],
    ['attachTo/default/nobodys', true],
  ]);
  const state = live([has(address('client', 'theirs'), [], { owner: 'else' }), has(address('client', 'nobodys'))]);
  expect(checkReferences(desired([scope]), state)).toMatchObject([{ code: 'attachment-refused', place: { line: 2 } }]);
});

test('a group that every new user joins is not managed on service accounts, with a word', () => {
  const joins = (path: string) => wants(address('client', path), [[['serviceAccount', 'groups', path], true]]);
  const found = checkReferences(
    desired([joins('/everybody'), joins('/some')]),
    live([], { realm: { defaultGroups: ['/everybody'] } }),
  );
  expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'built-in',
      'warning',
      'the group /everybody, which every new user of this realm joins, is not managed on service accounts',
    ],
  ]);
});

test('a scope is attached to clients of its own protocol only, unless it is attached already', () => {
  const attached = 'defaultClientScopes/role_list';
  const objects = [
    wants(address('client', 'app'), [[attached, true]]),
    wants(address('client', 'assertions'), [
      ['protocol', 'saml'],
      [attached, true],
      ['optionalClientScopes/own', true],
    ]),
    wants(address('client', 'odd'), [[attached, true]]),
    wants(address('client-scope', 'own'), [['protocol', 'saml']]),
    wants(address('client-scope', 'aud'), [['attachTo/optional/assertions', true]]),
  ];
  const state = live([has(address('client', 'app')), has(address('client', 'odd'), [[attached, true]])], {
    realm: { clientScopeProtocols: new Map([['role_list', 'saml']]) },
  });
  expect(checkReferences(desired(objects), state).map(({ code, message }) => [code, message])).toEqual([
    [
      'attachment-refused',
      "client scope aud cannot be attached to client assertions: its protocol is saml, and the scope's is openid-connect",
    ],
    [
      'attachment-refused',
      "client scope role_list cannot be attached to client app: its protocol is openid-connect, and the scope's is saml",
    ],
  ]);
  const unread = live([], { unread: [{ area: 'client-scopes', reason: 'refused', evidence: '403' }] });
  expect(checkReferences(desired(objects), unread)).toEqual([]);
});

test('a scope keeps its protocol as long as clients of another one have it', () => {
  const link = 'defaultClientScopes/tenant';
  const tenant = (protocol: string) => wants(address('client-scope', 'tenant'), [['protocol', protocol]]);
  const state = live(
    [
      has(address('client', 'bot'), [[link, true]]),
      has(address('client', 'other'), [[link, true]]),
      has(address('client-scope', 'tenant'), [
        ['attachTo/default/bot', true],
        ['attachTo/optional/other', true],
        ['attachTo/realmDefault', true],
      ]),
    ],
    { realm: { clientScopeProtocols: new Map([['tenant', 'openid-connect']]) } },
  );
  const bot = wants(address('client', 'bot'), [[link, true]]);
  const said = (...objects: Parameters<typeof desired>[0]) =>
    checkReferences(desired(objects), state).map(({ message }) => message);
  expect(said(bot, tenant('openid-connect'))).toEqual([]);
  expect(said(bot, tenant('saml'))).toEqual([
    "client scope tenant cannot be attached to client bot: its protocol is openid-connect, and the scope's is saml",
    'client scope tenant cannot change its protocol to saml: client other has it',
  ]);
});

test('nothing is said of the protocol of a client of which only the id was read', () => {
  const scope = wants(address('client-scope', 'assertions'), [
    ['protocol', 'saml'],
    ['attachTo/default/legacy', true],
  ]);
  const legacy = has(address('client', 'legacy'), [['protocol', 'saml']]);
  expect(checkReferences(desired([scope]), live([legacy]))).toEqual([]);
  expect(checkReferences(desired([scope]), live([{ ...legacy, facts: new Map(), detail: 'identity' }]))).toEqual([]);
  expect(checkReferences(desired([scope]), live([has(address('client', 'legacy'))]))).toHaveLength(1);
});

test('a misspelt client of a role is corrected, not the role', () => {
  const to = address('client-role', 'biling-api', 'write');
  const reference = {
    from: address('client', 'bot'),
    path: 'x' as never,
    place: { file: 'a.yaml', line: 1, column: 1 },
    to: { type: 'object', address: to },
  } as const;
  const state = live([has(address('client', 'billing-api')), has(address('client-role', 'billing-api', 'write'))]);
  const [found] = checkReferences({ ...desired([]), openReferences: [reference] }, state);
  expect(found?.hint).toContain('did you mean "billing-api/write"?');
});

test('only what carries our mark is removed; what is gone already needs no word', () => {
  const removal = (clientId: string): Removal => ({
    address: address('client', clientId),
    then: 'delete',
    place: { file: 'realm.yaml', line: 3, column: 5 },
  });
  const wanted = { ...desired([]), removals: ['ours', 'theirs', 'nobodys', 'gone'].map(removal) };
  const state = live([
    has(address('client', 'ours'), [], { owner: OWNER }),
    has(address('client', 'theirs'), [], { owner: 'else' }),
    has(address('client', 'nobodys')),
  ]);
  expect(checkReferences(wanted, state).map(({ code, message }) => [code, message])).toEqual([
    ['removal-refused', 'client theirs is managed by else, and only what is ours is removed'],
    ['removal-refused', 'client nobodys carries no mark, and only what is ours is removed'],
  ]);
});

test('the role that every user of a renamed realm holds is never removed, whatever mark it carries', () => {
  const role = address('role', 'default-roles-before');
  const wanted = desired([], [], { removals: [removes(role, 'delete')] });
  const state = live([has(role, [], { owner: OWNER })], { realm: { defaultRole: 'default-roles-before' } });
  expect(checkReferences(wanted, state)).toMatchObject([
    { code: 'removal-refused', severity: 'error', message: expect.stringContaining('every user of this realm holds') },
  ]);
});

test('what was to be forgotten and carries no mark any more is done', () => {
  const agent = address('client', 'agent');
  const wanted = desired([], [], { removals: [removes(agent, 'forget')] });
  expect(checkReferences(wanted, live([has(agent)]))).toEqual([]);
  expect(checkReferences(wanted, live([has(agent, [], { owner: 'else' })]))).toMatchObject([{ severity: 'warning' }]);
});

test('a group with a description is an error where the server says that it does not know that', () => {
  const team = wants(groupAddress('/team'), [
    ['attributes/a', ['b']],
    ['description', 'words'],
  ]);
  const found = (serverVersion: string | undefined): readonly unknown[] =>
    checkReferences(desired([team]), live([], { realm: serverVersion === undefined ? {} : { serverVersion } }));
  for (const version of ['24.0.5', '26.0.8']) {
    expect(found(version)).toMatchObject([
      {
        code: 'server-too-old',
        severity: 'error',
        message: `group /team has a description, which groups of Keycloak ${version} do not have`,
        place: { line: 3 },
      },
    ]);
  }
  for (const version of ['26.3.0', '26.7.4', undefined]) expect(found(version)).toEqual([]);
  const plain = wants(groupAddress('/team'), [['attributes/a', ['b']]]);
  expect(checkReferences(desired([plain]), live([], { realm: { serverVersion: '24.0.5' } }))).toEqual([]);
});
