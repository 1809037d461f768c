import { describe, expect, it } from 'vitest';
import { compareProvider } from '../../../src/commands/bootstrap-provider.js';
import type { LiveIdentityProvider } from '../../../src/systems/keycloak/index.js';

const OWNER = 'example.org/a#bootstrap';
const WANTED = {
  alias: 'kubernetes',
  providerId: 'kubernetes',
  displayName: 'Kubernetes',
  config: { issuer: 'https://cluster.example' },
};

const live = (more: Partial<LiveIdentityProvider> = {}): LiveIdentityProvider => ({
  alias: 'kubernetes',
  providerId: 'kubernetes',
  enabled: true,
  config: { ...WANTED.config, 'keyplan.owner': OWNER },
  representation: {},
  ...more,
});

describe('comparing an identity provider', () => {
  it('finds nothing to do where ours is as it should be, whatever else is set in it', () => {
    const more = live({ config: { ...live().config, guiOrder: '1' } });
    expect(compareProvider(WANTED, [more], OWNER).action).toBe('none');
  });

  it('enables and corrects ours', () => {
    const changed = live({ enabled: false, config: { issuer: 'https://other.example', 'keyplan.owner': OWNER } });
    expect(compareProvider(WANTED, [changed], OWNER)).toMatchObject({
      action: 'update',
      fields: [
        { name: 'enabled', before: 'false', after: 'true' },
        { name: 'issuer', before: 'https://other.example', after: 'https://cluster.example' },
      ],
    });
  });

  it('uses one of somebody else as it is, and does not mark it', () => {
    expect(compareProvider(WANTED, [live({ config: WANTED.config })], OWNER).action).toBe('none');
  });

  it.each<[string, LiveIdentityProvider, string]>([
    ['one of somebody else that differs', live({ enabled: false, config: WANTED.config }), 'enabled'],
    [
      "another owner's that differs",
      live({ config: { issuer: 'https://a', 'keyplan.owner': 'b' } }),
      'its mark says b',
    ],
    ['one of another type', live({ providerId: 'oidc' }), 'of type oidc'],
    ['a second one for the same issuer', live({ alias: 'cluster' }), '"cluster"'],
  ])('refuses to touch %s', (_name, found, words) => {
    expect(() => compareProvider(WANTED, [found], OWNER)).toThrow(
      expect.objectContaining({ code: 'provider-conflict', message: expect.stringContaining(words) as unknown }),
    );
  });
});
