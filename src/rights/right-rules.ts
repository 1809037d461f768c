import type { RightRules } from '../model/index.js';

/**
 * The rules of a server that tells this version. Those between 26.0 and 26.7 were not tested: they are held to the newest
 * rules, which ask for more. So is one that tells no version: whoever has any right is told it by servers up to 26.0.8, and
 * by 26.7.4 only whoever may manage the realm (contract "the version is told to whoever has any right, up to 26.0").
 */
export function rightRules(serverVersion: string | undefined): RightRules {
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(serverVersion ?? '') ?? [];
  if (major === '') return 'newest';
  return Number(major) < 26 || (Number(major) === 26 && Number(minor) === 0) ? 'until-26.0' : 'newest';
}
