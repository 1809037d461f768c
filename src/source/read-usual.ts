import {
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import type { Place, SourceEntry, SourceList, SourceMap, SourceNode, SourceScalar } from '../model/index.js';

/**
 * Reads a text that holds nothing unusual and nothing wrong, by the quicker of two YAML libraries. Gives undefined for
 * everything else: then the other one reads it, which knows the place of every mistake and has the last word. That both
 * read the same is held by test/properties/usual-reading.test.ts; why there are two is told in
 * docs/decisions/two-yaml-libraries.md.
 */
export function readUsual(file: string, text: string): SourceMap | undefined {
  if (UNUSUAL.test(text) || MARKER.test(text.replace(HEAD, ''))) return undefined;
  const events = eventsOf(text);
  if (events === undefined || events[1]?.type !== EVENT_ID.MAPPING) return undefined;
  const reading: Reading = { events, at: 1, text, file, line: 1, lineStart: 0, end: 0, flows: 0 };
  const node = readNode(reading);
  // Behind the map only the end of the one document may follow.
  return node?.type === 'map' && reading.at === events.length - 1 ? node : undefined;
}

/** Control characters, tabs, every kind of blank and of end of a line but the two usual ones, and what is no single unit. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u167f\u3001-\ud7ff]/;

/** Comments, and the line that may start the document. */
const HEAD = /^(?:(?:#[^\n]*)?\n)*---\n/;

/** What may start or end a document, or give a directive, further below. */
const MARKER = /^(?: *(?:---|\.\.\.)|%)/m;

/** Far from where either library gives up. */
const USUAL_DEPTH_MAX = 32;
const USUAL_KEY_MAX = 500;

interface Reading {
  readonly events: readonly Event[];
  /** Index of the event that is next. */
  at: number;
  readonly text: string;
  readonly file: string;
  /** The line that was reached, from 1, and the offset at which it starts. Events come in the order of the text. */
  line: number;
  lineStart: number;
  /** The offset behind what was read last. */
  end: number;
  /** How many brackets are open. */
  flows: number;
}

function eventsOf(text: string): readonly Event[] | undefined {
  try {
    return parseEvents(text, { maxDepth: USUAL_DEPTH_MAX });
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** The next value; undefined where something in it is unusual. */
function readNode(reading: Reading): SourceNode | undefined {
  const event = reading.events[reading.at];
  reading.at += 1;
  if (event === undefined || !('tagStart' in event) || event.tagStart >= 0 || event.anchorStart >= 0) return undefined;
  return event.type === EVENT_ID.SCALAR ? readScalar(reading, event) : readCollection(reading, event);
}

function readCollection(
  reading: Reading,
  { type, start, style }: MappingEvent | SequenceEvent,
): SourceNode | undefined {
  const isFlow = style === COLLECTION_STYLE.FLOW;
  if (!goTo(reading, start, isFlow ? start + 1 : start)) return undefined;
  const place = placeOf(reading, start);
  if (isFlow) reading.flows += 1;
  const node = type === EVENT_ID.MAPPING ? readMap(reading, place) : readList(reading, place);
  if (!isFlow || node === undefined) return node;
  // Only the closing bracket's own offset is not told.
  const end = reading.text.indexOf(type === EVENT_ID.MAPPING ? '}' : ']', reading.end);
  const isClosed = end >= 0 && goTo(reading, end, end + 1);
  reading.flows -= 1;
  return isClosed ? node : undefined;
}

function readMap(reading: Reading, place: Place): SourceMap | undefined {
  const entries = new Map<string, SourceEntry>();
  while (!isAtEnd(reading)) {
    const name = keyName(reading);
    const key = readNode(reading);
    if (name === undefined || key?.type !== 'scalar' || entries.has(name)) return undefined;
    // A key without a value has no place of its own; its key's is the nearest.
    const value = isMissing(reading) ? missing(reading, key.place) : readNode(reading);
    if (value === undefined) return undefined;
    entries.set(name, { place: key.place, value });
  }
  return { type: 'map', entries, place };
}

function readList(reading: Reading, place: Place): SourceList | undefined {
  const items: SourceNode[] = [];
  while (!isAtEnd(reading)) {
    const item = readNode(reading);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { type: 'list', items, place };
}

/** Whether the map or list ends here; its end is then behind us. */
function isAtEnd(reading: Reading): boolean {
  const isEnd = reading.events[reading.at]?.type === EVENT_ID.POP;
  if (isEnd) reading.at += 1;
  return isEnd;
}

/** A key as it is written, on one line. */
function keyName({ events, at, text }: Reading): string | undefined {
  const event = events[at];
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const written = text.slice(event.valueStart, event.valueEnd);
  const isUsual = written !== '' && written !== '<<' && written.length <= USUAL_KEY_MAX && !written.includes('\n');
  return isUsual ? getScalarValue(text, event) : undefined;
}

/** Whether nothing is written where a value may stand. */
function isMissing({ events, at }: Reading): boolean {
  const event = events[at];
  return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.valueEnd <= event.valueStart;
}

function missing(reading: Reading, place: Place): SourceScalar | undefined {
  const event = reading.events[reading.at];
  reading.at += 1;
  const isBare = event?.type === EVENT_ID.SCALAR && event.tagStart < 0 && event.anchorStart < 0;
  return isBare ? { type: 'scalar', value: null, place } : undefined;
}

function readScalar(reading: Reading, event: ScalarEvent): SourceScalar | undefined {
  const { text } = reading;
  const { style, valueStart, valueEnd } = event;
  if (style === SCALAR_STYLE.PLAIN) {
    const value = plainValue(getScalarValue(text, event));
    if (value === undefined || !goTo(reading, valueStart, valueEnd)) return undefined;
    return { type: 'scalar', value, place: placeOf(reading, valueStart) };
  }
  if (style !== SCALAR_STYLE.SINGLE_QUOTED && style !== SCALAR_STYLE.DOUBLE_QUOTED) return undefined;
  const value = getScalarValue(text, event);
  if (!value.isWellFormed() || !goTo(reading, valueStart - 1, valueEnd + 1)) return undefined;
  // Something that follows without a blank is a mistake that only the other library sees.
  if (!/^(?:[\s,:\]}]|$)/.test(text.slice(valueEnd + 1, valueEnd + 2))) return undefined;
  return { type: 'scalar', value, place: placeOf(reading, valueStart - 1) };
}

/** Goes on to the next part. Not past a comment between brackets: some are mistakes that only the other library sees. */
function goTo(reading: Reading, start: number, end: number): boolean {
  const isCommented = reading.flows > 0 && reading.text.slice(reading.end, start).includes('#');
  reading.end = end;
  return !isCommented;
}

/** What a text without quotes is; undefined where it may be another number, or a word that people may take for true or false. */
function plainValue(text: string): SourceScalar['value'] | undefined {
  if (/^[\d.+-]/.test(text)) {
    if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
    return OTHER_NUMBER.test(text) ? undefined : text;
  }
  if (text.length > 5) return text;
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(?:true|false|null|yes|no|on|off|~|)$/i.test(text) ? undefined : text;
}

/** A number of the core schema in another spelling than JavaScript's. */
const OTHER_NUMBER = /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|0o[0-7]+|0x[\da-f]+|[-+]?\.(?:inf|nan))$/i;

function placeOf(reading: Reading, offset: number): Place {
  const { text, file } = reading;
  let lineEnd = text.indexOf('\n', reading.lineStart);
  while (lineEnd >= 0 && lineEnd < offset) {
    reading.line += 1;
    reading.lineStart = lineEnd + 1;
    lineEnd = text.indexOf('\n', reading.lineStart);
  }
  return { file, line: reading.line, column: offset - reading.lineStart + 1 };
}
