/** A value as JSON can hold it. Numbers are finite; objects keep no meaning in the order of their keys. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one spelling of a value that every digest and every comparison of whole values is made from: keys sorted by code
 * point, no white space, `undefined` members left out.
 *
 * @example canonicalJson({ b: 1, a: [true] }) === '{"a":[true],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inKeyOrder(value));
}

/** A function that `JSON.stringify` asks would be called for every part, and most parts hold nothing to be sorted. */
function inKeyOrder(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.some(isObject) ? value.map(inKeyOrder) : value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return inKeyOrder(value.toJSON());
  const entries = Object.entries(value).map(([key, part]) => [key, inKeyOrder(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Orders text by code unit, the same on every machine and in every locale. Negative, zero or positive, as `sort` wants it. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy of `items` in the order of the text that `key` gives for each. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareText(key(a), key(b)));
}
