import { describe, expect, test } from 'vitest';
import { compareStates, partsOfDeleted } from '../../../src/diff/index.js';
import {
  address,
  groupAddress,
  type Area,
  type Differences,
  type LiveObject,
  type OrphanPolicy,
  type Removal,
} from '../../../src/model/index.js';
import { comparing, desired, has, ignores, live, OWNER, removes, wants } from '../../support/states.js';

const agent = address('client', 'agent');
const role = address('role', 'reader');
const scope = address('client-scope', 'aud');
const submit = address('client-role', 'agent', 'submit');
const other = wants(address('role', 'kept'));
const ours = (of: LiveObject['address'], more: Parameters<typeof has>[2] = {}, enabled = true): LiveObject =>
  has(of, [['enabled', enabled]], { owner: OWNER, ...more });

interface Around {
  readonly orphans?: OrphanPolicy;
  readonly removals?: readonly Removal[];
  readonly due?: boolean;
  readonly unread?: readonly Area[];
  readonly context?: Parameters<typeof comparing>[0];
}

function compared(
  objects: readonly LiveObject[],
  { orphans = { then: 'report' }, removals = [], due = false, unread = [], context = {} }: Around = {},
): Differences {
  const state = live(objects, {
    unread: unread.map((area) => ({ area, reason: 'filtered', evidence: 'shortened' })),
  });
  return compareStates(desired([], [], { removals }), state, comparing({ orphans, due, ...context }));
}

const actions = ({ changes }: Differences): readonly string[] =>
  changes.map(({ address: of, action, removal }) => `${action} ${of} by ${removal?.by ?? ''}`);
const kept = ({ orphans }: Differences): readonly (readonly [string, string | undefined])[] =>
  orphans.map(({ address: of, kept: reason }) => [of, reason]);

describe('what left the files', () => {
  const all = [ours(agent), ours(role), ours(scope), ours(groupAddress('/g')), ours(submit)];

  test('is named where it is reported', () => {
    const found = compared(all);
    expect(actions(found)).toEqual([]);
    expect(kept(found).map(([of]) => of)).toEqual([role, groupAddress('/g'), scope, agent, submit]);
  });

  test('is switched off where it is a client, and kept where it cannot be', () => {
    const found = compared(all, { orphans: { then: 'disable' } });
    expect(actions(found)).toEqual(['disable client/agent by orphans']);
    expect(new Set(kept(found).map(([, reason]) => reason))).toEqual(new Set(['only clients can be disabled']));
    expect(found.changes[0]).toMatchObject({
      origin: 'orphan',
      fields: [{ path: 'enabled', before: true, after: false }],
      mark: { after: { owner: OWNER, disabledAt: '2026-11-25' } },
    });
  });

  test('is deleted, client roles with their client', () => {
    const found = compared(all, { orphans: { then: 'delete' } });
    expect(actions(found)).toEqual([
      'delete role/reader by orphans',
      'delete group/g by orphans',
      'delete client-scope/aud by orphans',
      'delete client/agent by orphans',
    ]);
    expect(kept(found)).toEqual([]);
    expect(found.changes.every(({ mark }) => mark?.before?.owner === OWNER && mark.after === undefined)).toBe(true);
  });

  test.each<OrphanPolicy['then']>(['report', 'disable', 'delete'])(
    "is never what is foreign, unmarked, Keycloak's own or the identity that keyplan signs in with: %s",
    (then) => {
      const runner = address('client', 'runner');
      const objects = [
        has(agent, [['enabled', true]]),
        has(address('client', 'theirs'), [['enabled', true]], { owner: 'else' }),
        ours(address('client', 'account')),
        ours(address('client-role', 'account', 'view-profile')),
        ours(address('role', 'offline_access')),
        ours(address('client-scope', 'profile')),
        ours(runner),
        ours(address('client-role', 'runner', 'x')),
        ours(address('role', 'default-roles-before')),
      ];
      const found = compareStates(
        desired([]),
        live(objects, { realm: { defaultRole: 'default-roles-before' } }),
        comparing({ orphans: { then }, ownClients: new Set([runner]) }),
      );
      expect(actions(found)).toEqual([]);
    },
  );

  test('stays where it is protected, or holds a part that is', () => {
    const isProtected = { mark: { isProtected: true } };
    for (const then of ['disable', 'delete'] as const) {
      expect(kept(compared([ours(agent, isProtected)], { orphans: { then } }))).toEqual([[agent, 'it is protected']]);
    }
    const parts = compared([ours(agent), ours(submit, isProtected)], { orphans: { then: 'delete' } });
    expect(actions(parts)).toEqual([]);
    expect(kept(parts)).toEqual([
      [agent, 'a part of it is protected'],
      [submit, 'it is protected'],
    ]);
  });

  test('stays where a group below it is not ours', () => {
    for (const more of [{}, { owner: 'else' }]) {
      const objects = [ours(groupAddress('/g')), has(groupAddress('/g/a'), [], more)];
      expect(kept(compared(objects, { orphans: { then: 'delete' } }))).toEqual([
        [groupAddress('/g'), 'a group below it is not ours'],
      ]);
    }
  });

  test('stays while the files name it, or declare a part of it', () => {
    const state = live([ours(role), ours(groupAddress('/g'))]);
    const path = 'x' as never;
    const found = compareStates(
      desired(
        [other, wants(groupAddress('/g/below'))],
        [{ from: other.address, path, place: other.place, to: { type: 'object', address: role } }],
      ),
      state,
      comparing({ orphans: { then: 'delete' } }),
    );
    expect(kept(found)).toEqual([
      [role, 'the files still name it'],
      [groupAddress('/g'), 'the files declare a part of it'],
    ]);
  });

  test('stays where the realm was not read whole', () => {
    for (const then of ['disable', 'delete'] as const) {
      const found = compared([ours(agent)], { orphans: { then }, unread: ['clients'] });
      expect([actions(found), kept(found)]).toEqual([[], [[agent, 'the realm could not be read whole']]]);
    }
  });

  test('stays switched on where an ignore rule leaves that to somebody else', () => {
    const state = live([ours(agent)]);
    const found = compareStates(
      desired([], [], { ignores: [ignores(agent, 'enabled')] }),
      state,
      comparing({ orphans: { then: 'disable' } }),
    );
    expect([actions(found), kept(found)]).toEqual([[], [[agent, 'an ignore rule leaves enabled to somebody else']]]);
  });
});

describe('the later delete', () => {
  const orphans: OrphanPolicy = { then: 'disable', deleteAfterDays: 30 };
  const since = (disabledAt: string, more = {}): LiveObject => ours(agent, { mark: { disabledAt, ...more } }, false);

  test.each<[string, string, boolean, readonly string[], { due: string; isDue: boolean } | undefined]>([
    ['is listed until its day', '2026-10-27', true, [], { due: '2026-11-26', isDue: false }],
    ['is done on its day by a run for what is due', '2026-10-26', true, ['delete client/agent by orphans'], undefined],
    ['is listed as due by any other run', '2026-10-26', false, [], { due: '2026-11-25', isDue: true }],
  ])('%s', (...[, day, due, done, scheduled]) => {
    const found = compared([since(day)], { orphans, due });
    expect(actions(found)).toEqual(done);
    expect(found.scheduled).toEqual(scheduled === undefined ? [] : [{ address: agent, what: 'delete', ...scheduled }]);
  });

  test('never comes for a client that somebody else switched off', () => {
    const found = compared([ours(agent, {}, false)], { orphans, due: true });
    expect([actions(found), found.scheduled]).toEqual([[], []]);
    expect(kept(found)).toEqual([[agent, 'it is disabled already, and not by keyplan']]);
  });

  test('never comes for a client that was switched on again by hand: it is switched off once more', () => {
    const found = compared([ours(agent, { mark: { disabledAt: '2020-01-01' } })], { orphans, due: true });
    expect(actions(found)).toEqual(['disable client/agent by orphans']);
  });

  test('never comes for what is protected', () => {
    const found = compared([since('2020-01-01', { isProtected: true })], { orphans, due: true });
    expect([actions(found), kept(found)]).toEqual([[], [[agent, 'it is protected']]]);
  });

  test('comes only where the policy names days', () => {
    const found = compared([since('2020-01-01')], { orphans: { then: 'disable' }, due: true });
    expect([actions(found), found.scheduled]).toEqual([[], []]);
  });
});

describe('what the files name under removed', () => {
  test.each<Removal['then']>(['delete', 'disable', 'forget'])('is done, whatever the policy says: %s', (then) => {
    const found = compared([ours(agent)], { removals: [removes(agent, then, 'unused')] });
    expect(actions(found)).toEqual([`${then} client/agent by removed`]);
    expect(found.changes[0]).toMatchObject({ removal: { reason: 'unused' }, place: { line: 90 } });
    expect(found.orphans).toEqual([]);
  });

  test('takes our mark away and nothing else where it is forgotten, from the roles of a client, too', () => {
    const found = compared([ours(agent), ours(submit)], { removals: [removes(agent, 'forget')] });
    expect(actions(found)).toEqual(['forget client/agent by removed', 'forget client-role/agent/submit by removed']);
    expect(found.changes.map(({ fields, mark }) => [fields, mark?.after])).toEqual([
      [[], undefined],
      [[], undefined],
    ]);
  });

  test('wins over the policy', () => {
    const found = compared([ours(agent)], {
      orphans: { then: 'delete' },
      removals: [removes(agent, 'disable')],
    });
    expect(actions(found)).toEqual(['disable client/agent by removed']);
  });

  test('is done already where it is switched off or gone', () => {
    expect(compared([ours(agent, {}, false)], { removals: [removes(agent, 'disable')] }).changes).toEqual([]);
    expect(compared([], { removals: [removes(agent, 'delete')] }).changes).toEqual([]);
  });

  test.each<Removal['then']>(['delete', 'disable', 'forget'])(
    'is not touched where it is foreign, unmarked or not to be touched at all: %s',
    (then) => {
      const runner = address('client', 'runner');
      const ofs = [agent, address('client', 'theirs'), address('client', 'broker'), runner];
      const found = compared(
        [
          has(agent),
          has(address('client', 'theirs'), [], { owner: 'else' }),
          ours(address('client', 'broker')),
          ours(runner),
        ],
        { removals: ofs.map((of) => removes(of, then)), context: { ownClients: new Set([runner]) } },
      );
      expect(actions(found)).toEqual([]);
    },
  );

  test('is left alone where the realm was not read whole', () => {
    const removals = [removes(agent, 'delete'), removes(submit, 'delete')];
    expect(compared([ours(agent), ours(submit)], { removals, unread: ['clients'] }).changes).toEqual([]);
  });
});

test('what goes along with a delete are the roles of a client and every group below', () => {
  const deep = groupAddress('/g/a/b');
  const state = live([ours(agent), ours(submit), ours(groupAddress('/g')), ours(groupAddress('/g/a')), ours(deep)]);
  const { changes } = compareStates(
    desired([], [], { removals: [removes(agent, 'delete'), removes(groupAddress('/g'), 'delete')] }),
    state,
    comparing(),
  );
  const parts = [...partsOfDeleted(changes, state)].map(([of, found]) => [of, found.map((one) => one.address)]);
  expect(parts).toEqual([
    [agent, [submit]],
    [groupAddress('/g'), [groupAddress('/g/a'), deep]],
  ]);
});

describe('a client that the files took back after we switched it off', () => {
  const off = ours(agent, { mark: { disabledAt: '2026-11-01' } }, false);

  test('is switched on again, and no longer one that we switched off', () => {
    const { changes } = compareStates(desired([wants(agent, [['name', '']])]), live([off]), comparing());
    expect(changes).toMatchObject([
      { action: 'update', origin: 'pending', fields: [{ path: 'enabled', before: false, after: true }] },
    ]);
    expect(changes[0]?.mark?.after).not.toHaveProperty('disabledAt');
  });

  test('stays off where the files say so, or where somebody else switched it off', () => {
    const states = [
      [wants(agent, [['enabled', false]]), off],
      [wants(agent), ours(agent, {}, false)],
    ] as const;
    for (const [wanted, found] of states) {
      const { changes } = compareStates(desired([wanted]), live([found]), comparing());
      expect(changes.map(({ action }) => action)).toEqual(['mark']);
    }
  });
});

describe('protection', () => {
  const protectedAfter = (written: boolean | undefined, was: boolean): boolean | undefined => {
    const wanted = wants(agent, [], written === undefined ? {} : { protect: written });
    const found = ours(agent, { applied: 'older', mark: was ? { isProtected: true } : {} });
    return compareStates(desired([wanted]), live([found]), comparing()).changes[0]?.mark?.after?.isProtected;
  };
  test('is written, kept where the entry says nothing, and taken away by the word alone', () => {
    expect(protectedAfter(true, false)).toBe(true);
    expect(protectedAfter(undefined, true)).toBe(true);
    expect(protectedAfter(false, true)).toBeUndefined();
  });
});
