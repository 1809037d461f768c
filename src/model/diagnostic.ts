import type { DiagnosticCode } from './codes.js';
import { compareText } from './json.js';
import type { Place } from './place.js';

/** Something wrong, or worth a word, in the author's files. Diagnostics are collected and all shown; they are never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** Errors stop the command with exit 4; warnings do not. */
  readonly severity: 'error' | 'warning';
  readonly place: Place;
  /** What is wrong, with values quoted; one sentence without a full stop. */
  readonly message: string;
  /** How to go on. */
  readonly hint: string;
  /** Other places that belong to it, such as the first of two declarations. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
}

/** A result that is either a value or the reasons why there is none; warnings come with either. */
export interface Diagnosed<T> {
  /** Absent when one of the diagnostics is an error that left nothing to go on with. */
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** By file, line and column, then code; duplicates are dropped. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyed = new Map(diagnostics.map((diagnostic) => [sortKey(diagnostic), diagnostic]));
  return [...keyed].sort(([a], [b]) => compareText(a, b)).map(([, diagnostic]) => diagnostic);
}

function sortKey({ place, code, message }: Diagnostic): string {
  const number = (value: number): string => String(value).padStart(9, '0');
  return [place.file, number(place.line), number(place.column), code, message].join('\u0000');
}
