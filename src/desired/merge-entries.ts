import type { SourceEntry, SourceMap, SourceNode } from '../model/index.js';

/**
 * How what is written later goes over what was written earlier: key by key, lists replaced whole. `whole` replaces a map
 * too, `joined` appends lists. A key that a rule does not name follows the rule under `*`, else is merged key by key.
 */
export type MergeRule = 'whole' | 'joined' | ReadonlyMap<string, MergeRule>;

const KEY_BY_KEY: MergeRule = new Map();

/** The rules within one object of a realm file, as product.md fixes them. */
export const OBJECT_RULE: MergeRule = new Map<string, MergeRule>([
  ['protocolMappers', new Map([['*', 'whole']])],
  ['authentication', 'whole'],
  ['allow', 'joined'],
  ['roles', new Map([['*', new Map([['allow', 'joined']])]])],
]);

/** The `null`s that took something away, so that the others can be named. */
export type UsedNulls = Set<SourceNode>;

/** `over` merged over `base`. A `null` stays in the result, so that it also un-writes what comes below later. */
export function mergeMaps(base: SourceMap, over: SourceMap, rule: MergeRule, used: UsedNulls): SourceMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    entries.set(key, below === undefined ? entry : mergeEntry(below, entry, ruleOf(rule, key), used));
  }
  return { ...over, entries };
}

function mergeEntry(below: SourceEntry, entry: SourceEntry, rule: MergeRule, used: UsedNulls): SourceEntry {
  const { value } = entry;
  if (isNull(value)) {
    used.add(value);
    return entry;
  }
  if (rule === 'whole') return entry;
  if (rule === 'joined') {
    if (value.type !== 'list' || below.value.type !== 'list') return entry;
    return { ...entry, value: { ...value, items: [...below.value.items, ...value.items] } };
  }
  if (value.type !== 'map' || below.value.type !== 'map') return entry;
  return { ...entry, value: mergeMaps(below.value, value, rule, used) };
}

function ruleOf(rule: MergeRule, key: string): MergeRule {
  if (typeof rule === 'string') return rule;
  return rule.get(key) ?? rule.get('*') ?? KEY_BY_KEY;
}

/** A map without the keys that are `null`, at any depth; the same map where there are none. */
export function withoutNulls(map: SourceMap, onNull: (entry: SourceEntry, key: string) => void): SourceMap {
  if (!hasNull(map)) return map;
  const entries = new Map<string, SourceEntry>();
  for (const [key, entry] of map.entries) {
    if (isNull(entry.value)) {
      onNull(entry, key);
      continue;
    }
    const value = entry.value.type === 'map' ? withoutNulls(entry.value, onNull) : entry.value;
    entries.set(key, value === entry.value ? entry : { ...entry, value });
  }
  return { ...map, entries };
}

function hasNull({ entries }: SourceMap): boolean {
  let found = false;
  // Nearly always there is none, and each map of each object is asked: an iterator costs an object for each entry.
  entries.forEach(({ value }) => {
    found ||= isNull(value) || (value.type === 'map' && hasNull(value));
  });
  return found;
}

function isNull(node: SourceNode): boolean {
  return node.type === 'scalar' && node.value === null;
}
