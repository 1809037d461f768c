import { DEFAULT_PROTOCOL, isTreeMap, type Tree, type TreeMap } from '../kinds/index.js';
import { address, compareText, type DesiredState } from '../model/index.js';
import type { Proving } from './proving.js';
import { doubtsAbout } from './shorten-entries.js';
import { copyMap, deletePath, mapAt, sameTree, treeKey, type Entries } from './tree.js';

/** So many clients must share a template; for fewer it would be harder to read than what it spares. */
const CLIENTS_MIN = 3;
/** So many lines a template must spare each of its clients. */
const FIELDS_MIN = 3;
/** Rounds in which clients may turn out to mean something else with a template than without it. */
const ROUNDS_MAX = 3;

/** What is one client's own, however alike others are: none of it decides who belongs together. */
const OWN: ReadonlySet<string> = new Set([
  'name',
  'description',
  'rootUrl',
  'baseUrl',
  'adminUrl',
  'redirectUris',
  'webOrigins',
  'postLogoutRedirectUris',
  'roles',
  'serviceAccount',
  'attributes',
  'protocolMappers',
  'accessTokenLifespan',
]);

/** Maps of which a template may have some keys and the client the others. */
const BY_KEY: ReadonlySet<string> = new Set(['attributes', 'protocolMappers']);
/** What a template never holds. */
const NEVER_SHARED: ReadonlySet<string> = new Set(['name', 'description', 'roles']);

/**
 * Puts what clients share into templates: one for each group of clients that are the same in all that is nobody's own. A
 * client for which it would change the meaning, which `settled` holds, stays as it is.
 */
export function shareTemplates(entries: Entries, settled: DesiredState, proving: Proving): Entries {
  const alone = new Set<string>();
  for (let round = 0; round <= ROUNDS_MAX; round++) {
    const shared = withTemplates(entries, alone);
    if (shared.templates.size === 0) return shared;
    const doubts = doubtsAbout(shared, settled, proving);
    if (doubts.size === 0) return shared;
    for (const name of entries.clients.keys()) if (doubts.has(address('client', name))) alone.add(name);
  }
  return entries;
}

function withTemplates(entries: Entries, alone: ReadonlySet<string>): Entries {
  const templates: TreeMap = new Map();
  const clients = copyMap(entries.clients);
  for (const names of groupsOf(entries.clients, alone)) {
    const members = names.map((name): [string, TreeMap] => [name, mapAt(entries.clients, name)]);
    const common = commonPart(members.map(([, entry]) => entry));
    if (sizeOf(common) < FIELDS_MIN) continue;
    const template = freeName(nameOf(common), templates);
    templates.set(template, common);
    for (const [name, entry] of members) clients.set(name, without(entry, common, template));
  }
  return { ...entries, templates, clients };
}

/** Groups of clients that are alike, the biggest first. */
function groupsOf(clients: TreeMap, alone: ReadonlySet<string>): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, entry] of clients) {
    if (!isTreeMap(entry) || alone.has(name)) continue;
    const key = treeKey(new Map([...entry].filter(([field]) => !OWN.has(field))));
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()]
    .filter((names) => names.length >= CLIENTS_MIN)
    .map((names) => names.sort(compareText))
    .sort((a, b) => b.length - a.length || compareText(a[0] ?? '', b[0] ?? ''));
}

function commonPart([first, ...others]: readonly TreeMap[]): TreeMap {
  const common: TreeMap = new Map();
  for (const [field, value] of first ?? []) {
    if (NEVER_SHARED.has(field)) continue;
    const theirs = others.map((entry) => entry.get(field));
    const shared = BY_KEY.has(field) ? commonKeys(value, theirs) : sharedValue(value, theirs);
    if (shared !== undefined) common.set(field, shared);
  }
  return common;
}

function sharedValue(value: Tree, others: readonly (Tree | undefined)[]): Tree | undefined {
  return others.every((other) => other !== undefined && sameTree(value, other)) ? value : undefined;
}

function commonKeys(value: Tree, others: readonly (Tree | undefined)[]): Tree | undefined {
  if (!isTreeMap(value) || !others.every((other) => isTreeMap(other))) return undefined;
  const maps = others.filter((other) => isTreeMap(other));
  const keys = [...value].filter(([key, item]) =>
    maps.every((other) => sharedValue(item, [other.get(key)]) !== undefined),
  );
  return keys.length > 0 || (value.size === 0 && maps.every(({ size }) => size === 0)) ? new Map(keys) : undefined;
}

/** How many lines a template spares. */
function sizeOf(common: TreeMap): number {
  return [...common].reduce((sum, [field, value]) => sum + (BY_KEY.has(field) && isTreeMap(value) ? value.size : 1), 0);
}

function without(entry: TreeMap, common: TreeMap, template: string): TreeMap {
  const rest = copyMap(entry);
  rest.set('extends', template);
  for (const [field, value] of common) {
    if (BY_KEY.has(field) && isTreeMap(value) && value.size > 0)
      for (const key of value.keys()) deletePath(rest, [field, key]);
    else rest.delete(field);
  }
  return rest;
}

/** A name that says what kind of clients they are. */
function nameOf(common: TreeMap): string {
  const type = common.get('type');
  if (typeof type === 'string') return type;
  const protocol = common.get('protocol');
  if (typeof protocol === 'string' && protocol !== DEFAULT_PROTOCOL) return protocol;
  if (common.get('publicClient') === true) return 'public';
  if (common.get('bearerOnly') === true) return 'bearer-only';
  return common.get('serviceAccountsEnabled') === true ? 'confidential-service' : 'confidential';
}

function freeName(name: string, templates: TreeMap): string {
  if (!templates.has(name)) return name;
  for (let number = 2; ; number++) if (!templates.has(`${name}-${number}`)) return `${name}-${number}`;
}
