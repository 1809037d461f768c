import type { Style } from '../render/index.js';

/** How results are written: for people, for a pull request, or for programs. No format changes the exit code. */
export type Format = 'text' | 'json' | 'markdown';

/** Where a command's words go and what they look like. */
export interface Output {
  /** Results, on stdout. Text without a final line break. */
  readonly result: (text: string) => void;
  /** Everything that is no result, on stderr. */
  readonly note: (text: string) => void;
  readonly format: Format;
  /** Of results and of notes apart: one of the two may be a terminal. */
  readonly resultStyle: Style;
  readonly noteStyle: Style;
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
  readonly verbose: boolean;
}
