/** What is known about one code, hazard or guard: the text of `keyplan explain`. */
export interface PageText {
  /** A few words, without a full stop. */
  readonly title: string;
  /** What it means and why it is so. */
  readonly meaning: string;
  /** Wrong and right, as they would stand in a file or on a command line. */
  readonly example?: string;
  /** How to go on. */
  readonly fix: string;
}

/** Joins the lines of an example. */
export function lines(...text: readonly string[]): string {
  return text.join('\n');
}
