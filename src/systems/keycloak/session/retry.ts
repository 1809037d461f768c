import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { refusalOf, type Method, type Refusal } from './errors.js';
import type { Outage } from './outage.js';

/** When a failed request is sent again, and for how long. */
export interface RetryLimits {
  /** Repetitions at most. */
  readonly repeatsMax: number;
  /** The first wait, in milliseconds; each further one is up to twice as long. */
  readonly firstWaitMs: number;
  /** The longest wait, in milliseconds, whatever the server asks for. */
  readonly waitMaxMs: number;
  /** No repetition starts later than this after the first attempt, nor after the server's last answer to anything, in milliseconds. */
  readonly totalMs: number;
  /** Whether the server is one that starts: it may not know its name, its routes or its realms yet. */
  readonly isStarting?: boolean;
}

/** A server that restarts is back within this; longer troubles are for people. */
export const RETRY_LIMITS: RetryLimits = { repeatsMax: 24, firstWaitMs: 250, waitMaxMs: 20_000, totalMs: 60_000 };

/** What never answered is most likely the wrong address, so that people hear of it soon. */
const FIRST_CONTACT_MS = 10_000;
const START_STEP_MS = 2_000;

/** The limits of the first request of a session: short, unless somebody waits for a server that starts. */
export function firstContact(usual: RetryLimits, startMs: number | undefined): RetryLimits {
  if (startMs === undefined) return { ...usual, totalMs: Math.min(usual.totalMs, FIRST_CONTACT_MS) };
  const waitMaxMs = Math.min(usual.waitMaxMs, START_STEP_MS);
  return { ...usual, repeatsMax: Number.POSITIVE_INFINITY, waitMaxMs, totalMs: startMs, isStarting: true };
}

export interface RetryOptions {
  readonly method: Method;
  readonly limits: RetryLimits;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Whether the server answers anything. */
  readonly outage: Outage;
  /** Told before each wait. */
  readonly onWait: (refusal: Refusal, waitMs: number) => void;
}

/**
 * Sends a request again after troubles that pass. GET, PUT and DELETE mean the same when they arrive twice; a POST does
 * not, so it is never repeated here. The last error is thrown as it is.
 */
export async function withRetry<T>(options: RetryOptions, send: () => Promise<T>): Promise<T> {
  const startedMs = options.now();
  try {
    return await options.outage.watch(send);
  } catch (error) {
    // Almost every request succeeds at once, and never needs what follows.
    return await repeat(options, send, { error, startedMs });
  }
}

/** Goes on after a first attempt that failed. */
function repeat<T>(
  options: RetryOptions,
  send: () => Promise<T>,
  { error, startedMs }: { readonly error: unknown; readonly startedMs: number },
): Promise<T> {
  const { outage } = options;
  let repeats = 0;
  const passes = (error: unknown): boolean => {
    const refusal = refusalOf(error);
    if (refusal === undefined || !passesBy(refusal, options, repeats)) return false;
    repeats += 1;
    const leftMs = options.limits.totalMs - waitFor(refusal, repeats, options.limits).leastMs;
    const outageMs = options.now() - (outage.sinceMs() ?? options.now());
    if (outageMs >= leftMs) outage.giveUp();
    if (outageMs >= leftMs || options.method === 'POST') return false;
    // One silence may be longer than the whole limit; where others were answered, the next attempt may be so at once.
    return (refusal.type === 'timed-out' && repeats === 1) || options.now() - startedMs < leftMs;
  };
  const backoff = new DelegateBackoff<{ readonly attempt: number; readonly result: object }>(({ attempt, result }) => {
    const refusal = 'error' in result ? refusalOf(result.error) : undefined;
    if (refusal === undefined) return 0;
    const { leastMs, mostMs } = waitFor(refusal, attempt, options.limits);
    const waitMs = Math.round(leastMs + Math.random() * (mostMs - leastMs));
    options.onWait(refusal, waitMs);
    return waitMs;
  });
  let isFirst = true;
  return retry(handleWhen(passes), { maxAttempts: options.limits.repeatsMax, backoff }).execute(() => {
    if (!isFirst) return outage.watch(send);
    isFirst = false;
    throw error;
  });
}

/** 500 may be a conflict inside the server, so a read may try its luck twice; after a write somebody must look first. */
const SERVER_BUG_REPEATS = 2;
/** A certificate that does not fit, a proxy that refuses, an answer without an end and a session that was closed stay so for longer than anybody waits. */
const LASTING = /CERT|SIGNATURE|ISSUER|^EPROTO$|^ERR_(TLS|SSL)|^ERR_SESSION_CLOSED$|^ERR_ANSWER_TOO_LONG$|^PROXY_4/;
/** So does a name without an address, unless its server is about to start. */
const NAMELESS = /^ENOTFOUND$|^PROXY_404$/;
/** Whoever waits longer sees a server that is back too late. */
const DOUBLED_MAX_MS = 5_000;
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function passesBy(refusal: Refusal, { method, limits }: RetryOptions, repeats: number): boolean {
  const isStarting = limits.isStarting === true;
  if (refusal.type !== 'answer') {
    return NAMELESS.test(refusal.words) ? isStarting : !LASTING.test(refusal.words);
  }
  if (isStarting && (refusal.status === 404 || refusal.status >= 500)) return true;
  if (refusal.status === 500) return method === 'GET' && repeats < SERVER_BUG_REPEATS;
  return PASSING.has(refusal.status);
}

/** The span to wait in: what the server asks for, else a span that doubles, so that many clients do not come back at once. */
function waitFor(
  refusal: Refusal,
  attempt: number,
  limits: RetryLimits,
): { readonly leastMs: number; readonly mostMs: number } {
  const doubled = Math.min(limits.firstWaitMs * 2 ** (attempt - 1), limits.waitMaxMs, DOUBLED_MAX_MS);
  const asked = refusal.type === 'answer' ? refusal.retryAfterMs : undefined;
  if (asked === undefined) return { leastMs: doubled / 2, mostMs: doubled };
  const leastMs = Math.min(asked, limits.waitMaxMs);
  return { leastMs, mostMs: leastMs + limits.firstWaitMs };
}
