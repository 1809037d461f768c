import { EXIT_OF_FAILURE, type FailureCode } from '../model/index.js';

/** The exit codes that are no failure's own. */
export const EXIT = { fine: 0, changes: 2, missingRight: 3, wrongFiles: 4, refused: 5, stale: 6, partial: 7 } as const;

/** Over several targets the first of these that occurred is the program's exit code. */
const PRECEDENCE: readonly number[] = [4, 3, 5, 6, 7, 8, 1, 2, 0];

/** The one exit code of several. @example worstExit([0, 2, 5]) is 5 */
export function worstExit(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.fine;
}

/** The exit code of a failure. */
export function exitOfFailure(code: FailureCode): number {
  return EXIT_OF_FAILURE[code];
}
