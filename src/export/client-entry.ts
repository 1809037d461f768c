import {
  ACCOUNT,
  ACCOUNT_ENABLED,
  ACCOUNT_PRESENT,
  ACCOUNT_SWITCH,
  CIBA_FLOW,
  CLIENT_SCALARS,
  DEFAULT_PROTOCOL,
  DEVICE_FLOW,
  FULL_SCOPE,
  isProtectionRole,
  NEW_SAML_ATTRIBUTES,
  newClientDefault,
  protocolOf,
  type ClientScalar,
  type Tree,
  type TreeMap,
} from '../kinds/index.js';
import {
  fieldParts,
  fieldPath,
  isUnder,
  sameValue,
  type FactValue,
  type Facts,
  type FieldPath,
  type LiveObject,
} from '../model/index.js';
import { attributesOf, factsBelow, membersByName, membersOf } from './fact-trees.js';
import { hasTwins, mapperTrees } from './mapper-trees.js';
import { withheldParts, type Note, type Described } from './described.js';

/** The order in which the fields of a client are written. */
export const CLIENT_KEYS: readonly string[] = [
  'extends',
  'type',
  'name',
  'description',
  'enabled',
  'protocol',
  'publicClient',
  'authentication',
  'clientAuthenticatorType',
  'bearerOnly',
  'standardFlowEnabled',
  'implicitFlowEnabled',
  'directAccessGrantsEnabled',
  'serviceAccountsEnabled',
  'authorizationServicesEnabled',
  'fullScopeAllowed',
  'consentRequired',
  'rootUrl',
  'baseUrl',
  'adminUrl',
  'redirectUris',
  'postLogoutRedirectUris',
  'webOrigins',
  'pkce',
  'tokenExchange',
  'accessTokenLifespan',
  'alwaysDisplayInConsole',
  'frontchannelLogout',
  'surrogateAuthRequired',
  'notBefore',
  'nodeReRegistrationTimeout',
  'attributes',
  'defaultClientScopes',
  'optionalClientScopes',
  'protocolMappers',
  'authenticationFlowBindingOverrides',
  'roleScope',
  'serviceAccount',
  'roles',
];

/** A client with everything written out: what decides who gets which token always, the rest where no new client has it. */
export function describeClient(client: LiveObject): Described {
  const { facts } = client;
  const protocol = protocolOf(facts);
  const entry: TreeMap = new Map();
  const notes: Note[] = withheldParts(client);
  for (const field of Object.keys(CLIENT_SCALARS) as ClientScalar[]) {
    const value = facts.get(fieldPath(field));
    if (isWritten(field, value, facts)) entry.set(field, value as Tree);
  }
  for (const list of ['redirectUris', 'webOrigins', 'defaultClientScopes', 'optionalClientScopes'])
    entry.set(list, membersOf(facts, list));
  writeAttributes(entry, facts, notes);
  if (hasTwins(facts)) notes.push({ part: 'protocolMappers', why: 'two mappers have one name and differ' });
  else entry.set('protocolMappers', mapperTrees(facts, protocol));
  const overrides = factsBelow(facts, 'authenticationFlowBindingOverrides');
  if (overrides.length > 0) {
    const flows = overrides.map(([[binding = ''], alias]): [string, Tree] => [
      binding,
      typeof alias === 'string' ? alias : '',
    ]);
    entry.set('authenticationFlowBindingOverrides', new Map(flows));
  }
  // With full scope it has no effect, and was not read.
  if (facts.get(FULL_SCOPE) !== true) entry.set('roleScope', roleScopeTree(facts));
  writeServiceAccount(entry, client, notes);
  if (facts.get(fieldPath('authorizationServicesEnabled')) === true)
    notes.push({ part: 'authorization settings', why: 'resources, policies and permissions cannot be written' });
  if (protocol === 'saml') noteNewSaml(facts, notes);
  return { entry, notes };
}

function isWritten(field: ClientScalar, value: FactValue | undefined, facts: Facts): boolean {
  if (value === undefined) return false;
  const isDefault = sameValue(value, newClientDefault(field, protocolOf(facts)));
  // Only a confidential client of OpenID Connect authenticates.
  if (field === 'clientAuthenticatorType') return !isDefault || isConfidential(facts);
  return !isDefault;
}

/** Whether the client signs in with credentials of its own. */
export function isConfidential(facts: Facts): boolean {
  const is = (field: ClientScalar): boolean => facts.get(fieldPath(field)) === true;
  return protocolOf(facts) === DEFAULT_PROTOCOL && !is('publicClient') && !is('bearerOnly');
}

function writeAttributes(entry: TreeMap, facts: Facts, notes: Note[]): void {
  const { attributes, secrets } = attributesOf(facts);
  for (const key of secrets) notes.push({ part: `attribute ${key}`, why: 'it holds a secret' });
  if (protocolOf(facts) === DEFAULT_PROTOCOL) {
    // Absent means off, and off is written, as a type does.
    for (const flow of [DEVICE_FLOW, CIBA_FLOW])
      if (!facts.has(flow)) attributes.set(fieldParts(flow).at(-1) ?? '', false);
  }
  if (attributes.size > 0) entry.set('attributes', attributes);
}

/** Which roles may come into tokens; exact as a whole. */
export function roleScopeTree(facts: Facts): TreeMap {
  const tree: TreeMap = new Map();
  const realmRoles = membersOf(facts, 'roleScope', 'realmRoles');
  const clientRoles = membersByName(facts, 'roleScope', 'clientRoles');
  if (realmRoles.length > 0) tree.set('realmRoles', realmRoles);
  if (clientRoles.size > 0) tree.set('clientRoles', clientRoles);
  return tree;
}

function writeServiceAccount(entry: TreeMap, client: LiveObject, notes: Note[]): void {
  const { facts, unread } = client;
  if (facts.get(ACCOUNT_SWITCH) !== true) return;
  const isShared = unread.some((prefix) => isUnder(ACCOUNT, prefix));
  if (isShared || facts.get(ACCOUNT_PRESENT) !== true) {
    entry.delete('serviceAccountsEnabled');
    entry.delete('authorizationServicesEnabled');
    const why = isShared
      ? 'another client has an account of this name'
      : 'it is missing, and writing it would make one';
    notes.push({ part: 'service account', why });
    return;
  }
  const account: TreeMap = new Map();
  if (facts.get(ACCOUNT_ENABLED) === false) account.set('enabled', false);
  account.set('realmRoles', membersOf(facts, 'serviceAccount', 'realmRoles'));
  account.set('clientRoles', membersByName(grantsOf(client), 'serviceAccount', 'clientRoles'));
  account.set('groups', membersOf(facts, 'serviceAccount', 'groups'));
  const { attributes, secrets } = attributesOf(facts, 'serviceAccount');
  for (const key of secrets) notes.push({ part: `service account's attribute ${key}`, why: 'it holds a secret' });
  if (attributes.size > 0) account.set('attributes', attributes);
  entry.set('serviceAccount', account);
}

/** What the service account holds, but for the role that the server gives it. */
function grantsOf(client: LiveObject): Facts {
  const isServerMade = (path: FieldPath): boolean => {
    const [head, list, clientId = '', role = ''] = fieldParts(path);
    return head === 'serviceAccount' && list === 'clientRoles' && isProtectionRole(clientId, role, client);
  };
  return new Map([...client.facts].filter(([path]) => !isServerMade(path)));
}

/** The server gives a new SAML client attributes that files can only take away once it is there. */
function noteNewSaml(facts: Facts, notes: Note[]): void {
  const missing = NEW_SAML_ATTRIBUTES.filter((key) => !facts.has(fieldPath('attributes', key)));
  if (missing.length === 0) return;
  notes.push({
    part: missing.map((key) => `attribute ${key}`).join(', '),
    why: 'absent here, and the server gives it to every new SAML client',
  });
}
