import type { Address } from './address.js';
import type { FactValue } from './facts.js';
import type { FieldPath } from './field-path.js';
import type { Unread } from './live.js';
import type { Mark } from './mark.js';
import type { Place } from './place.js';
import type { Hazard } from './policy.js';
import type { TargetIdentity } from './target.js';

/** Where a change comes from, as far as the mark's digest tells without a second revision. */
export type Origin = 'pending' | 'drift' | 'adopt' | 'orphan' | 'unknown';

/** The difference in one fact. `before` is live, `after` is desired; undefined means absent. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before: FactValue | undefined;
  readonly after: FactValue | undefined;
  /** Where the after was written; absent for what must go because nobody wrote it. */
  readonly place?: Place;
}

/** The mark before and after. `after` is absent where the object is never marked (scopes and roles of a fresh realm). */
export interface MarkChange {
  readonly before?: Mark;
  readonly after?: Mark;
}

/**
 * The difference of one object.
 *
 * - `create`: it is not there; `fields` are all its facts.
 * - `update`: at least one fact differs.
 * - `mark`: every written fact is equal; only the mark is written (adoption) or refreshed. Counted, but no change.
 */
export interface ObjectChange {
  readonly address: Address;
  readonly action: 'create' | 'update' | 'mark';
  readonly origin: Origin;
  /** Whether the object carries no mark yet and becomes ours by this change. */
  readonly adopts: boolean;
  /** In the order of paths. */
  readonly fields: readonly FieldChange[];
  /** What the server adds to a create by itself, in phrases. @example ['default client scopes acr, basic, email', 'role default-roles-agents'] */
  readonly serverAdds: readonly string[];
  /** Absent where the mark stays as it is. */
  readonly mark?: MarkChange;
  readonly place: Place;
  /** Prefixes that could not be compared because they were not read. */
  readonly unread: readonly FieldPath[];
}

/**
 * What one step does to its object. `create`, `update` and `mark` write the object itself; `link` writes what ties it to
 * others (composites, group role mappings, scope links, role scopes); `grant` writes what its service account holds.
 */
export type Operation = 'create' | 'update' | 'mark' | 'link' | 'grant';

/** A step's name within its plan: `<address>#<operation>`. */
export type StepId = string & { readonly __stepId: never };

/** One operation on one object, decided in full: applying it decides nothing. */
export interface Step {
  readonly id: StepId;
  readonly address: Address;
  readonly operation: Operation;
  readonly fields: readonly FieldChange[];
  readonly mark?: MarkChange;
  /** Steps that must be done before this one, in the order of ids. */
  readonly needs: readonly StepId[];
  readonly hazards: readonly Hazard[];
  /** Over target, address, operation, field changes and the marks' owner and digest; not over commit, order or the server's ids. */
  readonly digest: string;
  readonly place: Place;
}

/** A marked object of this owner that the files no longer declare. */
export interface Orphan {
  readonly address: Address;
  readonly mark: Mark;
}

/** How many objects are in which state. */
export interface PlanCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  /** Unmarked objects that become ours without a change of a field. */
  readonly adopt: number;
  /** Own objects whose mark alone is refreshed. */
  readonly mark: number;
  /** Declared clients without any difference. */
  readonly unchangedClients: number;
  /** Declared objects without any difference, clients included. */
  readonly unchanged: number;
  /** Live objects of any kind that carry our mark: what the guards count against. */
  readonly owned: number;
  /** Clients that nobody declared and that do not belong to Keycloak itself or to this owner. */
  readonly unmanagedClients: number;
}

/** The plan: everything an apply will do, and everything that a reader must know to agree to it. */
export interface Plan {
  /** Version of this shape, published as `schemas/plan.schema.json`. */
  readonly format: 1;
  readonly target: TargetIdentity;
  /** The commit of the files, or `none`. */
  readonly commit: string;
  /** The identity that read the realm. @example 'keyplan-plan' */
  readonly readAs: string;
  /** In reading order: `compareAddresses`. */
  readonly changes: readonly ObjectChange[];
  /** In an order in which they can be carried out. */
  readonly steps: readonly Step[];
  readonly counts: PlanCounts;
  readonly orphans: readonly Orphan[];
  /** Client ids behind `counts.unmanagedClients`. */
  readonly unmanaged: readonly string[];
  readonly unread: readonly Unread[];
  /** What a reader should know and nobody has to allow, in sentences. */
  readonly notes: readonly PlanNote[];
}

/** A remark on a plan that is neither a change nor a hazard. */
export interface PlanNote {
  readonly address?: Address;
  readonly place?: Place;
  readonly text: string;
}

/** Whether a plan changes anything; marks are no change. */
export function hasChanges(plan: Plan): boolean {
  return plan.changes.some((change) => change.action !== 'mark');
}
