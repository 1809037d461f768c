import type { TestContext } from 'vitest';

/**
 * Leaves a test out that cannot run here, and says why; the end of the run says it again. For what a machine or a server
 * may lack, such as a program that is not built yet: never for a test that fails.
 */
export function leaveOut(context: TestContext, reason: string): never {
  return context.skip(reason);
}
