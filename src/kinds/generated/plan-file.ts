/* oxlint-disable max-lines */
// Generated from schemas/plan.schema.json by "npm run fresh"; edits are overwritten.

/**
 * Where a difference comes from. pr: this revision changes it against the base. pending: in git before, not applied yet. drift: live is not as the last apply left it. adopt: nobody managed it. orphan: it left the files, or is named under "removed". unknown: the commit of its mark cannot be read; counts as drift. On a field only where it is not the origin of the object.
 */
export type Origin = 'pr' | 'pending' | 'drift' | 'adopt' | 'orphan' | 'unknown';
/**
 * The value of one fact. Members of sets have the value true; an attribute of a role, group or service account is a list.
 */
export type FactValue = string | number | boolean | null | string[];

/**
 * A plan: everything an apply will do, and everything that a reader must know to agree to it.
 */
export interface KeyplanPlan {
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
   * The commit of the base, where one was named.
   */
  base?: string;
  /**
   * The origins that the plan was narrowed to; absent where it holds all.
   */
  onlyOrigins?: Origin[];
  /**
   * Whether it holds what is due by date; absent where it does not.
   */
  due?: boolean;
  /**
   * What was left out because its origin was not asked for.
   */
  leftOut?: LeftOut[];
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
   * What falls due by date.
   */
  scheduled: Scheduled[];
  /**
   * What the base manages and this revision does not.
   */
  released: Released[];
  /**
   * Client ids of clients that no file declares and keyplan does not sign in with.
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
  /**
   * What the identity that would apply it lacks; in no plan file, and absent where nothing is known to be missing.
   */
  missingRights?: MissingRight[];
  /**
   * Steps that are not in the approved plan; printed by apply alone.
   */
  unapproved?: string[];
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
 * Objects with differences of an origin that was not asked for.
 */
export interface LeftOut {
  origin: Origin;
  /**
   * The objects.
   */
  addresses: string[];
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
   * create and update change it; mark writes its ownership mark only and is no change; disable and delete remove what left the files or is named under "removed"; forget takes our mark away.
   */
  action: 'create' | 'update' | 'mark' | 'disable' | 'delete' | 'forget';
  /**
   * The address until now, of a client that is renamed.
   */
  renamedFrom?: string;
  /**
   * What says the old name of a client that is renamed.
   */
  stillNamed?: Mention[];
  removal?: Removal;
  /**
   * What goes along with a delete, in phrases.
   */
  loses?: string[];
  /**
   * Who changed it outside git, newest first.
   */
  changedBy?: Attribution[];
  origin: Origin;
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
 * A place that says the old name of a client that is renamed.
 */
export interface Mention {
  /**
   * The object that says it.
   */
  address: string;
  /**
   * The fact that says it.
   */
  path: string;
  /**
   * Whether this plan changes it to the new name.
   */
  isChanged: boolean;
}
/**
 * Whose word it is that an object goes.
 */
export interface Removal {
  /**
   * removed: the files name it. orphans: it left the files, and the policy says what becomes of it.
   */
  by: 'removed' | 'orphans';
  /**
   * Why, as the files say it.
   */
  reason?: string;
}
/**
 * An admin event that explains a difference.
 */
export interface Attribution {
  /**
   * The user's name; absent for a user who cannot be looked up.
   */
  user?: string;
  /**
   * Whether the user is one of another realm.
   */
  isOfOtherRealm: boolean;
  /**
   * The client through which it was done.
   */
  through?: string;
  /**
   * When, in UTC.
   */
  at: string;
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
  origin?: Origin;
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
  /**
   * Whether the object is neither deleted nor disabled; absent means no.
   */
  isProtected?: boolean;
  /**
   * The day in UTC on which keyplan disabled the client.
   */
  disabledAt?: string;
  /**
   * The client id that the client had before keyplan renamed it last.
   */
  renamedFrom?: string;
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
  operation: 'create' | 'rename' | 'update' | 'mark' | 'link' | 'grant' | 'disable' | 'delete' | 'forget';
  /**
   * The address until now; on a rename only.
   */
  renamedFrom?: string;
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
  /**
   * Fingerprints of its fields and of its mark, where there are several and it may take several requests. What is left of a step after a run that was stopped is made of some of them.
   *
   * Items: One of them.
   */
  parts?: string[];
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
   * Clients to disable.
   */
  disable: number;
  /**
   * Objects that keep everything but our mark.
   */
  forget: number;
  /**
   * Clients that get another id; they count as updates too.
   */
  rename: number;
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
   * Clients that no file declares and keyplan does not sign in with.
   */
  unmanagedClients: number;
}
/**
 * An object of this owner that the files no longer declare, and that this plan leaves as it is.
 */
export interface Orphan {
  /**
   * The object.
   */
  address: string;
  mark: Mark;
  /**
   * Why it stays although the policy removes orphans.
   */
  kept?: string;
}
/**
 * What falls due by date. It is no change of a run without --due.
 */
export interface Scheduled {
  /**
   * The object.
   */
  address: string;
  /**
   * What is done to it then.
   */
  what: 'delete';
  /**
   * The first day on which it is due, in UTC.
   */
  due: string;
  /**
   * Whether that day has come.
   */
  isDue: boolean;
}
/**
 * A fact that the base manages and this revision does not: it keeps its live value.
 */
export interface Released {
  /**
   * The object.
   */
  address: string;
  /**
   * The fact.
   */
  path: string;
  value?: FactValue;
  /**
   * Present when the value is a secret, which is then the text "(secret)".
   */
  secret?: true;
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
  reason: 'refused' | 'filtered' | 'incomplete' | 'ambiguous';
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
    | 'expired'
    | 'protected'
    | 'in-use'
    | 'unexpected-origin';
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
  /**
   * Given for one run by an input of the GitHub Action, or by bootstrap for the clients that it makes; on the command line where place is absent too.
   */
  by?: 'input' | 'bootstrap';
}
/**
 * A right that is lacking for sure.
 */
export interface MissingRight {
  /**
   * A role of realm-management.
   */
  role: string;
  /**
   * The steps that need it.
   */
  steps: string[];
  /**
   * What tells that it is lacking.
   */
  foundOutBy: string;
}
