import type { Address, Allowance, IgnoreRule, LiveObject, Origin, Policy, Usages } from '../model/index.js';

/** What policy is judged by. */
export interface Rules {
  readonly policy: Policy;
  /** What the entries of the files allow, by object. */
  readonly entries: ReadonlyMap<Address, readonly Allowance[]>;
  /** What was allowed on the command line. */
  readonly given: readonly Allowance[];
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

/** Every word that somebody gave. */
export function everyAllowance({ policy, entries, given }: Rules): readonly Allowance[] {
  return [...policy.allow, ...[...entries.values()].flat(), ...given];
}
