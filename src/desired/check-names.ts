import type { Diagnostic, Place } from '../model/index.js';
import { problem } from './problem.js';
import { quoted } from './shape/wording.js';

/** How long names, descriptions and URIs may be, in characters: the server answers 500 to longer ones (24.0.5 to 26.7.4, contract "over-long values"). */
export const LENGTH_MAX = 255;

/** How long a client id may be when the client has a service account: its user is called `service-account-<client id>`. */
export const ACCOUNT_CLIENT_ID_MAX = 239;

/** What a text is and how long it may be. */
export interface TextRule {
  /** @example 'the client id' */
  readonly what: string;
  readonly max?: number;
  /** Whether it may have several lines. */
  readonly lines?: boolean;
}

/** Characters that nobody sees: control characters, line separators and marks that reorder text. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** What is wrong with a name: it must not be empty, and what {@link checkText} says. */
export function checkName(text: string, place: Place, rule: TextRule, found: Diagnostic[]): void {
  if (text === '') found.push(problem('empty-name', place, `${rule.what} is empty`, 'Write a name'));
  else checkText(text, place, rule, found);
}

/** What is wrong with a text that the server would store as it is, or answer with an error that names no field. */
export function checkText(
  text: string,
  place: Place,
  { what, max = LENGTH_MAX, lines = false }: TextRule,
  found: Diagnostic[],
): void {
  if (CONTROL.test(lines ? text.replaceAll(/[\n\t]/g, '') : text)) {
    found.push(
      problem(
        'control-character',
        place,
        `${what} ${quoted(text)} holds a character that cannot be seen`,
        'Remove it; type the text anew instead of pasting it',
      ),
    );
  } else if (text !== text.trim()) {
    const hint = lines
      ? 'Remove the blanks and line ends around it; end a block with ">-" or "|-"'
      : 'Remove the blanks around it';
    found.push(problem('outer-blanks', place, `${what} ${quoted(text)} starts or ends with a blank`, hint));
  }
  // No text has more characters than UTF-16 units, and those need no counting.
  const length = text.length > max ? Array.from(text).length : 0;
  if (length > max) {
    found.push(
      problem(
        'too-long',
        place,
        `${what} ${quoted(text)} has ${length} characters, and the server takes ${max}`,
        'Shorten it',
      ),
    );
  }
}
