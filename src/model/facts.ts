import { canonicalJson, type Json } from './json.js';
import type { FieldPath } from './field-path.js';
import { Secret } from './secret.js';

/** The value of one fact. Members of sets have the value `true`. A secret-bearing value is a {@link Secret}. */
export type FactValue = Json | Secret;

/**
 * What is known of one object, flattened: one entry for each scalar, for each member of a set and for each key of a map.
 * Every stage from the files to the plan speaks of objects in this form, so that comparing is comparing two maps.
 */
export type Facts = ReadonlyMap<FieldPath, FactValue>;

/** Whether two values are the same; secrets are compared by what they hold, and never equal a plain value. */
export function sameValue(a: FactValue | undefined, b: FactValue | undefined): boolean {
  if (a instanceof Secret || b instanceof Secret) return a instanceof Secret && b instanceof Secret && a.equals(b);
  return a === b || canonicalJson(a) === canonicalJson(b);
}

/** Whether a value says "nothing here". Keycloak treats blank text, `null` and absence alike (26.7.4, contract "blank values"). */
export function isBlank(value: FactValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
