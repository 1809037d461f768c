import { escapeVariables, isPlainText, quotedText } from '../model/index.js';

/** A value of a realm file before it has a form: maps keep the order in which they will be written, and `null` un-writes. */
export type Tree = TreeMap | readonly Tree[] | string | number | boolean | null;
export type TreeMap = Map<string, Tree>;

/** Whether a value is a map. */
export function isTreeMap(tree: Tree | undefined): tree is TreeMap {
  return tree instanceof Map;
}

/** A map as a file says it: what would begin a variable in its keys and texts is escaped. */
export function escapedMap(map: TreeMap): TreeMap {
  return new Map([...map].map(([key, value]) => [escapeVariables(key), escapedTree(value)]));
}

function escapedTree(tree: Tree): Tree {
  if (typeof tree === 'string') return escapeVariables(tree);
  if (typeof tree !== 'object' || tree === null) return tree;
  return isTreeMap(tree) ? escapedMap(tree) : tree.map(escapedTree);
}

/** How long a line may be before a list or map is written over several. */
const WIDTH = 110;
/** A map of more values is easier to read one below the other. */
const FLOW_LEAVES_MAX = 4;

/** A key or a scalar on one line, in quotes where some reader would need them. */
export function scalarText(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  return isPlainText(value) ? value : quotedText(value);
}

/** A value on one line, inside brackets or outside. */
export function flowText(tree: Tree): string {
  if (typeof tree !== 'object' || tree === null) return scalarText(tree);
  if (!isTreeMap(tree)) return `[${tree.map(flowText).join(', ')}]`;
  const items = [...tree].map(([key, value]) => `${scalarText(key)}: ${flowText(value)}`);
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

/** A value that stands behind its key from that column on; undefined where it is too much for a line. */
export function inlineText(tree: Tree, column: number): string | undefined {
  const text = flowText(tree);
  if (typeof tree !== 'object' || tree === null || text.length === '{}'.length) return text;
  return isSmall(tree) && column + text.length <= WIDTH ? text : undefined;
}

function isSmall(tree: Tree): boolean {
  return Array.isArray(tree) ? tree.every(isSmall) : leaves(tree) <= FLOW_LEAVES_MAX;
}

function leaves(tree: Tree): number {
  if (!isTreeMap(tree)) return 1;
  return [...tree.values()].reduce((sum: number, value) => sum + Math.max(1, leaves(value)), 0);
}

/** How lines are laid out. */
export interface LineForm {
  /** How many columns deeper each level is. */
  readonly step: number;
  /** Whether texts of several lines are shown as they are; else they stand in quotes on one. */
  readonly blocks?: boolean;
}

/** A key with its value as lines without line ends. */
export function entryLines(key: string, tree: Tree, indent: number, form: LineForm): readonly string[] {
  const start = `${' '.repeat(indent)}${scalarText(key)}:`;
  const below = indent + form.step;
  if (form.blocks === true && isBlock(tree)) return [`${start} |-`, ...blockLines(tree, below)];
  const inline = form.blocks === true && holdsBlock(tree) ? undefined : inlineText(tree, start.length + 1);
  return inline === undefined ? [start, ...valueLines(tree, below, form)] : [`${start} ${inline}`];
}

/** What stands below a key: the entries of a map, or the items of a list. */
export function valueLines(tree: Tree, indent: number, form: LineForm): readonly string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (!isTreeMap(tree)) return tree.map((item) => `${' '.repeat(indent)}- ${flowText(item)}`);
  return [...tree].flatMap(([key, value]) => entryLines(key, value, indent, form));
}

function holdsBlock(tree: Tree): boolean {
  if (typeof tree !== 'object' || tree === null) return isBlock(tree);
  return [...tree.values()].some(holdsBlock);
}

/** Whether a text has several lines that a block shows as they are. */
function isBlock(tree: Tree): tree is string {
  if (typeof tree !== 'string' || !tree.includes('\n')) return false;
  return tree
    .split('\n')
    .every((line, index, all) => isPlainLine(line) && (line !== '' || (index > 0 && index < all.length - 1)));
}

function isPlainLine(line: string): boolean {
  return /^(?:[^\s\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}\p{Z}])?)?$/u.test(line);
}

function blockLines(text: string, indent: number): readonly string[] {
  return text.split('\n').map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`));
}
