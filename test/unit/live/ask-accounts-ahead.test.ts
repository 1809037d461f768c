import { expect, test } from 'vitest';
import { askAccountsAhead } from '../../../src/live/index.js';
import type { AccountNeeds } from '../../../src/model/index.js';
import { fakeReader } from '../../support/fake-reader.js';

/** What was asked ahead for so many accounts, of which some need their attributes; undefined for nothing. */
function askedFor(count: number, withAttributes: number): boolean | undefined {
  let asked: boolean | undefined;
  const reader = { ...fakeReader({}).reader, readAccountsAhead: (attributes: boolean) => void (asked = attributes) };
  const needs = (index: number): AccountNeeds => ({
    realmRoles: true,
    clientRoles: true,
    groups: true,
    attributes: index < withAttributes,
  });
  const accounts = new Map(Array.from({ length: count }, (_, index) => [`agent-${index}`, needs(index)]));
  expect(askAccountsAhead(reader, accounts)).toBe(asked !== undefined);
  return asked;
}

test.each([
  { what: 'few are asked one by one', count: 10, withAttributes: 0, asked: undefined },
  { what: 'many are listed', count: 11, withAttributes: 0, asked: false },
  {
    what: 'whether their attributes will be needed in the list is not known yet',
    count: 50,
    withAttributes: 50,
    asked: undefined,
  },
  { what: 'the attributes of many come with the list', count: 60, withAttributes: 51, asked: true },
])('$what', ({ count, withAttributes, asked }) => {
  expect(askedFor(count, withAttributes)).toBe(asked);
});
