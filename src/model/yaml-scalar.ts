// How a text stands in a realm file, for whatever writes one.

/** Text of a realm as files write it: two braces would begin a variable, so they are written as the one expression that gives them. */
export function escapeVariables(text: string): string {
  return text.includes('{{') ? text.replaceAll('{{', '{{ "{{" }}') : text;
}

/** Words that other readers of YAML take for something else, besides those that YAML 1.2 does. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;
/** Anything that may be a number, a date or a time to some reader. */
const NUMBERISH = /^[-+]?\.?[0-9][0-9a-fA-FxXoO_.,:eE+-]*$|^[-+]?\.(?:inf|nan)$/i;
/** Starts with a letter, a digit or one of a few signs, and holds nothing that ends a value or starts a comment. */
const PLAIN = /^[\p{L}\p{N}_./$+](?:[\p{L}\p{N}_./$+@%=&;()~^<>*?!'-]| (?=[^\s#])|:(?=[^\s]))*$/u;

/** Whether a text needs no quotes, inside brackets or outside, because it is no word or number of any YAML. */
export function isPlainText(text: string): boolean {
  return PLAIN.test(text) && !WORDS.test(text) && !NUMBERISH.test(text);
}

/** A text in double quotes on one line; characters that nobody sees are escaped. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{C}\p{Zl}\p{Zp}\u00A0]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const codes = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return codes.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('');
}
