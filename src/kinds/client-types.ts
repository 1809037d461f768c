import { ENABLED, fieldParts, fieldPath, type ClientType, type FactValue, type FieldPath } from '../model/index.js';
import { clientAttributeDefault } from './attribute-defaults.js';
import { SHORT_FIELDS } from './short-fields.js';

/** Whether every role of a user may get into the tokens of a client. */
export const FULL_SCOPE = fieldPath('fullScopeAllowed');
/** The device flow and the backchannel flow (CIBA), which are attributes: absent means off. */
export const DEVICE_FLOW = fieldPath('attributes', 'oauth2.device.authorization.grant.enabled');
export const CIBA_FLOW = fieldPath('attributes', 'oidc.ciba.grant.enabled');
/** How a login proves that it is the one that asked for the code. */
export const PKCE = fieldPath('attributes', SHORT_FIELDS.pkce.attribute);
/** Ways to a token with another token, which are attributes too. */
export const TOKEN_EXCHANGE = fieldPath('attributes', SHORT_FIELDS.tokenExchange.attribute);
export const JWT_GRANT = fieldPath('attributes', 'oauth2.jwt.authorization.grant.enabled');

/** Facts that let a person, or somebody with another token, get a token through a client. */
export const USER_FLOWS: readonly FieldPath[] = [
  fieldPath('standardFlowEnabled'),
  fieldPath('implicitFlowEnabled'),
  fieldPath('directAccessGrantsEnabled'),
  DEVICE_FLOW,
  CIBA_FLOW,
  TOKEN_EXCHANGE,
  JWT_GRANT,
];

/** Whether a flow is on. The server reads a switch among the attributes whatever its letter case (26.7.4, probed). */
export function isSwitchedOn(value: FactValue | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** What a client's type says where the author does not. */
export interface ClientTypeRule {
  /** Facts that decide who gets which token: those by which a client is of the type. */
  readonly facts: ReadonlyMap<FieldPath, string | boolean>;
  /** Prefixes below which nothing may exist but what is written. */
  readonly exact: readonly FieldPath[];
  /** Lists that the author must write, be they empty: where people are sent back to. */
  readonly mustWrite: readonly FieldPath[];
}

/** What every type switches off as well, although a client that has it on may still be of the type. */
export const OFF_IN_EVERY_TYPE: readonly FieldPath[] = [TOKEN_EXCHANGE, JWT_GRANT];

/** The types of client, as the table in product.md has them. */
export const CLIENT_TYPES: Readonly<Record<ClientType, ClientTypeRule>> = {
  service: typeRule({ publicClient: false, standardFlowEnabled: false, serviceAccountsEnabled: true }),
  web: typeRule({ publicClient: false, standardFlowEnabled: true, serviceAccountsEnabled: false }),
  browser: typeRule({ publicClient: true, standardFlowEnabled: true, serviceAccountsEnabled: false }),
  resource: typeRule({ publicClient: false, standardFlowEnabled: false, serviceAccountsEnabled: false }),
};

/** Whether a word is a type of client. */
export function isClientType(text: string): text is ClientType {
  return Object.hasOwn(CLIENT_TYPES, text);
}

/** The type of a client by its facts, of which `said` gives each; undefined where they are those of none. */
export function clientTypeOf(said: (path: FieldPath) => unknown): ClientType | undefined {
  const isSaid = ([path, value]: readonly [FieldPath, string | boolean]): boolean =>
    (said(path) ?? clientAttributeDefault(fieldParts(path)[1] ?? '')) === value;
  return Object.keys(CLIENT_TYPES)
    .filter(isClientType)
    .find((type) => [...CLIENT_TYPES[type].facts].every(isSaid));
}

type Flags = Readonly<Record<'publicClient' | 'standardFlowEnabled' | 'serviceAccountsEnabled', boolean>>;

function typeRule(flags: Flags): ClientTypeRule {
  const redirects = ['redirectUris', 'webOrigins'].map((list) => fieldPath(list));
  const grants = ['realmRoles', 'clientRoles', 'groups'].map((list) => fieldPath('serviceAccount', list));
  return {
    facts: new Map<FieldPath, string | boolean>([
      [ENABLED, true],
      [fieldPath('bearerOnly'), false],
      [fieldPath('implicitFlowEnabled'), false],
      [fieldPath('directAccessGrantsEnabled'), false],
      [DEVICE_FLOW, 'false'],
      [CIBA_FLOW, 'false'],
      ...Object.entries(flags).map(([field, isOn]) => [fieldPath(field), isOn] as const),
      ...(flags.standardFlowEnabled ? [[PKCE, 'S256'] as const] : []),
    ]),
    exact: [...redirects, fieldPath('protocolMappers'), ...(flags.serviceAccountsEnabled ? grants : [])],
    mustWrite: flags.standardFlowEnabled ? redirects : [],
  };
}
