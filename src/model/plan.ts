import type { Address } from './address.js';
import type { FactValue } from './facts.js';
import type { FieldPath } from './field-path.js';
import type { Unread } from './live.js';
import type { Mark } from './mark.js';
import type { Place } from './place.js';
import type { Hazard } from './policy.js';
import type { TargetIdentity } from './target.js';

/**
 * Where a change comes from.
 *
 * - `pr`: this revision changes it against the base.
 * - `pending`: in git before, not applied yet.
 * - `drift`: live is not as the last apply left it.
 * - `adopt`: the object carries no mark yet.
 * - `orphan`: the object is ours and left the files, or is named under `removed`.
 * - `unknown`: the commit of the mark cannot be read; counts as drift.
 */
export const ORIGINS = ['pr', 'pending', 'drift', 'adopt', 'orphan', 'unknown'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Whether an origin is among those that somebody named; what is unknown counts as drift. */
export function isOriginAmong(origin: Origin, named: readonly Origin[]): boolean {
  return named.includes(origin) || (origin === 'unknown' && named.includes('drift'));
}

/** The difference in one fact. `before` is live, `after` is desired; undefined means absent. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before: FactValue | undefined;
  readonly after: FactValue | undefined;
  /** Where the after was written; absent for what must go because nobody wrote it. */
  readonly place?: Place;
  /** Where this very difference comes from; absent where that is the object's origin. */
  readonly origin?: Origin;
}

/** The mark before and after. `after` is absent where the object loses it: when it is deleted or forgotten. */
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
 * - `disable`: a client that left the files, or is named under `removed`, is switched off.
 * - `delete`: an object that left the files, or is named under `removed`, goes.
 * - `forget`: our mark is taken away, and the object stays as it is.
 */
export interface ObjectChange {
  readonly address: Address;
  readonly action: 'create' | 'update' | 'mark' | 'disable' | 'delete' | 'forget';
  /** The address until now, of a client that is renamed. The id itself is among `fields`, as `clientId`. */
  readonly renamedFrom?: Address;
  /** What still says the old name of a client that is renamed. */
  readonly stillNamed?: readonly Mention[];
  /** Whose word it is that the object goes. */
  readonly removal?: RemovalWord;
  /** What goes along with a delete, in phrases. @example ['its service account with 3 roles', 'client roles read, write'] */
  readonly loses?: readonly string[];
  /** Who changed the object, newest first; absent where nobody asked or no event tells. */
  readonly changedBy?: readonly Attribution[];
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

/** A place that names a client by an id that it will no longer have. */
export interface Mention {
  /** The object that says the name, and where in it. */
  readonly address: Address;
  readonly path: FieldPath;
  /** Whether the plan changes it: declared objects say the new name, others keep the old one. */
  readonly isChanged: boolean;
}

/** Why an object is removed. */
export interface RemovalWord {
  /** `removed`: the files name it; `orphans`: it left the files, and the policy says what to do. */
  readonly by: 'removed' | 'orphans';
  readonly reason?: string;
}

/** One admin event that explains a change. */
export interface Attribution {
  /** The user's name; absent for a user of another realm, who cannot be looked up. */
  readonly user?: string;
  /** Whether the user is one of another realm, such as an administrator of master. */
  readonly isOfOtherRealm: boolean;
  /** The client through which it was done, by client id, where it can be looked up. @example 'security-admin-console' */
  readonly through?: string;
  /** When, in UTC: ISO 8601 with seconds. */
  readonly at: string;
}

/**
 * What one step does to its object. `create`, `update` and `mark` write the object itself; `link` writes what ties it to
 * others (composites, group role mappings, scope links, role scopes); `grant` writes what its service account holds.
 * `rename` gives a client its new id before anything else is written to it; `disable`, `delete` and `forget` come last.
 */
export type Operation = 'create' | 'rename' | 'update' | 'mark' | 'link' | 'grant' | 'disable' | 'delete' | 'forget';

/** A step's name within its plan: `<address>#<operation>`. */
export type StepId = string & { readonly __stepId: never };

/** One operation on one object, decided in full: applying it decides nothing. */
export interface Step {
  readonly id: StepId;
  readonly address: Address;
  readonly operation: Operation;
  readonly fields: readonly FieldChange[];
  readonly mark?: MarkChange;
  /** The address until now; on a `rename` only. */
  readonly renamedFrom?: Address;
  /** Steps that must be done before this one, in the order of ids. */
  readonly needs: readonly StepId[];
  readonly hazards: readonly Hazard[];
  /** Over target, address, operation, field changes and the marks' owner and digest; not over commit, order or the server's ids. */
  readonly digest: string;
  /** Absent where a step is one request, and so done or not done. */
  readonly parts?: StepParts;
  readonly place: Place;
}

/**
 * Fingerprints of what a step of several requests is made of. What is left of one that was carried out in part is made of the
 * same.
 */
export interface StepParts {
  /** Of the fields that are written at once, with their dangers, and of the mark. */
  readonly each: readonly string[];
  /** Of those with dangers, as they are without: once a mark is written, what it speaks of may have become a repair. */
  readonly harmless: readonly string[];
}

/** A marked object of this owner that the files no longer declare, and that this plan leaves as it is. */
export interface Orphan {
  readonly address: Address;
  readonly mark: Mark;
  /** Why it stays although the policy removes orphans. @example 'it is protected' */
  readonly kept?: string;
}

/** A fact that the base manages and this revision does not: it keeps its live value. */
export interface Release {
  readonly address: Address;
  readonly path: FieldPath;
  readonly value: FactValue | undefined;
}

/** What falls due by date. It is no change of a run without `--due`. */
export interface Scheduled {
  readonly address: Address;
  readonly what: 'delete';
  /** The first day on which it is due, `yyyy-mm-dd` in UTC. */
  readonly due: string;
  readonly isDue: boolean;
}

/** How many objects are in which state. */
export interface PlanCounts {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly disable: number;
  /** Objects that keep everything but our mark. */
  readonly forget: number;
  /** Clients that get another id; they count as updates too. */
  readonly rename: number;
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
  /** The commit of the base, where one was named. */
  readonly base?: string;
  /** The origins that the plan was narrowed to; absent where it holds all. */
  readonly onlyOrigins?: readonly Origin[];
  /** Whether it holds what is due by date; absent where it does not. */
  readonly due?: boolean;
  /** Differences left out because their origin was not asked for, by origin. */
  readonly leftOut?: readonly LeftOut[];
  /** The identity that read the realm. @example 'keyplan-plan' */
  readonly readAs: string;
  /** In reading order: `compareAddresses`. */
  readonly changes: readonly ObjectChange[];
  /** In an order in which they can be carried out. */
  readonly steps: readonly Step[];
  readonly counts: PlanCounts;
  readonly orphans: readonly Orphan[];
  readonly scheduled: readonly Scheduled[];
  readonly released: readonly Release[];
  /** Client ids behind `counts.unmanagedClients`. */
  readonly unmanaged: readonly string[];
  readonly unread: readonly Unread[];
  /** What a reader should know and nobody has to allow, in sentences. */
  readonly notes: readonly PlanNote[];
}

/** Objects with differences of an origin that nobody asked for. */
export interface LeftOut {
  readonly origin: Origin;
  readonly addresses: readonly Address[];
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
