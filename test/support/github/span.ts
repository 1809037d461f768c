/** When something was under way, in milliseconds of `performance.now()`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
