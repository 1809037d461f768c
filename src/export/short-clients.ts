import { isTreeMap, type Tree, type TreeMap } from '../kinds/index.js';
import type { ClientType } from '../model/index.js';
import { FLOW_ATTRIBUTES } from './client-entry.js';
import { copyMap, deletePath, mapAt, scalarText } from './tree.js';

/** Which short ways of writing a client are still believed to say the same. */
export interface Shortenings {
  type: boolean;
  authentication: boolean;
  /** Short fields and names of mappers that turned out to say something else. */
  readonly longFields: Set<string>;
  readonly longMappers: Set<string>;
}

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** The short fields: the attribute that each writes, and the value that it has for what the attribute says. */
export const SHORT_FIELDS: Readonly<
  Record<string, readonly [attribute: string, value: (said: Tree) => Tree | undefined]>
> = {
  accessTokenLifespan: ['access.token.lifespan', durationOf],
  postLogoutRedirectUris: [
    'post.logout.redirect.uris',
    (said) => (typeof said === 'string' ? said.split('##').filter((uri) => uri !== '') : undefined),
  ],
  pkce: ['pkce.code.challenge.method', (said) => (said === 'S256' || said === 'plain' ? said : undefined)],
  tokenExchange: ['standard.token.exchange.enabled', (said) => (said === true ? true : undefined)],
};

function durationOf(said: Tree): string | undefined {
  if (typeof said !== 'number' || said <= 0) return undefined;
  const [seconds, unit] = UNITS.find(([size]) => said % size === 0) ?? [1, 's'];
  return `${said / seconds}${unit}`;
}

/** A client in the shortest words that `believed` leaves, as a copy. */
export function shortenClient(entry: TreeMap, believed: Shortenings, shortMappers: TreeMap): TreeMap {
  const short = copyMap(entry);
  if (shortMappers.size > 0) short.set('protocolMappers', shortMappers);
  if (believed.type) writeType(short);
  if (believed.authentication && short.get('clientAuthenticatorType') === 'client-secret') {
    short.delete('clientAuthenticatorType');
    short.set('authentication', new Map([['secret', new Map([['from', 'generate']])]]));
  }
  for (const [field, [attribute, valueOf]] of Object.entries(SHORT_FIELDS)) {
    const said = mapAt(short, 'attributes').get(attribute);
    const value = said === undefined || believed.longFields.has(field) ? undefined : valueOf(said);
    if (value === undefined) continue;
    deletePath(short, ['attributes', attribute]);
    short.set(field, value);
  }
  return short;
}

const FLAGS = ['publicClient', 'standardFlowEnabled', 'serviceAccountsEnabled'] as const;

/** The types by these flags: no two have the same. */
const TYPES: Readonly<Record<string, ClientType>> = {
  'false,false,true': 'service',
  'false,true,false': 'web',
  'true,true,false': 'browser',
  'false,false,false': 'resource',
};

const WRITTEN_BY_TYPE: readonly (readonly [field: string, value: Tree])[] = [
  ['enabled', true],
  ['bearerOnly', false],
  ['implicitFlowEnabled', false],
  ['directAccessGrantsEnabled', false],
];

/** Takes out what the client's type says anyway, where a type says nothing else. */
function writeType(entry: TreeMap): void {
  const type = TYPES[FLAGS.map((flag) => scalarText(entry.get(flag) ?? '')).join()];
  const attributes = mapAt(entry, 'attributes');
  const hasAll =
    WRITTEN_BY_TYPE.every(([field, value]) => entry.get(field) === value) &&
    FLOW_ATTRIBUTES.every((key) => attributes.get(key) === false) &&
    !entry.has('protocol');
  if (type === undefined || !hasAll) return;
  const redirects = type === 'web' || type === 'browser';
  if (redirects && attributes.get('pkce.code.challenge.method') !== 'S256') return;
  entry.set('type', type);
  for (const field of [...FLAGS, ...WRITTEN_BY_TYPE.map(([name]) => name), 'fullScopeAllowed']) entry.delete(field);
  for (const key of FLOW_ATTRIBUTES) deletePath(entry, ['attributes', key]);
  if (redirects) deletePath(entry, ['attributes', 'pkce.code.challenge.method']);
  const lists = redirects ? ['protocolMappers'] : ['redirectUris', 'webOrigins', 'protocolMappers'];
  for (const list of lists) if (isEmpty(entry.get(list))) entry.delete(list);
  if (type !== 'service') return;
  for (const grants of ['realmRoles', 'clientRoles', 'groups']) {
    if (isEmpty(mapAt(entry, 'serviceAccount').get(grants))) deletePath(entry, ['serviceAccount', grants]);
  }
}

function isEmpty(tree: Tree | undefined): boolean {
  return isTreeMap(tree) ? tree.size === 0 : Array.isArray(tree) && tree.length === 0;
}
