import { Scalar } from 'yaml';
import type { Diagnostic, Place, SourceScalar } from '../model/index.js';

/** The text of a scalar as it is written, quotes and escapes resolved. */
export function scalarText({ type, source, value }: Scalar): string {
  if (type === Scalar.PLAIN || type === undefined) return source ?? '';
  return typeof value === 'string' ? value : '';
}

/** Whether a text holds half of a surrogate pair, which only an escape can write and no URL can carry. */
export function isBroken(text: string): boolean {
  return !text.isWellFormed();
}

/** Makes a source scalar; says where YAML reads something else than a person may have meant. */
export function convertScalar(scalar: Scalar, place: Place, diagnostics: Diagnostic[]): SourceScalar {
  const { value } = scalar;
  const source = scalarText(scalar);
  const odd = (severity: Diagnostic['severity'], message: string, hint: string): void =>
    void diagnostics.push({ code: 'yaml-odd-scalar', severity, place, message, hint });
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      odd('error', `${source} is no number that can be kept`, 'Write a finite number, or text in quotes');
      return { type: 'scalar', value: source, place };
    }
    if (String(value) !== source) {
      odd(
        'warning',
        `${source} is read as the number ${value}`,
        `Write ${value}, or "${source}" in quotes when text is meant`,
      );
    }
  }
  if (typeof value === 'string' && isBroken(value)) {
    odd('error', 'the text holds half of a character', 'Write the character itself instead of an escape');
    return { type: 'scalar', value: value.toWellFormed(), place };
  }
  if (typeof value === 'string' && scalar.type === Scalar.PLAIN && WORDS.has(source.toLowerCase())) {
    const meant = TRUE_WORDS.has(source.toLowerCase());
    odd(
      'warning',
      `${source} is text in YAML 1.2, not ${meant}`,
      `Write ${meant}, or "${source}" in quotes when text is meant`,
    );
  }
  return { type: 'scalar', value: isPlain(value) ? value : source, place };
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['yes', 'on']);
const WORDS: ReadonlySet<string> = new Set([...TRUE_WORDS, 'no', 'off']);

function isPlain(value: unknown): value is SourceScalar['value'] {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
