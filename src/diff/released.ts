import { effectiveValue, ignoreMatcher, isManaged, KINDS, type RealmContext } from '../kinds/index.js';
import {
  compareAddresses,
  compareText,
  type DesiredObject,
  type DesiredState,
  type FieldPath,
  type History,
  type LiveState,
  type Release,
} from '../model/index.js';
import { knownFacts } from './unknown.js';

/**
 * Facts that the base manages and this revision does not, of objects that both declare and that are live: they keep their
 * values, and nobody looks after them any more. A fact that is not there is no news.
 */
export function releasedOf(
  desired: DesiredState,
  live: LiveState,
  { history, realm }: { readonly history: History; readonly realm: RealmContext },
): readonly Release[] {
  const base = history.base?.desired;
  if (base === undefined) return [];
  const released = [...desired.objects.values()].flatMap((object): readonly Release[] => {
    const before = base.objects.get(object.address);
    const found = live.objects.get(object.address);
    if (before === undefined || found === undefined) return [];
    const isIgnored = ignoreMatcher(desired.ignores, object.address);
    const isKnown = knownFacts(live, object.kind, found);
    return managedBelow(before, found.facts)
      .filter((path) => !isManaged(object, path) && isKnown(path) && isIgnored?.(path) !== true)
      .filter((path) => !KINDS[object.kind].isServerOwned(path, realm, { address: object.address, facts: found.facts }))
      .map((path) => ({ address: object.address, path, value: effectiveValue(object.kind, path, found.facts) }))
      .filter(({ value }) => value !== undefined);
  });
  return released.sort((a, b) => compareAddresses(a.address, b.address) || compareText(a.path, b.path));
}

function managedBelow(before: DesiredObject, facts: ReadonlyMap<FieldPath, unknown>): readonly FieldPath[] {
  const live = [...facts.keys()].filter((path) => isManaged(before, path));
  return [...new Set([...before.facts.keys(), ...live])];
}
