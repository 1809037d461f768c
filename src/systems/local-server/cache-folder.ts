import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from './server-options.js';

export interface CachePlace {
  readonly environment: Environment;
  readonly platform: string;
  readonly homeDirectory: string;
  /** The folder of the checkout that runs; undefined for an installed package, whose folder may be read-only. */
  readonly checkout: string | undefined;
}

/** Where servers are kept between runs: KEYPLAN_CACHE, the checkout's own ignored folder, or the user's cache folder. */
export function cacheFolder(place: CachePlace): string {
  const { environment, homeDirectory } = place;
  const named = environment['KEYPLAN_CACHE'];
  if (named) return named;
  if (place.checkout !== undefined) return join(place.checkout, '.cache');
  const xdg = environment['XDG_CACHE_HOME'];
  if (xdg) return join(xdg, 'keyplan');
  if (place.platform === 'darwin') return join(homeDirectory, 'Library', 'Caches', 'keyplan');
  const local = place.platform === 'win32' ? environment['LOCALAPPDATA'] : undefined;
  return local ? join(local, 'keyplan', 'cache') : join(homeDirectory, '.cache', 'keyplan');
}

/** The cache folder for the program that runs now. */
export function findCacheFolder(environment: Environment): string {
  const packageFolder = dirname(findPackageJSON(import.meta.url) ?? '');
  const isCheckout = existsSync(join(packageFolder, 'tsconfig.build.json'));
  const checkout = isCheckout ? packageFolder : undefined;
  return cacheFolder({ environment, platform: process.platform, homeDirectory: homedir(), checkout });
}
