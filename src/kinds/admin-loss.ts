import { ENABLED, fieldPath, type Facts, type ObjectChange } from '../model/index.js';
import { adminClient } from './admin-client.js';
import { endsUse } from './removal-hazards.js';

/**
 * Whether a change takes `realm-admin` from the service account of its client, as far as it was read what that holds. A
 * grant that somebody added outside git does not count: taking it back leaves the realm as it was administered before.
 */
export function losesAdminRole(
  { action, fields, origin }: Pick<ObjectChange, 'action' | 'fields' | 'origin'>,
  before: Facts | undefined,
  realm: string,
): boolean {
  const role = fieldPath('serviceAccount', 'clientRoles', adminClient(realm), 'realm-admin');
  if (before?.get(role) !== true) return false;
  if (endsUse(action)) return true;
  return fields.some(
    ({ path, after, origin: own = origin }) =>
      (path === role && after === undefined && own !== 'drift') ||
      (path === SERVICE_ACCOUNTS && after === false) ||
      (path === ENABLED && after === false),
  );
}

const SERVICE_ACCOUNTS = fieldPath('serviceAccountsEnabled');
