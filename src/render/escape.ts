/**
 * What may hide or reorder text on a screen: control and format characters (bidi overrides and isolates, zero-width
 * characters, tags), line and paragraph separators, blanks other than the space, unpaired surrogates, private-use and
 * unassigned code points, and everything that shows as nothing.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{DI}]|(?! )\p{Zs}/gu;

/**
 * Text with everything that could deceive a reader spelled out. Names and values of a server are written by others, and a
 * plan is read to be approved.
 *
 * @example visible('a\u202eb') is 'a\\u202eb'
 */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, spelledOut);
}

/** Text between quotation marks, with quotation marks and backslashes inside escaped. */
export function quoted(text: string): string {
  return `"${visible(text.replaceAll(/["\\]/g, (character) => `\\${character}`))}"`;
}

/** A name as it stands in a sentence: bare when nobody could take it for more than one word, else quoted. */
export function word(text: string): string {
  return /^[^\s"'\\,;()[\]]+$/.test(text) && visible(text) === text ? text : quoted(text);
}

/** A text as a shell reads it, as one word. */
export function shellWord(text: string): string {
  return /^[\w.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A finished line, safe to print in a workflow: GitHub's runner obeys `::command::` at the start of a line and
 * `##[command]` anywhere in it, whoever wrote them.
 */
export function withoutCommands(line: string): string {
  return line.replaceAll('##[', String.raw`\u0023#[`).replace(/^(\s*):(?=:)/, String.raw`$1\u003a`);
}

/**
 * A JSON document as it is printed or stored: two blanks of indent, and everything that could deceive a reader or command a
 * workflow's runner as an escape, which means the same to a program.
 */
export function jsonText(value: unknown): string {
  const escaped = (character: string): string => (character === '\n' ? character : codeUnits(character));
  return JSON.stringify(value, null, 2).replaceAll(INVISIBLE, escaped).replaceAll('##[', String.raw`\u0023#[`);
}

function codeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function spelledOut(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
