import { isTreeMap, type Tree, type TreeMap } from '../kinds/index.js';

/** The sections of realm files that an export writes, each with its objects by name. */
export const SECTIONS = ['templates', 'roles', 'groups', 'clientScopes', 'clients'] as const;
export type Section = (typeof SECTIONS)[number];
/** Objects by section and name. A client's roles stand under the client. */
export type Entries = Readonly<Record<Section, TreeMap>>;

export function emptyEntries(): Entries {
  return { templates: new Map(), roles: new Map(), groups: new Map(), clientScopes: new Map(), clients: new Map() };
}

/** A scalar as text; lists and maps have none. */
export function scalarText(tree: Tree): string {
  return typeof tree === 'object' ? '' : String(tree);
}

/** A copy of a map that can be changed without changing the other; values below are shared. */
export function copyMap(map: TreeMap): TreeMap {
  return new Map(map);
}

/** The map at a key, or an empty one. */
export function mapAt(map: TreeMap, key: string): TreeMap {
  const value = map.get(key);
  return isTreeMap(value) ? value : new Map();
}

/** Deletes what lies at a path, and every map that has nothing else left in it. */
export function deletePath(map: TreeMap, [key = '', ...rest]: readonly string[]): void {
  const value = map.get(key);
  if (rest.length === 0 || !isTreeMap(value)) {
    map.delete(key);
    return;
  }
  const copy = copyMap(value);
  deletePath(copy, rest);
  if (copy.size === 0) map.delete(key);
  else map.set(key, copy);
}

/** Whether two values would be written alike. */
export function sameTree(a: Tree, b: Tree): boolean {
  return treeKey(a) === treeKey(b);
}

/** A text that two values share exactly when they would be written alike, whatever the order of their keys. */
export function treeKey(tree: Tree): string {
  if (isTreeMap(tree)) {
    const entries = [...tree].map(([key, value]) => `${JSON.stringify(key)}:${treeKey(value)}`);
    return `{${entries.sort().join(',')}}`;
  }
  return Array.isArray(tree) ? `[${tree.map(treeKey).join(',')}]` : JSON.stringify(tree);
}
