// Identities that each lack one right: it is named, with what needs it, before anything is written.
import { aroundAll, describe, expect, it } from 'vitest';
import { addCaller } from '../support/keycloak.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

interface PoorIdentity {
  readonly name: string;
  readonly use: 'plan' | 'apply';
  readonly rights: readonly string[];
  readonly missing: string;
  /** A step that needs it; for an apply. */
  readonly step?: string;
  /** What the client has besides, that makes its token say less. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

const TO_PLAN = ['view-clients', 'view-users', 'view-realm'];
/** The files give two admin roles away, which only their holders may do. */
const GIVEN = ['view-events', 'view-identity-providers'];
const TO_APPLY = ['manage-clients', 'manage-users', 'manage-realm', ...GIVEN];
const instead = (all: readonly string[], missing: string, ...others: readonly string[]): readonly string[] => [
  ...all.filter((right) => right !== missing),
  ...others,
];

const LIGHT = { attributes: { 'client.use.lightweight.access.token.enabled': 'true' } };
const WITHOUT_ROLES_SCOPE = { defaultClientScopes: ['basic'], optionalClientScopes: [] };

const IDENTITIES: readonly PoorIdentity[] = [
  ...TO_PLAN.map(
    (missing): PoorIdentity => ({
      name: `without ${missing}`,
      use: 'plan',
      rights: instead(TO_PLAN, missing),
      missing,
    }),
  ),
  ...[
    ['view-clients', 'query-clients'],
    ['view-users', 'query-users'],
    ['view-realm', 'query-realms'],
  ].map(
    ([missing = '', query = '']): PoorIdentity => ({
      name: `with ${query} in place of ${missing}`,
      use: 'plan',
      rights: instead(TO_PLAN, missing, query),
      missing,
    }),
  ),
  ...[
    ['manage-clients', 'view-clients', 'client/new-agent#create'],
    ['manage-users', 'view-users', 'group/new-team#create'],
    ['manage-realm', 'view-realm', 'role/new-role#create'],
  ].map(
    ([missing = '', view = '', step = '']): PoorIdentity => ({
      name: `with ${view} in place of ${missing}`,
      use: 'apply',
      rights: instead(TO_APPLY, missing, view),
      missing,
      step,
    }),
  ),
  ...GIVEN.map(
    (missing): PoorIdentity => ({
      name: `without ${missing}, which the files give away`,
      use: 'apply',
      rights: instead(TO_APPLY, missing),
      missing,
      step: 'client/agent#grant',
    }),
  ),
  {
    name: 'with a lightweight token and without manage-realm',
    use: 'apply',
    rights: instead(TO_APPLY, 'manage-realm', 'view-realm'),
    missing: 'manage-realm',
    step: 'role/new-role#create',
    fields: LIGHT,
  },
  {
    name: 'with a token that lists no roles and without an admin role that the files give away',
    use: 'apply',
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
      await runTests();
    });
  });

  let callers = 0;
  async function runAs({
    rights,
    fields,
  }: Pick<PoorIdentity, 'rights' | 'fields'>): Promise<(args: readonly string[]) => Promise<Run>> {
    callers += 1;
    const { clientId, clientSecret } = await addCaller(place.realm, `caller-${callers}`, rights, fields);
    place.writeSettings({ auth: { clientId, clientSecret: { env: 'CALLER_SECRET' } } });
    return (args) => place.run(args, { CALLER_SECRET: clientSecret });
  }

  it.for(IDENTITIES.filter(({ use }) => use === 'plan'))('$name: plan names it', async (identity) => {
    const run = await runAs(identity);
    place.proxy.reset();
    const plan = jsonOf<PlanDocument>(expectExit(await run(['plan', '--json']), 3));
    expect([...new Set(plan.unread.map(({ missingRole }) => missingRole))]).toEqual([identity.missing]);
    expect(place.proxy.stats().byClass.write).toBe(0);
  });

  it.for(IDENTITIES.filter(({ use }) => use === 'apply'))('$name: apply names it and a step', async (identity) => {
    const run = await runAs(identity);
    place.proxy.reset();
    const told = jsonOf<{ missingRights: MissingRights }>(expectExit(await run(['apply', '--yes', '--json']), 3));
    expect(told.missingRights.map(({ role }) => role)).toEqual([identity.missing]);
    expect(told.missingRights[0]?.steps).toContain(identity.step);
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

  it.for([{}, LIGHT, WITHOUT_ROLES_SCOPE])(
    'and one that lacks none applies all of it, whatever its token says: %o',
    async (fields) => {
      const run = await runAs({ rights: TO_APPLY, fields });
      expectExit(await run(['apply', '--yes']), 0);
      expectExit(await run(['plan', '--detailed-exitcode']), 0);
      place.write(files(false));
      expectExit(await run(['apply', '--yes']), 0);
      place.write(files(true));
    },
  );
});

type MissingRights = readonly { readonly role: string; readonly steps: readonly string[] }[];
