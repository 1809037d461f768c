import { parseDocument } from 'yaml';
import { isPlainText, quotedText } from '../model/index.js';

/** A value to be written. Texts are as a file says them: what would begin a variable is escaped already. `null` un-writes. */
export type Tree = TreeMap | readonly Tree[] | string | number | boolean | null;
export type TreeMap = ReadonlyMap<string, Tree>;

export function isTreeMap(tree: Tree): tree is TreeMap {
  return tree instanceof Map;
}

/** How long a line may be before a list or map is written over several. */
const WIDTH = 110;
/** A map of more values is easier to read one below the other. */
const FLOW_LEAVES_MAX = 4;

/** How a scalar stands in the file that it is replaced in. */
export type Quotes = 'none' | 'single' | 'double';

/** A scalar on one line, in the quotes that are wanted as far as they can hold it. */
export function scalarText(value: string | number | boolean | null, quotes: Quotes = 'none'): string {
  if (typeof value !== 'string') return String(value);
  if (quotes === 'none' && isPlain(value)) return value;
  if (quotes === 'single' && /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return quotedText(value);
}

/** A value on one line, inside brackets or outside. */
export function flowText(tree: Tree): string {
  if (typeof tree !== 'object' || tree === null) return scalarText(tree);
  if (!isTreeMap(tree)) return `[${tree.map(flowText).join(', ')}]`;
  const items = [...tree].map(([key, value]) => `${scalarText(key)}: ${flowText(value)}`);
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

/** A key with its value as lines without line ends; each level is `step` columns deeper. */
export function entryLines(key: string, tree: Tree, indent: number, step: number): readonly string[] {
  const start = `${' '.repeat(indent)}${scalarText(key)}:`;
  const flow = inlineText(tree, start.length + 1);
  if (flow !== undefined) return [`${start} ${flow}`];
  return [start, ...valueLines(tree, indent + step, step)];
}

/** What stands below a key; only for what `inlineText` has no text for. */
export function valueLines(tree: Tree, indent: number, step: number): readonly string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (!isTreeMap(tree)) return tree.map((item) => `${' '.repeat(indent)}- ${flowText(item)}`);
  return [...tree].flatMap(([key, value]) => entryLines(key, value, indent, step));
}

/** A value that stands behind its key from that column on; undefined where it is too much for a line. */
export function inlineText(tree: Tree, column: number): string | undefined {
  if (typeof tree !== 'object' || tree === null) return scalarText(tree);
  const text = flowText(tree);
  const isSmall = !isTreeMap(tree) || leaves(tree) <= FLOW_LEAVES_MAX;
  return isSmall && column + text.length <= WIDTH ? text : undefined;
}

function leaves(tree: Tree): number {
  if (tree === null || typeof tree !== 'object' || !isTreeMap(tree)) return 1;
  return [...tree.values()].reduce((sum: number, value) => sum + Math.max(1, leaves(value)), 0);
}

/** Whether a text needs no quotes for any reader; what this one makes of it decides. */
function isPlain(text: string): boolean {
  return isPlainText(text) && parseDocument(`[${text}]`).toJS()?.[0] === text;
}
