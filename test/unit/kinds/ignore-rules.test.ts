import { describe, expect, test } from 'vitest';
import { ignoreMatcher, isIgnored, textFits } from '../../../src/kinds/index.js';
import { address, fieldPath, groupAddress, type IgnoreRule } from '../../../src/model/index.js';

function rule(kind: IgnoreRule['kind'], names: readonly string[], ...field: readonly string[]): IgnoreRule {
  return { kind, names, field, place: { file: 'realm.yaml', line: 1, column: 1 } };
}

describe('a rule fits objects by kind and name', () => {
  const rules = [rule('client', ['graf*'], 'attributes', '*'), rule('client-role', ['*', 'view-*'], 'description')];

  test('and nothing is asked for an object that no rule fits', () => {
    expect(ignoreMatcher(rules, address('client', 'agent'))).toBe(undefined);
    expect(ignoreMatcher(rules, address('client-scope', 'grafana'))).toBe(undefined);
    expect(ignoreMatcher(rules, address('client-role', 'grafana', 'edit'))).toBe(undefined);
    expect(ignoreMatcher([], address('client', 'grafana'))).toBe(undefined);
  });

  test('of a client role by both names', () => {
    expect(isIgnored(rules, address('client-role', 'agent', 'view-all'), fieldPath('description'))).toBe(true);
    expect(isIgnored(rules, address('client-role', 'agent', 'view-all'), fieldPath('attributes', 'a'))).toBe(false);
  });

  test('of a group by every name of its path', () => {
    const groups = [rule('group', ['agents', '*'], 'realmRoles')];
    const path = fieldPath('realmRoles', 'reader');
    expect(isIgnored(groups, groupAddress('/agents/eu'), path)).toBe(true);
    expect(isIgnored(groups, groupAddress('/agents'), path)).toBe(false);
    expect(isIgnored(groups, groupAddress('/agents/eu/west'), path)).toBe(false);
  });

  test('with a slash in a name', () => {
    expect(isIgnored([rule('client', ['a/b'], 'name')], address('client', 'a/b'), fieldPath('name'))).toBe(true);
  });
});

describe('a rule fits facts by their parts', () => {
  const client = address('client', 'grafana');
  const fits = (field: readonly string[], path: readonly string[]): boolean =>
    isIgnored([rule('client', ['grafana'], ...field)], client, fieldPath(...path));

  test('the fact itself, and what lies below it', () => {
    expect(fits(['protocolMappers', 'legacy-*'], ['protocolMappers', 'legacy-a', 'protocol'])).toBe(true);
    expect(fits(['protocolMappers', 'legacy-*'], ['protocolMappers', 'legacy-a', 'config', 'x.y'])).toBe(true);
    expect(fits(['protocolMappers', 'legacy-*'], ['protocolMappers', 'other', 'protocol'])).toBe(false);
    expect(fits(['name'], ['name'])).toBe(true);
    expect(fits(['name'], ['names'])).toBe(false);
  });

  test('not what lies above it', () => {
    expect(fits(['serviceAccount', 'groups', '/agents'], ['serviceAccount', 'groups'])).toBe(false);
    expect(fits(['attributes', '*'], ['attributes'])).toBe(false);
  });

  test('a star does not leave its part', () => {
    expect(fits(['protocolMappers', '*', 'protocol'], ['protocolMappers', 'a', 'config', 'protocol'])).toBe(false);
  });

  test('two stars at the end fit everything below, and everything where they stand alone', () => {
    expect(fits(['serviceAccount', '**'], ['serviceAccount', 'clientRoles', 'realm-management', 'view-users'])).toBe(
      true,
    );
    expect(fits(['serviceAccount', '**'], ['serviceAccountsEnabled'])).toBe(false);
    expect(fits(['**'], ['redirectUris', 'https://a.example/*'])).toBe(true);
  });

  test('with a slash in a part', () => {
    expect(fits(['redirectUris', 'https://a.example/*'], ['redirectUris', 'https://a.example/b/c'])).toBe(true);
    expect(fits(['redirectUris', 'https://a.example/*'], ['redirectUris', 'https://b.example/'])).toBe(false);
  });
});

describe('stars stand for any text', () => {
  test.each([
    ['*', '', true],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*a', 'a', false],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'acb', false],
    ['a*bc*c', 'abc', false],
    ['**', 'anything', true],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, fits) => {
    expect(textFits(pattern, text)).toBe(fits);
  });

  test('a pattern of many stars takes no time to fail', () => {
    expect(textFits(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
