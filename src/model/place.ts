/** Where something was written. */
export interface Place {
  /** Path relative to the folder of `keyplan.yaml`, with `/` on every system. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  /** Column in UTF-16 units, counted from 1. */
  readonly column: number;
}

/** `file:line`, the form that terminals and editors make a link of. */
export function placeText(place: Place): string {
  return `${place.file}:${place.line}`;
}
