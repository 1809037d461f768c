import type { TreeMap } from '../kinds/index.js';
import type { LiveObject } from '../model/index.js';
import type { Inexpressible } from './inexpressible.js';

/** Something of one object that is not written, and why. */
export type Note = Omit<Inexpressible, 'address'>;

/** A live object as an entry with everything written out, and what of it the entry does not say. */
export interface Described {
  readonly entry: TreeMap;
  readonly notes: Note[];
}

/** The attributes whose values were never read, as notes. */
export function withheldParts({ withheld = [] }: LiveObject): Note[] {
  return withheld.map((key) => ({ part: `attribute ${key}`, why: 'it holds a secret' }));
}
