import { compareText } from '../../model/index.js';

/** The shortest beginning of a name that says which one is meant. */
const BEGINNING_MIN = 4;

/**
 * The one of `known` that somebody who wrote `written` most probably meant; undefined when none is near. Case, dashes and
 * underscores do not count; a third of the letters may be wrong.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const plain = simplify(written);
  const limit = Math.max(1, Math.floor(plain.length / 3));
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of [...known].sort(compareText)) {
    const distance = distanceTo(plain, simplify(name), limit);
    if (distance !== undefined && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** The number of edits between two names. A beginning, as `redirect` of `redirectUris`, counts as farther than any misspelling. */
function distanceTo(a: string, b: string, limit: number): number | undefined {
  const edits = Math.abs(a.length - b.length) > limit ? Infinity : editDistance(a, b);
  if (edits <= limit) return edits;
  return a.length >= BEGINNING_MIN && (b.startsWith(a) || a.startsWith(b)) ? limit + 1 : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that make `b` out of `a`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const at = (cells: readonly number[], index: number): number => cells[index] ?? 0;
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
