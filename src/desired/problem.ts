import type { Diagnostic, DiagnosticCode, Place } from '../model/index.js';

/** An error in the author's files. The message quotes no value that may be a secret. */
export function problem(code: DiagnosticCode, place: Place, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', place, message, hint };
}

/** Something worth a word that stops nothing. */
export function warning(code: DiagnosticCode, place: Place, message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', place, message, hint };
}

/** The words that suggest names, or nothing. @example didYouMean(['a', 'b']) is 'Did you mean "a" or "b"? ' */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `Did you mean ${names.map((name) => `"${name}"`).join(' or ')}? `;
}

/** A place as the key of a map. */
export function placeKey({ file, line, column }: Place): string {
  return `${file}\u0000${line}\u0000${column}`;
}
