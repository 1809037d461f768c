import { CircuitState, SamplingBreaker } from 'cockatiel';
import { Failure } from '../../../model/index.js';
import type { Asked, RequestSite } from './errors.js';
import { isOutage, type Outage } from './outage.js';

/** Lets requests through until nothing is answered any more, or most of them came to nothing. */
export type Breaker = <T>(asked: Asked, request: () => Promise<T>) => Promise<T>;

/** The time that is looked back over. */
const SPAN_MS = 120_000;
/** Requests that tell anything, and the part of them that must come to nothing, all repetitions included. */
const REQUESTS_MIN = 5;
const PART = 0.5;

/**
 * Ends a run against a dying server. A request that is repeated takes a minute to fail; a plan of a thousand steps would
 * take hours to say so. Nothing is tried after a request that was repeated in vain while nothing else was answered either,
 * nor once most requests came to nothing; that stays so: what comes next is another run.
 */
export function createBreaker(site: RequestSite, outage: Outage): Breaker {
  const sampling = new SamplingBreaker({
    threshold: PART,
    duration: SPAN_MS,
    minimumRps: (REQUESTS_MIN * 1000) / SPAN_MS,
  });
  let isBroken = false;
  const notTried = (asked: Asked, why: string): Failure =>
    new Failure('server-failing', `${asked} on ${site.server}: not tried, because ${why}`, {
      hint: 'Look at the server and what is before it, then run again.',
    });
  return async (asked, request) => {
    if (outage.isGivenUp()) throw notTried(asked, 'the server has not answered anything for as long as keyplan waits');
    if (isBroken) throw notTried(asked, 'most requests of the last two minutes came to nothing');
    try {
      const answer = await request();
      sampling.success(CircuitState.Closed);
      return answer;
    } catch (error) {
      if (isOutage(error)) isBroken = sampling.failure(CircuitState.Closed) || isBroken;
      throw error;
    }
  };
}
