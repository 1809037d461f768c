import { isTreeMap, type Tree, type TreeMap } from '../kinds/index.js';
import {
  escapeVariables,
  type Place,
  type SourceEntry,
  type SourceFile,
  type SourceMap,
  type SourceNode,
} from '../model/index.js';
import { SECTIONS, type Entries } from './tree.js';

/** Entries as if they had been read from a file, and the way back from a place of it. */
export interface TreeSource {
  readonly file: SourceFile;
  /** The keys along the way to what stands at a place: the section first, then the name of the object. */
  readonly pathAt: (place: Place) => readonly string[] | undefined;
}

const FILE = 'export.yaml';

/** Makes source nodes of entries without any text, so that they can be resolved as often as it takes. Each node has a line of its own. */
export function sourceOfEntries(entries: Entries, ignores: readonly TreeMap[] = []): TreeSource {
  const paths: (readonly string[])[] = [];
  const placeOf = (path: readonly string[]): Place => {
    paths.push(path);
    return { file: FILE, line: paths.length, column: 1 };
  };
  const nodeOf = (tree: Tree, path: readonly string[]): SourceNode => {
    const place = placeOf(path);
    if (isTreeMap(tree)) return mapOf(tree, path, place);
    if (typeof tree === 'object' && tree !== null)
      return { type: 'list', items: tree.map((item, index) => nodeOf(item, [...path, String(index)])), place };
    return { type: 'scalar', value: typeof tree === 'string' ? escapeVariables(tree) : tree, place };
  };
  const mapOf = (map: TreeMap, path: readonly string[], place: Place): SourceMap => {
    const nodes = [...map].map(([key, value]): [string, SourceEntry] => {
      const below = [...path, key];
      return [escapeVariables(key), { place: placeOf(below), value: nodeOf(value, below) }];
    });
    return { type: 'map', entries: new Map(nodes), place };
  };
  const written: TreeMap = new Map(SECTIONS.map((section) => [section, entries[section]]));
  if (ignores.length > 0) written.set('ignore', ignores);
  const root = mapOf(written, [], placeOf([]));
  return { file: { path: FILE, root }, pathAt: ({ file, line }) => (file === FILE ? paths[line - 1] : undefined) };
}
