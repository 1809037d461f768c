/** Lets work run in the order in which it came, so many at a time. */
export type Line = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a line in front of `places` places. */
export function createLine(places: number): Line {
  let free = places;
  const waiting: (() => void)[] = [];
  let next = 0;
  const leave = (): void => {
    const go = waiting[next];
    if (go === undefined) {
      free += 1;
      return;
    }
    next += 1;
    // What has gone is dropped now and then, so that a long line costs no more than its length.
    if (next === 1024) {
      waiting.splice(0, next);
      next = 0;
    }
    go();
  };
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
