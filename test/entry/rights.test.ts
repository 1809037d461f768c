import { aroundAll, describe, expect, it } from 'vitest';
import { addCaller, type TestCaller } from '../support/keycloak.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

/** A caller that lacks a right, what the plan must name, and what would rest on what it cannot see. */
interface PoorCaller {
  readonly name: string;
  readonly rights: readonly string[];
  readonly missing: string;
  /** Of the plan's steps by id, and of its field changes as `<address> <path>`. */
  readonly forbidden: RegExp;
}

const ON_CLIENTS = /^client(-scope|-role)?\/|clientRoles/;
const ON_ACCOUNTS = /^group\/|#grant$| serviceAccount\/(?!present$)/;
const ON_REALM_ROLES = /^role\/| (serviceAccount\/)?realmRoles\//;

const POOR_CALLERS: readonly PoorCaller[] = [
  {
    name: 'without view-clients',
    rights: ['view-users', 'view-realm'],
    missing: 'view-clients',
    forbidden: ON_CLIENTS,
  },
  {
    name: 'with query-clients instead of view-clients',
    rights: ['query-clients', 'view-users', 'view-realm'],
    missing: 'view-clients',
    forbidden: ON_CLIENTS,
  },
  {
    name: 'without view-users',
    rights: ['view-clients', 'view-realm'],
    missing: 'view-users',
    forbidden: ON_ACCOUNTS,
  },
  {
    name: 'with query-users instead of view-users',
    rights: ['view-clients', 'query-users', 'view-realm'],
    missing: 'view-users',
    forbidden: ON_ACCOUNTS,
  },
  {
    name: 'with query-groups instead of view-users',
    rights: ['view-clients', 'query-groups', 'view-realm'],
    missing: 'view-users',
    forbidden: ON_ACCOUNTS,
  },
  {
    name: 'without view-realm',
    rights: ['view-clients', 'view-users'],
    missing: 'view-realm',
    forbidden: ON_REALM_ROLES,
  },
];

const FULL_RIGHTS = ['view-clients', 'view-users', 'view-realm'];

/** What the realm has already, and with `isWhole` what is still to be created and granted beside it. */
function files(isWhole: boolean): Readonly<Record<string, unknown>> {
  const later = <T>(more: Readonly<Record<string, T>>): Readonly<Record<string, T>> => (isWhole ? more : {});
  const grants = (...roles: readonly string[]) => ({
    realmRoles: roles,
    clientRoles: { orders: isWhole ? ['submit', 'cancel'] : ['submit'] },
    groups: isWhole ? ['/team', '/new-team'] : ['/team'],
  });
  return {
    'realm.yaml': {
      roles: { reader: {}, ...later({ 'new-role': {} }) },
      groups: { '/team': { realmRoles: ['reader'] }, ...later({ '/new-team': { realmRoles: ['reader'] } }) },
      clientScopes: { tenant: {}, ...later({ 'new-scope': {} }) },
      clients: {
        orders: { type: 'resource', roles: { submit: {}, cancel: {}, ...later({ 'new-client-role': {} }) } },
        agent: { type: 'service', serviceAccount: isWhole ? grants('reader', 'new-role') : grants('reader') },
        ...later({ 'new-agent': { type: 'service', serviceAccount: grants('reader') } }),
      },
    },
  };
}

describe('a caller that may not see everything', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('rights', async (made) => {
      place = made;
      place.write(files(false));
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write(files(true));
      await runTests();
    });
  });

  async function signInAs(
    clientId: string,
    rights: readonly string[],
  ): Promise<(args: readonly string[]) => Promise<Run>> {
    const caller: TestCaller = await addCaller(place.realm, clientId, rights);
    place.writeSettings({ auth: { clientId: caller.clientId, clientSecret: { env: 'CALLER_SECRET' } } });
    return (args) => place.run(args, { CALLER_SECRET: caller.clientSecret });
  }

  it('with all rights to see, plans everything', async () => {
    const run = await signInAs('sees-all', FULL_RIGHTS);
    // With one identity for both, the plan would end as the apply would: without the right to write.
    const identity = (clientId: string, env: string): unknown => ({ clientId, clientSecret: { env } });
    place.writeSettings({
      auth: { plan: identity('sees-all', 'CALLER_SECRET'), apply: identity('other', 'NOT_HERE') },
    });
    const plan = jsonOf<PlanDocument>(expectExit(await run(['plan', '--detailed-exitcode', '--json']), 2));
    expect(plan.unread).toEqual([]);
    for (const { forbidden } of POOR_CALLERS) expect(planned(plan, forbidden)).not.toEqual([]);
  });

  it.for(POOR_CALLERS)('$name is told so, and nothing is planned on what it cannot see', async (poor) => {
    const clientId = poor.rights.join('-and-');
    const run = await signInAs(clientId, poor.rights);
    place.proxy.reset();
    const identity = (secret: string, name: string): unknown => ({ clientId: name, clientSecret: { env: secret } });
    const auth = { plan: identity('CALLER_SECRET', clientId), apply: identity('NOT_HERE', 'sees-all') };
    place.writeSettings({ auth }, { file: 'two.yaml' });
    const told = expectExit(await run(['doctor', '--json', '--config', 'two.yaml']), 3);
    const [planner] = jsonOf<{ identities: readonly { readonly add: readonly string[] }[] }>(told).identities;
    expect(planner?.add).toEqual([poor.missing]);
    const plan = jsonOf<PlanDocument>(expectExit(await run(['plan', '--detailed-exitcode', '--json']), 3));
    expect(plan.unread.map(({ missingRole }) => missingRole)).toContain(poor.missing);
    expect(planned(plan, poor.forbidden)).toEqual([]);
    const text = expectExit(await run(['plan']), 3);
    expect(text.stdout).toContain(poor.missing);
    const stopped = expectExit(await run(['apply', '--yes']), 3);
    expect(stopped.stderr).toMatch(/incomplete-read: .*Nothing\swas\swritten/s);
    expect(place.proxy.stats().byClass.write).toBe(0);
  });
});

/** The steps and field changes of a plan that match. */
function planned(plan: PlanDocument, pattern: RegExp): readonly string[] {
  const fields = plan.changes.flatMap(({ address, fields: of }) => of.map(({ path }) => `${address} ${path}`));
  return [...plan.steps.map(({ id }) => id), ...fields].filter((text) => pattern.test(text));
}
