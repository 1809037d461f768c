import { effectiveValue } from '../kinds/index.js';
import { isUnder, sameValue, type DesiredObject, type FieldPath } from '../model/index.js';

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
  return [...prefixes, ...[...paths].filter((path) => !isSame(a, b, path))];
}

function isSame(a: DesiredObject, b: DesiredObject, path: FieldPath): boolean {
  return (
    isManaged(a, path) === isManaged(b, path) &&
    sameValue(effectiveValue(a.kind, path, a.facts), effectiveValue(b.kind, path, b.facts))
  );
}

function isManaged({ facts, exact }: DesiredObject, path: FieldPath): boolean {
  return facts.has(path) || exact.some((prefix) => isUnder(path, prefix));
}
