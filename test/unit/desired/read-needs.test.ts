import { expect, test } from 'vitest';
import { readNeeds } from '../../../src/desired/index.js';
import { resolveText } from '../../support/realm-files.js';
import { valueOf } from '../../support/resolved.js';

const needsOf = (text: string) => readNeeds(valueOf(resolveText(text)));

test('every declared object is compared', () => {
  expect([...needsOf('roles:\n  r: {}\nclients:\n  x: { roles: { s: {} } }\n').objects]).toEqual([
    'client-role/x/s',
    'client/x',
    'role/r',
  ]);
});

test('roles of a client are listed when it declares some or something names one', () => {
  const needs = needsOf(
    'roles:\n  r: { composites: { client: { b: [s] } } }\ngroups:\n  /g: { clientRoles: { c: [s] } }\nclients:\n  a: { roles: { s: {} } }\n  x: { serviceAccount: { clientRoles: { d: [s], e: [] } }, roleScope: { clientRoles: { f: [s] } } }\n',
  );
  expect([...needs.clientRoles].sort()).toEqual(['a', 'b', 'c', 'd', 'f']);
});

test('composites and role scopes are read where something of them is managed, an empty list included', () => {
  const needs = needsOf(
    'roles:\n  r: { composites: { realm: [] } }\n  s: {}\nclientScopes:\n  sc: { roleScope: {} }\nclients:\n  x: { roleScope: { realmRoles: [s] } }\n  y: {}\n',
  );
  expect([...needs.composites]).toEqual(['role/r']);
  expect([...needs.roleScopes].sort()).toEqual(['client-scope/sc', 'client/x']);
});

test('of each service account only what is managed', () => {
  const none = { realmRoles: false, clientRoles: false, groups: false, attributes: false };
  const needs = needsOf(
    'clients:\n  a: { type: service }\n  b: { serviceAccount: { attributes: { t: [x] } } }\n  c: { serviceAccountsEnabled: true }\n  d: {}\n',
  );
  expect(Object.fromEntries(needs.accounts)).toEqual({
    a: { realmRoles: true, clientRoles: true, groups: true, attributes: false },
    b: { ...none, attributes: true },
    c: none,
  });
});

test('groups are found by path: declared ones, their parents, and those that accounts join', () => {
  const needs = needsOf('groups:\n  /a/b: {}\nclients:\n  x: { serviceAccount: { groups: [/c/d] } }\n');
  expect([...needs.groups].sort()).toEqual(['/a', '/a/b', '/c/d']);
});

test('a client that is renamed is asked for under both ids, with everything that is needed of it', () => {
  const needs = needsOf(
    'clients:\n  new:\n    renamedFrom: old\n    roleScope: {}\n    roles: { r: { composites: {} } }\n    serviceAccount: { realmRoles: [] }\n  x: {}\n',
  );
  expect([...needs.objects].sort()).toEqual([
    'client-role/new/r',
    'client-role/old/r',
    'client/new',
    'client/old',
    'client/x',
  ]);
  expect([...needs.clientRoles].sort()).toEqual(['new', 'old']);
  expect([...needs.composites].sort()).toEqual(['client-role/new/r', 'client-role/old/r']);
  expect([...needs.roleScopes].sort()).toEqual(['client/new', 'client/old']);
  expect([...needs.accounts.keys()].sort()).toEqual(['new', 'old']);
  expect(needs.accounts.get('old')).toEqual(needs.accounts.get('new'));
  expect([...(needs.oldIds ?? [])]).toEqual(['old']);
  expect([...needsOf('clients:\n  new: { renamedFrom: old }\n').clientRoles]).toEqual(['old']);
});

test('what is removed is read, and of a client that is deleted what is lost with it', () => {
  const needs = needsOf(
    'removed:\n  clients: { gone: { then: delete }, off: { then: disable }, let: { then: forget } }\n  groups: { /a/b: { then: delete } }\n  roles: { r: { then: forget } }\n  clientRoles: { gw: { s: { then: delete } } }\n',
  );
  expect([...needs.objects].sort()).toEqual([
    'client-role/gw/s',
    'client/gone',
    'client/let',
    'client/off',
    'group/a/b',
    'role/r',
  ]);
  expect(Object.fromEntries(needs.accounts)).toEqual({
    gone: { realmRoles: true, clientRoles: true, groups: true, attributes: false },
  });
  expect([...needs.clientRoles].sort()).toEqual(['gone', 'gw']);
  expect([...needs.groups]).toEqual(['/a/b']);
});

test('an ignore rule needs nothing of its own', () => {
  const text = 'clients:\n  x: {}\n';
  const ignored = `${text}ignore:\n  - { client: x, field: "serviceAccount/**" }\n  - { client: x, field: roleScope }\n`;
  expect(needsOf(ignored)).toEqual(needsOf(text));
});

test('flows and mapper types only when they are named', () => {
  const without = needsOf('clients:\n  x: { protocolMappers: { m: { fullName: {} } } }\n');
  expect([without.flows, without.mapperTypes]).toEqual([false, false]);
  const needs = needsOf(
    'clients:\n  x: { authenticationFlowBindingOverrides: { browser: f }, protocolMappers: { m: { protocolMapper: own-mapper, config: {} } } }\n  y: { authenticationFlowBindingOverrides: {} }\n',
  );
  expect([needs.flows, needs.mapperTypes]).toEqual([true, true]);
});

test("the server's version only where a group has a description", () => {
  expect(needsOf('groups:\n  /team: {}\nroles:\n  reader: { description: words }\n').serverVersion).toBe(false);
  expect(needsOf('groups:\n  /team: { description: words }\n').serverVersion).toBe(true);
});
