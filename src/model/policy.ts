import type { Address } from './address.js';
import type { FieldPath } from './field-path.js';
import type { Place } from './place.js';

/** Every danger that a step may carry. A hazard is a fact about a step, not a judgement. */
export const HAZARDS = [
  'admin-role',
  'full-scope',
  'widen-redirect',
  'forge-claim',
  'public-client',
  'change-authentication',
  'widen-audience',
  'adopt',
  'take-over',
  'lose-service-account',
  'rotate-secret',
  'delete',
  'disable',
] as const;
export type HazardName = (typeof HAZARDS)[number];

/** Limits on a whole plan. They count against what we own. */
export const GUARDS = ['mass-delete', 'mass-change', 'empty-desired'] as const;
export type GuardName = (typeof GUARDS)[number];

/** A typed danger of one step. */
export interface Hazard {
  readonly hazard: HazardName;
  readonly address: Address;
  /** The fact that carries it. */
  readonly path?: FieldPath;
  /** What exactly is dangerous, with the values quoted. @example 'gains realm-management/realm-admin through group /ops' */
  readonly detail: string;
}

/**
 * How words for one run are given: as options of the command line, as such where no files can say the same, or as inputs of
 * the GitHub Action.
 */
export type WordsBy = 'option' | 'option-only' | 'input';

/** Somebody's word that a danger is wanted. */
export interface Allowance {
  readonly rule: HazardName | GuardName;
  /** Only this object; absent means all of the target. */
  readonly address?: Address;
  readonly reason?: string;
  /** The last day on which it counts, `yyyy-mm-dd` in UTC. */
  readonly until?: string;
  /** Absent for one that was given for this run. */
  readonly place?: Place;
  /** Present for one that was given by an input of the Action, or by `bootstrap` for the clients that it makes; no file says it then. */
  readonly by?: 'input' | 'bootstrap';
}

/** When a mass guard refuses: both the count and the percentage of owned objects must be exceeded. */
export interface GuardLimit {
  readonly count: number;
  readonly percent: number;
}

/** What becomes of a marked object of this owner that left the files. */
export interface OrphanPolicy {
  /** `disable` is for clients; what cannot be disabled is reported then. */
  readonly then: 'report' | 'disable' | 'delete';
  /** Days after which a client that was disabled for it falls due to be deleted; only with `disable`. */
  readonly deleteAfterDays?: number;
}

/** The rules of a target. */
export interface Policy {
  readonly orphans: OrphanPolicy;
  readonly guards: { readonly 'mass-delete': GuardLimit; readonly 'mass-change': GuardLimit };
  readonly allow: readonly Allowance[];
}

/** Defaults as product.md fixes them. */
export const DEFAULT_POLICY: Policy = {
  orphans: { then: 'report' },
  guards: { 'mass-delete': { count: 5, percent: 20 }, 'mass-change': { count: 20, percent: 50 } },
  allow: [],
};

/** One thing that policy refuses, and the exact words that would allow it. */
export interface Refusal {
  /**
   * A hazard or a guard; or `expired`: somebody's word or an ignore rule ended; `protected`: the object may not go;
   * `in-use`: something of another owner uses it; `unexpected-origin`: the run was told to expect other origins only.
   */
  readonly rule: HazardName | GuardName | 'expired' | 'protected' | 'in-use' | 'unexpected-origin';
  readonly address?: Address;
  readonly place?: Place;
  readonly detail: string;
  /** What to write or to say, ready to copy; absent where nothing can allow it. */
  readonly allowWith?: string;
}

/** What policy says about a plan. An empty list of refusals lets it pass. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  /** Hazards that somebody allowed, with whose word. */
  readonly allowed: readonly { readonly hazard: Hazard; readonly allowance: Allowance }[];
  readonly warnings: readonly string[];
}
