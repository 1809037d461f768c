import type { Place, SourceEntry, SourceMap, SourceNode, SourceScalar } from '../model/index.js';
import { readFlow } from './read-flow.js';
import {
  isEnd,
  PLAIN_DEPTH_MAX,
  placeIn,
  plainScalar,
  quotedAt,
  readKey,
  type Key,
  type PlainLine,
} from './plain-line.js';

/**
 * Reads what most realm files are made of: maps and lists by indentation, lists and maps in brackets on one line, and
 * scalars of one line. Gives undefined for everything else and for everything that might be a mistake; the YAML library
 * then reads the text again and has the last word. The library alone takes a third of the processor time of a plan with a
 * thousand identities; that both read the same is held by test/properties/plain-reading.test.ts.
 */
export function readPlainly(file: string, text: string): SourceMap | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const lines = linesOf(file, text);
  if (lines.some((line) => line.text.length > LINE_MAX)) return undefined;
  const reader: Reader = { lines, at: 0 };
  if (reader.lines[0]?.text === '---') reader.at = 1;
  const root = reader.lines[reader.at]?.indent === 0 ? readMap(reader, 0, 1) : undefined;
  return reader.at === reader.lines.length ? root : undefined;
}

/** Control characters, tabs, every kind of blank and of end of a line but the two usual ones, and what is no single unit. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u167f\u3001-\ud7ff]/;

/** A key may have 1,024 characters; a shorter line holds none that is too long. */
const LINE_MAX = 1000;

interface Reader {
  readonly lines: readonly PlainLine[];
  /** Index of the line that is next. */
  at: number;
}

/** The lines that hold something. */
function linesOf(file: string, text: string): readonly PlainLine[] {
  const lines: PlainLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const indent = line.search(/[^ ]/);
    if (indent >= 0 && line[indent] !== '#') lines.push({ file, number: index + 1, text: line, indent });
  }
  return lines;
}

function readBlock(reader: Reader, column: number, depth: number): SourceNode | undefined {
  const line = reader.lines[reader.at];
  return line !== undefined && isItem(line) ? readList(reader, column, depth) : readMap(reader, column, depth);
}

function isItem({ text, indent }: PlainLine): boolean {
  return text.startsWith('- ', indent);
}

function readMap(reader: Reader, column: number, depth: number): SourceMap | undefined {
  const entries = new Map<string, SourceEntry>();
  const first = reader.lines[reader.at];
  if (first === undefined || depth > PLAIN_DEPTH_MAX) return undefined;
  const start = placeIn(first, column);
  for (let line: PlainLine | undefined = first; line?.indent === column; line = reader.lines[reader.at]) {
    const key = readKey(line, column);
    if (key === undefined || entries.has(key.text)) return undefined;
    const place = placeIn(line, column);
    const value = readValue(reader, { line, key, place }, depth + 1);
    if (value === undefined) return undefined;
    entries.set(key.text, { place, value });
  }
  return endsHere(reader, column) ? { type: 'map', entries, place: start } : undefined;
}

interface WrittenKey {
  readonly line: PlainLine;
  readonly key: Key;
  readonly place: Place;
}

/** The value of a key: on its line, or in the lines that follow. */
function readValue(reader: Reader, { line, key, place }: WrittenKey, depth: number): SourceNode | undefined {
  if (!isEnd(line, key.end)) return readInline(reader, key.end, depth);
  reader.at += 1;
  const next = reader.lines[reader.at];
  const column = line.indent;
  if (next !== undefined && (next.indent > column || (next.indent === column && isItem(next)))) {
    return readBlock(reader, next.indent, depth);
  }
  return { type: 'scalar', value: null, place };
}

function readList(reader: Reader, column: number, depth: number): SourceNode | undefined {
  const items: SourceNode[] = [];
  const first = reader.lines[reader.at];
  if (first === undefined || depth > PLAIN_DEPTH_MAX) return undefined;
  for (
    let line: PlainLine | undefined = first;
    line?.indent === column && isItem(line);
    line = reader.lines[reader.at]
  ) {
    const item = readItem(reader, line, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return endsHere(reader, column) ? { type: 'list', items, place: placeIn(first, column) } : undefined;
}

function readItem(reader: Reader, line: PlainLine, depth: number): SourceNode | undefined {
  const { text, indent } = line;
  let start = indent + 1;
  while (text[start] === ' ') start += 1;
  if (readKey(line, start) === undefined) return readInline(reader, start, depth);
  // The keys of the item stand in one column with the first, which is behind the dash.
  line.indent = start;
  return readMap(reader, start, depth);
}

/** A scalar, or a list or map in brackets, up to the end of the line. */
function readInline(reader: Reader, from: number, depth: number): SourceNode | undefined {
  const line = reader.lines[reader.at];
  if (line === undefined) return undefined;
  const { text, indent } = line;
  let start = from;
  while (text[start] === ' ') start += 1;
  reader.at += 1;
  if (!endsHere(reader, indent)) return undefined;
  const first = text[start];
  if (first === '[' || first === '{') {
    const flow = readFlow(line, start, depth);
    return flow !== undefined && isEnd(line, flow.end) ? flow.node : undefined;
  }
  if (first === '"' || first === "'") {
    const quoted = quotedAt(line, start);
    return quoted !== undefined && isEnd(line, quoted.end) ? quoted.node : undefined;
  }
  return plainInBlock(line, start);
}

function plainInBlock(line: PlainLine, start: number): SourceScalar | undefined {
  const comment = line.text.indexOf(' #', start);
  const text = line.text.slice(start, comment < 0 ? undefined : comment).trimEnd();
  return text.includes(': ') || text.endsWith(':') ? undefined : plainScalar(line, start, text);
}

/** Whether the next line belongs to something further out, and not to what was just read. */
function endsHere({ lines, at }: Reader, column: number): boolean {
  const next = lines[at];
  return next === undefined || next.indent <= column;
}
