import { isBuiltIn } from '../kinds/index.js';
import {
  addressParts,
  MARK_FORMAT,
  sameMark,
  type Address,
  type DesiredObject,
  type DesiredState,
  type LiveObject,
  type Mark,
  type MarkChange,
} from '../model/index.js';

export interface MarkContext {
  readonly desired: DesiredState;
  readonly commit: string;
  readonly ownsRoles: boolean;
  /** The address until now, of a client that is renamed. */
  readonly renamedFrom: Address | undefined;
}

/**
 * The mark to write, or undefined where the live one says all that it should. A commit alone never makes a mark stale. An
 * entry that says nothing of protection keeps what the mark says; a declared client is no longer one that we disabled.
 */
export function markChange(
  object: DesiredObject,
  found: LiveObject | undefined,
  { desired, commit, ownsRoles, renamedFrom }: MarkContext,
): MarkChange | undefined {
  if (isBuiltIn(object.address, desired.target.realm)) return undefined;
  const before = found?.mark;
  const oldId = renamedFrom === undefined ? before?.renamedFrom : addressParts(renamedFrom).names[0];
  const after: Mark = {
    owner: desired.target.owner,
    commit,
    format: MARK_FORMAT,
    digest: object.digest,
    ownsRoles: ownsRoles || before?.ownsRoles === true,
    ...((object.protect ?? before?.isProtected) === true ? { isProtected: true } : {}),
    ...(oldId === undefined ? {} : { renamedFrom: oldId }),
  };
  if (before === undefined) return { after };
  return sameMark(before, after) ? undefined : { before, after };
}
