import { expect, test } from 'vitest';
import { diagnosticLines, resolveText } from '../../support/realm-files.js';
import { factsOf, objectOf, resolvedWithoutWords, valueOf } from '../../support/resolved.js';

const resolve = (text: string) => resolvedWithoutWords(resolveText(text));

test('realm roles: description, listed attributes, composites that are exact where they are written', () => {
  const desired = resolve(
    'roles:\n  r: { description: d, attributes: { a: [y, x] }, composites: { realm: [s], client: { c: [t] } } }\n',
  );
  expect(factsOf(desired, 'role/r')).toEqual({
    description: 'd',
    'attributes/a': ['x', 'y'],
    'composites/realm/s': true,
    'composites/client/c/t': true,
  });
  expect(objectOf(desired, 'role/r').exact).toEqual(['composites/client', 'composites/realm']);
  expect(objectOf(resolve('roles:\n  r: { composites: { realm: [] } }\n'), 'role/r').exact).toEqual([
    'composites/realm',
  ]);
  expect(objectOf(resolve('roles:\n  r: { composites: {} }\n'), 'role/r').exact).toEqual(['composites']);
  expect(objectOf(resolve('roles:\n  r: {}\n'), 'role/r').exact).toEqual([]);
});

test('listed attributes that say they are secret are secrets', () => {
  expect(factsOf(resolve('roles:\n  r: { attributes: { api.token: [x] } }\n'), 'role/r')).toEqual({
    'attributes/api.token': 'SECRET',
  });
});

test('groups are addressed by their path, and their roles are exact when written', () => {
  const desired = resolve('groups:\n  /a: {}\n  /a/b c: { description: d, realmRoles: [r], clientRoles: {} }\n');
  expect([...desired.objects.keys()]).toEqual(['group/a', 'group/a/b%20c']);
  expect(factsOf(desired, 'group/a/b%20c')).toEqual({ description: 'd', 'realmRoles/r': true });
  expect(objectOf(desired, 'group/a/b%20c').exact).toEqual(['clientRoles', 'realmRoles']);
});

test('the group above must exist', () => {
  const open = (text: string) => resolve(text).openReferences.map(({ from, to }) => [from, to]);
  expect(open('groups:\n  /a/b: {}\n')).toEqual([['group/a/b', { type: 'object', address: 'group/a' }]]);
  expect(open('groups:\n  /a: {}\n  /a/b: {}\n')).toEqual([]);
});

test('client scopes: protocol, attributes, mappers, role scope and links', () => {
  const desired = resolve(
    'clientScopes:\n  s: { description: d, protocol: openid-connect, attributes: { include.in.token.scope: true }, protocolMappers: {}, roleScope: {}, attachTo: { default: [a], optional: [b], realmDefault: true, realmOptional: false } }\n',
  );
  expect(factsOf(desired, 'client-scope/s')).toEqual({
    description: 'd',
    protocol: 'openid-connect',
    'attributes/include.in.token.scope': 'true',
    'attachTo/default/a': true,
    'attachTo/optional/b': true,
    'attachTo/realmDefault': true,
  });
  expect(objectOf(desired, 'client-scope/s').exact).toEqual(['protocolMappers', 'roleScope']);
});

test('a client that lists the scope covers the link; one without a written list is linked', () => {
  const desired = resolve(
    'clientScopes:\n  s: { attachTo: { default: [a, b], optional: [c] } }\nclients:\n  a: { defaultClientScopes: [s] }\n  b: {}\n  c: { optionalClientScopes: [s] }\n',
  );
  expect(factsOf(desired, 'client-scope/s')).toEqual({ 'attachTo/default/b': true });
});

test('a client that has the scope in its other list contradicts the link', () => {
  const { diagnostics } = resolveText(
    'clientScopes:\n  s: { attachTo: { default: [a] } }\nclients:\n  a: { optionalClientScopes: [s] }\n',
  );
  expect(diagnosticLines(diagnostics)).toEqual(['attachment-not-listed realm.yaml:2:30']);
  expect(diagnostics[0]?.related?.[0]?.place.line).toBe(4);
});

test('a client under default and optional is an error', () => {
  const { diagnostics } = resolveText('clientScopes:\n  s: { attachTo: { default: [a], optional: [a] } }\n');
  expect(diagnosticLines(diagnostics)).toEqual(['conflicting-keys realm.yaml:2:45']);
});

test('a granted role that nothing lets into the token is a warning, where the files say it all', () => {
  const text = (scope: string, more = '') =>
    `roles:\n  r: {}\n  s: { composites: { realm: [r] } }\n${more}clients:\n  x: { serviceAccount: { realmRoles: [r] }, fullScopeAllowed: false, roleScope: ${scope}, defaultClientScopes: [${more === '' ? '' : 'sc'}], optionalClientScopes: [] }\n`;
  expect(diagnosticLines(resolveText(text('{}')).diagnostics)).toEqual(['warning role-not-in-token realm.yaml:5:39']);
  expect(resolveText(text('{ realmRoles: [r] }')).diagnostics).toEqual([]);
  expect(resolveText(text('{ realmRoles: [s] }')).diagnostics).toEqual([]);
  expect(resolveText(text('{ realmRoles: [somewhere-else] }')).diagnostics).toEqual([]);
  expect(resolveText(text('{}', 'clientScopes:\n  sc: { roleScope: { realmRoles: [r] } }\n')).diagnostics).toEqual([]);
  expect(
    resolveText(text('{}', 'clientScopes:\n  sc: { roleScope: {} }\n')).diagnostics.map(({ code }) => code),
  ).toEqual(['role-not-in-token']);
  expect(resolveText(text('{}', 'clientScopes:\n  sc: {}\n')).diagnostics).toEqual([]);
});

test('a client’s own roles always get into its tokens', () => {
  const { diagnostics } = resolveText(
    'clients:\n  x: { roles: { r: {} }, serviceAccount: { clientRoles: { x: [r] } }, fullScopeAllowed: false, roleScope: {}, defaultClientScopes: [], optionalClientScopes: [] }\n',
  );
  expect(diagnostics).toEqual([]);
});

test('descriptions may have several lines, but no end of line around them', () => {
  expect(factsOf(valueOf(resolveText('roles:\n  r:\n    description: |-\n      a\n      b\n')), 'role/r')).toEqual({
    description: 'a\nb',
  });
  expect(diagnosticLines(resolveText('roles:\n  r:\n    description: |\n      a\n').diagnostics)).toEqual([
    'outer-blanks realm.yaml:3:18',
  ]);
});

test('only protocols that the server has are taken, by clients and by client scopes', () => {
  for (const list of ['clients', 'clientScopes']) {
    const linesOf = (protocol: string): readonly string[] =>
      diagnosticLines(resolveText(`${list}:\n  x: { protocol: ${protocol} }\n`).diagnostics);
    expect(linesOf('saml')).toEqual([]);
    expect(linesOf('openid-connect')).toEqual([]);
    expect(linesOf('docker-v2')).toEqual(['invalid-value realm.yaml:2:18']);
    expect(linesOf('sml')).toEqual(['invalid-value realm.yaml:2:18']);
  }
});
