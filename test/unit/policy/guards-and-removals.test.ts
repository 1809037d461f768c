import { describe, expect, test } from 'vitest';
import { compareStates, partsOfDeleted } from '../../../src/diff/index.js';
import {
  address,
  DEFAULT_POLICY,
  groupAddress,
  type Allowance,
  type DesiredObject,
  type DesiredState,
  type LiveObject,
  type OrphanPolicy,
  type Origin,
  type Plan,
  type Usage,
  type Usages,
  type Verdict,
  type WordsBy,
} from '../../../src/model/index.js';
import { buildPlan, checkPlan } from '../../../src/plan/index.js';
import { judge } from '../../../src/policy/index.js';
import { comparing, desired, has, ignores, live, OWNER, removes, wants } from '../../support/states.js';

const agent = address('client', 'agent');
const role = address('role', 'reader');
const USAGE: Usage = { uses: [], people: 0, areMore: false, unread: [] };

interface Judging {
  readonly orphans?: OrphanPolicy['then'];
  readonly given?: readonly Allowance[];
  readonly usages?: Usages;
  readonly expectOnly?: readonly Origin[];
  readonly wordsBy?: WordsBy;
}

/** As planning a target does it: compared, planned, checked, judged. */
function judged(
  wanted: DesiredState,
  objects: readonly LiveObject[],
  { orphans: then = 'report', given = [], usages = new Map(), expectOnly, wordsBy }: Judging = {},
): { readonly plan: Plan; readonly verdict: Verdict } {
  const state = live(objects);
  const differences = compareStates(wanted, state, comparing({ orphans: { then } }));
  const plan = buildPlan({ desired: wanted, live: state, differences, commit: 'none', readAs: 'x', usages });
  checkPlan(plan);
  const owners = [...wanted.objects.keys()].map((of) => state.objects.get(of)?.mark?.owner);
  const verdict = judge(plan, {
    policy: { ...DEFAULT_POLICY, orphans: { then } },
    entries: new Map(),
    given,
    kept: owners.filter((owner) => owner === OWNER).length,
    along: partsOfDeleted(plan.changes, state),
    today: '2026-11-25',
    ignores: wanted.ignores,
    usages,
    ...(expectOnly === undefined ? {} : { expectOnly }),
    ...(wordsBy === undefined ? {} : { wordsBy }),
  });
  return { plan, verdict };
}

const rules = ({ verdict }: { readonly verdict: Verdict }): readonly string[] =>
  verdict.refusals.map(({ rule }) => rule);
const clients = (count: number): readonly LiveObject[] =>
  Array.from({ length: count }, (_, index) =>
    has(address('client', `c${index}`), [['enabled', true]], { owner: OWNER }),
  );
const keeping = (count: number): readonly DesiredObject[] =>
  Array.from({ length: count }, (_, index) => wants(address('client', `c${index}`), [['enabled', true]]));

describe('files that lost what they declared', () => {
  test.each<OrphanPolicy['then']>(['disable', 'delete'])('emptied by accident are refused: %s', (orphans) => {
    const { verdict } = judged(desired([]), clients(3), { orphans });
    expect(verdict.refusals).toEqual([
      {
        rule: 'empty-desired',
        detail: 'the files declare none of what is ours, and 3 objects are ours',
        allowWith: '--allow empty-desired, or in the settings: policy.allow',
      },
    ]);
    expect(rules(judged(desired([]), clients(3), { orphans, given: [{ rule: 'empty-desired' }] }))).toEqual([]);
  });

  test.each<OrphanPolicy['then']>(['disable', 'delete'])(
    'declaring only what is not ours yet, as a layer that matches nothing leaves them, are refused: %s',
    (orphans) => {
      const other = wants(address('role', 'other'));
      expect(rules(judged(desired([other]), clients(3), { orphans }))).toEqual(['empty-desired']);
      expect(rules(judged(desired([other, ...keeping(1)]), clients(3), { orphans }))).toEqual([]);
    },
  );

  test('are refused with the roles of the clients, too, which go along with them', () => {
    const roles = clients(2).map(({ address: of }) =>
      has(address('client-role', of.slice('client/'.length), 'x'), [], { owner: OWNER }),
    );
    const found = judged(desired([wants(role)]), [...clients(2), ...roles], { orphans: 'delete' });
    expect(rules(found)).toEqual(['empty-desired']);
  });

  test('are refused when a leftover under removed is all that they say', () => {
    const removals = [removes(address('client', 'c0'), 'delete')];
    expect(rules(judged(desired([], [], { removals }), clients(3), { orphans: 'disable' }))).toEqual(['empty-desired']);
  });

  test('are fine when everything that is ours was spelled out under removed', () => {
    const removals = clients(3).map(({ address: of }) => removes(of, 'delete'));
    expect(rules(judged(desired([], [], { removals }), clients(3), { orphans: 'delete' }))).toEqual([]);
  });

  test.each<OrphanPolicy['then']>(['disable', 'delete'])('of half the clients are refused: %s', (orphans) => {
    const { verdict } = judged(desired(keeping(6)), clients(12), { orphans });
    expect(verdict.refusals).toEqual([
      {
        rule: 'mass-delete',
        detail: '6 of 12 objects would be deleted or disabled; the limit is 5 and 20 %',
        allowWith: '--allow mass-delete, or in the settings: policy.allow',
      },
    ]);
    const given: Allowance[] = [{ rule: 'mass-delete' }];
    expect(rules(judged(desired(keeping(6)), clients(12), { orphans, given }))).toEqual([]);
  });

  test('of half the clients are refused whatever number of roles go along with them', () => {
    const roles = clients(12).flatMap(({ address: of }) =>
      Array.from({ length: 20 }, (_, index) =>
        has(address('client-role', of.slice('client/'.length), `r${index}`), [], { owner: OWNER }),
      ),
    );
    const keptRoles = roles
      .filter(({ address: of }) =>
        keeping(6).some((client) => of.startsWith(`${client.address.replace('client/', 'client-role/')}/`)),
      )
      .map(({ address: of }) => wants(of));
    const found = judged(desired([...keeping(6), ...keptRoles]), [...clients(12), ...roles], { orphans: 'delete' });
    expect(found.verdict.refusals.map(({ detail }) => detail)).toEqual([
      '126 of 252 objects would be deleted or disabled; the limit is 5 and 20 %',
    ]);
  });

  test.each([[0], [6]])('are named and counted, and not refused, where orphans are reported: %i kept', (count) => {
    const found = judged(desired(keeping(count)), clients(12));
    expect(rules(found)).toEqual([]);
    expect(found.plan.orphans).toHaveLength(12 - count);
    expect(found.plan.counts).toMatchObject({ delete: 0, disable: 0, owned: 12 });
    expect(found.plan.steps.filter(({ operation }) => operation !== 'mark')).toEqual([]);
  });
});

describe('the word that removes', () => {
  test('is the word for its danger', () => {
    const removals = [removes(agent, 'delete', 'unused')];
    const { verdict, plan } = judged(desired([], [], { removals }), [has(agent, [], { owner: OWNER })]);
    expect(verdict.refusals).toEqual([]);
    expect(verdict.allowed).toMatchObject([{ allowance: { rule: 'delete', address: agent, reason: 'unused' } }]);
    expect(plan.steps.map(({ id, hazards }) => [id, hazards.map(({ hazard }) => hazard)])).toEqual([
      ['client/agent#delete', ['delete']],
    ]);
  });

  test('does not go against protection, and says what would take that away', () => {
    for (const then of ['delete', 'disable'] as const) {
      const removals = [removes(agent, then)];
      const found = judged(desired([], [], { removals }), [
        has(agent, [['enabled', true]], { owner: OWNER, mark: { isProtected: true } }),
      ]);
      expect(found.verdict.refusals).toMatchObject([
        { rule: 'protected', address: agent, allowWith: expect.stringContaining('protect: false') },
      ]);
    }
  });

  test('does not go against the protection of a part either: a role of the client, a group below', () => {
    const isProtected = { owner: OWNER, mark: { isProtected: true } };
    const submit = address('client-role', 'agent', 'submit');
    const below = groupAddress('/g/a/b');
    const removals = [removes(agent, 'delete'), removes(groupAddress('/g'), 'delete')];
    const found = judged(desired([], [], { removals }), [
      has(agent, [], { owner: OWNER }),
      has(submit, [], isProtected),
      has(groupAddress('/g'), [], { owner: OWNER }),
      has(groupAddress('/g/a'), [], { owner: OWNER }),
      has(below, [], isProtected),
    ]);
    expect(found.verdict.refusals.map((refusal) => [refusal.rule, refusal.address])).toEqual([
      ['protected', below],
      ['protected', submit],
    ]);
  });

  test('lets what is protected be forgotten', () => {
    const removals = [removes(agent, 'forget')];
    const found = judged(desired([], [], { removals }), [
      has(agent, [], { owner: OWNER, mark: { isProtected: true } }),
    ]);
    expect(rules(found)).toEqual([]);
  });
});

describe('what something else uses', () => {
  const removals = [removes(role, 'delete')];
  const wanted = desired([], [], { removals });
  const objects = [has(role, [], { owner: OWNER })];
  const used = (owner: string | undefined, count = 1): Usages => {
    const uses = Array.from({ length: count }, (_, index) => ({
      by: address('client', `u${index}`),
      how: 'holds' as const,
      ...(owner === undefined ? {} : { owner }),
    }));
    return new Map([[role, { ...USAGE, uses }]]);
  };

  test('is not deleted while that is of another owner or of nobody', () => {
    expect(judged(wanted, objects, { usages: used('else') }).verdict.refusals).toMatchObject([
      { rule: 'in-use', address: role, detail: 'role reader is used by client u0 (of else)' },
    ]);
    expect(judged(wanted, objects, { usages: used(undefined) }).verdict.refusals[0]?.detail).toContain('nobody marked');
    expect(rules(judged(wanted, objects, { usages: used(OWNER) }))).toEqual([]);
  });

  test('is named up to five times', () => {
    const [refusal] = judged(wanted, objects, { usages: used('else', 7) }).verdict.refusals;
    expect(refusal?.detail).toMatch(/client u4 \(of else\) and 2 more$/);
  });

  test('keeps a client whose role it is', () => {
    const submit = address('client-role', 'agent', 'submit');
    const uses = [{ by: address('role', 'all'), how: 'contains' as const }];
    const found = judged(
      desired([], [], { removals: [removes(agent, 'delete')] }),
      [has(agent, [], { owner: OWNER })],
      {
        usages: new Map([
          [agent, USAGE],
          [submit, { ...USAGE, uses }],
        ]),
      },
    );
    expect(found.verdict.refusals).toMatchObject([{ rule: 'in-use', address: agent }]);
  });

  test('leaves the plan incomplete where nobody could tell', () => {
    const unread = [{ area: 'service-accounts' as const, reason: 'filtered' as const, evidence: 'hidden' }];
    const { plan } = judged(wanted, objects, { usages: new Map([[role, { ...USAGE, unread }]]) });
    expect(plan.unread).toEqual(unread);
  });
});

describe('what is lost with a delete', () => {
  test('is told: the account with its grants, the roles of the client, what people hold', () => {
    const removals = [removes(agent, 'delete'), removes(role, 'delete'), removes(groupAddress('/g'), 'delete')];
    const usages: Usages = new Map([
      [agent, { ...USAGE, account: { realmRoles: 1, clientRoles: 2, groups: 1 }, clientRoles: ['read', 'write'] }],
      [role, { ...USAGE, people: 1 }],
      [groupAddress('/g'), { ...USAGE, people: 3, areMore: true }],
    ]);
    const objects = [agent, role, groupAddress('/g')].map((of) => has(of, [], { owner: OWNER }));
    const { plan } = judged(desired([], [], { removals }), objects, { usages });
    expect(plan.changes.map(({ loses }) => loses)).toEqual([
      ['what 1 person holds'],
      ['the membership of more than 3 people'],
      ['its service account with 3 roles and 1 group', 'client roles read, write'],
    ]);
    expect(plan.steps.flatMap(({ hazards }) => hazards.map(({ detail }) => detail))).toContain(
      'it is deleted, and with it what 1 person holds',
    );
  });
});

test('an audience that this revision adds is a danger even where something else of the client drifted', () => {
  const mapper = 'protocolMappers/aud';
  const audience = [
    [`${mapper}/protocolMapper`, 'oidc-audience-mapper'],
    [`${mapper}/config/included.custom.audience`, 'api'],
  ] as const;
  const before = wants(agent, [['name', 'a']]);
  const state = live([has(agent, [['name', 'by hand']], { owner: OWNER, applied: before.digest })]);
  const head = desired([wants(agent, [['name', 'a'], ...audience])]);
  const history = { applied: new Map(), base: { commit: 'ba5e', desired: desired([before]) } };
  const differences = compareStates(head, state, comparing({ history }));
  expect(differences.changes[0]?.origin).toBe('drift');
  const plan = buildPlan({ desired: head, live: state, differences, commit: 'none', readAs: 'x' });
  expect(plan.steps.flatMap(({ hazards }) => hazards.map(({ hazard }) => hazard))).toEqual(['widen-audience']);
});

describe('expected origins', () => {
  const head = wants(agent, [['name', 'a']]);
  const drifted = has(agent, [['name', 'by hand']], { owner: OWNER, applied: head.digest });

  test('refuse every other one, with the words that would expect it', () => {
    const { verdict } = judged(desired([head]), [drifted], { expectOnly: ['pr'] });
    expect(verdict.refusals).toMatchObject([
      { rule: 'unexpected-origin', address: agent, allowWith: '--expect-only pr,drift' },
    ]);
    expect(rules(judged(desired([head]), [drifted], { expectOnly: ['drift'] }))).toEqual([]);
    const inAction = judged(desired([head]), [drifted], { expectOnly: ['pr'], wordsBy: 'input' });
    expect(inAction.verdict.refusals[0]?.allowWith).toBe('settle that first, or the input expect: pr,drift');
  });

  test('count what is unknown as drift, and marks as nothing', () => {
    const unknown = has(agent, [['name', 'by hand']], { owner: OWNER, applied: 'f00' });
    expect(rules(judged(desired([head]), [unknown], { expectOnly: ['drift'] }))).toEqual([]);
    expect(rules(judged(desired([head]), [unknown], { expectOnly: ['pr'] }))).toEqual(['unexpected-origin']);
    const stale = has(agent, [['name', 'a']], { owner: OWNER, applied: 'f00' });
    expect(rules(judged(desired([head]), [stale], { expectOnly: ['pr'] }))).toEqual([]);
  });
});

describe('an ignore rule with a last day', () => {
  const until = (day: string): Verdict =>
    judged(desired([], [], { ignores: [{ ...ignores(agent, 'name'), until: day }] }), []).verdict;

  test('counts on it, warns 14 days ahead, and refuses the plan after it', () => {
    expect(until('2026-11-25')).toMatchObject({
      refusals: [],
      warnings: [
        'the ignore rule for name of agent in realm.yaml:95 ends on 2026-11-25; after that day the plan is refused',
      ],
    });
    expect(until('2026-12-10').warnings).toEqual([]);
    expect(until('2026-11-24').refusals).toMatchObject([{ rule: 'expired', place: { line: 95 } }]);
  });
});
