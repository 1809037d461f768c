import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { aroundAll, describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { DOCTOR_SCHEMA, published } from '../../src/kinds/schema/index.js';
import type { DoctorReport, ExaminedIdentity } from '../../src/model/index.js';
import { addCaller, findClientId, testServer } from '../support/keycloak.js';
import { expectExit, jsonOf, withWorkplace, type Workplace } from './workplace.js';

/** Assertions of others came with 26.4. */
const isOld = isUpTo(6, testServer().version);

const TO_PLAN = ['view-clients', 'view-users', 'view-realm'];
const TO_APPLY = ['manage-clients', 'manage-users', 'view-realm'];

/** No realm roles, and no grants unless somebody wants them. */
function files(isGranting: boolean): Readonly<Record<string, unknown>> {
  const agent = isGranting
    ? { type: 'service', serviceAccount: { clientRoles: { api: ['submit'] } } }
    : { name: 'Agent' };
  return { 'realm.yaml': { clients: { api: { type: 'resource', roles: { submit: {} } }, agent } } };
}

describe('doctor', () => {
  let place: Workplace;
  let secrets: Readonly<Record<string, string>>;

  aroundAll(async (runTests) => {
    await withWorkplace('doctor', async (made) => {
      place = made;
      const planner = await addCaller(place.realm, 'plans', TO_PLAN);
      const applier = await addCaller(place.realm, 'applies', TO_APPLY);
      const rich = await addCaller(place.realm, 'rich', [
        'view-clients',
        'manage-users',
        'view-realm',
        'impersonation',
      ]);
      const all = await addCaller(place.realm, 'all', ['realm-admin']);
      secrets = {
        PLANS: planner.clientSecret,
        APPLIES: applier.clientSecret,
        RICH: rich.clientSecret,
        ALL: all.clientSecret,
        WRONG: 'wrong',
      };
      await runTests();
    });
  });

  const identity = (clientId: string, env = clientId.toUpperCase()): unknown => ({ clientId, clientSecret: { env } });
  const signIn = (plan: unknown, apply: unknown): void => place.writeSettings({ auth: { plan, apply } });

  async function report(exitCode = 0): Promise<DoctorReport> {
    place.proxy.reset();
    const document = jsonOf<DoctorReport>(expectExit(await place.run(['doctor', '--json'], secrets), exitCode));
    expect(place.proxy.stats().byClass.write).toBe(0);
    return document;
  }

  const byUse = ({ identities }: DoctorReport, use: 'plan' | 'apply'): ExaminedIdentity | undefined =>
    identities.find(({ uses }) => uses.includes(use));

  it('finds nothing to add and nothing too many in identities with the least rights, in the published form', async () => {
    place.write(files(true));
    signIn(identity('plans'), identity('applies'));
    const found = await report();
    expect(found.identities.map(({ name, uses, add, excess }) => ({ name, uses, add, excess }))).toEqual([
      { name: 'plans', uses: ['plan'], add: [], excess: [] },
      { name: 'applies', uses: ['apply'], add: [], excess: [] },
    ]);
    const states = Object.fromEntries(found.checks.map(({ check, state }) => [check, state]));
    // The realm keeps no admin events, which is worth a warning and no other exit code.
    expect(states).toMatchObject({ clock: 'fine', server: 'fine', 'token-life': 'fine', 'admin-events': 'warning' });
    const validate = new Ajv({ strict: false }).compile(
      published(DOCTOR_SCHEMA, { id: 'urn:keyplan:test', variables: false }),
    );
    validate(found);
    expect(validate.errors).toBe(null);
  });

  it('says in words who has what, what for, and how it was found out', async () => {
    place.write(files(true));
    signIn(identity('plans'), identity('rich'));
    const { stdout } = expectExit(await place.run(['doctor'], secrets), 3);
    expect(stdout).toMatch(/^plans plans$/m);
    expect(stdout).toMatch(/^rich applies$/m);
    expect(stdout).toContain('= has view-clients: clients, client scopes and their marks');
    expect(stdout).toContain('! lacks manage-clients: client/agent#create, and 5 more');
    expect(stdout).toContain('found out: its token lists its roles');
    expect(stdout).toContain('To add, roles of realm-management: manage-clients');
    expect(stdout).toContain('too many, nothing needs them: impersonation');
    expect(stdout).toContain('admin events: the realm keeps none with details');
  });

  it('calls too many what nothing of the files needs', async () => {
    place.write(files(false));
    signIn(identity('rich'), identity('all'));
    const found = await report();
    expect(byUse(found, 'plan')?.excess).toEqual(['impersonation', 'manage-users']);
    expect(byUse(found, 'apply')?.excess).toEqual(['realm-admin']);
  });

  it('sees the rights of the identity that applies without its credential, through the one that plans', async () => {
    place.write(files(true));
    signIn(identity('plans'), identity('rich', 'NOT_SET'));
    const applier = byUse(await report(3), 'apply');
    expect(applier?.problem).toMatchObject({ isRefused: false });
    expect(applier?.add).toEqual(['manage-clients']);
    expect(applier?.rights.map(({ by }) => by)).toContain('plans sees the roles of its service account');
    signIn(identity('plans'), identity('applies', 'NOT_SET'));
    expect(byUse(await report(), 'apply')?.add).toEqual([]);
  });

  it('counts no role that the scope of the client that applies keeps out', async () => {
    place.write(files(true));
    const { admin } = place.realm;
    const management = await findClientId(place.realm, 'realm-management');
    await addCaller(place.realm, 'narrow', TO_APPLY);
    const id = await findClientId(place.realm, 'narrow');
    await admin.put(`/clients/${id}`, { clientId: 'narrow', fullScopeAllowed: false });
    signIn(identity('plans'), identity('narrow', 'NOT_SET'));
    expect(byUse(await report(3), 'apply')?.add).toEqual(['manage-clients', 'manage-users', 'view-realm']);
    const scope = `/clients/${id}/scope-mappings/clients/${management}`;
    await admin.post(scope, [await admin.get(`/clients/${management}/roles/realm-admin`)]);
    expect(byUse(await report(), 'apply')?.add).toEqual([]);
  });

  it('ends with 3 where a sign-in is refused', async () => {
    place.write(files(true));
    signIn(identity('plans'), identity('applies', 'WRONG'));
    expect(byUse(await report(3), 'apply')?.problem).toMatchObject({ isRefused: true });
  });

  it('names clients of one subject, subjects of any pull request, and providers that are gone', async () => {
    place.write(files(true));
    signIn(identity('all'), identity('all'));
    const { admin } = place.realm;
    for (const [clientId, sub] of [
      ['ci-1', 'repo:o/r:pull_request'],
      ['ci-2', 'repo:o/r:environment:prod'],
      ['ci-3', 'repo:o/r:environment:prod'],
    ]) {
      const attributes = { 'jwt.credential.issuer': 'github', 'jwt.credential.sub': sub };
      await admin.post('/clients', { clientId, clientAuthenticatorType: 'federated-jwt', attributes });
    }
    const told = (await report()).checks.filter(({ check }) => check === 'federated-clients').map(({ text }) => text);
    expect(told).toEqual([
      expect.stringMatching(/^ci-2 and ci-3 have one issuer and subject/),
      expect.stringMatching(/^ci-1 is for whoever opens a pull request/),
      ...['ci-1', 'ci-2', 'ci-3'].map((id) => expect.stringContaining(`provider github of ${id} is not there`)),
    ]);
  });

  it.for([
    ['ahead of', 30],
    ['behind', -30],
  ] as const)('sees by its token that the server is %s this machine', async ([where, seconds]) => {
    place.write(files(true));
    signIn(identity('plans'), identity('applies'));
    const late = `const now = Date.now; Date.now = () => now() - ${seconds * 1000};`;
    const environment = { ...secrets, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(late)}` };
    const { checks } = jsonOf<DoctorReport>(await place.run(['doctor', '--json'], environment));
    const clock = checks.find(({ check }) => check === 'clock');
    expect(clock?.state).toBe('warning');
    expect(clock?.text).toMatch(/at least (29|30)\.\d s/);
    expect(clock?.text).toContain(where);
    expect(clock?.hint).toContain('NTP');
  });

  it('sees whether the flow by which clients sign in takes assertions', async () => {
    // Older servers know none.
    if (isOld) return;
    place.write(files(true));
    signIn(identity('plans'), { clientId: 'applies', githubOidc: {} });
    const federated = async (exitCode: number): Promise<unknown> =>
      (await report(exitCode)).checks.find(({ check }) => check === 'federated-sign-in');
    expect(await federated(0)).toMatchObject({ state: 'fine' });
    const { admin } = place.realm;
    await admin.post('/authentication/flows/clients/copy', { newName: 'without' });
    const executions = await admin.get<{ providerId?: string }[]>('/authentication/flows/without/executions');
    const federating = executions.find(({ providerId }) => providerId === 'federated-jwt');
    await admin.put('/authentication/flows/without/executions', { ...federating, requirement: 'DISABLED' });
    await admin.put('', { clientAuthenticationFlow: 'without' });
    expect(await federated(3)).toMatchObject({ state: 'wrong', hint: expect.stringContaining('ALTERNATIVE') });
    await admin.put('', { clientAuthenticationFlow: 'clients' });
  });

  it('prints the clients with the least rights as a realm file, without a server, and applying that gives them', async () => {
    place.write(files(true));
    place.writeSettings({
      server: 'http://127.0.0.1:1',
      auth: { plan: identity('new-plan'), apply: identity('new-apply') },
    });
    const { stdout } = expectExit(await place.run(['doctor', '--as-yaml']), 0);
    const path = join(place.folder, 'realm', 'identities.yaml');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, stdout);
    place.writeSettings({});
    expectExit(await place.run(['validate']), 0);
    expectExit(await place.run(['apply', '--yes']), 0);
    for (const [clientId, rights] of [
      ['new-plan', TO_PLAN],
      ['new-apply', TO_APPLY],
    ] as const) {
      const [{ id } = { id: '' }] = await place.realm.admin.get<{ id: string }[]>(`/clients?clientId=${clientId}`);
      const { id: user } = await place.realm.admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
      const { clientMappings } = await place.realm.admin.get<Mappings>(`/users/${user}/role-mappings`);
      const roles = clientMappings['realm-management']?.mappings.map(({ name }) => name);
      expect(roles?.toSorted()).toEqual(rights.toSorted());
    }
  });
});

interface Mappings {
  readonly clientMappings: Readonly<
    Record<string, { readonly mappings: readonly { readonly name: string }[] } | undefined>
  >;
}
