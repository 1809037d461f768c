import { fieldPath, type Facts } from '../model/index.js';
import { FRESH_SCOPES } from './fresh-scopes.js';

/** What a realm has before anybody touched it, as far as files may declare it. */
export interface FreshRealm {
  readonly clientScopes: ReadonlyMap<string, Facts>;
  /** Without the default role, which is never managed. */
  readonly roles: ReadonlyMap<string, Facts>;
}

/**
 * A new realm of a server. What it has differs from version to version; one that was not tested has what the last tested
 * one before it has, and one that does not tell its version what the newest has.
 */
export function freshRealm(serverVersion: string | undefined): FreshRealm {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(serverVersion ?? '') ?? [];
  const isThere = ([sinceMajor, sinceMinor]: readonly [number, number]): boolean =>
    major === undefined || Number(major) > sinceMajor || (Number(major) === sinceMajor && Number(minor) >= sinceMinor);
  const scopes = FRESH_SCOPES.filter(({ since }) => isThere(since));
  return { clientScopes: new Map(scopes.map(({ name, facts }) => [name, facts])), roles: FRESH_ROLES };
}

/** Source: new realms of 24.0.5, 26.0.8 and 26.7.4, contract "the roles of a new realm". */
const FRESH_ROLES: FreshRealm['roles'] = new Map([
  ['offline_access', new Map([[fieldPath('description'), '${role_offline-access}']])],
  ['uma_authorization', new Map([[fieldPath('description'), '${role_uma_authorization}']])],
]);

/** Roles that Keycloak's own clients have in a new realm, over all contract-tested versions. Others were added by somebody. */
const FRESH_CLIENT_ROLES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'account',
    new Set([
      'delete-account',
      'manage-account',
      'manage-account-links',
      'manage-consent',
      'view-applications',
      'view-consent',
      'view-groups',
      'view-profile',
    ]),
  ],
  ['broker', new Set(['read-token'])],
]);

/** Roles over a realm: of `realm-management`, and of the `<realm>-realm` clients of the realm master. */
const FRESH_ADMIN_ROLE =
  /^(create-client|impersonation|realm-admin|(manage|view)-(authorization|clients|events|identity-providers|organizations|realm|users)|query-(clients|groups|organizations|realms|users))$/;

/** Whether a new realm has this role of one of Keycloak's own clients. */
export function isFreshClientRole(clientId: string, role: string): boolean {
  if (clientId === 'realm-management' || clientId.endsWith('-realm')) return FRESH_ADMIN_ROLE.test(role);
  return FRESH_CLIENT_ROLES.get(clientId)?.has(role) === true;
}
