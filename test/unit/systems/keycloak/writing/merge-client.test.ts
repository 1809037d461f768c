import { describe, expect, it } from 'vitest';
import { Secret, type FactValue, type FieldChange } from '../../../../../src/model/index.js';
import { clientCreation, clientUpdate } from '../../../../../src/systems/keycloak/writing/merge-client.js';
import { markOf, pathOf } from '../../../../support/builders.js';

type Sides = readonly [before: FactValue | undefined, after: FactValue | undefined];

function changes(fields: Readonly<Record<string, Sides>>): readonly FieldChange[] {
  return Object.entries(fields).map(([path, [before, after]]) => ({ path: pathOf(path), before, after }));
}

function facts(values: Readonly<Record<string, FactValue>>): readonly FieldChange[] {
  return Object.entries(values).map(([path, after]) => ({ path: pathOf(path), before: undefined, after }));
}

const SCOPES = { defaultClientScopes: ['profile', 'basic'], optionalClientScopes: [] };
const noFlow = (): undefined => undefined;

describe('creating a client', () => {
  it('sends only what the server would otherwise make up, and what was written', () => {
    expect(clientCreation('a', facts({ enabled: true }), undefined, { ...SCOPES, flowId: noFlow })).toEqual({
      clientId: 'a',
      enabled: true,
      serviceAccountsEnabled: false,
      redirectUris: [],
      webOrigins: [],
      attributes: {},
      defaultClientScopes: ['basic', 'profile'],
      optionalClientScopes: [],
    });
  });

  it('never names the default protocol, and names another one', () => {
    const body = (protocol: string): object =>
      clientCreation('a', facts({ protocol, rootUrl: 'https://a.example' }), undefined, { ...SCOPES, flowId: noFlow });
    expect(body('openid-connect')).not.toHaveProperty('protocol');
    expect(body('saml')).toMatchObject({ protocol: 'saml' });
  });

  it('carries the mark without blank parts, secret attributes in clear, and flows by id', () => {
    const fields = facts({
      'attributes/vendor.token': new Secret('s3'),
      'authenticationFlowBindingOverrides/browser': 'my flow',
    });
    const flowId = (alias: string): string | undefined => (alias === 'my flow' ? 'id-of-flow' : undefined);
    const body = clientCreation('a', fields, markOf({ commit: 'c0ffee', digest: 'd1' }), { ...SCOPES, flowId });
    expect(body['attributes']).toEqual({
      'vendor.token': 's3',
      'keyplan.owner': markOf().owner,
      'keyplan.applied': 'c0ffee:1:d1',
    });
    expect(body['authenticationFlowBindingOverrides']).toEqual({ browser: 'id-of-flow' });
  });

  it('refuses a flow that is not there, because the server would answer with an error of its own', () => {
    const fields = facts({ 'authenticationFlowBindingOverrides/browser': 'gone' });
    expect(() => clientCreation('a', fields, undefined, { ...SCOPES, flowId: noFlow })).toThrow('"gone"');
  });
});

describe('updating a client', () => {
  const current = {
    id: 'uuid',
    clientId: 'a',
    secret: 'never to be sent',
    name: 'Old',
    baseUrl: 'https://hand.example',
    protocol: 'openid-connect',
    serviceAccountsEnabled: true,
    authorizationServicesEnabled: true,
    fullScopeAllowed: false,
    redirectUris: ['https://b.example', 'https://a.example'],
    webOrigins: ['https://a.example'],
    attributes: {
      'client.secret.creation.time': '1',
      'client.secret.rotated': 'never to be sent either',
      realm_client: 'false',
      'by.hand': 'yes',
    },
    authenticationFlowBindingOverrides: { browser: 'some-id' },
    protocolMappers: [{ id: 'm1', name: 'aud', protocol: 'openid-connect', protocolMapper: 'x', config: { k: 'v' } }],
    defaultClientScopes: ['profile'],
    optionalClientScopes: [],
    registeredNodes: { node: 1 },
    access: { view: true },
  };

  it('sends back what must not be derived or dropped, and leaves out all that must survive', () => {
    expect(clientUpdate(current, changes({ name: ['Old', 'New'] }), undefined, noFlow)).toEqual({
      clientId: 'a',
      name: 'New',
      baseUrl: 'https://hand.example',
      serviceAccountsEnabled: true,
      authorizationServicesEnabled: true,
      fullScopeAllowed: false,
      redirectUris: ['https://a.example', 'https://b.example'],
      webOrigins: ['https://a.example'],
      attributes: { 'by.hand': 'yes' },
    });
  });

  it('says that a client without the flag has no service account', () => {
    expect(clientUpdate({ clientId: 'a' }, [], markOf(), noFlow)).toMatchObject({ serviceAccountsEnabled: false });
  });

  it('spells absence as the server does', () => {
    const fields = changes({
      name: ['Old', undefined],
      fullScopeAllowed: [true, undefined],
      'attributes/by.hand': ['yes', undefined],
      'redirectUris/https:%2F%2Fa.example': [true, undefined],
      'webOrigins/https:%2F%2Fa.example': [true, undefined],
      'authenticationFlowBindingOverrides/browser': ['flow', undefined],
    });
    expect(clientUpdate(current, fields, undefined, noFlow)).toMatchObject({
      name: '',
      fullScopeAllowed: false,
      attributes: { 'by.hand': '' },
      redirectUris: ['https://b.example'],
      webOrigins: [],
      authenticationFlowBindingOverrides: { browser: '' },
    });
  });

  it('takes the word for roles out of the mark when there are none any more', () => {
    const body = clientUpdate(current, [], markOf({ ownsRoles: false }), noFlow);
    expect(body['attributes']).toMatchObject({ 'keyplan.roles': '' });
  });

  it('sends all mappers when one changes, and none when none does', () => {
    const fields = changes({ 'protocolMappers/aud/config/k': ['v', 'w'] });
    expect(clientUpdate(current, fields, undefined, noFlow)['protocolMappers']).toEqual([
      { id: 'm1', name: 'aud', protocol: 'openid-connect', protocolMapper: 'x', config: { k: 'w' } },
    ]);
    expect(clientUpdate(current, [], markOf(), noFlow)).not.toHaveProperty('protocolMappers');
  });

  it('carries a secret of a mapper over as it is, and writes one that changes in clear', () => {
    const remote = { id: 'm2', name: 'remote', protocol: 'openid-connect', protocolMapper: 'x' };
    const protocolMappers = [{ ...remote, config: { 'claim.name': 'a', 'remote.password': 'hunter2' } }];
    const configAfter = (fields: Readonly<Record<string, Sides>>): unknown =>
      clientUpdate({ ...current, protocolMappers }, changes(fields), undefined, noFlow)['protocolMappers'];
    expect(configAfter({ 'protocolMappers/remote/config/claim.name': ['a', 'b'] })).toEqual([
      { ...remote, config: { 'claim.name': 'b', 'remote.password': 'hunter2' } },
    ]);
    const change = [new Secret('hunter2'), new Secret('hunter3')] as const;
    expect(configAfter({ 'protocolMappers/remote/config/remote.password': change })).toEqual([
      { ...remote, config: { 'claim.name': 'a', 'remote.password': 'hunter3' } },
    ]);
  });
});
