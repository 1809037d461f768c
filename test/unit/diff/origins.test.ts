import { describe, expect, test } from 'vitest';
import { compareStates, historyNeeds, settleRenames } from '../../../src/diff/index.js';
import {
  address,
  type DesiredObject,
  type DesiredState,
  type History,
  type ObjectChange,
  type Origin,
} from '../../../src/model/index.js';
import {
  comparing,
  desired,
  has,
  ignores,
  live,
  OWNER,
  removes,
  wants,
  type WrittenFacts,
} from '../../support/states.js';

const agent = address('client', 'agent');
const wanted = (name: string, description = 'same'): DesiredObject =>
  wants(agent, [
    ['name', name],
    ['description', description],
  ]);
const byHand: WrittenFacts = [
  ['name', 'by hand'],
  ['description', 'by hand'],
];
const NOTHING: History = { applied: new Map() };
const based = (objects: readonly DesiredObject[], more: Partial<History> = {}): History => ({
  applied: new Map(),
  base: { commit: 'ba5e', desired: desired(objects) },
  ...more,
});
const appliedAt = (commit: string, objects: readonly DesiredObject[]): History['applied'] =>
  new Map([[commit, desired(objects)]]);

/** As the last apply left it, but for the description. */
const partlyByHand: WrittenFacts = [
  ['name', 'old'],
  ['description', 'by hand'],
];

/** The origin of each field of the one change; the mark says commit c0ffee. */
function origins(
  head: DesiredObject,
  applied: string,
  { history, found = partlyByHand }: { readonly history: History; readonly found?: WrittenFacts },
): Readonly<Record<string, Origin>> {
  const state = live([has(agent, found, { owner: OWNER, applied })]);
  const [change] = compareStates(desired([head]), state, comparing({ history })).changes;
  return Object.fromEntries(change?.fields.map(({ path, origin }) => [path, origin ?? change.origin]) ?? []);
}

describe('where the difference of a field comes from', () => {
  const head = wanted('new');
  const old = wanted('old');

  test.each<[string, string, History, Origin, Origin]>([
    ['the mark says what the files say: drift', head.digest, NOTHING, 'drift', 'drift'],
    ['the mark says something else that nobody can read: unknown', 'f00', NOTHING, 'unknown', 'unknown'],
    [
      'the commit of the mark can be read: pending where the files changed since, drift where they did not',
      old.digest,
      { applied: appliedAt('c0ffee', [old]) },
      'pending',
      'drift',
    ],
    [
      'the commit can be read, but wanted something else than the mark says: unknown',
      'f00',
      { applied: appliedAt('c0ffee', [old]) },
      'unknown',
      'unknown',
    ],
    ['the base differs: pr; the rest by the mark', old.digest, based([old]), 'pr', 'drift'],
    ['the base does not declare the object: pr', 'f00', based([]), 'pr', 'pr'],
    ['the base is the same and so is the mark: drift', head.digest, based([head]), 'drift', 'drift'],
    ['the base is the same and the mark unreadable: unknown', 'f00', based([head]), 'unknown', 'unknown'],
    [
      'the base is the same and the commit of the mark is older: pending',
      old.digest,
      based([head], { applied: appliedAt('c0ffee', [old]) }),
      'pending',
      'drift',
    ],
    [
      'the base is broken: unknown instead of pending, and drift stays drift',
      old.digest,
      { applied: appliedAt('c0ffee', [old]), brokenBase: 'ba5e' },
      'unknown',
      'drift',
    ],
  ])('%s', (...[, applied, history, name, description]) => {
    expect(origins(head, applied, { history })).toEqual({ name, description });
  });

  test('what waits to be applied and is not as it was applied either was changed by hand: drift, as far as git tells', () => {
    const applied = appliedAt('c0ffee', [old]);
    const name = (history: History): Origin | undefined =>
      origins(head, old.digest, { history, found: byHand })['name'];
    expect(name({ applied })).toBe('drift');
    expect(name(based([head], { applied }))).toBe('drift');
    expect(name(based([old], { applied }))).toBe('pr');
    expect(name({ applied, brokenBase: 'ba5e' })).toBe('unknown');
  });

  test("what the last apply left alone was nobody's to change: pending", () => {
    const before = wants(agent, [['description', 'same']]);
    const history = { applied: appliedAt('c0ffee', [before]) };
    expect(origins(head, before.digest, { history, found: byHand })).toEqual({ name: 'pending', description: 'drift' });
  });

  test('the object has the gravest origin of its fields', () => {
    const state = live([has(agent, byHand, { owner: OWNER, applied: old.digest })]);
    const [change] = compareStates(desired([head]), state, comparing({ history: based([old]) })).changes;
    expect(change).toMatchObject({
      origin: 'drift',
      fields: [{ path: 'description' }, { path: 'name', origin: 'pr' }],
    });
    expect(change?.fields[0]).not.toHaveProperty('origin');
  });

  test('an object without a mark is adopted, whatever the base says', () => {
    const state = live([has(agent, byHand)]);
    const [change] = compareStates(desired([head]), state, comparing({ history: based([old]) })).changes;
    expect([change?.origin, change?.adopts]).toEqual(['adopt', true]);
  });

  test('one without a mark that was applied lately was changed outside git, or lost its mark there', () => {
    const other = address('client', 'other');
    const keeper = wants(other, [['name', 'x']]);
    const state = live([has(agent, byHand), has(other, [['name', 'x']], { owner: OWNER, applied: keeper.digest })]);
    const found = (history: History) =>
      compareStates(desired([head, keeper]), state, comparing({ history })).changes.find(
        ({ address: of }) => of === agent,
      );
    const lost = found({ applied: appliedAt('c0ffee', [old, keeper]) });
    expect([lost?.origin, lost?.adopts]).toEqual(['drift', true]);
    expect(lost?.fields.map(({ path, origin }) => [path, origin])).toEqual([
      ['description', undefined],
      ['name', 'pending'],
    ]);
    expect(found({ applied: appliedAt('c0ffee', [keeper]) })?.origin).toBe('adopt');
    expect(found(NOTHING)?.origin).toBe('adopt');
    const asWanted = live([
      has(
        agent,
        [...head.facts].map(([path, value]) => [path, value] as const),
      ),
      has(other, [['name', 'x']], { owner: OWNER, applied: keeper.digest }),
    ]);
    const again = compareStates(
      desired([head, keeper]),
      asWanted,
      comparing({ history: { applied: appliedAt('c0ffee', [head, keeper]) } }),
    );
    expect(again.changes.map(({ action, origin }) => [action, origin])).toEqual([['mark', 'adopt']]);
  });

  test("another owner's mark tells nothing: it was never applied here", () => {
    const found = live([has(agent, byHand, { owner: 'else', applied: head.digest })]);
    const origin = (history: History): Origin | undefined =>
      compareStates(desired([head]), found, comparing({ history })).changes[0]?.origin;
    expect([origin(NOTHING), origin(based([])), origin(based([head]))]).toEqual(['pending', 'pr', 'pending']);
  });

  test('below an exact list, what nobody wrote in either revision is drift', () => {
    const list = wants(agent, [], { exact: ['redirectUris'] });
    const state = live([has(agent, [['redirectUris/x', true]], { owner: OWNER, applied: list.digest })]);
    const [change] = compareStates(desired([list]), state, comparing({ history: based([list]) })).changes;
    expect(change?.origin).toBe('drift');
  });
});

describe('where an object without a mark of its own comes from', () => {
  const scope = wants(address('client-scope', 'profile'), [['description', 'new']]);
  const found = has(scope.address, [['description', 'by hand']]);
  const origin = (history: History, marked = true): Origin | undefined =>
    compareStates(
      desired([scope]),
      live([found, ...(marked ? [has(agent, [], { owner: OWNER })] : [])]),
      comparing({ history }),
    ).changes[0]?.origin;

  test("Keycloak's own scopes are told by what was applied to others", () => {
    expect(origin({ applied: appliedAt('c0ffee', [scope]) })).toBe('drift');
    expect(origin({ applied: appliedAt('c0ffee', []) })).toBe('pending');
    expect(origin(NOTHING)).toBe('unknown');
    expect(origin(NOTHING, false)).toBe('pending');
    expect(origin(based([]))).toBe('pr');
  });

  test('they are never marked', () => {
    const [change] = compareStates(desired([scope]), live([found]), comparing()).changes;
    expect(change).toMatchObject({ action: 'update', adopts: false });
    expect(change).not.toHaveProperty('mark');
  });
});

describe('where a create comes from', () => {
  const marked = has(address('role', 'r'), [], { owner: OWNER });
  const outside = has(address('role', 'r'), [], { owner: OWNER, mark: { commit: 'none' } });
  const head = wanted('a');
  test.each<[string, History, typeof marked | undefined, Origin]>([
    ['new in this revision: pr', based([]), marked, 'pr'],
    ['some applied commit wanted it: somebody deleted it', { applied: appliedAt('c0ffee', [head]) }, marked, 'drift'],
    ['no applied commit wanted it: pending', { applied: appliedAt('c0ffee', []) }, marked, 'pending'],
    ['nothing is ours yet: pending', NOTHING, undefined, 'pending'],
    ['no commit can be read: unknown', NOTHING, marked, 'unknown'],
    ['outside git: pending', NOTHING, outside, 'pending'],
    ['in the base and applied: drift', based([head], { applied: appliedAt('c0ffee', [head]) }), marked, 'drift'],
    ['the base is broken: unknown', { applied: new Map(), brokenBase: 'ba5e' }, undefined, 'unknown'],
  ])('%s', (_name, history, found, expected) => {
    const state = live(found === undefined ? [] : [found]);
    expect(compareStates(desired([head]), state, comparing({ history })).changes[0]?.origin).toBe(expected);
  });
});

describe('where a rename comes from', () => {
  const to = wants(address('client', 'new'), [['name', 'a']], { renamedFrom: 'old' });
  const change = (history: History, mark = {}): ObjectChange | undefined => {
    const found = live([has(address('client', 'old'), [['name', 'a']], { owner: OWNER, applied: to.digest, mark })]);
    const { live: later, renames } = settleRenames(desired([to]), found);
    return compareStates(desired([to]), later, comparing({ history, renames })).changes[0];
  };

  test('pr where the base knows the old id, pending where it says the rename already', () => {
    expect(change(based([wants(address('client', 'old'), [['name', 'a']])]))?.origin).toBe('pr');
    expect(change(based([to]))?.origin).toBe('pending');
    expect(change(NOTHING)?.origin).toBe('pending');
  });

  test('drift where the mark says that it was done and somebody gave the old id back', () => {
    expect(change(based([to]), { renamedFrom: 'old' })?.origin).toBe('drift');
  });
});

describe('where a removal comes from', () => {
  const removal = (history: History): Origin | undefined =>
    compareStates(
      desired([], [], { removals: [removes(agent, 'delete')] }),
      live([has(agent, [], { owner: OWNER })]),
      comparing({ history }),
    ).changes[0]?.origin;
  const removed = (then: 'delete' | 'disable'): History => ({
    ...NOTHING,
    base: { commit: 'ba5e', desired: desired([], [], { removals: [removes(agent, then)] }) },
  });

  test('this revision where the base declares the object, or had another word; else the files left it before', () => {
    expect(removal(based([wanted('a')]))).toBe('pr');
    expect(removal(removed('disable'))).toBe('pr');
    expect(removal(removed('delete'))).toBe('orphan');
    expect(removal(NOTHING)).toBe('orphan');
  });

  test('an orphan of the policy likewise', () => {
    const origin = (history: History): Origin | undefined =>
      compareStates(
        desired([]),
        live([has(agent, [], { owner: OWNER })]),
        comparing({ history, orphans: { then: 'delete' } }),
      ).changes[0]?.origin;
    expect([origin(based([wanted('a')])), origin(based([])), origin(NOTHING)]).toEqual(['pr', 'orphan', 'orphan']);
  });
});

test('a client that was taken back is pr where the base does not declare it', () => {
  const off = has(agent, [['enabled', false]], { owner: OWNER, mark: { disabledAt: '2026-11-01' } });
  const origin = (history: History): Origin | undefined =>
    compareStates(desired([wants(agent)]), live([off]), comparing({ history })).changes[0]?.origin;
  expect([origin(based([])), origin(based([wants(agent)])), origin(NOTHING)]).toEqual(['pr', 'pending', 'pending']);
});

test('an apply that left something out tells of creates only what was not wanted then', () => {
  const other = wants(address('client', 'other'));
  const found = has(other.address, [], { owner: OWNER, applied: other.digest, mark: { commit: 'c0ffee-partial' } });
  const origin = (then: readonly DesiredObject[]): Origin | undefined =>
    compareStates(
      desired([wanted('a'), other]),
      live([found]),
      comparing({ history: { applied: appliedAt('c0ffee', then) } }),
    ).changes.find(({ action }) => action === 'create')?.origin;
  expect([origin([other]), origin([wanted('a'), other])]).toEqual(['pending', 'unknown']);
});

describe('the commits that are worth reading', () => {
  const at = (of: string, commit: string, applied = 'x'): ReturnType<typeof has> =>
    has(address('client', of), [], { owner: OWNER, applied, mark: { commit } });
  const read = (wantedState: DesiredState, objects: readonly ReturnType<typeof has>[]): readonly string[] =>
    historyNeeds(wantedState, live(objects)).commits.map(({ commit }) => commit);

  test('are those of objects whose files changed since', () => {
    const same = wants(address('client', 'same'));
    const objects = [at('same', 'aaaa', same.digest), at('changed', 'bbbb')];
    expect(read(desired([same, wants(address('client', 'changed'))]), objects)).toEqual(['bbbb']);
  });

  test('are those that most marks name where something declared is missing', () => {
    const same = wants(address('client', 'same'));
    expect(read(desired([same, wants(address('client', 'gone'))]), [at('same', 'aaaa', same.digest)])).toEqual([
      'aaaa',
    ]);
  });

  test('are those of a dirty work tree only for the objects that may have been as committed', () => {
    const same = wants(address('client', 'same'));
    const missing = wants(address('client', 'missing'));
    const objects = [at('same', 'aaaa-dirty', same.digest), at('changed', 'bbbb-dirty', 'f00')];
    const needs = historyNeeds(desired([same, missing, wants(address('client', 'changed'))]), live(objects));
    const changed = { addresses: [address('client', 'changed')], digest: 'f00' };
    expect(needs).toEqual({ commits: [{ commit: 'bbbb', objects: [changed], isWhole: false }], wantsNewest: true });
  });

  test('are never names that are no commit, nor marks of another owner', () => {
    const names = ['none', '-dirty', '--upload-pack=x', 'HEAD', ''].map((commit, index) => at(`c${index}`, commit));
    const wantedState = desired([...names.map(({ address: of }) => wants(of)), wants(address('client', 'theirs'))]);
    const theirs = has(address('client', 'theirs'), [], { owner: 'else', mark: { commit: 'dddd' } });
    expect(read(wantedState, [...names, theirs])).toEqual([]);
  });
});

describe('what is no longer managed', () => {
  const wide = wants(agent, [['name', 'a']], { exact: ['redirectUris'] });
  const narrow = wants(agent, [['name', 'a']]);
  const state = live([
    has(
      agent,
      [
        ['name', 'a'],
        ['redirectUris/x', true],
      ],
      { owner: OWNER, applied: narrow.digest },
    ),
  ]);
  const released = (head: DesiredState, history: History): readonly string[] =>
    compareStates(head, state, comparing({ history })).released.map(({ path }) => path);

  test('is named with the base, keeps its value, and is no change', () => {
    expect(released(desired([narrow]), based([wide]))).toEqual(['redirectUris/x']);
    expect(compareStates(desired([narrow]), state, comparing({ history: based([wide]) })).changes).toEqual([]);
  });

  test('is not named without a base, nor where somebody else manages it by a rule', () => {
    expect(released(desired([narrow]), NOTHING)).toEqual([]);
    expect(released(desired([narrow], [], { ignores: [ignores(agent, 'redirectUris/**')] }), based([wide]))).toEqual(
      [],
    );
  });
});

describe('what an ignore rule leaves to somebody else', () => {
  const exact = wants(agent, [['name', 'a']], { exact: ['redirectUris', 'defaultClientScopes'] });
  const found = has(
    agent,
    [
      ['name', 'a'],
      ['redirectUris/x', true],
    ],
    { owner: OWNER, applied: exact.digest },
  );
  const fields = (rule: string, of = agent): readonly string[] =>
    compareStates(desired([exact], [], { ignores: [ignores(of, rule)] }), live([found]), comparing()).changes.flatMap(
      (change) => change.fields.map(({ path }) => path),
    );

  test('is neither compared nor changed', () => {
    expect(fields('redirectUris/**')).toEqual([]);
    expect(fields('webOrigins/**')).toEqual(['redirectUris/x']);
    expect(fields('redirectUris/**', address('client', 'other'))).toEqual(['redirectUris/x']);
  });

  test('is not written by a create either', () => {
    const { changes } = compareStates(desired([exact], [], { ignores: [ignores(agent, 'name')] }), live(), comparing());
    expect(changes).toMatchObject([{ action: 'create', fields: [] }]);
  });
});
