import { circuitBreaker, handleWhen, isBrokenCircuitError, SamplingBreaker } from 'cockatiel';
import { Failure } from '../../../model/index.js';
import { refusalOf, type Asked, type RequestSite } from './errors.js';

/** Lets requests through until most of them came to nothing. */
export type Breaker = <T>(asked: Asked, request: () => Promise<T>) => Promise<T>;

/** The time that is looked back over. */
const SPAN_MS = 120_000;
/** Requests that tell anything, and the part of them that must come to nothing, all repetitions included. */
const REQUESTS_MIN = 5;
const PART = 0.5;

/**
 * Ends a run against a dying server. A request that is repeated takes a minute to fail; a plan of a thousand steps would
 * take hours to say so. Once open it stays open: what comes next is another run.
 */
export function createBreaker(site: RequestSite): Breaker {
  const breaker = new SamplingBreaker({
    threshold: PART,
    duration: SPAN_MS,
    minimumRps: (REQUESTS_MIN * 1000) / SPAN_MS,
  });
  const policy = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: Number.MAX_SAFE_INTEGER, breaker });
  return async (asked, request) => {
    try {
      return await policy.execute(request);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      const message = `${asked} on ${site.server}: not tried, because most requests of the last two minutes came to nothing`;
      throw new Failure('server-failing', message, {
        hint: 'Look at the server and what is before it, then run again.',
        cause: error,
      });
    }
  };
}

/** Whether a request failed because the server, or the way to it, is out of order; what it refuses for a reason does not count. */
function isOutage(error: unknown): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined) return false;
  return refusal.type !== 'answer' || OUTAGE.has(refusal.status);
}

const OUTAGE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
