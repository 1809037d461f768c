import { isUnder, sameValue, type DesiredObject, type FieldPath } from '../model/index.js';
import { effectiveValue } from './effective-value.js';

/** Whether an entry says anything of a fact: its value, or below an exact list that it must be absent. */
export function isManaged({ facts, exact }: DesiredObject, path: FieldPath): boolean {
  return facts.has(path) || exact.some((prefix) => isUnder(path, prefix));
}

/**
 * Whether two entries want the same of one fact: the same value, the same absence, or nothing at all. A value and its
 * default are the same; an entry that is not there wants nothing.
 */
export function sameWant(a: DesiredObject, b: DesiredObject | undefined, path: FieldPath): boolean {
  if (b === undefined) return !isManaged(a, path);
  return (
    isManaged(a, path) === isManaged(b, path) &&
    sameValue(effectiveValue(a.kind, path, a.facts), effectiveValue(b.kind, path, b.facts))
  );
}
