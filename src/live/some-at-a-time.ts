/** As many as can be sent at a time, or more, so that the next is always ready. */
const BEGUN_MAX = 64;

/**
 * Does `work` for each item, and gives what came of it in the order of the items. Only some are begun at a time,
 * because a thousand that wait take megabytes. Nothing is begun after a failure.
 */
export async function someAtATime<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  let hasFailed = false;
  const goOn = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(BEGUN_MAX, items.length) }, goOn));
  return results;
}
