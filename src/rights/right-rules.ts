import { isUpTo } from '../kinds/index.js';
import type { RightRules } from '../model/index.js';

/** The rules of a server that tells this version; the newest ones, which ask for more, where it is not known to be older. */
export function rightRules(serverVersion: string | undefined): RightRules {
  return isUpTo(3, serverVersion) ? 'until-26.3' : 'newest';
}
