import type { SourceMap, SourceNode } from '../../model/index.js';

/** Two keys that say the same thing. A key inside a map is written `attributes/<key>`. */
export type KeyPair = readonly [string, string];

/**
 * The pairs of keys that are both written in `map`. `null` un-writes, and so conflicts with nothing; nor does a switch
 * that is off conflict with its alternative.
 */
export function presentConflicts(pairs: readonly KeyPair[], map: SourceMap): readonly KeyPair[] {
  return pairs.filter((pair) => {
    const alternatives = !pair.some((key) => key.includes('/'));
    return pair.every((key) => {
      const node = nodeAt(map, key);
      if (node?.type !== 'scalar') return node !== undefined;
      return node.value !== null && !(alternatives && node.value === false);
    });
  });
}

function nodeAt({ entries }: SourceMap, key: string): SourceNode | undefined {
  const slash = key.indexOf('/');
  if (slash === -1) return entries.get(key)?.value;
  const inner = entries.get(key.slice(0, slash))?.value;
  return inner?.type === 'map' ? inner.entries.get(key.slice(slash + 1))?.value : undefined;
}
