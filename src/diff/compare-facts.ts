import { effectiveValue, KINDS, type IgnoreMatcher, type RealmContext } from '../kinds/index.js';
import {
  compareText,
  isBlank,
  sameValue,
  type DesiredObject,
  type FactValue,
  type Facts,
  type FieldChange,
  type FieldPath,
} from '../model/index.js';
import { movedScopes } from './moved-scopes.js';

/** What a comparison of facts found. */
export interface FactDifferences {
  /** In the order of paths. */
  readonly fields: readonly FieldChange[];
  /** Written facts, and exact lists, whose live value is not known; nothing is planned for them. */
  readonly unknown: readonly FieldPath[];
}

/** What is known around the facts of one object. */
export interface FactContext {
  readonly realm: RealmContext;
  readonly isKnown: (path: FieldPath) => boolean;
  /** Facts that somebody else manages; undefined where no rule fits the object. */
  readonly isIgnored: IgnoreMatcher | undefined;
}

/**
 * The facts of `live` that are not as `desired` wants them, and the links that scopes leave behind as they move. Facts
 * that nobody wrote and that lie below no exact prefix are not looked at; facts of the server are neither compared nor
 * written; a value and its default are the same.
 */
export function compareFacts(
  desired: DesiredObject,
  live: Facts,
  { realm, isKnown, isIgnored }: FactContext,
): FactDifferences {
  const kind = KINDS[desired.kind];
  const liveSelf = { address: desired.address, facts: live, written: desired.facts };
  const fields: FieldChange[] = [];
  const unknown: FieldPath[] = [];
  for (const path of unlikePaths(desired, live)) {
    if (kind.isServerOwned(path, realm, desired.facts.has(path) ? desired : liveSelf)) continue;
    if (isIgnored?.(path) === true) continue;
    const before = effectiveValue(desired.kind, path, live);
    const after = effectiveValue(desired.kind, path, desired.facts);
    if (!isKnown(path)) {
      unknown.push(path);
      continue;
    }
    if (sameValue(before, after)) continue;
    const written = desired.facts.get(path);
    const place = desired.places.get(path);
    // A written default replaces a live value that differs, so the written word is what goes to the server.
    const change = { path, before, after: isBlank(written) ? undefined : written };
    fields.push(place === undefined ? change : { ...change, place });
  }
  // A rule that covers every member covers the list.
  const isLeft = (prefix: FieldPath): boolean => isIgnored?.(`${prefix}/*` as FieldPath) === true;
  unknown.push(...desired.exact.filter((prefix) => !isKnown(prefix) && !isLeft(prefix)));
  fields.push(...movedScopes(desired, live, fields).filter(({ path }) => isIgnored?.(path) !== true));
  return { fields: fields.sort((a, b) => compareText(a.path, b.path)), unknown };
}

/** The facts that a create writes: all that are not blank and that the server does not make itself. */
export function factsOfCreate(desired: DesiredObject, { realm, isKnown, isIgnored }: FactContext): FactDifferences {
  const kind = KINDS[desired.kind];
  const written = [...desired.facts].filter(
    ([path, value]) => !isBlank(value) && !kind.isServerOwned(path, realm, desired) && isIgnored?.(path) !== true,
  );
  const fields = written.filter(([path]) => isKnown(path)).map(([path, after]) => changeOf(desired, path, after));
  return {
    fields: fields.sort((a, b) => compareText(a.path, b.path)),
    unknown: written.map(([path]) => path).filter((path) => !isKnown(path)),
  };
}

function changeOf(desired: DesiredObject, path: FieldPath, after: FactValue): FieldChange {
  const place = desired.places.get(path);
  return place === undefined ? { path, before: undefined, after } : { path, before: undefined, after, place };
}

/** Managed paths whose values are not the very same. Nearly all facts of all objects are equal, so this looks at each once and no further. */
function unlikePaths({ facts, exact }: DesiredObject, live: Facts): readonly FieldPath[] {
  const unlike: FieldPath[] = [];
  facts.forEach((value, path) => {
    if (value !== live.get(path)) unlike.push(path);
  });
  if (exact.length === 0) return unlike;
  const prefixes = exact.map((prefix) => `${prefix}/`);
  live.forEach((_value, path) => {
    if (!facts.has(path) && prefixes.some((prefix) => path.startsWith(prefix))) unlike.push(path);
  });
  return unlike;
}
