import type { Address } from './address.js';
import type { FieldPath } from './field-path.js';
import type { LeftOut, ObjectChange, Orphan, Release, Scheduled } from './plan.js';

/** Everything in which a live realm differs from what its files want, and what belongs to nobody. */
export interface Differences {
  /** In reading order (`compareAddresses`); objects without any difference have none. */
  readonly changes: readonly ObjectChange[];
  /** Declared objects that are as they should be. */
  readonly unchanged: readonly Address[];
  /** Declared objects, or parts of them, that could not be compared: address and prefixes. */
  readonly unknown: ReadonlyMap<Address, readonly FieldPath[]>;
  readonly orphans: readonly Orphan[];
  readonly scheduled: readonly Scheduled[];
  readonly released: readonly Release[];
  /** Differences that were left out because their origin was not asked for; absent where nothing was narrowed. */
  readonly leftOut?: readonly LeftOut[];
  /** Client ids that nobody declared and that are neither Keycloak's nor ours. */
  readonly unmanaged: readonly string[];
  /** How many live objects carry our mark. */
  readonly owned: number;
}
