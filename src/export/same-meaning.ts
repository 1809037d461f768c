import { sameWant } from '../kinds/index.js';
import type { DesiredObject, FieldPath } from '../model/index.js';

/**
 * The facts about which two entries of one object do not say the same: one manages what the other does not, or wants
 * another value. A value and its default are the same.
 */
export function differingFacts(a: DesiredObject, b: DesiredObject): readonly FieldPath[] {
  const prefixes = [
    ...a.exact.filter((path) => !b.exact.includes(path)),
    ...b.exact.filter((path) => !a.exact.includes(path)),
  ];
  const paths = new Set([...a.facts.keys(), ...b.facts.keys()]);
  return [...prefixes, ...[...paths].filter((path) => !sameWant(a, b, path))];
}
