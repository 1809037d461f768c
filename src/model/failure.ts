import type { FailureCode } from './codes.js';

/** The exit code of each failure, as product.md fixes them. */
export const EXIT_OF_FAILURE: Readonly<Record<FailureCode, number>> = {
  unreachable: 3,
  'timed-out': 3,
  'sign-in-refused': 3,
  'credential-missing': 3,
  'issuer-mismatch': 3,
  'server-failing': 3,
  'missing-right': 3,
  'incomplete-read': 3,
  'realm-not-found': 3,
  'server-error': 1,
  'server-refused': 1,
  'github-failed': 1,
  'plan-file-invalid': 4,
  'plan-file-mismatch': 4,
  'not-converged': 7,
  'provider-conflict': 5,
  'confirmation-needed': 4,
  usage: 4,
  bug: 1,
};

/**
 * The world failed: thrown at the edges, caught once in `entry`. The message says what and where, the hint how to go on;
 * neither ever holds a secret or a token. The cause is kept for `--verbose`.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint: string;

  constructor(code: FailureCode, message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = options.hint;
  }
}
