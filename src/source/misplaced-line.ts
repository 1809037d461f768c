import type { Place } from '../model/index.js';
import type { Explanation } from './mistake.js';
import { hasKey, isItem, levelsAbove, lineOf, type Level, type TextLine } from './text-lines.js';

/** What is wrong with a line that starts at a column where it cannot, and at which ones it could. */
export function misplacedLine(place: Place, texts: readonly string[]): Explanation | undefined {
  const line = lineOf(texts, place.line);
  if (line === undefined) return undefined;
  const levels = levelsAbove(texts, place.line);
  const list = levels.find((level) => level.isItem);
  if (!isItem(line) && !hasKey(line.content) && list?.indent === line.indent) return withoutDash(line, place);
  const fitting = levels.filter((level) => level.isItem === isItem(line));
  const deeper = fitting.findLast(({ indent }) => indent > line.indent);
  const flatter = fitting.find(({ indent }) => indent < line.indent);
  const message = messageFor(line, deeper, flatter);
  return { place, message, hint: hintFor(line, deeper, flatter) };
}

function withoutDash(line: TextLine, place: Place): Explanation {
  if (line.content.startsWith('-')) {
    return { place, message: 'a blank is missing after the "-"', hint: 'Write "- ", as the other items of the list' };
  }
  return {
    place,
    message: 'this line of a list has no "- "',
    hint: 'Write "- " before it, as the other items of the list',
  };
}

function messageFor(line: TextLine, deeper: Level | undefined, flatter: Level | undefined): string {
  const what = isItem(line) ? 'this list item' : 'this line';
  if (flatter !== undefined && deeper !== undefined) {
    return `${what} starts at column ${line.indent + 1}, between ${columnOf(flatter)} and ${columnOf(deeper)} of what is above`;
  }
  if (flatter !== undefined)
    return `${what} is indented further than line ${flatter.line.number}, which has its value already`;
  if (deeper !== undefined) return `${what} is indented less than line ${deeper.line.number}`;
  return isItem(line) ? 'a list item stands where keys stand' : 'this line is not indented as those above it';
}

function hintFor(line: TextLine, deeper: Level | undefined, flatter: Level | undefined): string {
  if (flatter !== undefined && deeper !== undefined) {
    const isNearer = deeper.indent - line.indent <= line.indent - flatter.indent;
    const [first, second] = isNearer ? [deeper, flatter] : [flatter, deeper];
    return `Start it at ${as(first)}, or at ${as(second)}`;
  }
  if (flatter !== undefined) {
    const isOwn = !isItem(line) && /:\s+[^\s#]/.test(flatter.line.content);
    return `Start it at ${as(flatter)}${isOwn ? ', or remove the value there if this belongs under its key' : ''}`;
  }
  if (deeper !== undefined)
    return line.indent === 0 ? 'Start all keys of the file at column 1' : `Start it at ${as(deeper)}`;
  return isItem(line) ? 'Write it under the key of its list' : 'Indent it as the lines around it';
}

function columnOf({ indent }: Level): string {
  return `column ${indent + 1}`;
}

function as(level: Level): string {
  return `${columnOf(level)}, as line ${level.line.number} does`;
}
