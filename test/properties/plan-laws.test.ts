import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { compareStates } from '../../src/diff/index.js';
import {
  address,
  groupAddress,
  ORIGINS,
  type Address,
  type DesiredObject,
  type DesiredState,
  type FactValue,
  type LiveObject,
  type LiveState,
  type Plan,
} from '../../src/model/index.js';
import { buildPlan, checkPlan, compareWithApproved, decodeApprovedPlan } from '../../src/plan/index.js';
import { jsonText, planJson } from '../../src/render/index.js';
import { comparing, desired, has, live, OWNER, wants, type WrittenFacts } from '../support/states.js';

/** A small world of names, so that objects meet and references hit. */
const CLIENTS = ['api', 'agent', 'spiffe://td/ns/a/sa/b'];
const ROLES = ['reader', 'writer'];
const ADDRESSES: readonly Address[] = [
  ...CLIENTS.map((id) => address('client', id)),
  ...CLIENTS.map((id) => address('client-role', id, 'submit')),
  ...ROLES.map((name) => address('role', name)),
  address('client-scope', 'aud'),
  groupAddress('/agents'),
  groupAddress('/agents/eu'),
];

const text = fc.constantFrom('', 'a', 'b', 'true', 'false');
const flag = fc.boolean();
const member = fc.constant(true);
const pick = (...options: [string | readonly string[], fc.Arbitrary<FactValue>][]): fc.Arbitrary<WrittenFacts> =>
  fc
    .record(
      Object.fromEntries(options.map(([, arbitrary], index) => [index, fc.option(arbitrary, { nil: undefined })])),
    )
    .map((chosen) =>
      options.flatMap(([path], index): WrittenFacts => {
        const value = chosen[index];
        return value === undefined ? [] : [[path, value]];
      }),
    );

const FACTS: Readonly<Record<string, fc.Arbitrary<WrittenFacts>>> = {
  client: pick(
    ['name', text],
    ['enabled', flag],
    ['publicClient', flag],
    ['fullScopeAllowed', flag],
    ['attributes/use.refresh.tokens', text],
    [['redirectUris', 'https://a.example/cb'], member],
    [['redirectUris', 'https://a.example/*'], member],
    ['protocolMappers/aud/protocolMapper', fc.constantFrom('oidc-audience-mapper', 'oidc-hardcoded-claim-mapper')],
    ['protocolMappers/aud/config/claim.name', text],
    ['protocolMappers/aud/config/userinfo.token.claim', text],
    ['defaultClientScopes/aud', member],
    ['optionalClientScopes/aud', member],
    ['defaultClientScopes/service_account', member],
    ['roleScope/realmRoles/reader', member],
    ['serviceAccount/present', member],
    ['serviceAccount/realmRoles/reader', member],
    ['serviceAccount/realmRoles/default-roles-agents', member],
    ['serviceAccount/clientRoles/api/submit', member],
    [['serviceAccount', 'groups', '/agents/eu'], member],
  ),
  role: pick(['description', text], ['composites/realm/reader', member], ['composites/client/api/submit', member]),
  group: pick(['attributes/team', fc.constantFrom<FactValue>(['a'], ['a', 'b'])], ['realmRoles/reader', member]),
  'client-scope': pick(
    ['description', text],
    ['attachTo/default/api', member],
    ['attachTo/optional/api', member],
    ['roleScope/realmRoles/writer', member],
  ),
};
const EXACT: Readonly<Record<string, readonly string[]>> = {
  client: [
    'redirectUris',
    'protocolMappers',
    'defaultClientScopes',
    'serviceAccount/realmRoles',
    'serviceAccount/clientRoles',
    'serviceAccount/groups',
  ],
  role: ['composites'],
  group: ['realmRoles'],
  'client-scope': ['roleScope'],
};
const kindOf = (of: Address): string => (of.startsWith('client-role') ? 'role' : (of.split('/')[0] ?? ''));

const wantedObject = (of: Address): fc.Arbitrary<DesiredObject> =>
  fc
    .tuple(FACTS[kindOf(of)] ?? fc.constant([]), fc.subarray([...(EXACT[kindOf(of)] ?? [])]))
    .map(([written, exact]) => wants(of, written, { exact }));
const liveObject = (of: Address): fc.Arbitrary<LiveObject> =>
  fc
    .tuple(FACTS[kindOf(of)] ?? fc.constant([]), fc.constantFrom(undefined, OWNER, 'somebody else'))
    .map(([written, owner]) => has(of, written, owner === undefined ? {} : { owner }));
const someOf = <T>(make: (of: Address) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.subarray([...ADDRESSES]).chain((chosen) => fc.tuple(...chosen.map(make)));

const anyDesired = someOf(wantedObject);
const anyLive = someOf(liveObject);

function planOf(wanted: DesiredState, found: LiveState): Plan {
  return buildPlan({
    desired: wanted,
    live: found,
    differences: compareStates(wanted, found, comparing()),
    commit: 'none',
    readAs: 'x',
  });
}

/** What the server would hold after the plan: the simulated apply. */
function applied(found: LiveState, plan: Plan): LiveState {
  const objects = new Map(found.objects);
  for (const { address: of, fields, mark } of plan.changes) {
    const before = objects.get(of) ?? has(of);
    const after = new Map(before.facts);
    for (const field of fields) {
      if (field.after === undefined) after.delete(field.path);
      else after.set(field.path, field.after);
    }
    objects.set(of, { ...before, facts: after, ...(mark?.after === undefined ? {} : { mark: mark.after }) });
  }
  return { ...found, objects: new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** What the server would hold after the first steps of the plan, and of the next one, where it takes several requests, only some fields. */
function appliedInPart(
  found: LiveState,
  plan: Plan,
  { steps, fields }: { readonly steps: number; readonly fields: number },
) {
  const done = plan.steps.slice(0, steps % (plan.steps.length + 1));
  const begun = plan.steps
    .slice(done.length, done.length + 1)
    .flatMap((step) =>
      step.parts === undefined ? [] : [{ ...step, fields: step.fields.slice(0, fields % (step.fields.length + 1)) }],
    );
  const changes = [...done, ...begun].map((step) => ({ ...step, mark: step.mark }));
  return applied(found, { ...plan, changes: changes as never });
}

/** The same link of a client scope in the other one of two lists. */
function otherListOf(path: string): string {
  return path.replace(/(default|optional)(?=ClientScopes|\/)/, (list) => (list === 'default' ? 'optional' : 'default'));
}

/** A desired state that says exactly what a live state is. */
function mirror(found: readonly LiveObject[]): DesiredObject[] {
  return found.map(({ address: of, facts }) => ({ ...wants(of, [], { exact: EXACT[kindOf(of)] ?? [] }), facts }));
}

describe('laws of planning', () => {
  test.prop([anyLive])('a state differs from itself by nothing', (objects) => {
    const plan = planOf(desired(mirror(objects)), live(objects));
    expect(plan.changes.filter(({ action }) => action !== 'mark')).toEqual([]);
  });

  test.prop([anyDesired, anyLive])(
    'live plus the plan is what the files want: planning again finds nothing, not even a mark',
    (wanted, found) => {
      const state = live(found);
      const plan = planOf(desired(wanted), state);
      expect(planOf(desired(wanted), applied(state, plan)).changes).toEqual([]);
    },
  );

  test.prop([anyDesired, anyLive])('the order in which objects and facts come changes no byte', (wanted, found) => {
    const turned = (map: ReadonlyMap<never, never>): Map<never, never> => new Map([...map].toReversed());
    const one = planOf(desired(wanted), live(found));
    const other = planOf(
      desired(wanted.toReversed().map((object) => ({ ...object, facts: turned(object.facts as never) }))),
      live(found.toReversed().map((object) => ({ ...object, facts: turned(object.facts as never) }))),
    );
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  test.prop([anyDesired, anyLive])('every step finds what it needs', (wanted, found) => {
    checkPlan(planOf(desired(wanted), live(found)));
  });

  test.prop([anyDesired, anyLive])('what is not ours and not declared never appears', (wanted, found) => {
    const declared = new Set(wanted.map(({ address: of }) => of));
    const plan = planOf(desired(wanted), live(found));
    expect(plan.steps.filter((step) => !declared.has(step.address))).toEqual([]);
  });

  test.prop([anyDesired, anyLive])(
    'a field that nobody wrote is never changed, but for a scope that moves between lists',
    (wanted, found) => {
      const written = new Map(wanted.map((object) => [object.address, object]));
      for (const { address: of, fields } of planOf(desired(wanted), live(found)).changes) {
        const object = written.get(of);
        const joined = new Set(
          fields.filter((field) => field.after !== undefined).map((field) => otherListOf(field.path)),
        );
        for (const { path, after } of fields) {
          const managed =
            object?.facts.has(path) === true ||
            object?.exact.some((prefix) => path.startsWith(`${prefix}/`)) === true ||
            (after === undefined && joined.has(path));
          expect(managed, `${of} ${path}`).toBe(true);
        }
      }
    },
  );

  const stopped = fc.record({ steps: fc.nat(), fields: fc.nat() });

  test.prop([anyDesired, anyLive, stopped])(
    'what is left after a stop was approved with the whole',
    (wanted, found, where) => {
      const state = live(found);
      const plan = planOf(desired(wanted), state);
      const approved = decodeApprovedPlan(JSON.parse(jsonText(planJson(plan))));
      if ('problem' in approved) throw new Error(approved.problem);
      const now = appliedInPart(state, plan, where);
      expect(compareWithApproved(planOf(desired(wanted), now), approved, now).unapproved).toEqual([]);
    },
  );

  const narrowed = fc.record(
    { due: fc.boolean(), base: fc.constant('0123abcd'), onlyOrigins: fc.subarray([...ORIGINS]) },
    { requiredKeys: ['due'] },
  );

  test.prop([anyDesired, anyLive, narrowed])('a plan survives its file', (wanted, found, about) => {
    const plan = { ...planOf(desired(wanted), live(found)), ...about };
    const approved = decodeApprovedPlan(JSON.parse(jsonText(planJson(plan))));
    if ('problem' in approved) throw new Error(approved.problem);
    const { steps, ...rest } = approved;
    expect(rest).toEqual({ target: plan.target, ...about });
    expect(steps).toHaveLength(plan.steps.length);
    expect(compareWithApproved(plan, approved, live(found))).toEqual({ unapproved: [], done: [], barred: [] });
  });
});
