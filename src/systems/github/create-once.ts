import { type GithubSession, statusOf } from './github-session.js';

const ATTEMPTS_MAX = 3;

/**
 * Makes something that must not be made twice. After an answer that got lost, or an error of the server, it may be there:
 * then `find` decides, and only where there is nothing it is tried again.
 */
export async function createOnce<T>(
  { wait }: Pick<GithubSession, 'wait'>,
  find: () => Promise<T | undefined>,
  create: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      // An answer that never came counts as 500.
      if ((statusOf(error) ?? 0) < 500 || attempt === ATTEMPTS_MAX) throw error;
    }
    await wait(attempt ** 2);
    const there = await find();
    if (there !== undefined) return there;
  }
}

/** Goes into calls that are not to be repeated by themselves. */
export const ONCE = { request: { retries: 0 } } as const;
