/** Two keys that say the same thing. A key inside a map is written `attributes/<key>`. */
export type KeyPair = readonly [string, string];

/**
 * The pairs of keys that are both written in `data`. `null` un-writes, and so conflicts with nothing; nor does a switch
 * that is off conflict with its alternative.
 */
export function presentConflicts(
  pairs: readonly KeyPair[],
  data: Readonly<Record<string, unknown>>,
): readonly KeyPair[] {
  return pairs.filter((pair) => {
    const alternatives = !pair.some((key) => key.includes('/'));
    const values = pair.map((key) => valueAt(data, key));
    return values.every((value) => value !== undefined && value !== null && !(alternatives && value === false));
  });
}

function valueAt(data: Readonly<Record<string, unknown>>, key: string): unknown {
  const slash = key.indexOf('/');
  if (slash === -1) return data[key];
  const inner = data[key.slice(0, slash)];
  return isMap(inner) ? inner[key.slice(slash + 1)] : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
