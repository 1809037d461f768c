import { address, addressParts, fieldParts, fieldPath, type Facts, type FieldPath } from '../model/index.js';
import { clientAttributeDefault } from './attribute-defaults.js';
import { isForbiddenAttribute } from './attributes.js';
import { SERVICE_ACCOUNT_MAPPERS, SERVICE_ACCOUNT_SCOPE, UMA_PROTECTION } from './built-in.js';
import { ACCOUNT_PRESENT, head, requiredBy } from './fields.js';
import type { FactOwner, KindDefinition, RealmContext } from './kind.js';
import { mapperDefaultIn } from './mapper-facts.js';

/**
 * A client with its mappers, scope lists, role scope and service account. Facts:
 *
 * - each of CLIENT_SCALARS under its own name;
 * - `redirectUris/<uri>`, `webOrigins/<origin>`;
 * - `attributes/<key>`, always text;
 * - `protocolMappers/<name>/protocol`, `…/protocolMapper`, `…/config/<key>`;
 * - `defaultClientScopes/<scope>`, `optionalClientScopes/<scope>`;
 * - `authenticationFlowBindingOverrides/<binding>`: the alias of a flow;
 * - `roleScope/realmRoles/<role>`, `roleScope/clientRoles/<clientId>/<role>`;
 * - `serviceAccount/present`: true while the client has its user; absent is what "service account missing" means;
 * - `serviceAccount/enabled`, `serviceAccount/realmRoles/<role>`, `serviceAccount/clientRoles/<clientId>/<role>`,
 *   `serviceAccount/groups/<path>`, `serviceAccount/attributes/<key>` (a list of texts).
 */
export const CLIENT: KindDefinition = {
  part(path) {
    switch (head(path)) {
      case 'defaultClientScopes':
      case 'optionalClientScopes':
      case 'roleScope':
        return 'link';
      case 'serviceAccount':
        return 'grant';
      default:
        return 'object';
    }
  },
  bornWith: (path) => ['defaultClientScopes', 'optionalClientScopes'].includes(head(path)) || path === ACCOUNT_PRESENT,
  requires(path, self) {
    switch (head(path)) {
      case 'defaultClientScopes':
      case 'optionalClientScopes': {
        const [, name] = fieldParts(path);
        return name === undefined ? [] : [address('client-scope', name)];
      }
      case 'roleScope':
      case 'serviceAccount':
        return requiredBy(path, 1).filter((required) => required !== self);
      default:
        return [];
    }
  },
  absentValue: clientAbsentValue,
  isServerOwned: isServerOwnedClientFact,
};

function clientAbsentValue(path: FieldPath, facts: Facts): string | boolean | undefined {
  const parts = fieldParts(path);
  if (path === 'authorizationServicesEnabled') return false;
  if (parts[0] === 'attributes' && parts[1] !== undefined) return clientAttributeDefault(parts[1]);
  return mapperDefaultIn(path, facts);
}

const SERVER_SCOPE = fieldPath('defaultClientScopes', SERVICE_ACCOUNT_SCOPE);

function isServerOwnedClientFact(path: FieldPath, realm: RealmContext, self: FactOwner): boolean {
  switch (head(path)) {
    case 'attributes':
      return isForbiddenAttribute(fieldParts(path)[1] ?? '');
    case 'defaultClientScopes':
      return path === SERVER_SCOPE;
    case 'protocolMappers':
      return !realm.hasServiceAccountScope && isServerMapper(fieldParts(path)[1] ?? '', self.facts);
    case 'serviceAccount': {
      const [, list, name = '', role = ''] = fieldParts(path);
      if (list === 'clientRoles') return isProtectionRole(name, role, self);
      return list === 'realmRoles'
        ? name === realm.defaultRole
        : list === 'groups' && realm.defaultGroups.includes(name);
    }
    default:
      return false;
  }
}

/** A mapper is the server's by what it does; its name alone is anybody's. */
function isServerMapper(name: string, facts: Facts): boolean {
  const note = facts.get(fieldPath('protocolMappers', name, 'config', 'user.session.note'));
  return (
    facts.get(fieldPath('protocolMappers', name, 'protocolMapper')) === 'oidc-usersessionmodel-note-mapper' &&
    typeof note === 'string' &&
    SERVICE_ACCOUNT_MAPPERS.get(name)?.includes(note) === true
  );
}

/**
 * Whether a client role is the one that the server makes of a client with authorization services, and gives to its own
 * account; once they are off it leaves the role where it is (26.7.4, contract "authorization services").
 */
export function isProtectionRole(clientId: string, role: string, { address: of, facts, written }: FactOwner): boolean {
  if (role !== UMA_PROTECTION || addressParts(of).names[0] !== clientId) return false;
  return (written?.get(AUTHORIZATION) ?? facts.get(AUTHORIZATION)) === true;
}

const AUTHORIZATION = fieldPath('authorizationServicesEnabled');
