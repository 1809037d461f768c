import type { SourceEntry, SourceNode } from '../model/index.js';
import {
  PLAIN_DEPTH_MAX,
  placeIn,
  plainScalar,
  quotedAt,
  readFlowKey,
  type Part,
  type PlainLine,
} from './plain-line.js';

/** A list or map in brackets on one line; undefined for everything unusual, as in {@link readPlainly}. */
export function readFlow(line: PlainLine, start: number, depth: number): Part<SourceNode> | undefined {
  if (depth > PLAIN_DEPTH_MAX) return undefined;
  return line.text[start] === '[' ? readFlowList(line, start, depth) : readFlowMap(line, start, depth);
}

function readFlowList(line: PlainLine, start: number, depth: number): Part<SourceNode> | undefined {
  const items: SourceNode[] = [];
  const end = readParts(line, start, ']', (index) => {
    const item = readFlowValue(line, index, depth + 1);
    if (item !== undefined) items.push(item.node);
    return item?.end;
  });
  return end === undefined ? undefined : { node: { type: 'list', items, place: placeIn(line, start) }, end };
}

function readFlowMap(line: PlainLine, start: number, depth: number): Part<SourceNode> | undefined {
  const entries = new Map<string, SourceEntry>();
  const end = readParts(line, start, '}', (index) => {
    const key = readFlowKey(line, index);
    if (key === undefined || entries.has(key.text)) return undefined;
    const value = readFlowValue(line, blanksFrom(line, key.end), depth + 1);
    if (value !== undefined) entries.set(key.text, { place: placeIn(line, index), value: value.node });
    return value?.end;
  });
  return end === undefined ? undefined : { node: { type: 'map', entries, place: placeIn(line, start) }, end };
}

/** Reads what stands between brackets, part by part, and gives where the line goes on behind them. */
function readParts(
  line: PlainLine,
  start: number,
  closing: string,
  read: (index: number) => number | undefined,
): number | undefined {
  let at = blanksFrom(line, start + 1);
  if (line.text[at] === closing) return at + 1;
  for (;;) {
    const end = read(at);
    if (end === undefined) return undefined;
    at = blanksFrom(line, end);
    if (line.text[at] === closing) return at + 1;
    if (line.text[at] !== ',') return undefined;
    at = blanksFrom(line, at + 1);
  }
}

function readFlowValue(line: PlainLine, index: number, depth: number): Part<SourceNode> | undefined {
  const first = line.text[index];
  if (first === '[' || first === '{') return readFlow(line, index, depth);
  if (first === '"' || first === "'") return quotedAt(line, index);
  FLOW_PLAIN.lastIndex = index;
  const text = FLOW_PLAIN.exec(line.text)?.[0].trimEnd() ?? '';
  const node = plainScalar(line, index, text);
  return node === undefined ? undefined : { node, end: index + text.length };
}

/** A colon belongs to the text where neither a blank nor a bracket follows. */
const FLOW_PLAIN = /(?:[^:#,[\]{}]|:(?![ ,[\]{}]|$))*/y;

function blanksFrom({ text }: PlainLine, index: number): number {
  let at = index;
  while (text[at] === ' ') at += 1;
  return at;
}
