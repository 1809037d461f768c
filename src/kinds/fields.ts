import { address, fieldParts, fieldPath, groupAddress, type Address, type FieldPath } from '../model/index.js';
import { clientRoleAddress } from './built-in.js';

/**
 * Client fields that are one value each, spelled as Keycloak's ClientRepresentation spells them (26.7.4), with the type
 * that the server stores. Every other managed field of a client is a set or a map and is flattened into members.
 */
export const CLIENT_SCALARS = {
  name: 'string',
  description: 'string',
  enabled: 'boolean',
  protocol: 'string',
  rootUrl: 'string',
  baseUrl: 'string',
  adminUrl: 'string',
  alwaysDisplayInConsole: 'boolean',
  clientAuthenticatorType: 'string',
  publicClient: 'boolean',
  bearerOnly: 'boolean',
  consentRequired: 'boolean',
  standardFlowEnabled: 'boolean',
  implicitFlowEnabled: 'boolean',
  directAccessGrantsEnabled: 'boolean',
  serviceAccountsEnabled: 'boolean',
  authorizationServicesEnabled: 'boolean',
  frontchannelLogout: 'boolean',
  fullScopeAllowed: 'boolean',
  surrogateAuthRequired: 'boolean',
  notBefore: 'number',
  nodeReRegistrationTimeout: 'number',
} as const satisfies Readonly<Record<string, 'string' | 'boolean' | 'number'>>;
export type ClientScalar = keyof typeof CLIENT_SCALARS;

/** Whether a client is to have a service account, and everything that is said of the user behind it. */
export const ACCOUNT_SWITCH = fieldPath('serviceAccountsEnabled');
export const ACCOUNT = fieldPath('serviceAccount');
/** Whether the client has that user; absent is what "service account missing" means. */
export const ACCOUNT_PRESENT = fieldPath('serviceAccount', 'present');
/** Whether that user is enabled. */
export const ACCOUNT_ENABLED = fieldPath('serviceAccount', 'enabled');

/**
 * What a role fact names: `realmRoles/<role>`, `clientRoles/<client>/<role>`, `groups/<path>` or, for composites,
 * `realm/<role>` and `client/<client>/<role>`. `parts` are those after the prefix.
 */
export function namedBy(parts: readonly string[]): Address | undefined {
  const [list, first, second] = parts;
  if (first === undefined) return undefined;
  if (list === 'realmRoles' || list === 'realm') return address('role', first);
  if (list === 'groups') return groupAddress(first);
  if ((list === 'clientRoles' || list === 'client') && second !== undefined) return clientRoleAddress(first, second);
  return undefined;
}

/** The first plain part of a path. @example head('attributes/a') is 'attributes' */
export function head(path: FieldPath): string {
  const end = path.indexOf('/');
  const first = end === -1 ? path : path.slice(0, end);
  return first.includes('%') ? decodeURIComponent(first) : first;
}

/** `namedBy` for the parts of `path` after the first `skip`, as a list of none or one. */
export function requiredBy(path: FieldPath, skip: number): readonly Address[] {
  const named = namedBy(fieldParts(path).slice(skip));
  return named === undefined ? [] : [named];
}
