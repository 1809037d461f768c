import type { Diagnostic, SourceEntry, SourceFile } from '../model/index.js';
import { mergeMaps, OBJECT_RULE, type UsedNulls } from './merge-entries.js';
import { problem } from './problem.js';

/** The top-level keys of realm files, and how messages call one object of each. */
const SECTIONS = {
  templates: 'template',
  roles: 'role',
  groups: 'group',
  clientScopes: 'client scope',
  clients: 'client',
} as const;
export type Section = keyof typeof SECTIONS;

/** Everything that the files of a target declare, by section and name, layers merged. */
export type Declarations = Readonly<Record<Section, ReadonlyMap<string, SourceEntry>>>;

/** Merges the layers. Within one layer an object may be declared once. */
export function mergeLayers(
  layers: readonly (readonly SourceFile[])[],
  used: UsedNulls,
  found: Diagnostic[],
): Declarations {
  const sections = Object.keys(SECTIONS) as Section[];
  const merged = sections.map((section) => {
    const objects = new Map<string, SourceEntry>();
    for (const layer of layers) {
      for (const [name, entry] of objectsOfLayer(layer, section, found)) {
        const below = objects.get(name);
        objects.set(name, below === undefined ? entry : mergeObject(below, entry, used));
      }
    }
    return [section, objects] as const;
  });
  return Object.fromEntries(merged) as unknown as Declarations;
}

/** The object keeps the place of its first declaration; its parts have the places of what was written last. */
function mergeObject(below: SourceEntry, entry: SourceEntry, used: UsedNulls): SourceEntry {
  if (below.value.type !== 'map' || entry.value.type !== 'map') return entry;
  return { place: below.place, value: mergeMaps(below.value, entry.value, OBJECT_RULE, used) };
}

function objectsOfLayer(
  layer: readonly SourceFile[],
  section: Section,
  found: Diagnostic[],
): ReadonlyMap<string, SourceEntry> {
  const objects = new Map<string, SourceEntry>();
  for (const { root } of layer) {
    const map = root.entries.get(section)?.value;
    if (map?.type !== 'map') continue;
    for (const [name, entry] of map.entries) {
      const first = objects.get(name);
      if (first === undefined) objects.set(name, entry);
      else found.push(declaredTwice(`${SECTIONS[section]} "${name}"`, first, entry));
    }
  }
  return objects;
}

/** Two entries of one layer that say the same name. */
export function declaredTwice(what: string, first: SourceEntry, second: SourceEntry): Diagnostic {
  const hint = 'Declare it once, or put one of the files into a later layer to overwrite the other';
  const twice = problem('duplicate-object', second.place, `${what} is declared twice in one layer`, hint);
  return { ...twice, related: [{ place: first.place, message: 'the first one' }] };
}
