import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { refusalOf, type Method, type Refusal } from './errors.js';

/** When a failed request is sent again, and for how long. */
export interface RetryLimits {
  /** Repetitions at most. */
  readonly repeatsMax: number;
  /** The first wait, in milliseconds; each further one is up to twice as long. */
  readonly firstWaitMs: number;
  /** The longest wait, in milliseconds, whatever the server asks for. */
  readonly waitMaxMs: number;
  /** No repetition starts later than this after the first attempt, in milliseconds. */
  readonly totalMs: number;
  /** How long a server may not know a new key of an issuer, in milliseconds; as long as it was seen to when absent. */
  readonly newKeyMs?: number;
}

/** A server that restarts is back within this; longer troubles are for people. */
export const RETRY_LIMITS: RetryLimits = { repeatsMax: 6, firstWaitMs: 250, waitMaxMs: 20_000, totalMs: 60_000 };

export interface RetryOptions {
  readonly method: Method;
  readonly limits: RetryLimits;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Told before each wait. */
  readonly onWait: (refusal: Refusal, waitMs: number) => void;
}

/**
 * Sends a request again after troubles that pass. GET, PUT and DELETE mean the same when they arrive twice; a POST does
 * not, so it is never repeated here. The last error is thrown as it is.
 */
export async function withRetry<T>(options: RetryOptions, send: () => Promise<T>): Promise<T> {
  if (options.method === 'POST') return send();
  const startedMs = options.now();
  let repeats = 0;
  const passes = (error: unknown): boolean => {
    const refusal = refusalOf(error);
    if (refusal === undefined || !passesBy(refusal, options.method, repeats)) return false;
    repeats += 1;
    return options.now() - startedMs + waitFor(refusal, repeats, options.limits).leastMs < options.limits.totalMs;
  };
  const backoff = new DelegateBackoff<{ readonly attempt: number; readonly result: object }>(({ attempt, result }) => {
    const refusal = 'error' in result ? refusalOf(result.error) : undefined;
    if (refusal === undefined) return 0;
    const { leastMs, mostMs } = waitFor(refusal, attempt, options.limits);
    const waitMs = Math.round(leastMs + Math.random() * (mostMs - leastMs));
    options.onWait(refusal, waitMs);
    return waitMs;
  });
  return retry(handleWhen(passes), { maxAttempts: options.limits.repeatsMax, backoff }).execute(send);
}

/** 500 may be a conflict inside the server, so a read may try its luck twice; after a write somebody must look first. */
const SERVER_BUG_REPEATS = 2;
/** A name without an address, a certificate that does not fit and a session that was closed stay so for longer than anybody waits. */
const LASTING = /^ENOTFOUND$|CERT|SIGNATURE|^ERR_(TLS|SSL)|^ERR_SESSION_CLOSED$/;
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function passesBy(refusal: Refusal, method: Method, repeats: number): boolean {
  if (refusal.type !== 'answer') return !LASTING.test(refusal.words);
  if (refusal.status === 500) return method === 'GET' && repeats < SERVER_BUG_REPEATS;
  return PASSING.has(refusal.status);
}

/** The span to wait in: what the server asks for, else a span that doubles, so that many clients do not come back at once. */
function waitFor(
  refusal: Refusal,
  attempt: number,
  limits: RetryLimits,
): { readonly leastMs: number; readonly mostMs: number } {
  const doubled = Math.min(limits.firstWaitMs * 2 ** (attempt - 1), limits.waitMaxMs);
  const asked = refusal.type === 'answer' ? refusal.retryAfterMs : undefined;
  if (asked === undefined) return { leastMs: doubled / 2, mostMs: doubled };
  const leastMs = Math.min(asked, limits.waitMaxMs);
  return { leastMs, mostMs: leastMs + limits.firstWaitMs };
}
