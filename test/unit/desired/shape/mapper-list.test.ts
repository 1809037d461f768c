import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mapperListAsMap } from '../../../../src/desired/shape/mapper-list.js';

describe("Keycloak's list of mappers as a map", () => {
  it('keeps type and config, and leaves out names, ids and what is usual', () => {
    const list = [
      { id: 'x', name: 'aud', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config: { a: 'b' } },
      { name: 'saml', protocol: 'saml', protocolMapper: 'saml-role-list-mapper', consentRequired: true },
    ];
    expect(parse(mapperListAsMap(list) ?? '')).toEqual({
      protocolMappers: {
        aud: { protocolMapper: 'oidc-audience-mapper', config: { a: 'b' } },
        saml: { protocol: 'saml', protocolMapper: 'saml-role-list-mapper', consentRequired: true, config: {} },
      },
    });
  });

  it('does not repeat values that are secret by their name', () => {
    const list = [
      {
        name: 'm',
        protocolMapper: 'x',
        config: { 'vendor.client.secret': 'hunter2', 'vendor.private.key': 'hunter2', 'access.token.claim': 'true' },
      },
    ];
    expect(mapperListAsMap(list)).not.toContain('hunter2');
    expect(mapperListAsMap(list)).toContain('access.token.claim: "true"');
  });

  it.each([[[]], [['aud']], [[{ protocolMapper: 'x' }]], [[{ name: 5 }]]])(
    'is undefined for %j, which holds no named mappers',
    (list) => {
      expect(mapperListAsMap(list)).toBeUndefined();
    },
  );
});
