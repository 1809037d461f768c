/* oxlint-disable max-lines */
// Generated from schemas/report.schema.json by "npm run fresh"; edits are overwritten.

/**
 * The value of one fact. Members of sets have the value true; an attribute of a role, group or service account is a list.
 */
export type FactValue = string | number | boolean | null | string[];

/**
 * A report: a plan with what happened to each of its steps.
 */
export interface KeyplanReport {
  /**
   * Version of this format.
   */
  format: 1;
  /**
   * converged: planning again found nothing. partial: a step was not done. not-converged: all were done and something still differs. stale: live moved before the first write and nothing was written.
   */
  state: 'converged' | 'partial' | 'not-converged' | 'stale';
  plan: Plan;
  /**
   * One for each step, in the plan's order.
   */
  outcomes: Outcome[];
  after?: Plan;
  /**
   * Why there is no "after".
   */
  readBackError?: string;
}
/**
 * A plan: everything an apply will do, and everything that a reader must know to agree to it.
 */
export interface Plan {
  /**
   * Version of this format.
   */
  format: 1;
  target: Target;
  /**
   * The commit of the files; none outside git; <commit>-dirty for a dirty work tree.
   */
  commit: string;
  /**
   * The identity that read the realm.
   */
  readAs: string;
  /**
   * The differences, in the order of addresses.
   */
  changes: Change[];
  /**
   * The operations, in an order in which they can be carried out.
   */
  steps: Step[];
  counts: Counts;
  /**
   * Objects of this owner that no file declares any more.
   */
  orphans: Orphan[];
  /**
   * Client ids of clients that no file declares.
   */
  unmanaged: string[];
  /**
   * What could not be read.
   */
  unread: Unread[];
  /**
   * Remarks.
   */
  notes: Note[];
  verdict?: Verdict;
}
/**
 * Which realm the plan is for and in whose name.
 */
export interface Target {
  /**
   * The target's name in the settings.
   */
  name: string;
  /**
   * Base URL of the server.
   */
  server: string;
  /**
   * The realm.
   */
  realm: string;
  /**
   * The owner that is written on what is managed.
   */
  owner: string;
}
/**
 * The difference of one object.
 */
export interface Change {
  /**
   * The object, such as client/aip-agent-1.
   */
  address: string;
  /**
   * create and update change it; mark writes its ownership mark only and is no change.
   */
  action: 'create' | 'update' | 'mark';
  /**
   * Where the change comes from.
   */
  origin: 'pending' | 'drift' | 'adopt' | 'orphan' | 'unknown';
  /**
   * Whether the object carries no mark yet and becomes managed by this change.
   */
  adopts: boolean;
  /**
   * The facts that differ, in the order of paths.
   */
  fields: FieldChange[];
  /**
   * What the server adds to a create by itself, in phrases.
   */
  serverAdds: string[];
  mark?: MarkChange;
  place: Place;
  /**
   * Paths below which nothing could be compared, because it was not read.
   */
  unread: string[];
}
/**
 * The difference in one fact of an object.
 */
export interface FieldChange {
  /**
   * The name of the fact: Keycloak's field names, percent-encoded part by part and joined by "/".
   */
  path: string;
  before?: FactValue;
  after?: FactValue;
  /**
   * Present when the value is a secret: before and after, where they exist, are then the text "(secret)".
   */
  secret?: true;
  place?: Place;
}
/**
 * Where something is written.
 */
export interface Place {
  /**
   * Path relative to the folder of the settings, with / on every system.
   */
  file: string;
  /**
   * Line, counted from 1.
   */
  line: number;
  /**
   * Column, counted from 1.
   */
  column: number;
}
/**
 * The mark before and after; a side that is absent means no mark.
 */
export interface MarkChange {
  before?: Mark;
  after?: Mark;
}
/**
 * The ownership mark on an object.
 */
export interface Mark {
  /**
   * Who manages the object.
   */
  owner: string;
  /**
   * The commit whose files were applied last; none outside git.
   */
  commit: string;
  /**
   * Version of the mark's format.
   */
  format: number;
  /**
   * Digest of the managed fields as they were applied last.
   */
  digest: string;
  /**
   * Whether the client once declared roles.
   */
  ownsRoles: boolean;
}
/**
 * One operation on one object.
 */
export interface Step {
  /**
   * The step's name within the plan: <address>#<operation>.
   */
  id: string;
  /**
   * The object.
   */
  address: string;
  /**
   * What is done to it.
   */
  operation: 'create' | 'update' | 'mark' | 'link' | 'grant';
  /**
   * Ids of the steps that must be done before.
   */
  needs: string[];
  /**
   * Its dangers.
   */
  hazards: Hazard[];
  /**
   * Fingerprint over target, address, operation and changes. The same digest is the same step.
   */
  digest: string;
  place: Place;
}
/**
 * A danger of one step.
 */
export interface Hazard {
  /**
   * Its name; "keyplan explain NAME" tells more.
   */
  hazard:
    | 'admin-role'
    | 'full-scope'
    | 'widen-redirect'
    | 'forge-claim'
    | 'public-client'
    | 'change-authentication'
    | 'widen-audience'
    | 'adopt'
    | 'take-over'
    | 'lose-service-account'
    | 'rotate-secret'
    | 'delete'
    | 'disable';
  /**
   * The object that it concerns.
   */
  address: string;
  /**
   * The fact that carries it.
   */
  path?: string;
  /**
   * What exactly is dangerous.
   */
  detail: string;
}
/**
 * How many objects are in which state.
 */
export interface Counts {
  /**
   * Objects to create.
   */
  create: number;
  /**
   * Objects to change.
   */
  update: number;
  /**
   * Objects to delete.
   */
  delete: number;
  /**
   * Unmarked objects that become managed without a change of a field.
   */
  adopt: number;
  /**
   * Managed objects whose mark alone is refreshed.
   */
  mark: number;
  /**
   * Declared clients without any difference.
   */
  unchangedClients: number;
  /**
   * Declared objects without any difference, clients included.
   */
  unchanged: number;
  /**
   * Live objects that carry our mark: what the guards count against.
   */
  owned: number;
  /**
   * Clients that no file declares.
   */
  unmanagedClients: number;
}
/**
 * An object of this owner that the files no longer declare.
 */
export interface Orphan {
  /**
   * The object.
   */
  address: string;
  mark: Mark;
}
/**
 * Something that could not be read. No create, delete or grant rests on it.
 */
export interface Unread {
  /**
   * The part of the realm, such as service-accounts.
   */
  area: string;
  /**
   * refused: the server said no. filtered: it left out what the identity may not see. incomplete: pages did not add up.
   */
  reason: 'refused' | 'filtered' | 'incomplete';
  /**
   * How it was found out.
   */
  evidence: string;
  /**
   * The realm-management role that would show it.
   */
  missingRole?: string;
}
/**
 * A remark that is neither a change nor a danger.
 */
export interface Note {
  /**
   * The object that it concerns.
   */
  address?: string;
  place?: Place;
  /**
   * The remark.
   */
  text: string;
}
/**
 * What policy says about the plan. Without refusals it passes.
 */
export interface Verdict {
  /**
   * What is refused.
   */
  refusals: Refusal[];
  /**
   * Dangers that somebody allowed, with whose word.
   */
  allowed: AllowedHazard[];
  /**
   * What is wrong without being refused.
   */
  warnings: string[];
}
/**
 * One thing that policy refuses.
 */
export interface Refusal {
  /**
   * The rule that refuses.
   */
  rule:
    | 'admin-role'
    | 'full-scope'
    | 'widen-redirect'
    | 'forge-claim'
    | 'public-client'
    | 'change-authentication'
    | 'widen-audience'
    | 'adopt'
    | 'take-over'
    | 'lose-service-account'
    | 'rotate-secret'
    | 'delete'
    | 'disable'
    | 'mass-delete'
    | 'mass-change'
    | 'empty-desired'
    | 'expired';
  /**
   * The object.
   */
  address?: string;
  place?: Place;
  /**
   * What exactly is refused.
   */
  detail: string;
  /**
   * What to write or to say to allow it; absent where nothing can.
   */
  allowWith?: string;
}
export interface AllowedHazard {
  hazard: Hazard;
  allowance: Allowance;
}
/**
 * Somebody's word that a danger is wanted.
 */
export interface Allowance {
  /**
   * The hazard or guard that is allowed.
   */
  rule:
    | 'admin-role'
    | 'full-scope'
    | 'widen-redirect'
    | 'forge-claim'
    | 'public-client'
    | 'change-authentication'
    | 'widen-audience'
    | 'adopt'
    | 'take-over'
    | 'lose-service-account'
    | 'rotate-secret'
    | 'delete'
    | 'disable'
    | 'mass-delete'
    | 'mass-change'
    | 'empty-desired';
  /**
   * Only for this object; absent means all of the target.
   */
  address?: string;
  /**
   * Why.
   */
  reason?: string;
  /**
   * The last day on which it counts, in UTC.
   */
  until?: string;
  place?: Place;
}
/**
 * What happened to one step.
 */
export interface Outcome {
  /**
   * The id of the step.
   */
  step: string;
  /**
   * applied: written. done: it was so already. moved: the object differs from what the plan saw, nothing was written. failed: the server refused. skipped: a step that it needs was not done. interrupted: the run was asked to stop before its turn.
   */
  result: 'applied' | 'done' | 'moved' | 'failed' | 'skipped' | 'interrupted';
  /**
   * Why, for everything but applied and done.
   */
  message?: string;
}
