/**
 * The ownership mark on a live object: the attributes `keyplan.owner` and `keyplan.applied`. There is no state file; this
 * is all that keyplan remembers, and it is kept where the object is.
 */
export interface Mark {
  /** Who manages the object, as `owner` in the settings says, such as `github.com/acme/identities`. */
  readonly owner: string;
  /** The commit whose files were applied last; `none` outside git; `<commit>-dirty` for a dirty work tree. */
  readonly commit: string;
  /** The version of the mark's format, today 1. */
  readonly format: number;
  /** Digest of the resolved managed fields as they were applied last. A mark that cannot be read has an empty one. */
  readonly digest: string;
  /** Whether the object (a client) once declared `roles`, so that its roles are asked for even when the entry no longer writes them. */
  readonly ownsRoles: boolean;
}

/** The attribute names of the mark; each starts with the prefix that no file may write. */
export const MARK_PREFIX = 'keyplan.';
export const OWNER_ATTRIBUTE = 'keyplan.owner';
export const APPLIED_ATTRIBUTE = 'keyplan.applied';
export const ROLES_ATTRIBUTE = 'keyplan.roles';

/** The mark's format that this version writes. */
export const MARK_FORMAT = 1;

/** Attribute values of a mark: what a create or an update stores on the object. `keyplan.roles` is blank when not needed, which removes it. */
export function encodeMark(mark: Mark): Readonly<Record<string, string>> {
  return {
    [OWNER_ATTRIBUTE]: mark.owner,
    [APPLIED_ATTRIBUTE]: `${mark.commit}:${mark.format}:${mark.digest}`,
    [ROLES_ATTRIBUTE]: mark.ownsRoles ? 'true' : '',
  };
}

/** Reads a mark from attribute values; undefined when there is no owner on the object, which means that nobody marked it. */
export function decodeMark(attribute: (name: string) => string | undefined): Mark | undefined {
  const owner = attribute(OWNER_ATTRIBUTE);
  if (owner === undefined || owner === '') return undefined;
  const match = /^([^:]*):(\d+):([0-9a-f]*)$/.exec(attribute(APPLIED_ATTRIBUTE) ?? '');
  const [, commit = 'none', format = '0', digest = ''] = match ?? [];
  return { owner, commit, format: Number(format), digest, ownsRoles: attribute(ROLES_ATTRIBUTE) === 'true' };
}
