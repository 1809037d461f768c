import { address, fieldParts, fieldPath, type Facts, type FieldPath } from '../model/index.js';
import { clientAttributeDefault } from './attribute-defaults.js';
import { isForbiddenAttribute } from './attributes.js';
import { SERVICE_ACCOUNT_MAPPERS, SERVICE_ACCOUNT_SCOPE } from './built-in.js';
import { head, requiredBy } from './fields.js';
import type { KindDefinition, RealmContext } from './kind.js';
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
  kind: 'client',
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
  bornWith: (path) =>
    ['defaultClientScopes', 'optionalClientScopes'].includes(head(path)) || path === 'serviceAccount/present',
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

function isServerOwnedClientFact(path: FieldPath, realm: RealmContext): boolean {
  switch (head(path)) {
    case 'attributes':
      return isForbiddenAttribute(fieldParts(path)[1] ?? '');
    case 'defaultClientScopes':
      return path === SERVER_SCOPE;
    case 'protocolMappers':
      return !realm.hasServiceAccountScope && SERVICE_ACCOUNT_MAPPERS.has(fieldParts(path)[1] ?? '');
    case 'serviceAccount': {
      const [, list, name = ''] = fieldParts(path);
      return list === 'realmRoles'
        ? name === realm.defaultRole
        : list === 'groups' && realm.defaultGroups.includes(name);
    }
    default:
      return false;
  }
}
