import {
  ACCOUNT_SWITCH,
  CIBA_FLOW,
  CLIENT_TYPES,
  clientTypeOf,
  DEVICE_FLOW,
  FULL_SCOPE,
  JWT_GRANT,
  OFF_IN_EVERY_TYPE,
  PKCE,
  TOKEN_EXCHANGE,
} from '../kinds/index.js';
import { ENABLED, fieldPath, type FactValue, type FieldPath } from '../model/index.js';
import { listed } from './counts.js';
import { quoted, word } from './escape.js';
import { take, type Untold } from './phrases.js';

/** What a new client is in a few phrases: its type where its facts are those of one, else each flow; and how it signs in. */
export function takeClientSummary(facts: Untold): readonly string[] {
  const publicClient = facts.get(fieldPath('publicClient'));
  const isPublic = publicClient === true;
  const type = clientTypeOf((path) => facts.get(path));
  // A confidential client is born with a secret, whether or not anybody wrote how it signs in (26.7.4).
  const getsSecret = publicClient === false && type !== 'resource' && facts.get(fieldPath('bearerOnly')) !== true;
  if (type === undefined) return [...takeFlows(facts), ...takeAuthentication(facts, { isPublic, getsSecret })];
  for (const path of CLIENT_TYPES[type].facts.keys()) take(facts, path);
  for (const path of OFF_IN_EVERY_TYPE) if (facts.get(path) === 'false') take(facts, path);
  // A service's token holds exactly its grants with full scope, and the other types have none: only the opposite is news.
  if (facts.get(FULL_SCOPE) === (type === 'service')) take(facts, FULL_SCOPE);
  return [`type ${type}`, ...takeAuthentication(facts, { isPublic, getsSecret }), ...takeSwitches(facts)];
}

/** Facts that are on or off, in the words for both. */
const SWITCHES: readonly (readonly [FieldPath, string, string])[] = [
  [ENABLED, 'enabled', 'disabled'],
  [fieldPath('publicClient'), 'public', 'confidential'],
  [fieldPath('bearerOnly'), 'bearer only', 'not bearer only'],
  [FULL_SCOPE, 'full scope (every role gets into the token)', 'no full scope'],
  [fieldPath('authorizationServicesEnabled'), 'authorization services on', 'authorization services off'],
  [fieldPath('consentRequired'), 'consent required', 'no consent'],
  [fieldPath('frontchannelLogout'), 'front-channel logout', 'no front-channel logout'],
];

/** Ways to a token with another token, which no type has on. */
const OTHER_GRANTS: readonly (readonly [FieldPath, string])[] = [
  [TOKEN_EXCHANGE, 'token exchange on'],
  [JWT_GRANT, 'JWT grant on'],
];

/** Facts that switch a way to a token on or off. */
const FLOWS: readonly (readonly [FieldPath, string])[] = [
  [fieldPath('standardFlowEnabled'), 'standard'],
  [fieldPath('implicitFlowEnabled'), 'implicit'],
  [fieldPath('directAccessGrantsEnabled'), 'password'],
  [ACCOUNT_SWITCH, 'service account'],
  [DEVICE_FLOW, 'device'],
  [CIBA_FLOW, 'CIBA'],
  [TOKEN_EXCHANGE, 'token exchange'],
  [JWT_GRANT, 'JWT grant'],
];

function takeFlows(facts: Untold): readonly string[] {
  const named = (isOn: boolean): readonly string[] =>
    FLOWS.flatMap(([path, name]) => (isSwitched(facts.get(path), isOn) ? [taken(facts, path, name)] : []));
  const [on, off] = [named(true), named(false)];
  const flows = [
    ...(on.length === 0 ? [] : [`flows ${listed(on)} on`]),
    ...(off.length === 0 ? [] : [`${on.length === 0 ? 'flows ' : ''}${listed(off)} off`]),
  ];
  return [...takeSwitches(facts), ...flows];
}

function takeSwitches(facts: Untold): readonly string[] {
  const switches = SWITCHES.flatMap(([path, on, off]) => {
    const value = facts.get(path);
    return typeof value === 'boolean' ? [taken(facts, path, value ? on : off)] : [];
  });
  const grants = OTHER_GRANTS.flatMap(([path, on]) => (facts.get(path) === 'true' ? [taken(facts, path, on)] : []));
  const method = facts.get(PKCE);
  return [...switches, ...grants, ...(typeof method === 'string' ? [taken(facts, PKCE, `PKCE ${word(method)}`)] : [])];
}

function isSwitched(value: FactValue | undefined, on: boolean): boolean {
  return value === on || value === String(on);
}

function taken(facts: Untold, path: FieldPath, phrase: string): string {
  take(facts, path);
  return phrase;
}

/** Keycloak's authenticators in words (26.7.4). */
const AUTHENTICATORS: Readonly<Record<string, string>> = {
  'client-secret': 'authenticated by a secret that the server generates',
  'client-jwt': 'authenticated by a JWT that it signs with its private key',
  'client-secret-jwt': 'authenticated by a JWT signed with a secret that the server generates',
  'client-x509': 'authenticated by its TLS certificate',
  'federated-jwt': 'authenticated by a JWT of another issuer',
};

interface SignsIn {
  readonly isPublic: boolean;
  readonly getsSecret: boolean;
}

function takeAuthentication(facts: Untold, { isPublic, getsSecret }: SignsIn): readonly string[] {
  const authenticator = take(facts, fieldPath('clientAuthenticatorType')) ?? (getsSecret ? 'client-secret' : undefined);
  if (isPublic) return ['without authentication'];
  if (typeof authenticator !== 'string') return [];
  const known = Object.hasOwn(AUTHENTICATORS, authenticator) ? AUTHENTICATORS[authenticator] : undefined;
  return [known ?? `authenticated by ${quoted(authenticator)}`];
}
