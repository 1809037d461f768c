import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../../../../src/systems/keycloak/session/redaction.js';

describe('what a server says', () => {
  it('is shown without the credential, however it is spelled', () => {
    const { keep, clean } = createRedaction();
    keep('pass word&1');
    const said = { error: 'got pass word&1', details: ['password=pass+word%261', 'pass%20word%261'], status: 400 };
    expect(clean(said)).toEqual({ error: 'got (secret)', details: ['password=(secret)', '(secret)'], status: 400 });
  });

  it('is shown without the secrets that a request carried, in attributes of either kind and in the config of a mapper', () => {
    const { keepSecretsOf, clean } = createRedaction();
    const body = {
      attributes: { 'vendor.token': 'canary "one"', 'some.flag': 'flag' },
      protocolMappers: [{ config: { 'remote.password': 'canary-two', 'claim.name': 'tenant' } }],
      listed: { 'api.secret': ['canary-three', 'canary-four'] },
    };
    keepSecretsOf(JSON.stringify(body));
    keepSecretsOf('grant_type=password&password=in-a-form');
    const said = clean(`no: ${JSON.stringify(body)}`);
    expect(said).not.toContain('canary');
    expect(said).toContain('"claim.name":"tenant"');
    expect(said).toContain('"some.flag":"flag"');
  });

  it('is shown without anything that looks like a token', () => {
    const { clean } = createRedaction();
    const token = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJ4In0', 'c2lnbmF0dXJl'].join('.');
    expect(clean(`received Bearer ${token}, and ${token.slice(0, 30)}`)).toBe('received Bearer (token), and (token)');
  });

  it('is looked through to a depth that no error has, and is no trouble beyond', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}"deep"${']'.repeat(50_000)}`) as unknown;
    const text = JSON.stringify(createRedaction().clean({ error: 'said', deep }));
    expect(text).toMatch(/^\{"error":"said","deep":\[+null\]+\}$/);
  });

  it('is not garbled by words that are too short for a secret', () => {
    const { keep, clean } = createRedaction();
    keep('a');
    expect(clean('Invalid client or Invalid client credentials')).toBe('Invalid client or Invalid client credentials');
  });
});
