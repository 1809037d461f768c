import { address, addressParts, type Address } from '../model/index.js';

/**
 * Clients that every realm has (26.7.4, contract "a fresh realm"). The realm `master` has one `<realm>-realm` client for
 * each realm as well. `realm_client=true` marks the latter from 26.0 on.
 */
export const BUILT_IN_CLIENTS: ReadonlySet<string> = new Set([
  'account',
  'account-console',
  'admin-cli',
  'admin-permissions',
  'broker',
  'realm-management',
  'security-admin-console',
]);

/** Client scopes of a fresh realm, over all contract-tested versions. They may be edited, but are never marked or deleted. */
export const BUILT_IN_CLIENT_SCOPES: ReadonlySet<string> = new Set([
  'AuthnContextClassRef',
  'acr',
  'address',
  'basic',
  'email',
  'microprofile-jwt',
  'offline_access',
  'organization',
  'phone',
  'profile',
  'role_list',
  'roles',
  'saml_organization',
  'service_account',
  'web-origins',
]);

/** The client scope that the server attaches to every client with a service account, again after each write (26.7.4). */
export const SERVICE_ACCOUNT_SCOPE = 'service_account';

/** Mappers that servers without that scope put on the client itself (24.0.5, 26.0.8), with the session notes that each copies. */
export const SERVICE_ACCOUNT_MAPPERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Client ID', ['client_id', 'clientId']],
  ['Client Host', ['clientHost']],
  ['Client IP Address', ['clientAddress']],
]);

/** The client role that the server gives to the account of a client with authorization services (26.7.4, contract "authorization services"). */
export const UMA_PROTECTION = 'uma_protection';

/**
 * The usual name of the composite role that every user of a realm holds, service accounts included. A realm that was renamed
 * or imported under another name keeps the old one; its settings tell (26.7.4, the published realms of the tests).
 */
export function defaultRoleName(realm: string): string {
  return `default-roles-${realm.toLowerCase()}`;
}

/** Whether a client is Keycloak's own. In the realm `master` the `<realm>-realm` clients are too. */
export function isBuiltInClient(clientId: string, realm: string): boolean {
  return BUILT_IN_CLIENTS.has(clientId) || (realm === 'master' && clientId.endsWith('-realm'));
}

/** Whether a realm role is one that a fresh realm has. */
export function isBuiltInRole(name: string, realm: string): boolean {
  return (
    name === 'offline_access' ||
    name === 'uma_authorization' ||
    name === defaultRoleName(realm) ||
    (realm === 'master' && (name === 'admin' || name === 'create-realm'))
  );
}

/** Whether an object belongs to Keycloak itself. Roles of built-in clients do. */
export function isBuiltIn(of: Address, realm: string): boolean {
  const { kind, names } = addressParts(of);
  const [first = ''] = names;
  switch (kind) {
    case 'client':
    case 'client-role':
      return isBuiltInClient(first, realm);
    case 'client-scope':
      return BUILT_IN_CLIENT_SCOPES.has(first);
    case 'role':
      return isBuiltInRole(first, realm);
    case 'group':
      return false;
  }
}

/** Whether a role gives rights over a realm: any role of `realm-management` or of a `<realm>-realm` client, and `admin` and `create-realm` in master. */
export function isAdminRole(role: Address, realm: string): boolean {
  const { kind, names } = addressParts(role);
  const [container = ''] = names;
  if (kind === 'role') return realm === 'master' && (container === 'admin' || container === 'create-realm');
  return (
    kind === 'client-role' && (container === 'realm-management' || (realm === 'master' && container.endsWith('-realm')))
  );
}

/** The address of a client role, spelled in one place because grants, composites and role scopes all name it in two parts. */
export function clientRoleAddress(clientId: string, role: string): Address {
  return address('client-role', clientId, role);
}
