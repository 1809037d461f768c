import type { TreeMap } from '../kinds/index.js';
import type { DesiredState, Facts } from '../model/index.js';
import type { Operation } from './operation.js';
import type { EntryKeys, Sources } from './sources.js';

/** Edits that together make the files say one part; they are tried in turn, and what they resolve to decides. */
export type Ways = readonly (readonly Operation[])[] | { readonly why: string };

/** How one mapper among an object's facts may be written; `protocol` is that of what it belongs to. */
export type MapperForms = (facts: Facts, name: string, protocol: string) => readonly TreeMap[];

/** What the ways of one part are looked for in. */
export interface Looking {
  readonly sources: Sources;
  /** What the files say now. */
  readonly desired: DesiredState;
  /** Forms of one mapper among an object's facts, the shortest first. */
  readonly mapperForms: MapperForms;
}

/** Where one part may be written. */
export interface Spots {
  readonly keys: EntryKeys;
  /** The file of the entry that goes before the others. */
  readonly file: string;
}

/** The keys that lead from the top of a file to something inside an entry. */
export function inside({ keys }: Spots, below: readonly string[]): readonly string[] {
  return [...keys.entry, ...keys.inside, ...below];
}
