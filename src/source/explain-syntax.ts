import type { YAMLError } from 'yaml';
import type { Diagnostic, Place } from '../model/index.js';
import { enclosureAt, isOpen, type Enclosure } from './enclosures.js';
import { misplacedLine } from './misplaced-line.js';
import { OF_VALUES, type Explanation, type Mistake, type ReadText } from './mistake.js';
import { hasKey, isConflict, lineFrom, lineOf } from './text-lines.js';

/** A mistake in our own words, at the place where somebody has to change something. */
export function explainSyntax(mistake: Mistake, read: ReadText): Diagnostic {
  return { code: 'yaml-syntax', severity: 'error', ...explain(mistake, read) };
}

function explain(mistake: Mistake, read: ReadText): Explanation {
  const { error } = mistake;
  return (
    strangeIndentation(read.locate(error.pos[0]), read) ??
    strangeIndentation(placeOf(mistake.line, read), read) ??
    conflict(mistake, read) ??
    enclosed(mistake, read) ??
    (mistake.isMisplaced ? misplacedLine(placeOf(mistake.line, read), read.texts) : undefined) ??
    withoutColon(mistake, read) ??
    strangeToken(mistake, read) ??
    (error.code === 'MULTILINE_IMPLICIT_KEY' ? strangeIndentation(placeBelow(mistake.line, read), read) : undefined) ??
    byCode(error, read)
  );
}

/** An error on a line that no plain blanks indent is about them, whatever the parser stumbled over. */
function strangeIndentation(at: Place, { texts }: ReadText): Explanation | undefined {
  const indentation = /^\s*/.exec(texts[at.line - 1] ?? '')?.[0] ?? '';
  const strange = indentation.search(/[^ \r]/);
  if (strange < 0) return undefined;
  const place = { ...at, column: strange + 1 };
  if (indentation[strange] === '\t') {
    const hint = 'Indent with blanks; YAML takes no tabs there';
    return { code: 'yaml-tab', place, message: 'a tab indents this line', hint };
  }
  const hint = 'Write plain blanks instead; such a blank comes from a web page or a document';
  return { place, message: 'a blank that YAML does not take for one indents this line', hint };
}

function conflict({ line }: Mistake, read: ReadText): Explanation | undefined {
  const found = lineOf(read.texts, line);
  if (found === undefined || !isConflict(found)) return undefined;
  const hint = 'Keep one of the two sides, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>';
  return { place: placeOf(line, read), message: 'a conflict of a merge is not resolved', hint };
}

/** Brackets and quotes that are not closed, and what lies wrongly between brackets. */
function enclosed({ error, line }: Mistake, read: ReadText): Explanation | undefined {
  const [offset] = error.pos;
  const around = enclosureAt(read.enclosures, offset);
  if (around === undefined || OF_VALUES.has(error.code)) return undefined;
  if (isOpen(around)) return notClosed(around, line, read);
  return SEPARATION.has(error.code) ? notSeparated(around, offset, read) : undefined;
}

/** The codes that the library has for values between brackets of which nobody can tell where one ends. */
const SEPARATION: ReadonlySet<YAMLError['code']> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
]);

function notClosed({ start, opens, closes, closedBy, end }: Enclosure, line: number, read: ReadText): Explanation {
  const place = read.locate(start);
  if (opens === closes) {
    return { place, message: `the quote ${opens} is not closed`, hint: `Write the missing ${closes} behind the text` };
  }
  if (closedBy !== '') {
    return { place, message: `the "${opens}" is closed by a "${closedBy}"`, hint: `Close it with "${closes}"` };
  }
  const indent = lineOf(read.texts, place.line)?.indent ?? 0;
  const next = (opens === '{' ? /[{}]/ : /[[\]]/).exec(read.text.slice(end))?.[0];
  if (place.line === line || next !== closes) {
    return { place, message: `the "${opens}" is not closed`, hint: `Write the missing "${closes}"` };
  }
  const message = `line ${line} stands between ${opens} and ${closes}, but is not indented further than line ${place.line}`;
  const hint = `Start all lines between the brackets at column ${indent + 3} or further`;
  return { place: placeOf(line, read), message, hint };
}

function notSeparated({ opens, closes }: Enclosure, offset: number, read: ReadText): Explanation {
  const place = read.locate(offset);
  if (/^-\s/.test(read.text.slice(offset, offset + 2))) {
    const hint = 'Write the list in brackets too, such as [one, two], or write no brackets around it';
    return { place, message: 'a list with dashes stands between brackets', hint };
  }
  const message = `values between ${opens} and ${closes} are not separated`;
  return { place, message, hint: 'Write a "," behind each value, and put text that holds ": " or "," in quotes' };
}

/** A line without a colon, where keys stand. */
function withoutColon({ error, line: number }: Mistake, read: ReadText): Explanation | undefined {
  if (error.code !== 'MULTILINE_IMPLICIT_KEY' && error.code !== 'MISSING_CHAR') return undefined;
  const line = lineOf(read.texts, number);
  if (line === undefined || hasKey(line.content)) return undefined;
  const place = placeOf(number, read);
  const further = `column ${line.indent + 3}`;
  // Not the colon of a URL.
  const colon = /^(?:- +)?[^\s:'"]+:(?!\/)/.exec(line.content)?.[0].length;
  if (colon !== undefined) {
    const behind = { ...place, column: place.column + colon };
    return { place: behind, message: 'a blank is missing behind the ":"', hint: 'Write a blank between ":" and value' };
  }
  const above = lineOf(read.texts, number - 1);
  if (above !== undefined && /[|>][-+\d]*$/.test(above.content)) {
    const message = 'this line of a text is not indented further than its key';
    return { place, message, hint: `Start all lines of the text at ${further}` };
  }
  const hint =
    above?.indent === line.indent && (lineFrom(read.texts, number + 1)?.indent ?? 0) <= line.indent
      ? `Write ": " behind the key, or start the line at ${further} if it goes on with the text of line ${above.number}`
      : 'Write ":" behind the key';
  return { place, message: 'this line has no ":", as a key needs', hint };
}

/** A token where none can stand. */
function strangeToken({ error }: Mistake, { text, enclosures, locate }: ReadText): Explanation | undefined {
  if (error.code !== 'UNEXPECTED_TOKEN') return undefined;
  const [offset] = error.pos;
  const place = locate(offset);
  const token = text.slice(offset, offset + 1);
  if (token === '-') {
    const hint = 'Start each "- " on a line of its own under the key, or write the list in brackets: [one, two]';
    return { place, message: 'a list starts on the line of its key', hint };
  }
  if (token === '}' || token === ']') {
    return { place, message: `nothing is open that this "${token}" could close`, hint: 'Remove it' };
  }
  if (token === '|' || token === '>') {
    const hint = 'Start the text on the next line, or put it in quotes';
    return { place, message: `something stands behind the "${token}" that a text of several lines starts with`, hint };
  }
  const before = text.slice(0, offset).trimEnd();
  if (/["']$/.test(before)) {
    const quote = enclosures.findLast(({ end }) => end === before.length);
    const hint = `Put the whole text in quotes; write a quote inside of them as \\" between double and as '' between single ones`;
    if (quote === undefined) return { place, message: 'text follows the closing quote', hint };
    const message = `the quote that opens here is only closed on line ${locate(offset).line}, and text follows there`;
    return { place: locate(quote.start), message, hint: `Write the missing ${quote.closes} on this line` };
  }
  if (/[}\]]$/.test(before)) {
    const hint = 'Put the whole text in quotes if the brackets are part of it, as those of {{ vars.name }} are';
    return { place, message: 'text follows the closing bracket', hint };
  }
  return undefined;
}

function byCode(error: YAMLError, { locate }: ReadText): Explanation {
  const [message, hint = 'Look at the quotes, brackets and indentation here and on the line before'] = WORDS[
    error.code
  ] ?? ['this is no YAML'];
  return { place: locate(error.pos[0]), message, hint };
}

/** Never the library's own words: they quote the text, which may hold a secret. */
const WORDS: Readonly<Partial<Record<YAMLError['code'], readonly [message: string, hint?: string]>>> = {
  ALIAS_PROPS: ['an alias has an anchor of its own', 'Remove the anchor'],
  BAD_ALIAS: ['an alias has no name', 'Put text that starts with * in quotes'],
  BAD_DQ_ESCAPE: [
    'a backslash between double quotes starts no escape that is known',
    'Write a backslash as \\\\, or use single quotes',
  ],
  BAD_INDENT: ['this is not indented as what is around it'],
  BAD_SCALAR_START: ['text without quotes cannot start with this character', 'Put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second ": " stands on this line',
    'Put text that holds ": " in quotes, or start a new line',
  ],
  KEY_OVER_1024_CHARS: ['a key has more than 1024 characters', 'Put text that holds ": " in quotes'],
  MISSING_CHAR: ['a ":", a blank or a quote is missing here'],
  MULTILINE_IMPLICIT_KEY: ['a key goes over several lines', 'Write the key and its ":" on one line'],
  TAB_AS_INDENT: ['a tab stands where only blanks can', 'Write blanks instead'],
  UNEXPECTED_TOKEN: ['what starts here cannot stand here'],
};

/** Where what a line holds begins. */
function placeOf(line: number, { texts, locate }: ReadText): Place {
  return { file: locate(0).file, line, column: (lineOf(texts, line)?.indent ?? 0) + 1 };
}

function placeBelow(line: number, read: ReadText): Place {
  return placeOf(lineFrom(read.texts, line + 1)?.number ?? line, read);
}
