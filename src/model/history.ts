import type { DesiredState } from './desired.js';
import type { PlanNote } from './plan.js';

/** What the files of a target wanted at other revisions, resolved with the target's settings of today. */
export interface History {
  /** The revision named by `--base`; absent where none was named, or where its files are broken. */
  readonly base?: { readonly commit: string; readonly desired: DesiredState };
  /** The commit named by `--base` whose files give no desired state. What is `pr` cannot be told from `pending` then: both are `unknown`. */
  readonly brokenBase?: string;
  /** By commit as marks name it; no entry where that commit cannot be read: shallow clone, dirty tree, none, files broken then. */
  readonly applied: ReadonlyMap<string, DesiredState>;
  /** What the reader of a plan should know of it: settings that the base does not have yet, a base with broken files. */
  readonly notes?: readonly PlanNote[];
}
