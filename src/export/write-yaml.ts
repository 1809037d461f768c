import { escapeVariables, isPlainText, quotedText } from '../model/index.js';
import { isTreeMap, type Tree, type TreeMap } from './tree.js';

/** How long a line may be before a list or map is written over several. */
const WIDTH = 110;
/** A map of more values is easier to read one below the other. */
const FLOW_LEAVES_MAX = 4;

/** The text of a map of sections, each with its objects; objects of `clients` and `templates` stand apart by an empty line. */
export function writeSections(sections: readonly (readonly [section: string, objects: TreeMap])[]): string {
  return sections
    .map(([section, objects]) => {
      const isSpaced = section === 'clients' || section === 'templates';
      const entries = [...objects].map(([name, entry]) =>
        writeEntry({ key: name, value: entry, indent: 1, mayFlow: !isSpaced || isEmptyMap(entry) }),
      );
      return `${section}:\n${entries.join(isSpaced ? '\n' : '')}`;
    })
    .join('\n');
}

/** The text of a section that is a list of small maps. */
export function writeList(section: string, items: readonly TreeMap[]): string {
  return `${section}:\n${items.map((item) => `  - ${itemText(item)}\n`).join('')}`;
}

interface Written {
  readonly key: string;
  readonly value: Tree;
  readonly indent: number;
  readonly mayFlow: boolean;
}

function writeEntry({ key, value, indent, mayFlow }: Written): string {
  const start = `${'  '.repeat(indent)}${scalarText(key)}:`;
  if (typeof value !== 'object')
    return `${start} ${isBlock(value) ? blockText(value, indent + 1) : scalarText(value)}\n`;
  const flow = mayFlow ? flowText(value) : undefined;
  if (flow !== undefined && start.length + 1 + flow.length <= WIDTH) return `${start} ${flow}\n`;
  if (isTreeMap(value)) {
    if (value.size === 0) return `${start} {}\n`;
    const below = [...value].map(([name, item]) =>
      writeEntry({ key: name, value: item, indent: indent + 1, mayFlow: true }),
    );
    return `${start}\n${below.join('')}`;
  }
  if (value.length === 0) return `${start} []\n`;
  const items = value.map((item) => `${'  '.repeat(indent + 1)}- ${itemText(item)}\n`);
  return `${start}\n${items.join('')}`;
}

/** An item of a list that stands on lines of its own; a text of several lines is quoted on one. */
function itemText(item: Tree): string {
  return typeof item === 'object' ? (flowText(item) ?? '{}') : scalarText(item);
}

function isEmptyMap(tree: Tree): boolean {
  return isTreeMap(tree) && tree.size === 0;
}

/** A value on one line; undefined where it should not be: maps of many values, texts of several lines. */
function flowText(tree: Tree): string | undefined {
  if (typeof tree !== 'object') return isBlock(tree) ? undefined : scalarText(tree);
  if (isTreeMap(tree)) {
    if (tree.size === 0) return '{}';
    if (leaves(tree) > FLOW_LEAVES_MAX) return undefined;
    const items = [...tree].map(([key, value]) => [scalarText(key), flowText(value)] as const);
    if (items.some(([, text]) => text === undefined)) return undefined;
    return `{ ${items.map(([key, text]) => `${key}: ${text}`).join(', ')} }`;
  }
  const items = tree.map(flowText);
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
}

function leaves(tree: Tree): number {
  if (!isTreeMap(tree)) return 1;
  return [...tree.values()].reduce((sum: number, value) => sum + Math.max(1, leaves(value)), 0);
}

/** Whether a text has several lines that a block shows as they are. */
function isBlock(value: string | number | boolean): value is string {
  if (typeof value !== 'string' || !value.includes('\n')) return false;
  return value
    .split('\n')
    .every((line, index, all) => isPlainLine(line) && (line !== '' || (index > 0 && index < all.length - 1)));
}

function isPlainLine(line: string): boolean {
  return /^(?:[^\s\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}\p{Z}])?)?$/u.test(line);
}

function blockText(text: string, indent: number): string {
  const lines = escapeVariables(text).split('\n');
  return `|-\n${lines.map((line) => (line === '' ? '' : `${'  '.repeat(indent)}${line}`)).join('\n')}`;
}

/** A key or a value on one line. */
function scalarText(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const text = escapeVariables(value);
  return isPlainText(text) ? text : quotedText(text);
}
