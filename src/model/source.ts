import type { Place } from './place.js';

/**
 * A YAML value with the place of every part: what `source` makes of a file and `desired` works on. Scalars are plain
 * JSON scalars of YAML 1.2 core; aliases are already replaced by what they name.
 */
export type SourceNode = SourceScalar | SourceList | SourceMap;

export interface SourceScalar {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place;
}

export interface SourceList {
  readonly type: 'list';
  readonly items: readonly SourceNode[];
  readonly place: Place;
}

export interface SourceMap {
  readonly type: 'map';
  /** By key, in the order of the file. Keys are text: `1: x` has the key `1`. */
  readonly entries: ReadonlyMap<string, SourceEntry>;
  readonly place: Place;
}

export interface SourceEntry {
  /** Place of the key. */
  readonly place: Place;
  readonly value: SourceNode;
}

/** One file, read and parsed. */
export interface SourceFile {
  /** Relative to the folder of the settings, with `/`. */
  readonly path: string;
  /** The root: a map; an empty file is a map without entries. */
  readonly root: SourceMap;
  /** Whether no text in it holds `{{`, so that it has no variables. Where it is absent nobody knows. */
  readonly hasNoBraces?: boolean;
}

/**
 * How many values the files of one target may hold, each alias counted for what it names, and how many templates may lay under
 * objects. Ten thousand clients that extend a template of two hundred values stay below; some hundred kilobytes can stand for
 * more than any machine holds.
 */
export const VALUES_MAX = 2_000_000;

/** How many maps, lists and scalars there are in a value, itself included. */
export function countValues(node: SourceNode): number {
  switch (node.type) {
    case 'scalar':
      return 1;
    case 'list':
      return node.items.reduce((sum, item) => sum + countValues(item), 1);
    case 'map':
      return [...node.entries.values()].reduce((sum, { value }) => sum + countValues(value), 1);
  }
}

/** The files of one target, a list for each layer in the order of the settings; within a layer in the order of paths. */
export interface SourceLayers {
  readonly layers: readonly (readonly SourceFile[])[];
  /** The commit of the files: `none` outside git, `<commit>-dirty` when the work tree has changes. */
  readonly commit: string;
}
