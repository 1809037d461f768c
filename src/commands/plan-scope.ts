import { Failure, type Origin, type WordsBy } from '../model/index.js';

/** Which of a target's differences a plan holds, and which it may hold. */
export interface PlanScope {
  /** Whether what falls due by date is done. */
  readonly due: boolean;
  /** Only differences of these origins; all when absent. */
  readonly onlyOrigins?: readonly Origin[];
  /** Any other origin refuses the plan. */
  readonly expectOnly?: readonly Origin[];
  /** Only marks, of objects whose fields are all as the files want them. */
  readonly markOnly?: boolean;
  /** How words for this run are given; as options when absent. */
  readonly wordsBy?: WordsBy;
}

/** Refuses options that cannot hold together: without a base nothing is `pr`. */
export function checkScope({ onlyOrigins = [], expectOnly = [] }: PlanScope, base: string | undefined): void {
  if (base !== undefined) return;
  const option = onlyOrigins.includes('pr') ? '--only-origin' : expectOnly.includes('pr') ? '--expect-only' : undefined;
  if (option === undefined) return;
  throw new Failure(
    'usage',
    `${option} pr wants --base, because without a base nothing can be told to come from this revision`,
    {
      hint: 'Name the revision that the files are compared with, as in --base origin/main',
    },
  );
}
