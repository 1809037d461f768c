import type { Tree, TreeMap } from '../kinds/index.js';
import {
  compareText,
  fieldParts,
  isUnder,
  Secret,
  type FactValue,
  type Facts,
  type FieldPath,
} from '../model/index.js';

/** The facts below a prefix, by the plain parts after it, in order. */
export function factsBelow(
  facts: Facts,
  ...prefix: readonly string[]
): readonly (readonly [readonly string[], FactValue])[] {
  const start = prefix.join('/') as FieldPath;
  const below = [...facts].filter(([path]) => isUnder(path, start) && path.length > start.length);
  return below
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, value]) => [fieldParts(path).slice(prefix.length), value]);
}

/** The members of a set, in order. */
export function membersOf(facts: Facts, ...prefix: readonly string[]): readonly string[] {
  const members = factsBelow(facts, ...prefix).map(([[member = '']]) => member);
  return [...new Set(members)].sort(compareText);
}

/** Sets by name, such as roles by client. */
export function membersByName(facts: Facts, ...prefix: readonly string[]): TreeMap {
  const sets = new Map<string, string[]>();
  for (const [[name = '', member]] of factsBelow(facts, ...prefix)) {
    const set = sets.get(name) ?? [];
    if (member !== undefined) set.push(member);
    sets.set(name, set);
  }
  return inOrder(new Map([...sets].map(([name, set]) => [name, set.sort(compareText)])));
}

/** A map in the order of its keys. */
export function inOrder(map: TreeMap): TreeMap {
  return new Map([...map].sort(([a], [b]) => compareText(a, b)));
}

/**
 * A text where a single value of any type may stand: `true`, `false` and whole numbers need no quotes, because the server
 * keeps texts only.
 */
export function plainScalar(text: string): Tree {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(0|-?[1-9][0-9]{0,14})$/.test(text) ? Number(text) : text;
}

/** Attributes below a prefix, and the names of those that hold secrets. Values are texts or, of roles, groups and users, lists of them. */
export function attributesOf(
  facts: Facts,
  ...prefix: readonly string[]
): { readonly attributes: TreeMap; readonly secrets: readonly string[] } {
  const attributes: TreeMap = new Map();
  const secrets: string[] = [];
  for (const [[key = ''], value] of factsBelow(facts, ...prefix, 'attributes')) {
    if (value instanceof Secret) secrets.push(key);
    else if (Array.isArray(value)) attributes.set(key, value.map(String));
    else if (typeof value === 'string') attributes.set(key, plainScalar(value));
  }
  return { attributes: inOrder(attributes), secrets: secrets.sort(compareText) };
}
