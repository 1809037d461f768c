import { address, type LiveState } from '../model/index.js';
import { defaultRoleName, SERVICE_ACCOUNT_SCOPE } from './built-in.js';
import type { RealmContext } from './kind.js';

/** What the kinds must know of a realm to tell what its server owns. */
export function realmContext(live: LiveState): RealmContext {
  return {
    name: live.realm.name,
    defaultRole: live.realm.defaultRole ?? defaultRoleName(live.realm.name),
    defaultGroups: live.realm.defaultGroups,
    hasServiceAccountScope: live.objects.has(address('client-scope', SERVICE_ACCOUNT_SCOPE)),
  };
}
