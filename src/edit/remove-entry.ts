import type { Node } from 'yaml';
import { colonOf, endOf, startOf, type Spot } from './nodes.js';
import { lineStart, withoutLines, type Attempt, type Splice } from './splice.js';

/** Takes a key and its value out of its map. A map that has nothing left says so. */
export function removeEntry(text: string, { pair, map, parent, inFlow }: Spot): Attempt {
  const start = startOf(pair.key);
  if (inFlow) return { splices: removedFromFlow(text, map.items, pair) };
  if (!/^[ \t]*$/.test(text.slice(lineStart(text, start), start))) return { why: UNUSUAL };
  const gone = withoutLines(text, start, endOf(text, pair));
  if (map.items.length > 1 || parent === undefined) return { splices: [gone] };
  return { splices: [nothingLeft(text, parent, '{}'), gone] };
}

/** Why a form of YAML that is hardly ever seen is left to people. */
export const UNUSUAL = 'it is written in an unusual form';

/** Puts the sign for an empty list or map behind the key that loses the last of it. */
export function nothingLeft(text: string, { pair }: Spot, sign: '[]' | '{}'): Splice {
  const colon = colonOf(text, pair);
  return { start: colon, end: colon, text: ` ${sign}` };
}

/** Takes one item out of what stands in brackets, with one of the commas around it. */
export function removedFromFlow(text: string, items: readonly unknown[], item: unknown): readonly Splice[] {
  const index = items.indexOf(item);
  const [before, next] = [items[index - 1], items[index + 1]];
  const start = startOfItem(item);
  const end = endOf(text, item);
  if (next !== undefined) {
    const gap = text.slice(end, startOfItem(next));
    return [{ start, end: gap.includes('#') ? end + gap.indexOf(',') + 1 : startOfItem(next), text: '' }];
  }
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  if (before === undefined) return [{ start, end: end + comma, text: '' }];
  // Remarks between the last two items belong to the one that stays.
  const gap = text.slice(endOf(text, before), start);
  if (gap.includes('#')) return [withoutLines(text, start, end + comma)];
  return [{ start: endOf(text, before), end, text: '' }];
}

function startOfItem(item: unknown): number {
  return startOf((item as { readonly key?: Node }).key ?? item);
}
