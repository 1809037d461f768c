import { withoutCommands } from '../escape.js';

/**
 * What goes first where not everything fits. Within one rank the largest goes first.
 *
 * - `detail`: told in short elsewhere.
 * - `plain`: a change without a danger, a remark.
 * - `danger`: what a reader must not miss.
 * - `head`: what a section is about.
 */
const RANKS = ['detail', 'plain', 'danger', 'head'] as const;
export type Rank = (typeof RANKS)[number];

/** Something that is shown whole or not at all. */
export interface Item {
  readonly lines: readonly string[];
  readonly rank: Rank;
  /** What it is counted as where it is left out. @example 'client, new' */
  readonly countedAs?: string;
}

/** Items of one sort, and what stands around them. */
export interface Block {
  readonly open: readonly string[];
  readonly items: readonly Item[];
  readonly close: readonly string[];
  /** What stands below where items are left out. */
  readonly left: (dropped: readonly Item[]) => readonly string[];
}

/** A text within its budget. */
export interface Fitted {
  readonly text: string;
  /** How many items are left out; each is counted in the text. */
  readonly leftOut: number;
}

export interface FitOptions {
  /** UTF-8 bytes. */
  readonly budget: number;
  /** Above all blocks. */
  readonly head: readonly (readonly string[])[];
  /** Below all blocks. */
  readonly foot: (leftOut: number) => readonly (readonly string[])[];
}

const encoder = new TextEncoder();

/** How many UTF-8 bytes a text has. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/**
 * The blocks as one text, with as many of their items as the budget allows: nothing is cut, and what is left out is counted. No
 * line is one that a workflow's runner takes for a command.
 */
export function fit(blocks: readonly Block[], options: FitOptions): Fitted {
  const items = blocks.flatMap((block) => block.items);
  const sizes = new Map(items.map((item) => [item, bytesOf(item.lines.map(withoutCommands).join('\n')) + 1]));
  const order = [...items.keys()].sort((a, b) => inOrderOfGoing(items, sizes, { a, b }));
  const dropped = (count: number): ReadonlySet<Item> =>
    new Set(order.slice(0, count).flatMap((at) => (items[at] === undefined ? [] : [items[at]])));
  const isFitting = (count: number): boolean =>
    sizeOf(blocks, options, { sizes, gone: dropped(count) }) <= options.budget;
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFitting(middle)) high = middle;
    else low = middle + 1;
  }
  while (low < items.length && !isFitting(low)) low += 1;
  return { text: textOf(sectionsOf(blocks, options, dropped(low))), leftOut: low };
}

function inOrderOfGoing(
  items: readonly Item[],
  sizes: ReadonlyMap<Item, number>,
  { a, b }: { readonly a: number; readonly b: number },
): number {
  const [one, other] = [items[a], items[b]];
  if (one === undefined || other === undefined) return a - b;
  const byRank = RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank);
  // Of items of one size the last ones go first, so that what is left is the beginning of a list.
  return byRank || (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0) || b - a;
}

/** An upper bound of the text's bytes, without making all of it. */
function sizeOf(
  blocks: readonly Block[],
  options: FitOptions,
  { sizes, gone }: { readonly sizes: ReadonlyMap<Item, number>; readonly gone: ReadonlySet<Item> },
): number {
  const kept = blocks.flatMap(({ items }) => items.filter((item) => !gone.has(item)));
  const frame = blocks.map((block) => ({
    ...block,
    items: block.items.map((item) => (gone.has(item) ? item : { ...item, lines: [] })),
  }));
  const goneOfFrame = new Set(frame.flatMap(({ items }) => items.filter((item) => gone.has(item))));
  const around = bytesOf(textOf(sectionsOf(frame, options, goneOfFrame)));
  // A section that is its items alone is none in the frame, and its distance to the next is not counted there.
  const bare = blocks.filter(({ open, close }) => open.length + close.length === 0).length;
  return around + 2 * bare + kept.reduce((sum, item) => sum + (sizes.get(item) ?? 0), 0);
}

function sectionsOf(
  blocks: readonly Block[],
  { head, foot }: FitOptions,
  gone: ReadonlySet<Item>,
): readonly (readonly string[])[] {
  const sections = blocks.flatMap(({ open, items, close, left }) => {
    const kept = items.filter((item) => !gone.has(item));
    const without = items.filter((item) => gone.has(item));
    return [
      kept.length === 0 ? [] : [...open, ...kept.flatMap(({ lines }) => lines), ...close],
      without.length === 0 ? [] : left(without),
    ];
  });
  return [...head, ...sections, ...foot(gone.size)];
}

function textOf(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.map(withoutCommands).join('\n'))
    .join('\n\n');
}
