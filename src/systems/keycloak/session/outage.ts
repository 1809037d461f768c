import { refusalOf } from './errors.js';

/** The statuses of a server, or of what is before it, that is out of order. */
const OUT_OF_ORDER: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether a request failed because the server, or the way to it, is out of order; what it refuses for a reason does not count. */
export function isOutage(error: unknown): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined) return false;
  return refusal.type !== 'answer' || OUT_OF_ORDER.has(refusal.status);
}

/**
 * Since when a server has answered nothing at all. All requests of a session share it, sign-ins included, so that they are
 * given up together: one that begins while nothing is answered has the rest of the time and not a time of its own.
 */
export interface Outage {
  /** Makes one attempt of a request, and notes whether the server answered. */
  readonly watch: <T>(attempt: () => Promise<T>) => Promise<T>;
  /** Since when nothing has been answered; undefined while the server answers. */
  readonly sinceMs: () => number | undefined;
  /** Says that somebody has repeated a request for as long as may be. */
  readonly giveUp: () => void;
  /** Whether somebody has, and nothing has been answered since. */
  readonly isGivenUp: () => boolean;
}

/** Watches over a server; `now` is a clock that never goes back, in milliseconds. */
export function createOutage(now: () => number): Outage {
  let since: number | undefined;
  let isGivenUp = false;
  let answeredAt = Number.NEGATIVE_INFINITY;
  const answered = (): void => {
    since = undefined;
    isGivenUp = false;
    answeredAt = now();
  };
  return {
    async watch(attempt) {
      const startedAt = now();
      try {
        const answer = await attempt();
        answered();
        return answer;
      } catch (error) {
        // An attempt may be silent for two minutes in which others were answered.
        if (isOutage(error)) since ??= Math.max(startedAt, answeredAt);
        else if (refusalOf(error) !== undefined) answered();
        throw error;
      }
    },
    sinceMs: () => since,
    giveUp() {
      isGivenUp = since !== undefined;
    },
    isGivenUp: () => isGivenUp,
  };
}
