// Identities that each lack one right to apply: it is named, with what needs it, before anything is written. Those that lack
// one to plan are in rights.test.ts.
import { aroundAll, describe, expect, it } from 'vitest';
import { addCaller, type TestCaller } from '../support/keycloak.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

interface Rights {
  readonly rights: readonly string[];
  /** What the client has besides, that makes its token say less. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

interface PoorIdentity extends Rights {
  readonly name: string;
  readonly missing: string;
  /** A step that needs it; for an apply. */
  readonly step?: string;
}

const TO_PLAN = ['view-clients', 'view-users', 'view-realm'];
/** The files give two admin roles away, which only their holders may do. */
const GIVEN = ['view-events', 'view-identity-providers'];
const TO_APPLY = ['manage-clients', 'manage-users', 'manage-realm', ...GIVEN];
const instead = (all: readonly string[], missing: string, ...others: readonly string[]): readonly string[] => [
  ...all.filter((right) => right !== missing),
  ...others,
];

const PLANNER: Rights = { rights: TO_PLAN };
const LIGHT = { attributes: { 'client.use.lightweight.access.token.enabled': 'true' } };
const WITHOUT_ROLES_SCOPE = { defaultClientScopes: ['basic'], optionalClientScopes: [] };

const IDENTITIES: readonly PoorIdentity[] = [
  ...[
    ['manage-clients', 'view-clients', 'client/new-agent#create'],
    ['manage-users', 'view-users', 'group/new-team#create'],
    ['manage-realm', 'view-realm', 'role/new-role#create'],
  ].map(
    ([missing = '', view = '', step = '']): PoorIdentity => ({
      name: `with ${view} in place of ${missing}`,
      rights: instead(TO_APPLY, missing, view),
      missing,
      step,
    }),
  ),
  ...GIVEN.map(
    (missing): PoorIdentity => ({
      name: `without ${missing}, which the files give away`,
      rights: instead(TO_APPLY, missing),
      missing,
      step: 'client/agent#grant',
    }),
  ),
  {
    name: 'with a lightweight token and without manage-realm',
    rights: instead(TO_APPLY, 'manage-realm', 'view-realm'),
    missing: 'manage-realm',
    step: 'role/new-role#create',
    fields: LIGHT,
  },
  {
    name: 'with a token that lists no roles and without an admin role that the files give away',
    rights: instead(TO_APPLY, 'view-events'),
    missing: 'view-events',
    step: 'client/agent#grant',
    fields: WITHOUT_ROLES_SCOPE,
  },
];

/** What the realm has already, and with `isWhole` what each of the rights is needed for. */
function files(isWhole: boolean): Readonly<Record<string, unknown>> {
  const later = <T>(more: Readonly<Record<string, T>>): Readonly<Record<string, T>> => (isWhole ? more : {});
  const allow = [{ hazard: 'admin-role', reason: 'the auditor reads events' }];
  return {
    'realm.yaml': {
      roles: { reader: {}, ...later({ 'new-role': {} }) },
      groups: { '/team': { realmRoles: ['reader'] }, ...later({ '/new-team': {} }) },
      clients: {
        api: { type: 'resource', roles: { submit: {} } },
        agent: {
          type: 'service',
          serviceAccount: { realmRoles: ['reader'], clientRoles: later({ 'realm-management': GIVEN }) },
          allow,
        },
        ...later({ 'new-agent': { type: 'service', serviceAccount: { clientRoles: { api: ['submit'] } } } }),
      },
    },
  };
}

describe('an identity that lacks one right', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('missing-rights', async (made) => {
      place = made;
      place.write(files(false));
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write(files(true));
      place.proxy.reset();
      await runTests();
    });
  });

  let callers = 0;
  type Runner = (args: readonly string[]) => Promise<Run>;
  const known = new Map<Rights, Promise<TestCaller>>();
  const callerWith = (rights: Rights): Promise<TestCaller> => {
    callers += 1;
    const caller = known.get(rights) ?? addCaller(place.realm, `caller-${callers}`, rights.rights, rights.fields);
    known.set(rights, caller);
    return caller;
  };

  /** Settings of their own with two identities, or one for both, and what runs keyplan by them. */
  async function runAs(plan: Rights, apply = plan): Promise<Runner> {
    const [planner, applier] = [await callerWith(plan), await callerWith(apply)];
    const of = ({ clientId }: TestCaller, env: string): unknown => ({ clientId, clientSecret: { env } });
    const file = `${planner.clientId}-${applier.clientId}.yaml`;
    place.writeSettings({ auth: { plan: of(planner, 'PLAN_SECRET'), apply: of(applier, 'APPLY_SECRET') } }, { file });
    const secrets = { PLAN_SECRET: planner.clientSecret, APPLY_SECRET: applier.clientSecret };
    return (args) => place.run([...args, '--config', file], secrets);
  }

  /** What doctor says that the identity that applies lacks; it must end as that means, and write nothing. */
  async function missingFor(run: Runner): Promise<readonly string[]> {
    const report = jsonOf<DoctorDocument>(expectExit(await run(['doctor', '--json']), 3));
    const other = report.identities.find(({ uses }) => uses.includes('plan'));
    expect(other?.add).toEqual([]);
    const identity = report.identities.find(({ uses }) => uses.includes('apply'));
    expect(identity?.excess).toEqual([]);
    expect(identity?.rights.filter(({ standing }) => standing === 'missing').map(({ role }) => role)).toEqual(
      identity?.add,
    );
    expect(identity?.rights.filter(({ standing }) => standing === 'unknown')).toEqual([]);
    return identity?.add ?? [];
  }

  it.for(IDENTITIES)('$name: doctor and apply name it, with a step', async (identity) => {
    const run = await runAs(PLANNER, identity);
    expect(await missingFor(run)).toEqual([identity.missing]);
    const told = jsonOf<{ missingRights: MissingRights }>(expectExit(await run(['apply', '--yes', '--json']), 3));
    expect(told.missingRights.map(({ role }) => role)).toEqual([identity.missing]);
    expect(told.missingRights[0]?.steps).toContain(identity.step);
    expect(place.proxy.stats().byClass.write).toBe(0);
  });

  it('to apply, and also plans: the plan names it as the apply would, and is shown all the same', async () => {
    const run = await runAs({ rights: ['view-clients', 'manage-users', 'manage-realm', ...GIVEN] });
    const told = jsonOf<PlanDocument & { missingRights: MissingRights }>(expectExit(await run(['plan', '--json']), 3));
    expect(told.missingRights.map(({ role }) => role)).toEqual(['manage-clients']);
    expect(told.missingRights[0]?.steps).toContain('client/new-agent#create');
    expect(told.steps.length).toBeGreaterThan(0);
    const { stdout, stderr } = expectExit(await run(['plan', '--out', 'plan.json']), 3);
    expect(stdout).toContain('+ client new-agent');
    expect(stderr).toContain('manage-clients for client/');
    expectExit(await run(['apply', 'plan.json']), 3);
    expect(place.proxy.stats().byClass.write).toBe(0);
  });

  it('is told in words what to give it', async () => {
    const run = await runAs({ rights: ['view-clients', 'view-users', 'manage-realm'] });
    const { stderr } = expectExit(await run(['apply', '--yes']), 3);
    expect(stderr).toContain('manage-clients for client/agent#mark and 1 more step');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Give it manage-clients, manage-users, view-events, view-identity-providers of realm-management',
    );
  });

  it.for([LIGHT, WITHOUT_ROLES_SCOPE])(
    'and one that lacks none applies all of it, whatever its token says: %o',
    async (fields) => {
      const run = await runAs({ rights: TO_PLAN, fields }, { rights: TO_APPLY, fields });
      const report = jsonOf<DoctorDocument>(expectExit(await run(['doctor', '--json']), 0));
      for (const { rights, add, excess } of report.identities) {
        expect(new Set(rights.map(({ standing }) => standing))).toEqual(new Set(['held']));
        expect({ add, excess }).toEqual({ add: [], excess: [] });
      }
      expectExit(await run(['apply', '--yes']), 0);
      expectExit(await run(['plan', '--detailed-exitcode']), 0);
      place.write(files(false));
      expectExit(await run(['apply', '--yes']), 0);
      place.write(files(true));
    },
  );
});

type MissingRights = readonly { readonly role: string; readonly steps: readonly string[] }[];

/** The parts of what doctor prints that the tests look at. */
interface DoctorDocument {
  readonly identities: readonly {
    readonly uses: readonly string[];
    readonly rights: readonly { readonly role: string; readonly standing: string }[];
    readonly excess: readonly string[];
    readonly add: readonly string[];
  }[];
}
