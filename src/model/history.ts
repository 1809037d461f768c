import type { DesiredState } from './desired.js';

/** What the files of a target wanted at other revisions, resolved with the target's settings of today. */
export interface History {
  /** The revision named by `--base`; absent where none was named, or where its files are broken. */
  readonly base?: { readonly commit: string; readonly desired: DesiredState };
  /** By commit as marks name it; no entry where that commit cannot be read: shallow clone, dirty tree, none, files broken then. */
  readonly applied: ReadonlyMap<string, DesiredState>;
}
