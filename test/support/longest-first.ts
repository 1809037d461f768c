import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that run longest, the longest first. A fresh clone knows no durations, and one of these that began last
 * would run alone while the other worker has nothing to do.
 */
export const LONGEST: readonly string[] = [
  'test/entry/published-realms.test.ts',
  'test/entry/interruption.test.ts',
  'test/action/safety.test.ts',
  'test/action/status.test.ts',
  'test/action/drift-pull-request.test.ts',
  'test/examples/realms.test.ts',
  'test/action/pull-requests.test.ts',
  'test/entry/faults.test.ts',
];

/**
 * Orders test files so that all workers end together: the longest, then the others that talk to the server, and last
 * the many short ones that need none and fill what is left.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId, project }: Pick<TestSpecification, 'moduleId' | 'project'>): number {
  const place = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  if (place !== -1) return place;
  return project.name === 'offline' ? LONGEST.length + 1 : LONGEST.length;
}
