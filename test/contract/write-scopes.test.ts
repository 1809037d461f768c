import { describe, expect, it } from 'vitest';
import { markOf, pathOf } from '../support/builders.js';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { sharedRealm } from '../support/reading.js';
import { changing, creating, withWriter } from '../support/writing.js';

interface Scope {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly protocolMappers?: readonly Mapper[];
}

interface Mapper {
  readonly id: string;
  readonly name: string;
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

const shared = sharedRealm('write', () => Promise.resolve());

async function scopeIn(realm: TestRealm, name: string): Promise<Scope> {
  const scopes = await realm.admin.get<Scope[]>('/client-scopes');
  const scope = scopes.find((candidate) => candidate.name === name);
  if (scope === undefined) throw new Error(`no client scope ${name}`);
  return scope;
}

async function listsOf(
  realm: TestRealm,
  clientId: string,
): Promise<Readonly<Record<'default' | 'optional', readonly string[]>>> {
  const id = await findClientId(realm, clientId);
  const client = await realm.admin.get<{ defaultClientScopes: string[]; optionalClientScopes: string[] }>(
    `/clients/${id}`,
  );
  return { default: [...client.defaultClientScopes].sort(), optional: [...client.optionalClientScopes].sort() };
}

const AUDIENCE = {
  'protocolMappers/aud/protocol': 'openid-connect',
  'protocolMappers/aud/protocolMapper': 'oidc-audience-mapper',
  'protocolMappers/aud/config/included.custom.audience': 'api',
};

describe('a client scope', () => {
  it('is created with its mappers and its mark', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      await write(
        creating('client-scope/aip:aud', {
          description: 'audience',
          'attributes/include.in.token.scope': 'false',
          ...AUDIENCE,
        }),
      );
      const scope = await scopeIn(realm, 'aip:aud');
      expect(scope).toMatchObject({ description: 'audience', protocol: 'openid-connect' });
      expect(scope.attributes).toMatchObject({ 'include.in.token.scope': 'false', 'keyplan.owner': markOf().owner });
      expect(scope.protocolMappers).toMatchObject([{ name: 'aud', config: { 'included.custom.audience': 'api' } }]);
    });
  });

  it('keeps attributes and mappers set by hand; its mappers are changed, added, made anew and removed', async () => {
    await withWriter(shared(), async ({ realm, write }) => {
      const sub = {
        'protocolMappers/sub/protocol': 'openid-connect',
        'protocolMappers/sub/protocolMapper': 'oidc-audience-resolve-mapper',
      };
      const old = {
        'protocolMappers/old/protocol': 'openid-connect',
        'protocolMappers/old/protocolMapper': 'oidc-audience-resolve-mapper',
      };
      await write(
        creating('client-scope/kept', { description: 'words', 'attributes/a': '1', ...AUDIENCE, ...sub, ...old }),
      );
      const before = await scopeIn(realm, 'kept');
      await realm.admin.put(`/client-scopes/${before.id}`, {
        ...before,
        attributes: { ...before.attributes, hand: 'made' },
      });
      await realm.admin.post(`/client-scopes/${before.id}/protocol-mappers/models`, {
        name: 'hand',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-resolve-mapper',
        config: {},
      });
      await write(
        changing('client-scope/kept', {
          'attributes/a': ['1', undefined],
          description: ['words', undefined],
          'protocolMappers/aud/config/included.custom.audience': ['api', 'other'],
          'protocolMappers/sub/protocolMapper': ['oidc-audience-resolve-mapper', 'oidc-amr-mapper'],
          'protocolMappers/old/protocol': ['openid-connect', undefined],
          'protocolMappers/old/protocolMapper': ['oidc-audience-resolve-mapper', undefined],
          'protocolMappers/new/protocol': [undefined, 'openid-connect'],
          'protocolMappers/new/protocolMapper': [undefined, 'oidc-audience-resolve-mapper'],
          'protocolMappers/new2/protocol': [undefined, 'openid-connect'],
          'protocolMappers/new2/protocolMapper': [undefined, 'oidc-audience-resolve-mapper'],
        }),
      );
      const after = await scopeIn(realm, 'kept');
      expect(after.attributes).toMatchObject({ hand: 'made', 'keyplan.owner': markOf().owner });
      expect(after.attributes).not.toHaveProperty('a');
      expect(after.description ?? '').toBe('');
      const types = Object.fromEntries(
        (after.protocolMappers ?? []).map(({ name, protocolMapper }) => [name, protocolMapper]),
      );
      const sameType = {
        hand: 'oidc-audience-resolve-mapper',
        new: 'oidc-audience-resolve-mapper',
        new2: 'oidc-audience-resolve-mapper',
      };
      expect(types).toEqual({ aud: 'oidc-audience-mapper', sub: 'oidc-amr-mapper', ...sameType });
      const aud = (scope: Scope): Mapper | undefined => scope.protocolMappers?.find(({ name }) => name === 'aud');
      expect(aud(after)).toMatchObject({ id: aud(before)?.id, config: { 'included.custom.audience': 'other' } });
    });
  });
});

describe('the scope lists of a client', () => {
  it('let a scope move from one list to the other, even when only its new place is written', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/moves', { 'defaultClientScopes/email': true, 'optionalClientScopes/phone': true }));
      await write(
        changing('client/moves', {
          'defaultClientScopes/email': [true, undefined],
          'optionalClientScopes/email': [undefined, true],
        }),
      );
      const [step] = changing('client/moves', { 'defaultClientScopes/phone': [undefined, true] });
      if (step === undefined) throw new Error('no step');
      expect((await writer.open(step))?.facts.size).toBe(0);
      await write([step]);
      await write(
        changing('client-scope/address', {
          'attachTo/optional/moves': [undefined, true],
        }),
      );
      // A plan names both ends of a move.
      await write(
        changing('client-scope/address', {
          'attachTo/default/moves': [undefined, true],
          'attachTo/optional/moves': [true, undefined],
        }),
      );
      expect((await listsOf(realm, 'moves')).optional).not.toContain('address');
      expect((await listsOf(realm, 'moves')).default).toContain('address');
      const { default: defaults, optional } = await listsOf(realm, 'moves');
      expect(defaults).toContain('phone');
      expect(defaults).not.toContain('email');
      expect(optional).toContain('email');
      expect(optional).not.toContain('phone');
    });
  });

  it('get a scope that attaches itself, and the realm its defaults, once and again', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/attached'));
      await write(creating('client-scope/attaches'));
      const attach = {
        'attachTo/default/attached': [undefined, true],
        'attachTo/optional/account': [undefined, true],
        'attachTo/realmOptional': [undefined, true],
      } as const;
      await write(changing('client-scope/attaches', attach));
      await write(changing('client-scope/attaches', attach));
      expect((await listsOf(realm, 'attached')).default).toContain('attaches');
      expect((await listsOf(realm, 'account')).optional).toContain('attaches');
      const [step] = changing('client-scope/attaches', { ...attach, 'attachTo/realmDefault': [undefined, true] });
      if (step === undefined) throw new Error('no step');
      const facts = (await writer.open(step))?.facts;
      expect([...(facts?.keys() ?? [])].sort()).toEqual(Object.keys(attach).map(pathOf).sort());
      await write(changing('client-scope/attaches', { 'attachTo/realmDefault': [undefined, true] }));
      const names = async (list: string): Promise<readonly string[]> =>
        (await realm.admin.get<Scope[]>(`/default-${list}-client-scopes`)).map(({ name }) => name);
      expect(await names('default')).toContain('attaches');
      expect(await names('optional')).not.toContain('attaches');
    });
  });
});

describe('a role scope', () => {
  it('of a client and of a client scope gains and loses roles', async () => {
    await withWriter(shared(), async ({ realm, write, writer }) => {
      await write(creating('client/limited', { fullScopeAllowed: false }));
      await write(creating('client-scope/limited'));
      await write(creating('role/reader'));
      const give = {
        'roleScope/realmRoles/reader': [undefined, true],
        'roleScope/clientRoles/account/view-profile': [undefined, true],
      } as const;
      const take = { 'roleScope/realmRoles/reader': [true, undefined] } as const;
      const paths = {
        'client/limited': `/clients/${await findClientId(realm, 'limited')}`,
        'client-scope/limited': `/client-scopes/${(await scopeIn(realm, 'limited')).id}`,
      };
      for (const [of, path] of Object.entries(paths)) {
        await write(changing(of, give));
        const [step] = changing(of, give);
        if (step === undefined) throw new Error('no step');
        expect((await writer.open(step))?.facts.size).toBe(2);
        await write(changing(of, take));
        const { realmMappings = [], clientMappings = {} } = await realm.admin.get<{
          realmMappings?: unknown[];
          clientMappings?: Readonly<Record<string, unknown>>;
        }>(`${path}/scope-mappings`);
        expect(realmMappings).toEqual([]);
        expect(Object.keys(clientMappings)).toEqual(['account']);
      }
    });
  });
});
