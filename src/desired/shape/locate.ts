import type { Place, SourceFile, SourceNode } from '../../model/index.js';

/** A part of a file: its keys from the root, its value, and the place of the key (or of the item) that leads to it. */
export interface Part {
  readonly path: readonly string[];
  readonly node: SourceNode;
  readonly keyPlace: Place;
}

/** The keys of a JSON pointer. @example pointerKeys('/clients/a~1b/type') is ['clients', 'a/b', 'type'] */
function pointerKeys(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The part of a file at a JSON pointer; the nearest part above it where the file has no such part. */
export function locate(file: SourceFile, pointer: string): Part {
  let node: SourceNode = file.root;
  let keyPlace = file.root.place;
  const path: string[] = [];
  for (const key of pointerKeys(pointer)) {
    const next = child(node, key);
    if (next === undefined) break;
    ({ node, keyPlace } = next);
    path.push(key);
  }
  return { path, node, keyPlace };
}

/** The place of one key of a part; the part's own place where it has no such key. */
export function placeOfKey(part: Part, key: string): Place {
  return child(part.node, key)?.keyPlace ?? part.keyPlace;
}

function child(node: SourceNode, key: string): { readonly node: SourceNode; readonly keyPlace: Place } | undefined {
  if (node.type === 'map') {
    const entry = node.entries.get(key);
    return entry && { node: entry.value, keyPlace: entry.place };
  }
  if (node.type === 'list') {
    const item = node.items[Number(key)];
    return item && { node: item, keyPlace: item.place };
  }
  return undefined;
}
