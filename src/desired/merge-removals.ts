import type { Diagnostic, SourceEntry, SourceFile, SourceMap } from '../model/index.js';
import { mergeMaps, type UsedNulls } from './merge-entries.js';
import { declaredTwice } from './merge-layers.js';
import { warning } from './problem.js';

/** The keys under `removed`, and how messages call one object of each. */
const REMOVED_KINDS = {
  clients: 'client',
  clientScopes: 'client scope',
  roles: 'role',
  groups: 'group',
  clientRoles: 'client role',
} as const;
export type RemovedKind = keyof typeof REMOVED_KINDS;

/** One removal as the files write it, layers merged. */
export interface WrittenRemoval {
  readonly kind: RemovedKind;
  /** The object's name; the client id and the name, for a role of a client. */
  readonly names: readonly string[];
  readonly entry: SourceEntry;
}

/** Merges what the layers write under `removed`, as objects are merged: each once in a layer, `null` takes it out again. */
export function mergeRemovals(
  layers: readonly (readonly SourceFile[])[],
  used: UsedNulls,
  found: Diagnostic[],
): readonly WrittenRemoval[] {
  const merged = new Map<string, WrittenRemoval>();
  for (const layer of layers) {
    for (const [key, removal] of removalsOfLayer(layer, found)) {
      const { place, value } = removal.entry;
      const below = merged.get(key);
      if (value.type === 'scalar' && value.value === null) {
        if (below === undefined) found.push(removesNothing(removal));
        merged.delete(key);
      } else if (value.type === 'map' && below?.entry.value.type === 'map') {
        const map = mergeMaps(below.entry.value, value, new Map(), used);
        merged.set(key, { ...removal, entry: { place: below.entry.place, value: map } });
      } else merged.set(key, { ...removal, entry: { place, value } });
    }
  }
  return [...merged.values()];
}

function removesNothing({ names, entry }: WrittenRemoval): Diagnostic {
  const message = `"${names.join('/')}" has no value and un-writes nothing`;
  return warning('invalid-value', entry.place, message, 'Write { then: delete }, or remove the line');
}

function removalsOfLayer(layer: readonly SourceFile[], found: Diagnostic[]): ReadonlyMap<string, WrittenRemoval> {
  const removals = new Map<string, WrittenRemoval>();
  for (const removal of layer.flatMap(({ root }) => removalsOfFile(root))) {
    const key = [removal.kind, ...removal.names].join('\u0000');
    const first = removals.get(key);
    if (first === undefined) removals.set(key, removal);
    else {
      const what = `the removal of ${REMOVED_KINDS[removal.kind]} "${removal.names.join('/')}"`;
      found.push(declaredTwice(what, first.entry, removal.entry));
    }
  }
  return removals;
}

function removalsOfFile(root: SourceMap): readonly WrittenRemoval[] {
  return entries(root.entries.get('removed')).flatMap(([kind, section]): readonly WrittenRemoval[] => {
    if (!isRemovedKind(kind)) return [];
    if (kind !== 'clientRoles') return entries(section).map(([name, entry]) => ({ kind, names: [name], entry }));
    return entries(section).flatMap(([clientId, roles]) =>
      entries(roles).map(([role, entry]) => ({ kind, names: [clientId, role], entry })),
    );
  });
}

function isRemovedKind(key: string): key is RemovedKind {
  return Object.hasOwn(REMOVED_KINDS, key);
}

/** The entries of a map; of anything else, which the shape check has named, none. */
function entries(entry: SourceEntry | undefined): readonly (readonly [string, SourceEntry])[] {
  return entry?.value.type === 'map' ? [...entry.value.entries] : [];
}
