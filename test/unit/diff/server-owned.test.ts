import { describe, expect, test } from 'vitest';
import { compareStates } from '../../../src/diff/index.js';
import { address, type FieldPath, type ObjectChange } from '../../../src/model/index.js';
import { comparing, desired, has, live, OWNER, wants, type WrittenFacts } from '../../support/states.js';

const agent = address('client', 'agent');
const UMA = 'serviceAccount/clientRoles/agent/uma_protection';

function changes(written: WrittenFacts, found: WrittenFacts): readonly ObjectChange[] {
  const wanted = wants(agent, written, { exact: ['serviceAccount/clientRoles'] });
  const there = has(agent, found, { owner: OWNER, applied: wanted.digest });
  return compareStates(desired([wanted]), live([there]), comparing()).changes;
}

const pathsOf = (found: readonly ObjectChange[]): readonly FieldPath[] =>
  found.flatMap(({ fields }) => fields.map(({ path }) => path));

describe('the role uma_protection of a client with authorization services', () => {
  test('is given by the server, and named by the create', () => {
    const on: WrittenFacts = [
      ['authorizationServicesEnabled', true],
      ['serviceAccount/present', true],
    ];
    expect(changes(on, [...on, [UMA, true]])).toEqual([]);
    const [created] = compareStates(desired([wants(agent, on)]), live(), comparing()).changes;
    expect(created?.serverAdds).toContain('client role agent/uma_protection');
  });

  test('is a grant like any other where the services are off, and goes as they are switched off', () => {
    expect(pathsOf(changes([], [[UMA, true]]))).toEqual([UMA]);
    const off = changes(
      [['authorizationServicesEnabled', false]],
      [
        ['authorizationServicesEnabled', true],
        [UMA, true],
      ],
    );
    expect(pathsOf(off)).toEqual(['authorizationServicesEnabled', UMA]);
  });

  test('of another client is a grant like any other', () => {
    const other = 'serviceAccount/clientRoles/other/uma_protection';
    const on: WrittenFacts = [['authorizationServicesEnabled', true]];
    expect(pathsOf(changes(on, [...on, [other, true]]))).toEqual([other]);
  });
});
