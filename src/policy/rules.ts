import type { Address, Allowance, IgnoreRule, LiveObject, Origin, Policy, Usages, WordsBy } from '../model/index.js';

/** What policy is judged by. */
export interface Rules {
  readonly policy: Policy;
  /** What the entries of the files allow, by object. */
  readonly entries: ReadonlyMap<Address, readonly Allowance[]>;
  /** What was allowed for this run. */
  readonly given: readonly Allowance[];
  /** How that is given, and what else is said for one run; as options when absent. */
  readonly wordsBy?: WordsBy;
  /** How many live objects of ours the files declare. */
  readonly kept: number;
  /** What goes along with each object that is deleted, as it is live. */
  readonly along: ReadonlyMap<Address, readonly LiveObject[]>;
  /** The day on which the plan is judged, `yyyy-mm-dd` in UTC. */
  readonly today: string;
  readonly ignores: readonly IgnoreRule[];
  /** Who else uses what would be deleted. */
  readonly usages: Usages;
  /** Clients that lose `realm-admin` by the plan although nobody else of the realm holds it; none when absent. */
  readonly lastAdmins?: ReadonlySet<Address>;
  /** Any other origin is refused; all are expected when absent. */
  readonly expectOnly?: readonly Origin[];
}

/** Words of the files that allow something, and how they are said for one run instead. */
export function allowWords(word: string, inFiles: string, { wordsBy }: Pick<Rules, 'wordsBy'>): string {
  if (wordsBy === 'input') return `${inFiles}, or by the input allow: ${word}`;
  return wordsBy === 'option-only' ? `--allow ${word}` : `--allow ${word}, or ${inFiles}`;
}

/** Every word that somebody gave. */
export function everyAllowance({ policy, entries, given }: Rules): readonly Allowance[] {
  return [...policy.allow, ...[...entries.values()].flat(), ...given];
}
