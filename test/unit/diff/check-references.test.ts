import { expect, test } from 'vitest';
import { checkReferences } from '../../../src/diff/index.js';
import { address } from '../../../src/model/index.js';
import { desired, has, live, wants } from '../../support/states.js';

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
