import { isUntil26_0 } from '../kinds/index.js';
import type { RightRules } from '../model/index.js';

/** The rules of a server that tells this version; the newest ones, which ask for more, where it is not known to be older. */
export function rightRules(serverVersion: string | undefined): RightRules {
  return isUntil26_0(serverVersion) ? 'until-26.0' : 'newest';
}
