// A mapper that names a client which is gone: the other mappers are exported, and it stays where it is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace } from './workplace.js';

const audience = (name: string, client: string): object => ({
  name,
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { 'included.client.audience': client, 'access.token.claim': 'true', 'introspection.token.claim': 'true' },
});

const REALM = {
  clients: [
    { clientId: 'api' },
    { clientId: 'agent', protocolMappers: [audience('to-api', 'api'), audience('to a/gone one', 'gone')] },
    { clientId: 'lonely', protocolMappers: [audience('to-gone', 'gone')] },
    { clientId: 'any-*', protocolMappers: [audience('to-api', 'api'), audience('to-gone', 'gone')] },
  ],
  clientScopes: [
    {
      name: 'both',
      protocol: 'openid-connect',
      protocolMappers: [audience('to-api', 'api'), audience('to-gone', 'gone')],
    },
  ],
};

async function mappersOf(realm: TestRealm): Promise<readonly unknown[]> {
  const clients = await Promise.all(
    ['agent', 'lonely', 'any-*'].map(async (clientId) => `/clients/${await findClientId(realm, clientId)}`),
  );
  const scopes = await realm.admin.get<{ id: string; name: string }[]>('/client-scopes');
  const scope = scopes.find(({ name }) => name === 'both');
  return await Promise.all(
    [...clients, `/client-scopes/${scope?.id}`].map((path) => realm.admin.get(`${path}/protocol-mappers/models`)),
  );
}

it('an export leaves out a mapper that cannot be written, and no other of its object', async () => {
  await withWorkplace(
    'export-mappers',
    async (place) => {
      const before = await mappersOf(place.realm);
      const { stdout, stderr } = expectExit(await place.run(['export', '--out', 'realm']), 0);
      const why = 'there is no client gone, neither in the files nor in the realm';
      expect(stdout + stderr).toContain(`client agent: protocolMappers.to a/gone one: ${why}`);

      const agent = readFileSync(join(place.folder, 'realm/clients/agent.yaml'), 'utf8');
      expect(agent).toContain('to-api: ');
      expect(agent).toContain(
        '  - { client: agent, field: protocolMappers/to%20a%2Fgone%20one, reason: it could not be exported }\n',
      );
      expect(agent.replaceAll(/^#.*$/gm, '')).not.toContain('audience: { client: gone }');
      const scopes = readFileSync(join(place.folder, 'realm/client-scopes.yaml'), 'utf8');
      expect(scopes).toContain('to-api: ');
      expect(scopes).toContain('{ clientScope: both, field: protocolMappers/to-gone,');
      expect(readFileSync(join(place.folder, 'realm/clients/lonely.yaml'), 'utf8')).toContain('protocolMappers: {}');
      // A rule for this id would fit others too: here none of its mappers is written.
      const files = readdirSync(join(place.folder, 'realm/clients')).map((file) =>
        readFileSync(join(place.folder, 'realm/clients', file), 'utf8'),
      );
      const any = files.filter((text) => text.includes('any-*'));
      expect(any).toHaveLength(1);
      expect(any[0]).not.toMatch(/ignore:|to-api:/);

      expectExit(await place.run(['validate']), 0);
      expectExit(await place.run(['apply', '--mark-only', '--yes']), 0);
      const plan = expectExit(await place.run(['plan', '--detailed-exitcode', '--json']), 0);
      expect(jsonOf<PlanDocument>(plan).changes).toEqual([]);
      expect(await mappersOf(place.realm)).toEqual(before);
    },
    { representation: REALM },
  );
});
