/** One piece of a text that another takes the place of; everything around it stays byte for byte. */
export interface Splice {
  readonly start: number;
  /** After the last character that goes; equal to `start` where something is only put in. */
  readonly end: number;
  readonly text: string;
}

/** What is to be done to a text, or why it cannot be done there. */
export type Attempt = { readonly splices: readonly Splice[] } | { readonly why: string };

/** A text with pieces replaced. They do not overlap; of two at one spot the first named comes first. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    if (splice.start < at) throw new Error('two edits of one text overlap');
    parts.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return [...parts, text.slice(at)].join('');
}

/** Where the line of a position starts. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line of a position ends: before its line break, or at the end of the text. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  if (found < 0) return text.length;
  return text[found - 1] === '\r' && found > at ? found - 1 : found;
}

/** The line break of a text: that of its first line. */
export function newlineOf(text: string): '\n' | '\r\n' {
  const found = text.indexOf('\n');
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n';
}

/** Takes out whole lines, from that of `start` to that of `end`. A text without a last line break gets none. */
export function withoutLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start);
  const last = lineEnd(text, end);
  if (last < text.length) return { start: from, end: text.indexOf('\n', last) + 1, text: '' };
  const before = from === 0 ? 0 : lineEnd(text, lineStart(text, from - 1));
  return { start: before, end: text.length, text: '' };
}

/** Puts whole lines below the line of a position. */
export function linesBelow(text: string, at: number, lines: readonly string[]): Splice {
  const end = lineEnd(text, at);
  const newline = newlineOf(text);
  return { start: end, end, text: lines.map((line) => `${newline}${line}`).join('') };
}
