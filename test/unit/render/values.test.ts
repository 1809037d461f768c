import { describe, expect, test } from 'vitest';
import { fieldPath, Secret } from '../../../src/model/index.js';
import { countText } from '../../../src/render/index.js';
import { changeText, durationText, objectText, valueText } from '../../../src/render/values.js';
import { addressOf } from '../../support/builders.js';

const name = fieldPath('name');

describe('values', () => {
  test('text is quoted, numbers and booleans are bare, lists are in brackets', () => {
    expect(valueText(name, 'a "b"')).toBe(String.raw`"a \"b\""`);
    expect(valueText(name, true)).toBe('true');
    expect(valueText(name, 7)).toBe('7');
    expect(valueText(fieldPath('serviceAccount', 'attributes', 'team'), ['a', 'b, c'])).toBe('[a, "b, c"]');
  });

  test('absent and blank are one', () => {
    expect(changeText(name, undefined, 'a')).toBe('(not set) -> "a"');
    expect(changeText(name, ' ', 'a')).toBe('(not set) -> "a"');
  });

  test('seconds are said as a duration too, where the key is one of seconds', () => {
    expect(valueText(fieldPath('attributes', 'access.token.lifespan'), '5400')).toBe('"5400" (1h30m)');
    expect(valueText(fieldPath('attributes', 'vendor.count'), '5400')).toBe('"5400"');
    expect(['1', '60', '86400', '90061'].map(durationText)).toEqual(['1s', '1m', '1d', '1d1h1m1s']);
    expect(['0', '-1', '', '1.5', 'x'].map(durationText)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('a secret is masked by its type, and by the name of its key', () => {
    expect(valueText(name, new Secret('canary'))).toBe('(secret)');
    expect(valueText(fieldPath('attributes', 'vendor.api.token'), 'canary')).toBe('(secret)');
    expect(valueText(fieldPath('attributes', 'saml.signing.private.key'), 'canary')).toBe('(secret)');
    expect(valueText(fieldPath('protocolMappers', 'm', 'config', 'password'), 'canary')).toBe('(secret)');
    expect(valueText(fieldPath('attributes', 'access.token.lifespan'), '300')).toBe('"300" (5m)');
  });

  test('two secrets that differ say only that', () => {
    expect(changeText(name, new Secret('a'), new Secret('b'))).toBe('(secret) differs, not shown');
    expect(changeText(name, undefined, new Secret('b'))).toBe('(not set) -> (secret)');
  });
});

test('objects are named by kind and plain name', () => {
  expect(objectText(addressOf('client-role/aip-gateway/submit'))).toBe('client role aip-gateway/submit');
  expect(objectText(addressOf('group/agents/eu'))).toBe('group /agents/eu');
  expect(objectText(addressOf('client/spiffe:%2F%2Fa.example%2Fx'))).toBe('client spiffe://a.example/x');
  expect(objectText(addressOf('role/two%20words'))).toBe('role "two words"');
});

test('counts agree with their nouns', () => {
  expect([
    countText(0, 'client'),
    countText(1, 'client'),
    countText(2, 'client'),
    countText(2, 'entry', 'entries'),
  ]).toEqual(['0 clients', '1 client', '2 clients', '2 entries']);
});
