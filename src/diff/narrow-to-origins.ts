import { KINDS } from '../kinds/index.js';
import {
  addressParts,
  CLIENT_ID,
  compareAddresses,
  isOriginAmong,
  ORIGINS,
  parentOf,
  withClient,
  type Address,
  type Differences,
  type FieldChange,
  type ObjectChange,
  type Origin,
} from '../model/index.js';
import { together } from './origins.js';

/**
 * Leaves out what comes from elsewhere than asked for; what is unknown counts as drift. An object of which something is
 * left out keeps its mark, so that the rest is still told apart the next time. What needs something that is left out, such
 * as a grant of a role that is not created, is left out with it.
 */
export function narrowToOrigins(differences: Differences, only: readonly Origin[] | undefined): Differences {
  if (only === undefined) return differences;
  const left = new Map<Origin, Set<Address>>();
  const leave = (origin: Origin, of: Address): void => void left.set(origin, (left.get(origin) ?? new Set()).add(of));
  const missing = new Map<Address, Origin>();
  let changes = differences.changes;
  let found: string;
  // Each round may find more that cannot be done without what the round before left out.
  do {
    found = progressOf(changes, missing);
    changes = changes.flatMap((change) => narrowed(change, { only, missing, leave }));
  } while (progressOf(changes, missing) !== found);
  const leftOut = ORIGINS.filter((origin) => left.has(origin)).map((origin) => ({
    origin,
    addresses: [...(left.get(origin) ?? [])].sort(compareAddresses),
  }));
  return { ...differences, changes, leftOut };
}

function progressOf(changes: readonly ObjectChange[], missing: ReadonlyMap<Address, Origin>): string {
  const fields = changes.reduce((sum, change) => sum + change.fields.length, 0);
  return `${changes.length} ${fields} ${missing.size}`;
}

interface Narrowing {
  readonly only: readonly Origin[];
  /** What will not be there, and the origin because of which it is left out. */
  readonly missing: Map<Address, Origin>;
  readonly leave: (origin: Origin, of: Address) => void;
}

function narrowed(change: ObjectChange, { only, missing, leave }: Narrowing): readonly ObjectChange[] {
  const isWhole = change.action !== 'update';
  const fieldOriginOf = (field: FieldChange): Origin => field.origin ?? change.origin;
  const renaming = change.fields.find(({ path }) => path === CLIENT_ID);
  const origin = renaming === undefined ? change.origin : fieldOriginOf(renaming);
  const lacking = [
    parentOf(change.address),
    ...(isWhole ? change.fields.flatMap((field) => requiredBy(change, field)) : []),
  ]
    .map((of) => (of === undefined ? undefined : missing.get(of)))
    .find((found) => found !== undefined);
  // An object that is not made, or not renamed, is left alone altogether.
  if (lacking !== undefined || ((isWhole || renaming !== undefined) && !isOriginAmong(origin, only))) {
    if (change.action === 'create' || renaming !== undefined) missing.set(change.address, lacking ?? origin);
    leave(lacking ?? origin, change.address);
    return [];
  }
  if (isWhole) return [change];
  const fields = change.fields.filter((field) => {
    const without = requiredBy(change, field)
      .map((of) => missing.get(of))
      .find((found) => found !== undefined);
    const isKept = without === undefined && isOriginAmong(fieldOriginOf(field), only);
    if (!isKept) leave(without ?? fieldOriginOf(field), change.address);
    return isKept;
  });
  if (fields.length === change.fields.length) return [change];
  // Half a take-over would write to another owner's object and leave its mark: it is done whole or not at all.
  if (fields.length === 0 || isForeign(change)) {
    for (const field of fields) leave(fieldOriginOf(field), change.address);
    return [];
  }
  const { mark, ...rest } = change;
  const told = fields.map((field) => ({ field, origin: fieldOriginOf(field) }));
  // The mark that a rename writes says the new name and nothing else: the digest stays.
  const kept =
    renaming === undefined || mark?.before === undefined || mark.after === undefined
      ? undefined
      : { before: mark.before, after: { ...mark.after, digest: mark.before.digest, commit: mark.before.commit } };
  return [{ ...rest, ...together(told, change.origin), ...(kept === undefined ? {} : { mark: kept }) }];
}

function isForeign({ mark }: ObjectChange): boolean {
  return mark?.before !== undefined && mark.after !== undefined && mark.before.owner !== mark.after.owner;
}

function requiredBy(change: ObjectChange, { path, after }: FieldChange): readonly Address[] {
  if (after === undefined && change.action !== 'create') return [];
  return KINDS[addressParts(change.address).kind].requires(path, change.address).flatMap(withClient);
}
