import type { Address } from './address.js';
import type { DesiredState } from './desired.js';
import type { PlanNote } from './plan.js';

/** What the files of a target wanted at other revisions, resolved with the target's settings of today. */
export interface History {
  /** The revision named by `--base`; absent where none was named, or where its files are broken. */
  readonly base?: { readonly commit: string; readonly desired: DesiredState };
  /** The commit named by `--base` whose files give no desired state. What is `pr` cannot be told from `pending` then: both are `unknown`. */
  readonly brokenBase?: string;
  /**
   * By commit, as many of those that were asked for as tell what can be told. No entry where the commit cannot be read:
   * shallow clone, none, files broken then.
   */
  readonly applied: ReadonlyMap<string, DesiredState>;
  /** What the reader of a plan should know of it: settings that the base does not have yet, a base with broken files. */
  readonly notes?: readonly PlanNote[];
  /** Which commits cannot be read and why; news only where an origin is unknown. */
  readonly unreadNotes?: readonly PlanNote[];
}

/** An object as the files wanted it at some commit, if the digest is believed. */
export interface AppliedObject {
  /** The addresses that it may have had then. */
  readonly addresses: readonly Address[];
  /** The digest in its mark. */
  readonly digest: string;
}

/** A commit that marks name. */
export interface AskedCommit {
  readonly commit: string;
  /** What is looked for in its files. */
  readonly objects: readonly AppliedObject[];
  /** Whether some mark says that all of it was applied. */
  readonly isWhole: boolean;
}

/** What is asked of earlier revisions. */
export interface HistoryNeeds {
  /** Several hold the same object mostly. */
  readonly commits: readonly AskedCommit[];
  /** Whether what was applied lately is asked for as well, whatever objects are looked for. */
  readonly wantsNewest: boolean;
}
