import { describe, expect, test } from 'vitest';
import { isSecretAttribute, isSecretKey } from '../../../src/kinds/index.js';

describe('an attribute is secret by its last word', () => {
  test.each([
    'tls.keystore.password',
    'token.vendor.secret',
    'id.token.secret',
    'access.token.password',
    'vendorToken',
  ])('%s', (key) => {
    expect(isSecretAttribute(key)).toBe(true);
  });

  test.each([
    'access.token.lifespan',
    'access.token.claim',
    'userinfo.token.claim',
    'standard.token.exchange.enabled',
    'standard.token.exchange.enableRefreshRequestedTokenType',
    'token.endpoint.auth.signing.alg',
    'tls.client.certificate.bound.access.tokens',
    'use.refresh.tokens',
    'client_credentials.use_refresh_token',
    'backchannel.logout.revoke.offline.tokens',
    'id.token.as.detached.signature',
  ])('%s is a setting of Keycloak', (key) => {
    expect(isSecretAttribute(key)).toBe(false);
  });
});

test('what a key says is secret anywhere: by its last word, or because it names a credential', () => {
  const keys = ['remote.password', 'secret', 'vendor.privateKey', 'saml.signing.private.key', 'client.secret.rotated'];
  expect(keys.filter((key) => !isSecretKey(key))).toEqual([]);
  const plain = ['claim.name', 'access.token.claim', 'access.tokenResponse.claim', 'keyplan.owner', 'password.policy'];
  expect(plain.filter(isSecretKey)).toEqual([]);
});
