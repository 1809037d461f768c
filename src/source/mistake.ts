import type { YAMLError } from 'yaml';
import type { DiagnosticCode, Place } from '../model/index.js';
import type { Enclosure } from './enclosures.js';
import type { Locate } from './locate.js';

/** An error of the library, and the line that somebody has to change: often a later one than the library names. */
export interface Mistake {
  readonly error: YAMLError;
  /** From 1. */
  readonly line: number;
  /** Whether the line starts at a column where it cannot. */
  readonly isMisplaced: boolean;
}

/** Errors of single values, which no error around them can have made. */
export const OF_VALUES: ReadonlySet<YAMLError['code']> = new Set(['BAD_ALIAS', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START']);

/** What is known about a text besides the errors of the library. */
export interface ReadText {
  readonly text: string;
  /** Its lines, which may end with CR. */
  readonly texts: readonly string[];
  readonly enclosures: readonly Enclosure[];
  readonly locate: Locate;
}

/** What a mistake is, and what to do about it. */
export interface Explanation {
  /** Of what has to change. */
  readonly place: Place;
  readonly message: string;
  readonly hint: string;
  /** `yaml-syntax` when absent. */
  readonly code?: DiagnosticCode;
}
