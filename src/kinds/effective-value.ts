import { isBlank, sameValue, type FactValue, type Facts, type FieldPath, type KindName } from '../model/index.js';
import { KINDS } from './all-kinds.js';

/**
 * A fact's value as every comparison sees it: undefined when it is blank, or when it is what its absence means anyway. Two
 * states are the same exactly when these are.
 */
export function effectiveValue(kind: KindName, path: FieldPath, facts: Facts): FactValue | undefined {
  const value = facts.get(path);
  if (isBlank(value)) return undefined;
  const absent = KINDS[kind].absentValue(path, facts);
  return absent !== undefined && sameValue(value, absent) ? undefined : value;
}
