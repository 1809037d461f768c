import { describe, expect, it } from 'vitest';
import { trustOf, type TrustOptions } from '../../../src/commands/bootstrap-trust.js';

const ask = (options: Partial<TrustOptions>): ReturnType<typeof trustOf> =>
  trustOf({ environment: 'keyplan', ...options });

describe('whom bootstrap lets the realm trust', () => {
  it('is nobody where nothing is asked for', () => {
    expect(ask({})).toBeUndefined();
  });

  it('is GitHub for environments of one repository, never for a branch or a pull request', () => {
    expect(ask({ github: 'acme/identities', environment: 'agents' })?.subjects).toEqual({
      plan: 'repo:acme/identities:environment:agents-plan',
      apply: 'repo:acme/identities:environment:agents-apply',
    });
  });

  it('finds the keys of an enterprise server under its own issuer', () => {
    const trust = ask({ github: 'acme/identities', githubIssuer: 'https://github.example/_services/token/' });
    expect(trust?.provider.config).toMatchObject({
      issuer: 'https://github.example/_services/token',
      jwksUrl: 'https://github.example/_services/token/.well-known/jwks',
    });
  });

  it('is a cluster for two service accounts, with the issuer to the letter', () => {
    const trust = ask({ kubernetes: 'https://cluster.example/', serviceAccount: 'identities/keyplan' });
    expect(trust?.provider).toMatchObject({
      providerId: 'kubernetes',
      config: { issuer: 'https://cluster.example/', allowedClockSkew: '15' },
    });
    expect(trust?.subjects.apply).toBe('system:serviceaccount:identities:keyplan-apply');
  });

  it('is a trust domain for two ids, written with or without its scheme', () => {
    const bundleEndpoint = 'https://spire.example:8443/';
    const plain = ask({ spiffe: 'example.org', bundleEndpoint, spiffePath: '/ci/keyplan' });
    expect(plain?.subjects.plan).toBe('spiffe://example.org/ci/keyplan-plan');
    expect(ask({ spiffe: 'spiffe://example.org', bundleEndpoint, spiffePath: '/ci/keyplan' })).toEqual(plain);
  });

  it.each<[string, Partial<TrustOptions>]>([
    ['a repository without its owner', { github: 'identities' }],
    ['a repository with a wildcard', { github: 'acme/*' }],
    ['a service account without its namespace', { kubernetes: 'https://cluster.example', serviceAccount: 'keyplan' }],
    ['an issuer that is no URL', { kubernetes: 'cluster.example', serviceAccount: 'identities/keyplan' }],
    ['a trust domain with a path', { spiffe: 'example.org/ci', bundleEndpoint: 'https://spire.example/' }],
    ['a trust domain without its keys', { spiffe: 'example.org' }],
    ['two issuers at once', { github: 'acme/identities', spiffe: 'example.org' }],
    ...['', ' ', 'a:b', '*', 'a\nb'].map((environment): [string, Partial<TrustOptions>] => [
      `the environment ${JSON.stringify(environment)}`,
      { github: 'acme/identities', environment },
    ]),
    ...['', '.', '..'].map((alias): [string, Partial<TrustOptions>] => [
      `the alias ${JSON.stringify(alias)}`,
      { github: 'acme/identities', alias },
    ]),
    ['an option that nothing would use', { bundleEndpoint: 'https://spire.example/' }],
  ])('refuses %s', (_name, options) => {
    expect(() => ask(options)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
