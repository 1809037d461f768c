import { describe, expect, test } from 'vitest';
import { compareStates, namesUntilNow, settleRenames, withNewNames } from '../../../src/diff/index.js';
import {
  address,
  groupAddress,
  type DesiredObject,
  type LiveObject,
  type LiveState,
  type ObjectChange,
} from '../../../src/model/index.js';
import { buildPlan, checkPlan } from '../../../src/plan/index.js';
import { at, comparing, desired, has, live, OWNER, wants } from '../../support/states.js';

const before = address('client', 'old');
const after = address('client', 'new');
const renamed = (options: Parameters<typeof wants>[2] = {}): DesiredObject =>
  wants(after, [['enabled', true]], { renamedFrom: 'old', ...options });
const settled = (
  objects: readonly DesiredObject[],
  state: LiveState,
): { readonly renames: readonly (readonly string[])[]; readonly said: readonly (readonly string[])[] } => {
  const { renames, diagnostics } = settleRenames(desired(objects), state);
  return { renames: [...renames], said: diagnostics.map(({ code, severity }) => [code, severity]) };
};
const theRename = [[after, before]];

describe('a rename', () => {
  test.each<[string, LiveState, readonly (readonly string[])[], readonly (readonly string[])[]]>([
    ['creates the client where neither is there', live(), [], []],
    ['is done where only the new one is there', live([has(after, [], { owner: OWNER })]), [], []],
    ['renames what is ours', live([has(before, [], { owner: OWNER })]), theRename, []],
    ['renames what nobody marked', live([has(before)]), theRename, []],
    ["renames another owner's, for policy to refuse", live([has(before, [], { owner: 'else' })]), theRename, []],
    [
      'is refused where both are there and the old one is ours',
      live([has(before, [], { owner: OWNER }), has(after)]),
      [],
      [['rename-refused', 'error']],
    ],
    [
      'leaves the old one alone where both are there and it is not ours',
      live([has(before), has(after, [], { owner: OWNER })]),
      [],
      [['rename-refused', 'warning']],
    ],
    [
      'waits where the absence of the new one cannot be believed',
      live([has(before, [], { owner: OWNER })], {
        unread: [{ area: 'clients', reason: 'filtered', evidence: 'some are hidden' }],
      }),
      [],
      [],
    ],
  ])('%s', (_name, state, renames, said) => {
    expect(settled([renamed()], state)).toEqual({ renames, said });
  });

  test("never touches Keycloak's own clients", () => {
    const own = renamed({ renamedFrom: 'broker' });
    expect(settled([own], live([has(address('client', 'broker'))]))).toEqual({
      renames: [],
      said: [['rename-refused', 'error']],
    });
  });

  test('is refused while another entry wants the old client: a swap, a chain, the same old id twice', () => {
    const both = live([has(before, [], { owner: OWNER }), has(after, [], { owner: OWNER })]);
    const swap = [renamed(), wants(before, [], { renamedFrom: 'new' })];
    expect(settled(swap, both)).toEqual({
      renames: [],
      said: [
        ['rename-refused', 'error'],
        ['rename-refused', 'error'],
      ],
    });
    const one = live([has(before, [], { owner: OWNER })]);
    const twice = [renamed(), wants(address('client', 'third'), [], { renamedFrom: 'old' })];
    expect(settled(twice, one).renames).toEqual([]);
    const chain = [renamed(), wants(before, [], { renamedFrom: 'oldest' })];
    const chained = live([has(before, [], { owner: OWNER }), has(address('client', 'oldest'), [], { owner: OWNER })]);
    expect(settled(chain, chained)).toEqual({
      renames: [],
      said: [
        ['rename-refused', 'error'],
        ['rename-refused', 'error'],
      ],
    });
  });

  test('is refused at the place of its word', () => {
    const { diagnostics } = settleRenames(
      desired([renamed({ line: 7 })]),
      live([has(before, [], { owner: OWNER }), has(after)]),
    );
    expect(diagnostics).toMatchObject([{ place: at(7, 'renames.yaml'), hint: expect.stringContaining('renamedFrom') }]);
  });
});

describe('after a rename', () => {
  const role = address('client-role', 'old', 'submit');
  const state = live(
    [
      has(before, [['protocolMappers/m/config/included.client.audience', 'old']], { owner: OWNER }),
      has(role, [], { owner: OWNER }),
      has(address('client', 'caller'), [
        ['serviceAccount/clientRoles/old/submit', true],
        ['roleScope/clientRoles/old/submit', true],
        ['protocolMappers/aud/config/included.client.audience', 'old'],
        ['protocolMappers/hard/config/role', 'old.submit'],
        ['protocolMappers/free/config/claim.value', 'older'],
      ]),
      has(address('client-scope', 'aud'), [['attachTo/default/old', true]]),
      has(address('role', 'all'), [['composites/client/old/submit', true]]),
      has(groupAddress('/g'), [['clientRoles/old/submit', true]]),
    ],
    { composites: new Map([[address('role', 'all'), new Set([role])]]) },
  );
  const { live: later, renames } = settleRenames(desired([renamed()]), state);

  test('everything that the server keeps by its own identifiers says the new name', () => {
    const facts = (object: LiveObject | undefined): readonly string[] => [...(object?.facts.keys() ?? [])];
    expect([...later.objects.keys()]).toContain('client-role/new/submit');
    expect([...later.objects.keys()].filter((of) => /\/old(\/|$)/.test(of))).toEqual([]);
    expect(facts(later.objects.get(address('client', 'caller')))).toEqual(
      expect.arrayContaining(['serviceAccount/clientRoles/new/submit', 'roleScope/clientRoles/new/submit']),
    );
    expect(facts(later.objects.get(address('client-scope', 'aud')))).toEqual(['attachTo/default/new']);
    expect(facts(later.objects.get(address('role', 'all')))).toEqual(['composites/client/new/submit']);
    expect(facts(later.objects.get(groupAddress('/g')))).toEqual(['clientRoles/new/submit']);
    expect([...(later.composites.get(address('role', 'all')) ?? [])]).toEqual(['client-role/new/submit']);
  });

  test('texts in the config of mappers stay', () => {
    expect(later.objects.get(after)?.facts.get('protocolMappers/m/config/included.client.audience' as never)).toBe(
      'old',
    );
  });

  test('without a rename the state is the same one', () => {
    expect(withNewNames(state, new Map())).toBe(state);
  });

  test('the realm is asked under the names that it has until then', () => {
    const asked = namesUntilNow(
      [after, address('client-role', 'new', 'submit'), address('role', 'new'), address('client', 'caller')],
      renames,
    );
    expect([...asked]).toEqual(['client-role/old/submit', 'client/caller', 'client/old', 'role/new']);
  });

  test('whatever names the client is listed, with what still says the old name', () => {
    const found = compareStates(desired([renamed()]), later, comparing({ renames })).changes;
    const change = found.find(({ address: of }) => of === after);
    expect(change?.stillNamed?.map(({ address: of, path, isChanged }) => [of, path, isChanged])).toEqual([
      ['role/all', 'composites/client/new/submit', true],
      ['group/g', 'clientRoles/new/submit', true],
      ['client-scope/aud', 'attachTo/default/new', true],
      ['client/caller', 'protocolMappers/aud/config/included.client.audience', false],
      ['client/caller', 'protocolMappers/hard/config/role', false],
      ['client/caller', 'roleScope/clientRoles/new/submit', true],
      ['client/caller', 'serviceAccount/clientRoles/new/submit', true],
      ['client/new', 'protocolMappers/m/config/included.client.audience', false],
    ]);
  });
});

describe('the danger of a rename', () => {
  const plan = (owner: string | undefined): ReturnType<typeof buildPlan> => {
    const wanted = desired([renamed()]);
    const found = live([has(before, [['enabled', true]], owner === undefined ? {} : { owner })]);
    const { live: later, renames } = settleRenames(wanted, found);
    const made = buildPlan({
      desired: wanted,
      live: later,
      differences: compareStates(wanted, later, comparing({ renames })),
      commit: 'none',
      readAs: 'x',
    });
    checkPlan(made);
    return made;
  };
  test.each<[string, string | undefined, readonly string[], boolean]>([
    ['is none where the client is ours', OWNER, [], false],
    ['is an adoption that changes a field where nobody marked it', undefined, ['adopt'], true],
    ['is a take-over where it is marked by another owner', 'else', ['take-over'], false],
  ])('%s', (_name, owner, hazards, adopts) => {
    const made = plan(owner);
    expect(made.steps.map(({ id }) => id)).toEqual(['client/new#rename']);
    expect(made.steps.flatMap((step) => step.hazards.map(({ hazard }) => hazard))).toEqual(hazards);
    const [change] = made.changes as readonly [ObjectChange];
    expect(change).toMatchObject({ action: 'update', renamedFrom: before, adopts });
    expect(change.mark?.after).toMatchObject({ owner: OWNER, renamedFrom: 'old' });
    expect(made.counts).toMatchObject({ rename: 1, update: 1, adopt: 0, create: 0 });
  });
});
