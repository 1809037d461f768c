import { countText } from '../counts.js';
import { layout, type Line } from '../layout.js';
import { fenceFor, table } from '../markdown.js';
import type { Block, Item, Rank } from './budget.js';

/** Columns inside a fence; wider ones scroll sideways. */
const FENCE_WIDTH = 100;

/** Lines of a plan's text in one fence, which a summary of ours folds away or a line of ours announces. */
export interface FencedBlock {
  /** Folded away below this. */
  readonly summary?: string;
  /** Said above what is not folded. */
  readonly title?: string;
  readonly rank: Rank;
  /** Each is shown whole or not at all. */
  readonly groups: readonly (readonly Line[])[];
  readonly noun: readonly [one: string, several: string];
}

/** Nothing where there is nothing to say. */
export function fencedBlock({ summary, title, rank, groups, noun }: FencedBlock): readonly Block[] {
  const texts = groups.filter((lines) => lines.length > 0).map(fenceText);
  if (texts.length === 0) return [];
  const fence = fenceFor(texts.join('\n'));
  const start = [`${fence}text`];
  const open =
    summary === undefined ? [...(title === undefined ? [] : [title, '']), ...start] : [folding(summary), '', ...start];
  return [
    {
      open,
      items: texts.map((text): Item => ({ lines: text.split('\n'), rank })),
      close: summary === undefined ? [fence] : [fence, '', '</details>'],
      left: (dropped) => [`${leftText(dropped.length, noun)}${summary === undefined ? '' : `, of: ${summary}`}.`],
    },
  ];
}

function fenceText(lines: readonly Line[]): string {
  return layout(lines, { style: 'plain', width: FENCE_WIDTH });
}

function folding(summary: string): string {
  return `<details><summary>${summary}</summary>`;
}

/** A row of a table, and how it is counted where it is left out. */
export interface TableRow {
  readonly cells: readonly string[];
  readonly rank: Rank;
  readonly countedAs: string;
}

export interface TableBlock {
  /** Said above it. */
  readonly title?: string;
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
  readonly noun: readonly [one: string, several: string];
}

/** Nothing where there is no row. */
export function tableBlock({ title, headings, rows, noun }: TableBlock): readonly Block[] {
  if (rows.length === 0) return [];
  const [head = '', line = ''] = table(headings, []);
  const items = rows.map(({ cells, rank, countedAs }): Item => {
    const [, , text = ''] = table(headings, [cells]);
    return { lines: [text], rank, countedAs };
  });
  return [
    {
      open: [...(title === undefined ? [] : [title, '']), head, line],
      items,
      close: [],
      left: (dropped) => [`${leftText(dropped.length, noun)}: ${countedText(dropped)}.`],
    },
  ];
}

/** Lines of Markdown that stand for themselves. */
export function lineBlock(lines: readonly string[], rank: Rank, noun: readonly [one: string, several: string]): Block {
  return { open: [], items: [{ lines, rank }], close: [], left: (dropped) => [`${leftText(dropped.length, noun)}.`] };
}

function leftText(count: number, [one, several]: readonly [one: string, several: string]): string {
  return `Left out here: ${countText(count, one, several)}`;
}

/** What was left out by sort; the sorts are words of ours, and few. */
function countedText(dropped: readonly Item[]): string {
  return [...Map.groupBy(dropped, ({ countedAs = 'other' }) => countedAs)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sort, of]) => `${of.length} × ${sort}`)
    .join(', ');
}
