import type { Place, SourceScalar } from '../model/index.js';

/** How deep maps and lists may lie in each other: far from where the library gives up, so that only it decides. */
export const PLAIN_DEPTH_MAX = 16;

/** A line of a text that is read plainly. */
export interface PlainLine {
  readonly file: string;
  readonly number: number;
  readonly text: string;
  /** Where its map or item starts, counted from 0; behind the dash for the keys of an item. */
  indent: number;
}

/** A key, and where its line goes on behind the colon. */
export interface Key {
  readonly text: string;
  readonly end: number;
}

/** A part of a line, and where the line goes on behind it. */
export interface Part<T> {
  readonly node: T;
  readonly end: number;
}

export function placeIn({ file, number }: PlainLine, index: number): Place {
  return { file, line: number, column: index + 1 };
}

/** Whether nothing but blanks and a comment is left. */
export function isEnd({ text }: PlainLine, index: number): boolean {
  END.lastIndex = index;
  return END.test(text);
}

const END = /(?: *| +#.*)$/y;

/** A key of a map by indentation. */
export function readKey(line: PlainLine, index: number): Key | undefined {
  return keyBy(BLOCK_KEY, line, index);
}

/** A key of a map in brackets. */
export function readFlowKey(line: PlainLine, index: number): Key | undefined {
  return keyBy(FLOW_KEY, line, index);
}

/** Only keys that can be nothing else: no colons, comments, brackets or quotes inside, and none before which YAML wants care. */
const BLOCK_KEY = /(?:([\w/$\u00a1-\ud7ff][^:#,[\]{}'"]*)(?<! )|"([^"\\]+)"|'([^']+)'):(?= |$)/y;
const FLOW_KEY = /(?:([\w/$\u00a1-\ud7ff][^:#,[\]{}'"]*)(?<! )|"([^"\\]+)"|'([^']+)'):(?= )/y;

function keyBy(pattern: RegExp, { text }: PlainLine, index: number): Key | undefined {
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  return key === undefined ? undefined : { text: key, end: pattern.lastIndex };
}

/** A text in quotes on one line, without escapes. */
export function quotedAt(line: PlainLine, index: number): Part<SourceScalar> | undefined {
  QUOTED.lastIndex = index;
  const found = QUOTED.exec(line.text);
  const value = found?.[1] ?? found?.[2]?.replaceAll("''", "'");
  if (value === undefined) return undefined;
  return { node: { type: 'scalar', value, place: placeIn(line, index) }, end: QUOTED.lastIndex };
}

const QUOTED = /"([^"\\]*)"|'((?:[^']|'')*)'/y;

/** A scalar without quotes whose text is known already; undefined where it may be more than plain text or a plain number. */
export function plainScalar(line: PlainLine, index: number, text: string): SourceScalar | undefined {
  const value = plainValue(text);
  return value === undefined ? undefined : { type: 'scalar', value, place: placeIn(line, index) };
}

function plainValue(text: string): SourceScalar['value'] | undefined {
  if (!/^[\w/$\u00a1-\ud7ff]/.test(text)) return undefined;
  if (/^\d/.test(text)) {
    if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
    return /^[\d.+\-eExoa-fA-F]*$/.test(text) ? undefined : text;
  }
  if (text.length > 5) return text;
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  // Another spelling of such a word, or one that people may take for true or false.
  return /^(?:true|false|null|yes|no|on|off)$/i.test(text) ? undefined : text;
}

const WORDS: Readonly<Record<string, true | false | null>> = { true: true, false: false, null: null };
