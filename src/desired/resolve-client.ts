import {
  CLIENT_AUTHENTICATORS,
  CLIENT_SCALARS,
  isBuiltInClient,
  protocolOf,
  PROTOCOLS,
  SERVICE_ACCOUNT_SCOPE,
  type ClientScalar,
} from '../kinds/index.js';
import {
  address,
  fieldPath,
  nearest,
  pathsBelow,
  type Diagnostic,
  type Place,
  type SourceEntry,
  type SourceMap,
} from '../model/index.js';
import { ACCOUNT_CLIENT_ID_MAX, checkName, checkText, LENGTH_MAX } from './check-names.js';
import { writeRenaming } from './check-renames.js';
import { writeAuthentication } from './client-authentication.js';
import { writeType } from './client-type.js';
import {
  createDraft,
  factOf,
  writeExact,
  writeFact,
  type Draft,
  type Resolving,
  type ResolvingClient,
} from './draft.js';
import { didYouMean, problem, warning } from './problem.js';
import { entriesOf, valueOf } from './read-nodes.js';
import { writeObjectWords } from './resolve-allowances.js';
import { writeAttributes } from './resolve-attributes.js';
import { writeMappers } from './resolve-mappers.js';
import { EMPTY, namesIn, resolveClientRoles, writeRoleSets } from './resolve-roles.js';
import { quoted } from './shape/wording.js';
import { writeAccountPresence, writeServiceAccount } from './service-account.js';
import { writeShortFields } from './short-fields.js';

/** A client, and each of its roles as an object of its own. Layers, templates and variables are resolved already. */
export function resolveClient(id: string, { place, value }: SourceEntry, resolving: ResolvingClient): readonly Draft[] {
  const draft = createDraft(address('client', id), place);
  if (value.type !== 'map') {
    entriesOf(value, resolving.found);
    return [draft];
  }
  const { found } = resolving;
  writeScalars(draft, value, resolving);
  writeLists(draft, value, resolving);
  writeAttributes(draft, value.entries.get('attributes')?.value ?? EMPTY, found);
  writeShortFields(draft, value, found);
  const mappers = value.entries.get('protocolMappers');
  if (mappers !== undefined) writeMappers(draft, mappers.value, protocolOf(draft.facts), resolving);
  writeFlowOverrides(draft, value.entries.get('authenticationFlowBindingOverrides'), resolving);
  const roleScope = value.entries.get('roleScope');
  if (roleScope !== undefined) writeRoleScope(draft, roleScope, resolving);
  writeServiceAccount(draft, value, resolving);
  writeType(draft, value, resolving);
  writeAuthentication(draft, value, resolving);
  writeAccountPresence(draft, resolving);
  writeObjectWords(draft, value.entries, found);
  writeRenaming(draft, value, resolving);
  checkClient(draft, id, resolving);
  const roles = value.entries.get('roles');
  return roles === undefined ? [draft] : [draft, ...resolveClientRoles(id, roles.value, resolving)];
}

/** Scope mappings. Exact as a whole once written: a role scope says everything that may come into a token. */
export function writeRoleScope(draft: Draft, entry: SourceEntry, resolving: Resolving): void {
  writeExact(draft, fieldPath('roleScope'));
  writeRoleSets(draft, ['roleScope'], entry, resolving);
}

function writeScalars(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  for (const [field, entry] of fields.entries) {
    if (!isScalarField(field)) continue;
    const { found } = resolving;
    const scalar = valueOf(entry.value, CLIENT_SCALARS[field], found);
    if (scalar === undefined) continue;
    const { place } = entry.value;
    writeFact(draft, fieldPath(field), scalar, place);
    if (typeof scalar !== 'string' || scalar === '') continue;
    checkText(scalar, place, { what: `"${field}"`, lines: field === 'description' }, found);
    checkWord(field, scalar, place, found);
  }
}

interface KnownWords {
  readonly code: 'invalid-value' | 'unknown-authenticator';
  readonly what: string;
  readonly known: readonly string[];
}

/** Fields whose value the server takes unread, or refuses without saying which are right. */
const KNOWN_WORDS: ReadonlyMap<string, KnownWords> = new Map<string, KnownWords>([
  ['protocol', { code: 'invalid-value', what: 'protocol', known: PROTOCOLS }],
  [
    'clientAuthenticatorType',
    { code: 'unknown-authenticator', what: 'client authenticator', known: CLIENT_AUTHENTICATORS },
  ],
]);

/** Reports a value of such a field that the server does not know; every value of another field is right. */
export function checkWord(field: string, word: string, place: Place, found: Diagnostic[]): void {
  const words = KNOWN_WORDS.get(field);
  if (words === undefined || words.known.includes(word)) return;
  const { code, what, known } = words;
  const hint = `${didYouMean(nearest(word, known))}The server has ${known.join(', ')}`;
  found.push(problem(code, place, `there is no ${what} ${quoted(word)}`, hint));
}

function isScalarField(field: string): field is ClientScalar {
  return Object.hasOwn(CLIENT_SCALARS, field);
}

/** The lists of a client, and what messages call a member. */
const LISTS = {
  redirectUris: 'the redirect URI',
  webOrigins: 'the web origin',
  defaultClientScopes: 'the client scope',
  optionalClientScopes: 'the client scope',
} as const;

const defaultScopePath = pathsBelow('defaultClientScopes');

function writeLists(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  for (const [list, what] of Object.entries(LISTS)) {
    const entry = fields.entries.get(list);
    if (entry === undefined) continue;
    writeExact(draft, fieldPath(list));
    const below = pathsBelow(list);
    for (const { text, place } of namesIn(entry.value, what, resolving)) {
      if (list === 'optionalClientScopes' && draft.facts.get(defaultScopePath(text)) === true) {
        const message = `the client scope "${text}" is in defaultClientScopes and in optionalClientScopes`;
        const hint = 'Keep one of them; the server would keep the one that it has, or the default';
        resolving.found.push(problem('conflicting-keys', place, message, hint));
        continue;
      }
      if (text === SERVICE_ACCOUNT_SCOPE && list.endsWith('ClientScopes')) {
        const hint = 'Remove it; the server attaches it to every client with a service account';
        resolving.found.push(warning('built-in', place, `the client scope "${text}" is not managed on clients`, hint));
        continue;
      }
      writeFact(draft, below(text), true, place);
      if (!list.endsWith('ClientScopes')) resolving.found.push(...uriWarnings(list, text, place));
    }
  }
}

function uriWarnings(list: string, text: string, place: Place): readonly Diagnostic[] {
  if (text.includes('*')) {
    const what = list === 'redirectUris' ? 'redirect URI' : 'web origin';
    const hint = 'Write each one out; whoever controls an address that fits gets the tokens of its users';
    return [warning('wildcard-redirect', place, `the ${what} ${quoted(text)} has a wildcard`, hint)];
  }
  if (list !== 'webOrigins' || text === '+' || /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+$/i.test(text)) return [];
  const hint = 'Write scheme, host and port without a path, such as https://app.acme.example, or "+"';
  return [warning('invalid-value', place, `no browser sends ${quoted(text)} as an origin`, hint)];
}

function writeFlowOverrides(draft: Draft, entry: SourceEntry | undefined, { found }: Resolving): void {
  if (entry === undefined) return;
  writeExact(draft, fieldPath('authenticationFlowBindingOverrides'));
  for (const [binding, { value }] of entriesOf(entry.value, found)) {
    const alias = valueOf(value, 'string', found);
    if (alias === undefined) continue;
    const path = fieldPath('authenticationFlowBindingOverrides', binding);
    writeFact(draft, path, alias, value.place);
    if (alias === '') continue;
    checkText(alias, value.place, { what: 'the flow' }, found);
    draft.references.push({ from: draft.address, path, place: value.place, to: { type: 'flow', alias } });
  }
}

function checkClient(draft: Draft, id: string, { found, realm, ownClients }: ResolvingClient): void {
  const hasAccount = factOf(draft, 'serviceAccountsEnabled') === true;
  const { place } = draft;
  const what = hasAccount ? 'the id of a client with a service account' : 'the client id';
  checkName(id, place, { what, max: hasAccount ? ACCOUNT_CLIENT_ID_MAX : LENGTH_MAX }, found);
  if (isBuiltInClient(id, realm)) {
    const hint = 'Remove it; grant its roles to service accounts instead, and attach nothing to it';
    found.push(problem('built-in', place, `the client "${id}" belongs to Keycloak itself and is never changed`, hint));
  }
  if (ownClients.has(id)) {
    const hint = 'Remove it; whoever runs keyplan manages its own identities';
    found.push(problem('own-client', place, `keyplan signs in with the client "${id}" and never changes it`, hint));
  }
  const services = fieldPath('authorizationServicesEnabled');
  if (draft.facts.get(services) === true && !hasAccount) {
    const hint = 'Write serviceAccountsEnabled: true as well, or a "serviceAccount" block';
    found.push(
      problem(
        'authorization-needs-service-account',
        draft.places.get(services) ?? place,
        'authorization services need a service account',
        hint,
      ),
    );
  }
}
