import { fieldPath, type Facts, type ObjectChange } from '../model/index.js';

/** Whether a change takes `realm-admin` from the service account of its client, as far as it was read what that holds. */
export function losesAdminRole(
  { action, fields }: Pick<ObjectChange, 'action' | 'fields'>,
  before: Facts | undefined,
  realm: string,
): boolean {
  const client = realm === 'master' ? 'master-realm' : 'realm-management';
  const role = fieldPath('serviceAccount', 'clientRoles', client, 'realm-admin');
  if (before?.get(role) !== true) return false;
  if (action === 'delete' || action === 'disable') return true;
  return fields.some(
    ({ path, after }) =>
      (path === role && after === undefined) ||
      (path === SERVICE_ACCOUNTS && after === false) ||
      (path === ENABLED && after === false),
  );
}

const SERVICE_ACCOUNTS = fieldPath('serviceAccountsEnabled');
const ENABLED = fieldPath('enabled');
