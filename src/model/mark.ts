/**
 * The ownership mark on a live object: the attributes `keyplan.owner` and `keyplan.applied`. There is no state file; this
 * is all that keyplan remembers, and it is kept where the object is.
 */
export interface Mark {
  /** Who manages the object, as `owner` in the settings says, such as `github.com/acme/identities`. */
  readonly owner: string;
  /**
   * The commit whose files were applied last; `none` outside git; `<commit>-dirty` for a dirty work tree. With `-partial`
   * behind it that apply left out something declared.
   */
  readonly commit: string;
  /** The version of the mark's format, today 1. */
  readonly format: number;
  /** Digest of the resolved managed fields as they were applied last. A mark that cannot be read has an empty one. */
  readonly digest: string;
  /** Whether the object (a client) once declared `roles`, so that its roles are asked for even when the entry no longer writes them. */
  readonly ownsRoles: boolean;
  /** Whether an entry with `protect: true` was applied last: the object is neither deleted nor disabled, not even after the entry is gone. */
  readonly isProtected?: boolean;
  /** The day on which keyplan disabled the client, `yyyy-mm-dd` in UTC; absent while nobody or somebody else did. */
  readonly disabledAt?: string;
  /** The client id that the client had before keyplan renamed it last. */
  readonly renamedFrom?: string;
}

/** The attribute names of the mark; each starts with the prefix that no file may write. */
export const MARK_PREFIX = 'keyplan.';
export const OWNER_ATTRIBUTE = 'keyplan.owner';
export const APPLIED_ATTRIBUTE = 'keyplan.applied';
export const ROLES_ATTRIBUTE = 'keyplan.roles';
export const PROTECTED_ATTRIBUTE = 'keyplan.protected';
export const DISABLED_AT_ATTRIBUTE = 'keyplan.disabledAt';
export const RENAMED_FROM_ATTRIBUTE = 'keyplan.renamedFrom';

/** What stands behind the commit of a mark whose apply left out something declared. */
export const PARTIAL = '-partial';

/** The mark's format that this version writes. */
export const MARK_FORMAT = 1;

/** Every attribute that a mark may have: what is blanked to take a mark away. */
export const MARK_ATTRIBUTES = [
  OWNER_ATTRIBUTE,
  APPLIED_ATTRIBUTE,
  ROLES_ATTRIBUTE,
  PROTECTED_ATTRIBUTE,
  DISABLED_AT_ATTRIBUTE,
  RENAMED_FROM_ATTRIBUTE,
] as const;

/**
 * Whether two marks say the same; none says nothing. The commit does not count: another one of the same files makes no
 * difference.
 */
export function sameMark(a: Mark | undefined, b: Mark | undefined): boolean {
  return COMPARED.every((key) => a?.[key] === b?.[key]);
}

const COMPARED = [
  'owner',
  'format',
  'digest',
  'ownsRoles',
  'isProtected',
  'disabledAt',
  'renamedFrom',
] as const satisfies readonly (keyof Mark)[];

/** Attribute values of a mark: what a write stores on the object. A blank one removes the attribute; without a mark all are blank. */
export function encodeMark(mark: Mark | undefined): Readonly<Record<string, string>> {
  if (mark === undefined) return Object.fromEntries(MARK_ATTRIBUTES.map((name) => [name, '']));
  return {
    [OWNER_ATTRIBUTE]: mark.owner,
    [APPLIED_ATTRIBUTE]: `${mark.commit}:${mark.format}:${mark.digest}`,
    [ROLES_ATTRIBUTE]: mark.ownsRoles ? 'true' : '',
    [PROTECTED_ATTRIBUTE]: mark.isProtected === true ? 'true' : '',
    [DISABLED_AT_ATTRIBUTE]: mark.disabledAt ?? '',
    [RENAMED_FROM_ATTRIBUTE]: mark.renamedFrom ?? '',
  };
}

/** Reads a mark from attribute values; undefined when there is no owner on the object, which means that nobody marked it. */
export function decodeMark(attribute: (name: string) => string | undefined): Mark | undefined {
  const owner = attribute(OWNER_ATTRIBUTE);
  if (owner === undefined || owner === '') return undefined;
  const match = /^([^:]*):(\d+):([0-9a-f]*)$/.exec(attribute(APPLIED_ATTRIBUTE) ?? '');
  const [, commit = 'none', format = '0', digest = ''] = match ?? [];
  const disabledAt = attribute(DISABLED_AT_ATTRIBUTE) ?? '';
  const renamedFrom = attribute(RENAMED_FROM_ATTRIBUTE) ?? '';
  return {
    owner,
    commit,
    format: Number(format),
    digest,
    ownsRoles: attribute(ROLES_ATTRIBUTE) === 'true',
    ...(attribute(PROTECTED_ATTRIBUTE) === 'true' ? { isProtected: true } : {}),
    ...(isDay(disabledAt) ? { disabledAt } : {}),
    ...(renamedFrom === '' ? {} : { renamedFrom }),
  };
}

/** Whether a text is a day of the calendar; the attribute can be written by anybody who may write the object. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
