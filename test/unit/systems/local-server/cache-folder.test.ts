import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../../src/systems/local-server/cache-folder.js';

const place = { environment: {}, platform: 'linux', homeDirectory: '/h', checkout: undefined };

describe('the cache folder', () => {
  it('is what KEYPLAN_CACHE names, before all else', () => {
    expect(cacheFolder({ ...place, environment: { KEYPLAN_CACHE: '/c' }, checkout: '/src' })).toBe('/c');
  });

  it('is ignored by git in a checkout', () => {
    expect(cacheFolder({ ...place, checkout: '/src', environment: { XDG_CACHE_HOME: '/x' } })).toBe('/src/.cache');
  });

  it("is the platform's cache folder of the person for an installed package", () => {
    expect(cacheFolder({ ...place, environment: { XDG_CACHE_HOME: '/x' } })).toBe('/x/keyplan');
    expect(cacheFolder(place)).toBe('/h/.cache/keyplan');
    expect(cacheFolder({ ...place, platform: 'darwin' })).toBe('/h/Library/Caches/keyplan');
  });
});
