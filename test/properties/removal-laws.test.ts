import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { compareStates, narrowToOrigins, settleRenames, type CompareContext } from '../../src/diff/index.js';
import {
  address,
  addressParts,
  groupAddress,
  hasErrors,
  ORIGINS,
  type Address,
  type Area,
  type DesiredObject,
  type DesiredState,
  type Differences,
  type IgnoreRule,
  type LiveObject,
  type LiveState,
  type Origin,
  type Plan,
  type Removal,
} from '../../src/model/index.js';
import { buildPlan, checkPlan } from '../../src/plan/index.js';
import { comparing, desired, has, ignores, live, OWNER, removes, wants, type WrittenFacts } from '../support/states.js';

const CLIENTS = ['agent', 'api', 'old', 'new'].map((id) => address('client', id));
const OTHERS: readonly Address[] = [
  address('client', 'account'),
  address('client-role', 'agent', 'submit'),
  address('client-role', 'old', 'submit'),
  address('role', 'reader'),
  address('client-scope', 'aud'),
  address('client-scope', 'profile'),
  groupAddress('/g'),
  groupAddress('/g/a'),
  groupAddress('/g/a/b'),
];
const ADDRESSES = [...CLIENTS, ...OTHERS];
const NEW = address('client', 'new');
const COMMITS = ['c0ffee', 'beef', 'none'];

const factsOf = (of: Address): fc.Arbitrary<WrittenFacts> => {
  const text = fc.constantFrom('', 'a', 'b');
  if (addressParts(of).kind !== 'client')
    return text.map((value): WrittenFacts => (value === '' ? [] : [['description', value]]));
  return fc
    .record({ name: text, enabled: fc.option(fc.boolean(), { nil: undefined }), grant: fc.boolean() })
    .map(
      ({ name, enabled, grant }): WrittenFacts => [
        ['name', name],
        ...(enabled === undefined ? [] : ([['enabled', enabled]] as const)),
        ...(grant ? ([['serviceAccount/realmRoles/reader', true]] as const) : []),
      ],
    );
};

const wantedObject = (of: Address): fc.Arbitrary<DesiredObject> =>
  fc
    .tuple(factsOf(of), fc.constantFrom(undefined, true, false), fc.boolean(), fc.boolean())
    .map(([written, protect, isExact, isRenamed]) =>
      wants(of, written, {
        exact: isExact && addressParts(of).kind === 'client' ? ['serviceAccount/realmRoles'] : [],
        ...(protect === undefined ? {} : { protect }),
        ...(isRenamed && of === NEW ? { renamedFrom: 'old' } : {}),
      }),
    );

const liveObject = (of: Address): fc.Arbitrary<LiveObject> =>
  fc
    .tuple(
      factsOf(of),
      fc.constantFrom(undefined, OWNER, OWNER, 'somebody else'),
      fc.constantFrom({}, { isProtected: true }, { disabledAt: '2026-11-01' }),
      fc.constantFrom(...COMMITS),
    )
    .map(([written, owner, more, commit]) =>
      has(of, written, owner === undefined ? {} : { owner, mark: { ...more, commit } }),
    );

const someOf = <T>(make: (of: Address) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.subarray([...ADDRESSES]).chain((chosen) => fc.tuple(...chosen.map(make)));

const anyRemovals: fc.Arbitrary<readonly Removal[]> = fc
  .array(fc.tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom('delete', 'disable', 'forget')), { maxLength: 4 })
  .map((words) => [...new Map(words.map(([of, then]) => [of, removes(of, then)])).values()]);

const anyIgnores: fc.Arbitrary<readonly IgnoreRule[]> = fc.subarray([
  ignores(address('client', 'agent'), 'enabled'),
  ignores(address('client', '*'), 'name'),
  ignores(address('client', 'new'), 'serviceAccount/**'),
  ignores(address('role', 'reader'), 'description'),
]);

/** Files whose own contradictions were refused: what is removed or renamed away is not declared as well. */
function filesOf(
  written: readonly DesiredObject[],
  removals: readonly Removal[],
  rules: readonly IgnoreRule[],
): DesiredState {
  const isOld = (of: Address): boolean => addressParts(of).names[0] === 'old';
  const isRenaming = written.some(({ renamedFrom }) => renamedFrom !== undefined);
  const objects = written.filter(({ address: of }) => !(isRenaming && isOld(of)));
  const isDeclared = (of: Address): boolean =>
    objects.some(({ address: one }) => one === of || one.startsWith(`${of.replace(/^client\//, 'client-role/')}/`));
  const free = removals.filter(({ address: of }) => !isDeclared(of) && !(isRenaming && isOld(of)));
  return desired(objects, [], { removals: free, ignores: rules });
}
const anyDesired: fc.Arbitrary<DesiredState> = fc
  .tuple(someOf(wantedObject), anyRemovals, anyIgnores)
  .map(([objects, removals, rules]) => filesOf(objects, removals, rules));

const anyPast: fc.Arbitrary<CompareContext['history']> = fc
  .tuple(fc.option(anyDesired, { nil: undefined }), fc.option(anyDesired, { nil: undefined }), fc.boolean())
  .map(([base, applied, isBroken]) => ({
    applied: new Map(applied === undefined ? [] : [['c0ffee', applied]]),
    ...(base === undefined ? (isBroken ? { brokenBase: 'ba5e' } : {}) : { base: { commit: 'ba5e', desired: base } }),
  }));

const anyContext: fc.Arbitrary<CompareContext> = fc
  .tuple(
    fc.constantFrom<CompareContext['orphans']>(
      { then: 'report' },
      { then: 'disable' },
      { then: 'disable', deleteAfterDays: 7 },
      { then: 'delete' },
    ),
    fc.boolean(),
    anyPast,
  )
  .map(([orphans, due, history]) => comparing({ orphans, due, history }));

const anyUnread: fc.Arbitrary<readonly Area[]> = fc.subarray(['clients', 'client-roles', 'roles', 'groups']);

/** The realm under the names that will be, and how it differs; undefined where the files are refused. */
function compared(
  wanted: DesiredState,
  found: LiveState,
  context: CompareContext,
): { readonly settled: LiveState; readonly differences: Differences } | undefined {
  const { live: settled, renames, diagnostics } = settleRenames(wanted, found);
  if (hasErrors(diagnostics)) return undefined;
  return { settled, differences: compareStates(wanted, settled, { ...context, renames }) };
}

function planOf(wanted: DesiredState, state: LiveState, differences: Differences): Plan {
  const plan = buildPlan({ desired: wanted, live: state, differences, commit: 'none', readAs: 'x' });
  checkPlan(plan);
  return plan;
}

/** What the server would hold after the plan, a part going with what it lies in. */
function applied(found: LiveState, plan: Plan): LiveState {
  const objects = new Map(found.objects);
  for (const { address: of, action, fields, mark } of plan.changes) {
    if (action === 'delete') {
      const inside = of.replace(/^client\//, 'client-role/');
      for (const other of objects.keys()) {
        if (other === of || other.startsWith(`${inside}/`)) objects.delete(other);
      }
      continue;
    }
    const { mark: before, ...object } = objects.get(of) ?? has(of);
    const facts = new Map(object.facts);
    for (const { path, after } of fields) {
      if (path === 'clientId') continue;
      if (after === undefined) facts.delete(path);
      else facts.set(path, after);
    }
    const after = mark === undefined ? before : mark.after;
    objects.set(of, { ...object, facts, ...(after === undefined ? {} : { mark: after }) });
  }
  return { ...found, objects: new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

const REMOVING = new Set(['delete', 'disable', 'forget']);

describe('laws of removing, renaming and ignoring', () => {
  test.prop([anyDesired, someOf(liveObject), anyContext, anyUnread])(
    "what is not marked as ours, or is Keycloak's own, is never removed, whatever files, policy and history say",
    (wanted, objects, context, areas) => {
      const unread = areas.map((area) => ({ area, reason: 'filtered' as const, evidence: 'shortened' }));
      const found = compared(wanted, live(objects, { unread }), context);
      if (found === undefined) return;
      const plan = planOf(wanted, found.settled, found.differences);
      for (const { address: of, operation } of plan.steps) {
        if (!REMOVING.has(operation)) continue;
        const object = found.settled.objects.get(of);
        expect([of, object?.mark?.owner, object?.builtIn]).toEqual([of, OWNER, false]);
        const area = { client: 'clients', role: 'roles', group: 'groups', 'client-role': 'clients' } as const;
        const { kind } = addressParts(of);
        if (operation !== 'forget' && kind !== 'client-scope') expect(areas).not.toContain(area[kind]);
      }
    },
  );

  test.prop([anyDesired, someOf(liveObject), anyContext])(
    'after the plan is done, planning again finds nothing',
    (wanted, objects, context) => {
      const found = compared(wanted, live(objects), context);
      if (found === undefined) return;
      const after = applied(found.settled, planOf(wanted, found.settled, found.differences));
      expect(compared(wanted, after, context)?.differences.changes).toEqual([]);
    },
  );

  test.prop([anyDesired, someOf(liveObject), anyContext])(
    'what an ignore rule fits is in no step',
    (wanted, objects, context) => {
      const found = compared(wanted, live(objects), context);
      if (found === undefined || !wanted.ignores.some(({ field }) => field[0] === 'name')) return;
      const { steps } = planOf(wanted, found.settled, found.differences);
      const named = steps.filter(({ address: of, fields }) => {
        return addressParts(of).kind === 'client' && fields.some(({ path }) => path === 'name');
      });
      expect(named).toEqual([]);
    },
  );

  test.prop([anyDesired, someOf(liveObject), anyContext])(
    'narrowing to every origin is the whole plan',
    (wanted, objects, context) => {
      const found = compared(wanted, live(objects), context);
      if (found === undefined) return;
      const narrowed = planOf(wanted, found.settled, narrowToOrigins(found.differences, ORIGINS));
      expect(narrowed).toEqual({ ...planOf(wanted, found.settled, found.differences), leftOut: [] });
    },
  );

  test.prop([anyDesired, someOf(liveObject), anyContext, fc.subarray([...ORIGINS])])(
    'a narrowed plan can be carried out, holds only the origins asked for, and still needs the word for a take-over',
    (wanted, objects, context, only) => {
      const found = compared(wanted, live(objects), context);
      if (found === undefined) return;
      const differences = narrowToOrigins(found.differences, only);
      const plan = planOf(wanted, found.settled, differences);
      const asked = new Set<Origin>(only.includes('drift') ? [...only, 'unknown'] : only);
      for (const change of plan.changes) {
        const told =
          change.fields.length === 0 ? [change.origin] : change.fields.map(({ origin }) => origin ?? change.origin);
        expect(told.filter((origin) => !asked.has(origin))).toEqual([]);
      }
      const left = new Set(differences.leftOut?.flatMap(({ addresses }) => addresses));
      const held = new Set(plan.changes.map(({ address: of }) => of));
      expect(found.differences.changes.filter(({ address: of }) => !held.has(of) && !left.has(of))).toEqual([]);
      const isForeign = (of: Address): boolean => {
        const object = found.settled.objects.get(of);
        return object?.mark !== undefined && object.mark.owner !== OWNER && !object.builtIn;
      };
      const foreign = new Set(plan.steps.map(({ address: of }) => of).filter(isForeign));
      const worded = plan.steps.flatMap(({ hazards }) => hazards).filter(({ hazard }) => hazard === 'take-over');
      expect(new Set(worded.map(({ address: of }) => of))).toEqual(foreign);
    },
  );
});
