import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../../src/model/index.js';
import {
  factsOfClient,
  factsOfClientScope,
  factsOfGroup,
  factsOfRole,
  type ClientRepresentation,
  type ClientSurroundingsRead,
} from '../../../../../src/systems/keycloak/index.js';

const REALM = { name: 'agents', defaultRole: 'default-roles-agents', defaultGroups: [], hasServiceAccountScope: true };
const AROUND: ClientSurroundingsRead = { realm: REALM, flows: new Map([['f1', 'browser']]) };

const client = (
  fields: Record<string, unknown>,
  around: ClientSurroundingsRead = AROUND,
): { readonly facts: Record<string, unknown>; readonly unread: readonly string[] } => {
  const { facts, unread } = factsOfClient(fields as ClientRepresentation, around);
  return { facts: Object.fromEntries(facts), unread };
};

describe('facts of a client', () => {
  it('have one entry for each scalar of its type, and none for blanks', () => {
    const fields = {
      name: 'a',
      description: ' ',
      rootUrl: null,
      enabled: false,
      notBefore: 0,
      publicClient: 'yes',
      unknownField: 1,
    };
    expect(client(fields).facts).toEqual({ name: 'a', enabled: false, notBefore: 0 });
  });

  it('have one entry for each member of a set, with names encoded', () => {
    const fields = { redirectUris: ['https://a/b?c#d', '/*'], webOrigins: ['+'], optionalClientScopes: ['a b'] };
    expect(Object.keys(client(fields).facts)).toEqual([
      'redirectUris/https:%2F%2Fa%2Fb%3Fc%23d',
      'redirectUris/%2F*',
      'webOrigins/+',
      'optionalClientScopes/a%20b',
    ]);
  });

  it('hold no secret in the clear and no key material at all', () => {
    const attributes = {
      'client.secret.creation.time': '1',
      'client.secret.rotated': 'canary',
      'saml.signing.private.key': 'canary',
      privateKey: 'canary',
      realm_client: 'false',
      'keyplan.owner': 'somebody',
      'vendor.api.token': 'canary',
      'vendor.password': 'canary',
      'backchannel.logout.revoke.offline.tokens': 'true',
    };
    const { facts } = client({ secret: 'canary', registrationAccessToken: 'canary', attributes });
    expect(Object.keys(facts)).toEqual([
      'attributes/vendor.api.token',
      'attributes/vendor.password',
      'attributes/backchannel.logout.revoke.offline.tokens',
    ]);
    expect(JSON.stringify(facts)).not.toContain('canary');
    expect(facts['attributes/vendor.password']).toEqual(new Secret('canary'));
  });

  it('hold no secret of a mapper in the clear, of two with one name either, and compare it', () => {
    const mapper = (password: string, more: object = {}): object => ({
      name: 'remote',
      protocol: 'openid-connect',
      protocolMapper: 'm',
      config: { 'remote.password': password, 'claim.name': 'c', ...more },
    });
    const of = (...protocolMappers: object[]): Record<string, unknown> => client({ protocolMappers }).facts;
    const path = 'protocolMappers/remote/config/remote.password';
    expect(of(mapper('canary'))).toMatchObject({
      [path]: new Secret('canary'),
      'protocolMappers/remote/config/claim.name': 'c',
    });
    const all = [
      of(mapper('canary', { 'vendor.privateKey': 'canary', secret: 'canary' })),
      of(mapper('canary'), mapper('canary')),
      of(mapper('canary-1'), mapper('canary-2')),
    ];
    expect(JSON.stringify(all)).not.toContain('canary');
    const revealed = (facts: Record<string, unknown>): string => (facts[path] as Secret).reveal();
    expect(revealed(of(mapper('canary'), mapper('canary')))).toBe('canary');
    const twins = of(mapper('a'), mapper('b'));
    expect(revealed(twins)).toBe(revealed(of(mapper('b'), mapper('a'))));
    expect(revealed(twins)).not.toBe(revealed(of(mapper('["a","b"]'))));
    const scope = factsOfClientScope({ protocolMappers: [mapper('canary')] } as never);
    expect(JSON.stringify([...scope])).not.toContain('canary');
  });

  it('leave out attributes that say what their absence says', () => {
    const attributes = {
      'use.refresh.tokens': 'true',
      'standard.token.exchange.enabled': 'false',
      'acr.loa.map': '{}',
      other: 'false',
    };
    expect(client({ attributes }).facts).toEqual({ 'attributes/other': 'false' });
    expect(client({ attributes: { 'use.refresh.tokens': 'false' } }).facts).toEqual({
      'attributes/use.refresh.tokens': 'false',
    });
  });

  it('leave out what every client with a service account gets', () => {
    const fields = {
      defaultClientScopes: ['service_account', 'roles'],
      protocolMappers: [{ name: 'Client ID', protocol: 'p', config: {} }],
    };
    expect(Object.keys(client(fields).facts)).toEqual([
      'protocolMappers/Client%20ID/protocol',
      'defaultClientScopes/roles',
    ]);
  });

  it('leave out the mappers of older servers by what they copy, not by their names', () => {
    const note = (name: string, copied: string): object => ({
      name,
      protocol: 'openid-connect',
      protocolMapper: 'oidc-usersessionmodel-note-mapper',
      config: { 'user.session.note': copied },
    });
    const mappersOf = (mapper: object, hasServiceAccountScope: boolean): readonly string[] =>
      Object.keys(
        client({ protocolMappers: [mapper] }, { ...AROUND, realm: { ...REALM, hasServiceAccountScope } }).facts,
      );
    expect(mappersOf(note('Client ID', 'client_id'), false)).toEqual([]);
    expect(mappersOf(note('Client Host', 'clientHost'), false)).toEqual([]);
    expect(mappersOf(note('Client IP Address', 'clientAddress'), false)).toEqual([]);
    expect(mappersOf(note('Client ID', 'client_id'), true)).toHaveLength(3);
    expect(mappersOf(note('Client ID', 'clientHost'), false)).toHaveLength(3);
    expect(mappersOf(note('Client host', 'clientHost'), false)).toHaveLength(3);
    expect(
      mappersOf({ ...note('Client ID', 'client_id'), protocolMapper: 'oidc-hardcoded-claim-mapper' }, false),
    ).toHaveLength(3);
  });

  it('name mappers by name and their config by key, without blanks', () => {
    const config = { 'claim.name': 'c', 'id.token.claim': '', 'claim.value': null };
    const fields = {
      protocolMappers: [{ id: '1', name: 'a/b', protocol: 'openid-connect', protocolMapper: 'm', config }],
    };
    expect(client(fields).facts).toEqual({
      'protocolMappers/a%2Fb/protocol': 'openid-connect',
      'protocolMappers/a%2Fb/protocolMapper': 'm',
      'protocolMappers/a%2Fb/config/claim.name': 'c',
    });
  });

  it('have two mappers of one name as one where they agree, and as neither where they differ', () => {
    const mapper = (audience: string): object => ({
      name: 'aud',
      protocol: 'p',
      protocolMapper: 'm',
      config: { a: audience },
    });
    const same = client({ protocolMappers: [mapper('x'), mapper('x')] });
    expect(same.facts).toMatchObject({ 'protocolMappers/aud/config/a': 'x' });
    for (const protocolMappers of [
      [mapper('y'), mapper('x')],
      [mapper('x'), mapper('y')],
    ]) {
      expect(client({ protocolMappers }).facts).toMatchObject({ 'protocolMappers/aud/config/a': ['x', 'y'] });
    }
    const silent = client({ protocolMappers: [mapper('x'), { ...mapper('x'), config: {} }] });
    expect(silent.facts).toMatchObject({ 'protocolMappers/aud/config/a': ['', 'x'] });
  });

  it('name flows by alias, and say where the alias is not known', () => {
    const fields = { authenticationFlowBindingOverrides: { browser: 'f1', direct_grant: '' } };
    expect(client(fields).facts).toEqual({ 'authenticationFlowBindingOverrides/browser': 'browser' });
    expect(client(fields, { ...AROUND, flows: undefined })).toEqual({
      facts: {},
      unread: ['authenticationFlowBindingOverrides'],
    });
    expect(client({ authenticationFlowBindingOverrides: {} }, { ...AROUND, flows: undefined }).unread).toEqual([]);
  });
});

describe('facts of other kinds', () => {
  it('of a client scope are its description, protocol, attributes and mappers', () => {
    const scope = {
      id: '1',
      name: 's',
      protocol: 'saml',
      description: '',
      attributes: { 'display.on.consent.screen': 'false', a: 'b' },
    };
    expect(Object.fromEntries(factsOfClientScope(scope))).toEqual({
      protocol: 'saml',
      'attributes/display.on.consent.screen': 'false',
      'attributes/a': 'b',
    });
  });

  it('of a role and a group have lists for attributes, in one order', () => {
    const attributes = { team: ['b', 'a', 'b', ''], 'keyplan.owner': ['somebody'], none: [] };
    expect(Object.fromEntries(factsOfRole({ name: 'r', description: 'd', composite: true, attributes }))).toEqual({
      description: 'd',
      'attributes/team': ['a', 'b'],
    });
    const group = { name: 'g', attributes, realmRoles: ['r'], clientRoles: { 'a/b': ['c'] } };
    expect(Object.fromEntries(factsOfGroup(group))).toEqual({
      'attributes/team': ['a', 'b'],
      'realmRoles/r': true,
      'clientRoles/a%2Fb/c': true,
    });
  });
});
