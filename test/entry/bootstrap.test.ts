// The first step in a realm: the two clients by which keyplan signs in, and that they are enough.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClientId, testServer, type TestRealm } from '../support/keycloak.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

const AUTH = {
  plan: { clientId: 'keyplan-plan', clientSecret: { env: 'KEYPLAN_PLAN_SECRET' } },
  apply: { clientId: 'keyplan-apply', clientSecret: { env: 'KEYPLAN_APPLY_SECRET' } },
};

const FILES = {
  'all.yaml': {
    roles: { reader: { description: 'reads' } },
    groups: { '/agents': { realmRoles: ['reader'] } },
    clients: {
      api: { type: 'resource', roles: { submit: {} } },
      agent: {
        type: 'service',
        protocolMappers: { audience: { audience: { client: 'api' } } },
        serviceAccount: { realmRoles: ['reader'], clientRoles: { api: ['submit'] }, groups: ['/agents'] },
      },
    },
  },
};

/** The administrator, as bootstrap takes it from the environment. */
const adminVariables = (): Readonly<Record<string, string>> => {
  const { username, password } = testServer();
  return { KEYCLOAK_USER: username, KEYCLOAK_PASSWORD: password };
};

const bootstrap = (place: Workplace, ...args: readonly string[]): Promise<Run> =>
  place.run(['bootstrap', ...args], adminVariables());

interface Role {
  readonly id: string;
  readonly name: string;
}

/** What somebody in the admin console sees of a service account's rights over the realm. */
async function rightsOf({ realm }: Workplace, clientId: string): Promise<readonly string[]> {
  const path = await rightsPath(realm, clientId);
  return (await realm.admin.get<Role[]>(path)).map(({ name }) => name).sort();
}

async function rightsPath(realm: TestRealm, clientId: string): Promise<string> {
  const id = await findClientId(realm, clientId);
  const account = await realm.admin.get<{ id: string }>(`/clients/${id}/service-account-user`);
  return `/users/${account.id}/role-mappings/clients/${await findClientId(realm, 'realm-management')}`;
}

/** The variables of a secrets file. */
function readSecrets(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

describe('bootstrap', () => {
  it('makes two clients with the rights that the files want and no more, by which plan and apply then work', async () => {
    await withWorkplace('bootstrap', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write(FILES);
      const made = expectExit(await bootstrap(place, '--secrets-file', 'secrets.env', '--yes'), 0);
      expect(await rightsOf(place, 'keyplan-plan')).toEqual(['view-clients', 'view-realm', 'view-users']);
      // Realm roles are in the files, and manage-realm may see the realm too.
      expect(await rightsOf(place, 'keyplan-apply')).toEqual(['manage-clients', 'manage-realm', 'manage-users']);

      // No file of anybody's declares the two: what can be looked at is the target in the settings.
      expect(made.stdout).toMatch(/client keyplan-plan +keyplan\.yaml:\d/);
      expect(made.stdout).toContain('(allowed by bootstrap itself,');
      expect(made.stdout).not.toContain('bootstrap:');

      expect(made.stderr).toContain('Keep it out of git. To sign in by them: set -a; . ./secrets.env; set +a');
      expect(made.stderr).not.toContain('by this in keyplan.yaml');
      const file = join(place.folder, 'secrets.env');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const secrets = readSecrets(file);
      expect(Object.keys(secrets)).toEqual(['KEYPLAN_PLAN_SECRET', 'KEYPLAN_APPLY_SECRET']);
      for (const secret of Object.values(secrets)) {
        expect(secret.length).toBeGreaterThan(20);
        expect(made.stdout + made.stderr).not.toContain(secret);
      }

      expectExit(await place.run(['apply', '--yes'], secrets), 0);
      const again = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json'], secrets), 0));
      expect(again.changes).toEqual([]);
    });
  });

  it('does nothing the second time, and gives less where the files want less', async () => {
    await withWorkplace('bootstrap-again', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write(FILES);
      expectExit(await bootstrap(place, '--secrets-file', 'secrets.env', '--yes'), 0);
      const secrets = readFileSync(join(place.folder, 'secrets.env'), 'utf8');
      const writes = place.proxy.stats().byClass.write;
      const second = expectExit(await bootstrap(place, '--secrets-file', 'secrets.env'), 0);
      expect(second.stdout).toContain('No changes.');
      expect(place.proxy.stats().byClass.write).toBe(writes);
      expect(readFileSync(join(place.folder, 'secrets.env'), 'utf8')).toBe(secrets);

      place.write({ 'all.yaml': { clients: { api: { type: 'resource' } } } });
      expectExit(await bootstrap(place, '--yes'), 0);
      expect(await rightsOf(place, 'keyplan-apply')).toEqual(['manage-clients', 'view-realm', 'view-users']);
    });
  });

  it('shows a right that somebody gave one of the clients by hand, and takes it away', async () => {
    await withWorkplace('bootstrap-repair', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write(FILES);
      expectExit(await bootstrap(place, '--yes'), 0);
      const { admin } = place.realm;
      const management = await findClientId(place.realm, 'realm-management');
      const role = await admin.get<Role>(`/clients/${management}/roles/realm-admin`);
      await admin.post(await rightsPath(place.realm, 'keyplan-plan'), [role]);

      const shown = expectExit(await bootstrap(place), 4);
      expect(shown.stdout).toContain('realm-management/realm-admin');
      expect(shown.stderr).toContain('confirmation-needed');
      expectExit(await bootstrap(place, '--yes'), 0);
      expect(await rightsOf(place, 'keyplan-plan')).toEqual(['view-clients', 'view-realm', 'view-users']);
    });
  });

  it('says that files which declare nothing give no right to write', async () => {
    await withWorkplace('bootstrap-empty', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write({ 'all.yaml': { clients: {} } });
      const shown = expectExit(await bootstrap(place), 4);
      expect(shown.stderr).toContain('gets no right to write: run this again once they do');
      expect(shown.stdout).not.toContain('manage-');
    });
  });

  it('leaves alone how the clients sign in where the settings name a key, and says what is left to do', async () => {
    await withWorkplace('bootstrap-key', async (place) => {
      const privateKeyJwt = { key: { file: 'keyplan.pem' } };
      place.writeSettings({
        auth: {
          plan: { clientId: 'keyplan-plan', privateKeyJwt },
          apply: { clientId: 'keyplan-apply', privateKeyJwt },
        },
      });
      place.write(FILES);
      const made = expectExit(await bootstrap(place, '--yes'), 0);
      expect(made.stderr).toContain('How these clients sign in is left to you');
      const id = await findClientId(place.realm, 'keyplan-plan');
      const client = await place.realm.admin.get<Record<string, unknown>>(`/clients/${id}`);
      await place.realm.admin.put(`/clients/${id}`, { ...client, clientAuthenticatorType: 'client-jwt' });
      expect(expectExit(await bootstrap(place), 0).stdout).toContain('No changes. 2 clients unchanged');
    });
  });

  it("is nobody's orphan: the plan of the files leaves both clients alone", async () => {
    await withWorkplace('bootstrap-orphans', async (place) => {
      place.writeSettings({}, { policy: { orphans: 'delete' } });
      place.write(FILES);
      expectExit(await bootstrap(place, '--yes'), 0);
      const plan = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
      expect(plan.changes.filter(({ address }) => address.includes('keyplan'))).toEqual([]);
    });
  });

  it('asks a word for a client that is there already and is changed', async () => {
    await withWorkplace('bootstrap-adopt', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write(FILES);
      await place.realm.admin.post('/clients', { clientId: 'keyplan-plan', serviceAccountsEnabled: true });
      const refused = expectExit(await bootstrap(place, '--yes'), 5);
      expect(refused.stdout).toMatch(/to allow it: --allow adopt:client\/keyplan-plan\n/);
      expect(refused.stdout).not.toContain('in its entry');
      expect(place.proxy.stats().byClass.write).toBe(0);
    });
  });

  it('shows what is to be said of the settings', async () => {
    await withWorkplace('bootstrap-warnings', async (place) => {
      place.writeSettings({ connection: { insecureSkipTlsVerify: true } });
      place.write(FILES);
      const { stderr } = expectExit(await bootstrap(place), 4);
      expect(stderr).toContain('password-sign-in');
      expect(stderr).toContain('confirmation-needed');
    });
  });

  it('writes nothing where its call is wrong, the secrets would overwrite something, or nobody is named', async () => {
    await withWorkplace('bootstrap-calls', async (place) => {
      place.writeSettings({ auth: AUTH });
      place.write(FILES);
      writeFileSync(join(place.folder, 'other.env'), 'DATABASE=here\n');
      const wrong = [
        ['--secrets-file', 'other.env'],
        ['--secrets-file', 'no/such/folder/s.env'],
        ['--secrets-file', 's.env', '--github', 'acme/identities'],
        ['--spiffe', 'example.org'],
        ['--kubernetes', 'https://cluster.example', '--service-account', 'keyplan'],
        ['--github', 'acme/identities', '--spiffe', 'example.org'],
        ['--github-issuer', 'https://github.example'],
      ];
      for (const args of wrong)
        expect(expectExit(await bootstrap(place, '--yes', ...args), 4).stderr).toContain('usage');
      const nobody = expectExit(await place.run(['bootstrap', '--yes']), 3);
      expect(nobody.stderr).toContain('KEYCLOAK_USER');
      expect(place.proxy.stats().byClass.write).toBe(0);
      expect(readFileSync(join(place.folder, 'other.env'), 'utf8')).toBe('DATABASE=here\n');
      expect(existsSync(join(place.folder, 'no'))).toBe(false);
    });
  });
});

describe('bootstrap with an issuer that vouches', () => {
  const INSTANCES = '/identity-provider/instances';

  it('makes the identity provider and binds each client to its environment; a second time it finds all as it should be', async () => {
    await withWorkplace('bootstrap-github', async (place) => {
      place.write(FILES);
      const { admin } = place.realm;
      const made = expectExit(await bootstrap(place, '--github', 'acme/identities', '--yes'), 0);
      expect(made.stdout).toContain('issuer: https://token.actions.githubusercontent.com');
      const [provider] = await admin.get<{ alias: string; config: Record<string, string> }[]>(INSTANCES);
      expect(provider).toMatchObject({ alias: 'github', providerId: 'oidc', enabled: true, hideOnLogin: true });
      expect(provider?.config).toMatchObject({ supportsClientAssertions: 'true', useJwksUrl: 'true' });
      const [client] = await admin.get<object[]>('/clients?clientId=keyplan-apply');
      expect(client).toMatchObject({
        clientAuthenticatorType: 'federated-jwt',
        attributes: {
          'jwt.credential.issuer': 'github',
          'jwt.credential.sub': 'repo:acme/identities:environment:keyplan-apply',
        },
      });
      const writes = place.proxy.stats().byClass.write;
      expect(expectExit(await bootstrap(place, '--github', 'acme/identities'), 0).stdout).toContain('No changes.');
      expect(place.proxy.stats().byClass.write).toBe(writes);
    });
  });

  it('shows what somebody changed of its identity provider, and repairs it', async () => {
    await withWorkplace('bootstrap-idp', async (place) => {
      place.write(FILES);
      const { admin } = place.realm;
      expectExit(await bootstrap(place, '--github', 'acme/identities', '--yes'), 0);
      const [before] = await admin.get<{ config: object }[]>(INSTANCES);
      const config = { ...before?.config, jwksUrl: 'https://keys.example', guiOrder: '3' };
      await admin.put(`${INSTANCES}/github`, { ...before, config });
      const shown = expectExit(await bootstrap(place, '--github', 'acme/identities'), 4);
      expect(shown.stdout).toContain('jwksUrl: https://keys.example →');
      expectExit(await bootstrap(place, '--github', 'acme/identities', '--yes'), 0);
      const [after] = await admin.get<{ config: object }[]>(INSTANCES);
      expect(after?.config).toEqual({ ...before?.config, guiOrder: '3' });
    });
  });

  it('changes no identity provider of somebody else, and names the one that has the issuer already', async () => {
    await withWorkplace('bootstrap-foreign', async (place) => {
      place.write(FILES);
      const config = {
        issuer: 'https://token.actions.githubusercontent.com',
        jwksUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks',
        useJwksUrl: 'true',
        supportsClientAssertions: 'true',
      };
      await place.realm.admin.post(INSTANCES, { alias: 'actions', providerId: 'oidc', enabled: true, config });
      const other = expectExit(await bootstrap(place, '--github', 'acme/identities', '--yes'), 5);
      expect(other.stderr).toContain('--alias actions');
      const differs = expectExit(
        await bootstrap(place, '--github', 'acme/identities', '--alias', 'actions', '--yes'),
        5,
      );
      expect(differs.stderr).toContain('validateSignature');
      expect(place.proxy.stats().byClass.write).toBe(0);
    });
  });
});
