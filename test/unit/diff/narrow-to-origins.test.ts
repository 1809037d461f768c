import { describe, expect, test } from 'vitest';
import { compareStates, narrowToOrigins, settleRenames, withPartialMarks } from '../../../src/diff/index.js';
import {
  address,
  ORIGINS,
  type DesiredObject,
  type Differences,
  type LiveObject,
  type Origin,
} from '../../../src/model/index.js';
import { comparing, desired, has, live, OWNER, wants } from '../../support/states.js';

const agent = address('client', 'agent');
const role = address('role', 'reader');
const head = wants(agent, [
  ['name', 'new'],
  ['description', 'same'],
]);
const base = wants(agent, [
  ['name', 'old'],
  ['description', 'same'],
]);
const byHand = [
  ['name', 'x'],
  ['description', 'x'],
] as const;

function compared(
  objects: readonly DesiredObject[],
  found: readonly LiveObject[],
  before: readonly DesiredObject[],
): Differences {
  const wanted = desired(objects);
  const { live: later, renames } = settleRenames(wanted, live(found));
  const history = { applied: new Map(), base: { commit: 'ba5e', desired: desired(before) } };
  return compareStates(wanted, later, comparing({ history, renames }));
}

const narrowed = (differences: Differences, only: readonly Origin[]): Differences => narrowToOrigins(differences, only);
const leftOut = ({ leftOut: left = [] }: Differences): readonly (readonly [Origin, readonly string[]])[] =>
  left.map(({ origin, addresses }) => [origin, addresses]);

test('an apply that leaves out an adoption says in its marks that it was partial', () => {
  const ours = [role, address('role', 'writer')].map((of) => wants(of, [['description', 'new']]));
  const found = ours.map(({ address: of }) => has(of, [['description', 'old']], { owner: OWNER, applied: 'f00' }));
  const commitsOf = (unmarked: readonly LiveObject[], objects: readonly DesiredObject[]) => {
    const state = live([...found, ...unmarked]);
    const all = compareStates(desired([...ours, ...objects]), state, comparing({ commit: 'abcd' }));
    const kept = { ...all, changes: all.changes.filter(({ adopts }) => !adopts) };
    return withPartialMarks(all, kept, state).changes.map(({ mark }) => mark?.after?.commit);
  };
  expect(commitsOf([], [])).toEqual(['abcd', 'abcd']);
  expect(commitsOf([has(agent, byHand)], [head])).toEqual(['abcd-partial', 'abcd-partial']);
});

describe('narrowing to origins', () => {
  const mixed = compared([head], [has(agent, byHand, { owner: OWNER, applied: base.digest })], [base]);

  test('keeps the fields of the origin, names what is left out, and keeps the mark as it is', () => {
    const pr = narrowed(mixed, ['pr']);
    expect(pr.changes).toMatchObject([{ origin: 'pr', fields: [{ path: 'name' }] }]);
    expect(pr.changes[0]).not.toHaveProperty('mark');
    expect(leftOut(pr)).toEqual([['drift', [agent]]]);
    expect(narrowed(mixed, ['drift']).changes).toMatchObject([{ origin: 'drift', fields: [{ path: 'description' }] }]);
  });

  test('to every origin, or without a word, is the whole', () => {
    expect(narrowToOrigins(mixed, undefined)).toBe(mixed);
    expect(narrowed(mixed, ORIGINS)).toEqual({ ...mixed, leftOut: [] });
  });

  test('takes what is unknown for drift', () => {
    const unknown = compared([head], [has(agent, byHand, { owner: OWNER, applied: 'f00' })], [head]);
    expect(unknown.changes[0]?.origin).toBe('unknown');
    expect(narrowed(unknown, ['drift']).changes).toEqual(unknown.changes);
    expect(narrowed(unknown, ['pr']).changes).toEqual([]);
  });

  test('leaves out what needs something that is left out', () => {
    const grant = wants(agent, [['serviceAccount/realmRoles/reader', true]]);
    const found = [has(agent, [], { owner: OWNER, applied: grant.digest })];
    // The role was in the base and is missing, so it is no part of this revision; the grant is new in it.
    const differences = compared([grant, wants(role)], found, [wants(agent), wants(role)]);
    expect(differences.changes.map(({ origin }) => origin)).toEqual(['unknown', 'pr']);
    const pr = narrowed(differences, ['pr']);
    expect(pr.changes).toEqual([]);
    expect(leftOut(pr)).toEqual([['unknown', [role, agent]]]);
  });

  test("takes another owner's object over whole or not at all", () => {
    const foreign = compared([head], [has(agent, byHand, { owner: 'else' })], [base]);
    const { changes } = narrowed(foreign, ['pr']);
    expect(changes).toEqual([]);
    expect(leftOut(narrowed(foreign, ['pr']))).toEqual([
      ['pr', [agent]],
      ['pending', [agent]],
    ]);
    expect(narrowed(foreign, ['pr', 'pending']).changes[0]?.mark?.before?.owner).toBe('else');
  });

  test('leaves a client whose rename is left out alone altogether, with its roles', () => {
    const to = address('client', 'new');
    const submit = address('client-role', 'new', 'submit');
    const renamed = wants(to, [['name', 'b']], { renamedFrom: 'old' });
    const found = [has(address('client', 'old'), [['name', 'a']], { owner: OWNER, applied: 'f00' })];
    const before = [wants(to, [['name', 'a']], { renamedFrom: 'old' })];
    const differences = compared([renamed, wants(submit)], found, before);
    expect(narrowed(differences, ['pr']).changes).toEqual([]);
    expect(leftOut(narrowed(differences, ['pr']))).toEqual([['pending', [to, submit]]]);
  });

  test('renames a client and leaves its other fields: the mark says the new name and the old digest', () => {
    const to = wants(address('client', 'new'), [['name', 'a']], { renamedFrom: 'old' });
    const old = wants(address('client', 'old'), [['name', 'a']]);
    const found = [has(old.address, [['name', 'by hand']], { owner: OWNER, applied: old.digest })];
    const [change] = narrowed(compared([to], found, [old]), ['pr']).changes;
    expect(change).toMatchObject({
      renamedFrom: old.address,
      fields: [{ path: 'clientId' }],
      mark: { after: { renamedFrom: 'old', digest: old.digest, commit: 'c0ffee' } },
    });
  });
});
