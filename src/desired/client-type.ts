import type { ClientType, Place, SourceEntry, SourceMap } from '../model/index.js';
import { factOf, writeExact, writeImplied, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';

/** What a type writes where the author did not, as the table in product.md has it. */
interface TypeRule {
  readonly publicClient: boolean;
  readonly standardFlowEnabled: boolean;
  readonly serviceAccountsEnabled: boolean;
  /** Whether people are sent back to it, so that its redirect URIs must be written. */
  readonly redirects: boolean;
}

const TYPES: Readonly<Record<ClientType, TypeRule>> = {
  service: { publicClient: false, standardFlowEnabled: false, serviceAccountsEnabled: true, redirects: false },
  web: { publicClient: false, standardFlowEnabled: true, serviceAccountsEnabled: false, redirects: true },
  browser: { publicClient: true, standardFlowEnabled: true, serviceAccountsEnabled: false, redirects: true },
  resource: { publicClient: false, standardFlowEnabled: false, serviceAccountsEnabled: false, redirects: false },
};

const DEVICE_FLOW = ['attributes', 'oauth2.device.authorization.grant.enabled'] as const;
const CIBA_FLOW = ['attributes', 'oidc.ciba.grant.enabled'] as const;
const PKCE = ['attributes', 'pkce.code.challenge.method'] as const;
const TOKEN_EXCHANGE = ['attributes', 'standard.token.exchange.enabled'] as const;
const JWT_GRANT = ['attributes', 'oauth2.jwt.authorization.grant.enabled'] as const;

/** Facts by which a person, or somebody with another token, gets a token through the client. */
const USER_FLOWS: readonly (readonly string[])[] = [
  ['standardFlowEnabled'],
  ['implicitFlowEnabled'],
  ['directAccessGrantsEnabled'],
  DEVICE_FLOW,
  CIBA_FLOW,
  TOKEN_EXCHANGE,
  JWT_GRANT,
];

/**
 * Writes what the client's type says about the fields that decide who gets which token, so that a change of them by hand
 * is a difference. Runs after everything that the author wrote, which wins.
 */
export function writeType(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  const written = fields.entries.get('type');
  const type = written?.value.type === 'scalar' ? String(written.value.value) : undefined;
  if (written === undefined || type === undefined || !isType(type)) return;
  draft.type = type;
  const rule = TYPES[type];
  const { place } = written;
  const write = (parts: readonly string[], value: string | boolean): void => writeImplied(draft, parts, value, place);
  write(['enabled'], true);
  write(['bearerOnly'], false);
  write(['implicitFlowEnabled'], false);
  write(['directAccessGrantsEnabled'], false);
  write(DEVICE_FLOW, 'false');
  write(CIBA_FLOW, 'false');
  write(TOKEN_EXCHANGE, 'false');
  write(JWT_GRANT, 'false');
  write(['publicClient'], rule.publicClient);
  write(['standardFlowEnabled'], rule.standardFlowEnabled);
  write(['serviceAccountsEnabled'], rule.serviceAccountsEnabled);
  if (rule.redirects) write(PKCE, 'S256');
  for (const list of ['redirectUris', 'webOrigins', 'protocolMappers']) writeExact(draft, list);
  if (type === 'service') {
    for (const grants of ['realmRoles', 'clientRoles', 'groups']) writeExact(draft, 'serviceAccount', grants);
  }
  if (rule.redirects) checkRedirects(draft, fields, written, resolving);
  writeFullScope(draft, fields, place, resolving);
  checkProtocol(draft, written, resolving);
}

function isType(text: string): text is ClientType {
  return Object.hasOwn(TYPES, text);
}

function checkRedirects(draft: Draft, fields: SourceMap, type: SourceEntry, { found }: Resolving): void {
  const missing = ['redirectUris', 'webOrigins'].filter((list) => !fields.entries.has(list));
  if (missing.length === 0) return;
  const message = `a client of type ${draft.type} must write ${missing.map((list) => `"${list}"`).join(' and ')}`;
  found.push(problem('redirects-required', type.place, message, `Write ${missing.join(' and ')}; [] means none`));
}

/**
 * A service without any user flow may have the full scope: its tokens hold exactly what its account is granted. With one,
 * a user's roles would get into the token, so only the roles of `roleScope` may.
 */
function writeFullScope(draft: Draft, fields: SourceMap, place: Place, { found }: Resolving): void {
  const isOn = (parts: readonly string[]): boolean => {
    // The server reads a switch among the attributes whatever its letter case (26.7.4, probed).
    const value = factOf(draft, ...parts);
    return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
  };
  const flow = USER_FLOWS.find(isOn);
  writeImplied(draft, ['fullScopeAllowed'], draft.type === 'service' && flow === undefined, place);
  if (draft.type !== 'service' || flow === undefined) return;
  if (factOf(draft, 'fullScopeAllowed') === true || fields.entries.has('roleScope')) return;
  const message = `a client of type service with ${flow.at(-1) ?? ''} on must write "roleScope"`;
  const hint = 'Write roleScope: { realmRoles: [], clientRoles: {} } with the roles that may come into its tokens';
  found.push(problem('role-scope-required', place, message, hint));
}

function checkProtocol(draft: Draft, type: SourceEntry, { found }: Resolving): void {
  const protocol = factOf(draft, 'protocol');
  if (typeof protocol !== 'string' || protocol === 'openid-connect') return;
  const message = `"type" is for clients of openid-connect, and the protocol is ${protocol}`;
  found.push(
    problem('conflicting-keys', type.place, message, 'Remove "type", and write the fields that you want managed'),
  );
}
