import { describe, expect, test } from 'vitest';
import { compareStates } from '../../../src/diff/index.js';
import {
  address,
  groupAddress,
  type DesiredState,
  type LiveState,
  type Plan,
  type StepId,
} from '../../../src/model/index.js';
import { buildPlan, checkPlan, compareWithApproved, decodeApprovedPlan, misfit } from '../../../src/plan/index.js';
import { jsonText, planJson } from '../../../src/render/index.js';
import { markOf } from '../../support/builders.js';
import { comparing, desired, has, ignores, live, OWNER, TARGET, wants } from '../../support/states.js';

const agent = address('client', 'agent');
const reader = address('role', 'reader');

function plan(wanted: DesiredState, found: LiveState, commit = 'none'): Plan {
  const made = buildPlan({
    desired: wanted,
    live: found,
    differences: compareStates(wanted, found, comparing({ commit })),
    commit,
    readAs: 'keyplan-plan',
  });
  checkPlan(made);
  return made;
}

const idsOf = (made: Plan): readonly string[] => made.steps.map(({ id }) => id);

describe('steps', () => {
  test('a new identity is created, linked and granted after everything that it names', () => {
    const made = plan(
      desired([
        wants(agent, [
          ['enabled', true],
          ['defaultClientScopes/aud', true],
          ['roleScope/realmRoles/reader', true],
          ['serviceAccount/present', true],
          ['serviceAccount/realmRoles/reader', true],
          ['serviceAccount/clientRoles/api/submit', true],
          [['serviceAccount', 'groups', '/agents/eu'], true],
        ]),
        wants(reader, [['composites/client/api/submit', true]]),
        wants(address('client', 'api')),
        wants(address('client-role', 'api', 'submit')),
        wants(address('client-scope', 'aud'), [['attachTo/default/api', true]]),
        wants(groupAddress('/agents')),
        wants(groupAddress('/agents/eu'), [['realmRoles/reader', true]]),
      ]),
      live(),
    );
    expect(idsOf(made)).toMatchInlineSnapshot(`
      [
        "client-scope/aud#create",
        "client/api#create",
        "group/agents#create",
        "role/reader#create",
        "client-role/api/submit#create",
        "client-scope/aud#link",
        "client/agent#create",
        "group/agents/eu#create",
        "client/agent#link",
        "group/agents/eu#link",
        "role/reader#link",
        "client/agent#grant",
      ]
    `);
    expect(made.steps.find(({ id }) => id === 'client/agent#create')?.fields.map(({ path }) => path)).toContain(
      'defaultClientScopes/aud',
    );
  });

  test('only the mark of a client with new grants is written to the client itself', () => {
    const wanted = wants(agent, [['serviceAccount/realmRoles/reader', true]]);
    const made = plan(desired([wanted]), live([has(agent, [], { owner: OWNER, applied: 'old' }), has(reader)]));
    expect(idsOf(made)).toEqual(['client/agent#mark', 'client/agent#grant']);
  });

  test('a grant taken away by hand touches nothing but the grants', () => {
    const wanted = wants(agent, [['serviceAccount/realmRoles/reader', true]]);
    const made = plan(desired([wanted]), live([has(agent, [], { owner: OWNER, applied: wanted.digest }), has(reader)]));
    expect(idsOf(made)).toEqual(['client/agent#grant']);
  });
});

describe('digests', () => {
  const wanted = desired([wants(agent, [['enabled', true]])]);
  const found = (enabled: boolean, id: string): LiveState =>
    live([{ ...has(agent, [['enabled', enabled]], { owner: OWNER }), id }]);

  test('do not depend on the commit or on the server’s ids', () => {
    const digests = [plan(wanted, found(false, '1'), 'a'), plan(wanted, found(false, '2'), 'b')].map(
      (made) => made.steps[0]?.digest,
    );
    expect(digests[0]).toBe(digests[1]);
  });

  test('depend on the realm, on what was seen and on the mark', () => {
    const base = plan(wanted, found(false, '1')).steps[0]?.digest;
    const elsewhere = plan({ ...wanted, target: { ...TARGET, realm: 'other' } }, found(false, '1')).steps[0]?.digest;
    const unmarked = plan(wanted, live([has(agent, [['enabled', false]])])).steps[0]?.digest;
    const blank = plan(wanted, live([has(agent, [], { owner: OWNER })])).steps[0]?.digest;
    expect(new Set([base, elsewhere, unmarked, blank]).size).toBe(4);
  });
});

test('an account that another client shares is not read, and neither are its lists compared', () => {
  const wanted = desired([
    wants(agent, [['serviceAccount/present', true]], { exact: ['serviceAccount/realmRoles', 'serviceAccount/groups'] }),
    wants(reader),
  ]);
  const shared = { ...has(agent, [], { owner: OWNER }), unread: ['serviceAccount'] as never };
  const made = plan(wanted, live([shared, has(reader, [], { owner: OWNER })]));
  expect(made.unread).toMatchObject([{ area: 'shared-service-accounts', reason: 'ambiguous' }]);
  expect(made.unread[0]?.evidence).toContain('agent; rename or delete one');
  const [change] = made.changes.filter(({ address: of }) => of === agent);
  expect(change?.unread ?? made.notes).toEqual([
    'serviceAccount/groups',
    'serviceAccount/present',
    'serviceAccount/realmRoles',
  ]);
  const ignored = plan(
    { ...wanted, ignores: [ignores(agent, 'serviceAccount/**')] },
    live([shared, has(reader, [], { owner: OWNER })]),
  );
  expect(ignored.unread).toEqual([]);
  const unshared = plan(wanted, live([has(agent, [], { owner: OWNER })]));
  expect(unshared.unread).toEqual([]);
});

describe('an approved plan', () => {
  const before = plan(desired([wants(agent, [['enabled', true]]), wants(reader)]), live());
  const approved = decodeApprovedPlan(JSON.parse(jsonText(planJson(before))));

  test('survives its file', () => {
    if ('problem' in approved) throw new Error(approved.problem);
    expect(compareWithApproved(before, approved, live())).toEqual({ unapproved: [], done: [], barred: [] });
    expect(misfit(approved, TARGET)).toBe(undefined);
    expect(misfit(approved, { ...TARGET, realm: 'prod' })).toContain('"agents"');
  });

  test('is not taken for done where what it removes is still there and may not go any more', () => {
    if ('problem' in approved) throw new Error(approved.problem);
    const steps = (['delete', 'disable', 'forget'] as const).map((operation) => ({
      id: `client/agent#${operation}` as StepId,
      address: agent,
      operation,
      digest: operation,
      parts: [],
    }));
    const none = plan(desired([]), live());
    const compared = (found: Parameters<typeof live>[0], orphans: Plan['orphans'] = []): readonly string[] =>
      compareWithApproved({ ...none, orphans }, { ...approved, steps }, live(found)).barred.map(
        ({ operation }) => operation,
      );
    const ours = has(agent, [['enabled', true]], { owner: OWNER });
    const orphan = { address: agent, mark: markOf(), kept: 'it is protected' };
    expect(compared([])).toEqual([]);
    expect(compared([ours])).toEqual([]);
    expect(compared([ours], [orphan])).toEqual(['delete', 'disable']);
    expect(compared([has(agent, [['enabled', true]], { owner: 'other' })])).toEqual(['delete', 'disable']);
    expect(compared([has(agent, [['enabled', false]], { owner: OWNER })], [orphan])).toEqual(['delete']);
  });

  test('may shrink and never grow', () => {
    if ('problem' in approved) throw new Error(approved.problem);
    const less = plan(desired([wants(agent, [['enabled', true]])]), live());
    expect(compareWithApproved(less, approved, live()).done.map(({ id }) => id)).toEqual(['role/reader#create']);
    const other = plan(desired([wants(agent, [['enabled', false]])]), live());
    expect(compareWithApproved(other, approved, live()).unapproved.map(({ id }) => id)).toEqual([
      'client/agent#create',
    ]);
  });

  test('holds what is left of a step that was carried out in part, and nothing else of it', () => {
    const grants = (...roles: readonly string[]) =>
      roles.map((role) => [`serviceAccount/realmRoles/${role}`, true] as const);
    const found = (...roles: readonly string[]) => live([has(agent, grants(...roles), { owner: OWNER })]);
    const wanted = desired([wants(agent, grants('a', 'b', 'c'))]);
    const whole = decodeApprovedPlan(JSON.parse(jsonText(planJson(plan(wanted, found())))));
    if ('problem' in whole) throw new Error(whole.problem);
    const compared = (made: Plan): readonly (readonly string[])[] => {
      const { unapproved, done } = compareWithApproved(made, whole, found());
      return [unapproved.map(({ id }) => id), done.map(({ id }) => id)];
    };
    const isDone = (made: Plan): readonly string[] => idsOf(made);
    expect(isDone(plan(wanted, found('a')))).toContain('client/agent#grant');
    expect(compared(plan(wanted, found('a')))).toEqual([[], []]);
    expect(compared(plan(wanted, found('b', 'c')))).toEqual([[], []]);
    expect(compared(plan(wanted, found('a', 'b', 'c')))[1]).toContain('client/agent#grant');
    const more = desired([wants(agent, grants('b', 'd'))]);
    expect(compared(plan(more, found()))[0]).toContain('client/agent#grant');
  });

  test('holds a mapper of a client scope whole: some of its keys would be another one', () => {
    const scope = address('client-scope', 'aud');
    const mapper = (name: string, ...keys: readonly string[]) =>
      ['protocolMapper', ...keys.map((key) => `config/${key}`)].map(
        (key) => [`protocolMappers/${name}/${key}`, 'x'] as const,
      );
    const state = live([has(scope, [], { owner: OWNER })]);
    const whole = decodeApprovedPlan(
      JSON.parse(
        jsonText(planJson(plan(desired([wants(scope, [...mapper('a', 'k', 'l'), ...mapper('b', 'k')])]), state))),
      ),
    );
    if ('problem' in whole) throw new Error(whole.problem);
    // As after a stop, and as where the mark is left out: the parts are all that tells.
    const isApproved = (...left: ReturnType<typeof mapper>): boolean => {
      const { steps, ...rest } = plan(desired([wants(scope, left)]), state);
      const bare = steps.map(({ parts, ...step }) => ({
        ...step,
        parts: { each: parts?.each.slice(0, -1) ?? [], harmless: [] },
      }));
      return compareWithApproved({ ...rest, steps: bare }, whole, state).unapproved.length === 0;
    };
    expect(isApproved(...mapper('a', 'k', 'l'))).toBe(true);
    expect(isApproved(...mapper('b', 'k'))).toBe(true);
    expect(isApproved(...mapper('a', 'k'))).toBe(false);
  });

  test.each([
    [null],
    [[]],
    [{ format: 2 }],
    [{ format: 1 }],
    [{ format: 1, target: TARGET }],
    [{ format: 1, target: TARGET, steps: [{ id: 'x' }] }],
  ])('is refused with words when the file holds %j', (json) => {
    expect(decodeApprovedPlan(json)).toHaveProperty('problem');
  });
});

describe('the plan’s own proof', () => {
  const made = plan(
    desired([wants(reader, [['composites/realm/other', true]]), wants(address('role', 'other'))]),
    live(),
  );

  test('finds a step that comes before what it needs', () => {
    expect(() => checkPlan({ ...made, steps: made.steps.toReversed() })).toThrow('comes before');
  });

  test('finds a step that is there twice, one without a change and a change without a step', () => {
    expect(() => checkPlan({ ...made, steps: [...made.steps, ...made.steps] })).toThrow('two steps');
    expect(() => checkPlan({ ...made, changes: made.changes.slice(1) })).toThrow('belongs to no change');
    expect(() => checkPlan({ ...made, steps: made.steps.filter(({ address: of }) => of !== reader) })).toThrow(
      'no step',
    );
  });
});
