import { effectiveValue, isManaged, sameWant } from '../kinds/index.js';
import {
  address,
  CLIENT_ID,
  ENABLED,
  PARTIAL,
  sameValue,
  type Address,
  type DesiredObject,
  type DesiredState,
  type FieldChange,
  type FieldPath,
  type History,
  type LiveObject,
  type Mark,
  type Origin,
} from '../model/index.js';
import { otherList } from './moved-scopes.js';

/** What is known of earlier revisions, for telling where a difference comes from. */
export interface Past {
  readonly history: History;
  /** The marks of this owner on live objects. */
  readonly marks: readonly Mark[];
}

/** The gravest first. */
const GRAVITY: readonly Origin[] = ['unknown', 'drift', 'pending', 'pr'];

/** One live object of which something differs, as the files want it and as it is. */
export interface Differing {
  readonly object: DesiredObject;
  readonly found: LiveObject;
  readonly fields: readonly FieldChange[];
  readonly owner: string;
}

/** The origin of an object's difference as a whole, and its fields with their own where that is another one. */
export function originsOf(
  { object, found, fields, owner }: Differing,
  past: Past,
): { readonly origin: Origin; readonly fields: readonly FieldChange[] } {
  const { mark } = found;
  if (mark === undefined && !found.builtIn) return unmarked({ object, fields }, past);
  const originAt = (path: FieldPath): Origin => {
    if (mark === undefined) return neverMarked(object, path, past);
    if (mark.owner !== owner)
      return sinceBase(past, !sameWant(object, past.history.base?.desired.objects.get(object.address), path));
    return fieldOrigin(object, found, { mark, path, past });
  };
  if (fields.length === 0) return { origin: originOfMark(object, mark, past), fields };
  return together(
    fields.map((field) => ({ field, origin: originAt(causeOf(object, field, fields)) })),
    'pending',
  );
}

/**
 * What carries no mark is to be adopted, unless a revision that was applied declared it: then somebody took the mark away, or
 * made the object anew by hand, and what differs did not come through git.
 */
function unmarked(
  { object, fields }: Pick<Differing, 'object' | 'fields'>,
  past: Past,
): { readonly origin: Origin; readonly fields: readonly FieldChange[] } {
  const wasOurs = appliedBefore(past, (state) => state.objects.has(object.address)) === 'drift';
  if (fields.length === 0 || !wasOurs) return { origin: 'adopt', fields };
  return together(
    fields.map((field) => ({ field, origin: neverMarked(object, causeOf(object, field, fields), past) })),
    'drift',
  );
}

/** The gravest origin of some fields, and the fields with their own only where that is another one. */
export function together(
  told: readonly { readonly field: FieldChange; readonly origin: Origin }[],
  otherwise: Origin,
): { readonly origin: Origin; readonly fields: readonly FieldChange[] } {
  const gravest = GRAVITY.find((candidate) => told.some(({ origin }) => origin === candidate)) ?? otherwise;
  return {
    origin: gravest,
    fields: told.map(({ field, origin }) => {
      const { origin: known, ...plain } = field;
      if (origin !== gravest) return { ...plain, origin };
      return known === undefined ? field : plain;
    }),
  };
}

/** A link that goes because the scope joins the other list comes from wherever that comes from. */
function causeOf(object: DesiredObject, { path, after }: FieldChange, fields: readonly FieldChange[]): FieldPath {
  if (after !== undefined || isManaged(object, path)) return path;
  const other = otherList(object, path);
  return other !== undefined && fields.some((field) => field.path === other) ? other : path;
}

function fieldOrigin(
  object: DesiredObject,
  found: LiveObject,
  { mark, path, past }: { readonly mark: Mark; readonly path: FieldPath; readonly past: Past },
): Origin {
  const base = past.history.base;
  const based = base?.desired.objects.get(object.address) ?? underOldName(base?.desired, object, mark);
  if (path === CLIENT_ID) {
    const oldId = object.renamedFrom?.clientId;
    // The mark says that this very rename was done: somebody gave the old id back.
    if (mark.renamedFrom === oldId && mark.digest === object.digest) return 'drift';
    return sinceBase(past, based?.renamedFrom?.clientId !== oldId);
  }
  if (base !== undefined && !sameWant(object, based, path)) return 'pr';
  // The files took the client back after we disabled it; nobody changed anything by hand.
  if (mark.disabledAt !== undefined && path === ENABLED) return sinceBase(past, based === undefined);
  if (mark.digest === object.digest) return 'drift';
  const applied = [past.history.applied.get(mark.commit), base?.desired, ...past.history.applied.values()]
    .map((state) => state?.objects.get(object.address) ?? underOldName(state, object, mark))
    .find((candidate) => candidate !== undefined && candidate.digest === mark.digest);
  if (applied === undefined) return 'unknown';
  if (sameWant(object, applied, path)) return 'drift';
  const waiting = sinceBase(past, false);
  return waiting === 'pending' && !isAsApplied(found, applied, path) ? 'drift' : waiting;
}

/**
 * Whether a live value is what the last apply left; also where that apply left it alone. A value that is neither as it was
 * applied nor as the files want it now was changed by hand besides, which is the graver of the two: files that follow a
 * hand change look like that after the next one.
 */
function isAsApplied(found: LiveObject, applied: DesiredObject, path: FieldPath): boolean {
  if (!isManaged(applied, path)) return true;
  return sameValue(effectiveValue(found.kind, path, found.facts), effectiveValue(applied.kind, path, applied.facts));
}

/** What is not applied yet: from this revision or from before it, as far as the base can be read. */
function sinceBase({ history }: Past, isNew: boolean): Origin {
  if (history.base === undefined) return history.brokenBase === undefined ? 'pending' : 'unknown';
  return isNew ? 'pr' : 'pending';
}

/** The object as a revision wanted it when its client still had another id. */
function underOldName(state: DesiredState | undefined, object: DesiredObject, mark?: Mark): DesiredObject | undefined {
  if (object.kind !== 'client' || state === undefined) return undefined;
  const names = [object.renamedFrom?.clientId, mark?.renamedFrom].filter((name) => name !== undefined);
  return names.map((name) => state.objects.get(address('client', name))).find((found) => found !== undefined);
}

function originOfMark(object: DesiredObject, mark: Mark | undefined, past: Past): Origin {
  const based = past.history.base?.desired.objects.get(object.address);
  const isNew = based?.digest !== object.digest || based.protect !== object.protect;
  return mark === undefined ? 'adopt' : sinceBase(past, isNew);
}

/** A fact of what carries no mark: only other objects' marks tell which revisions were applied. */
function neverMarked(object: DesiredObject, path: FieldPath, past: Past): Origin {
  const base = past.history.base?.desired;
  if (base !== undefined && !sameWant(object, base.objects.get(object.address), path)) return 'pr';
  return appliedBefore(past, (state) => {
    const then = state.objects.get(object.address);
    return then !== undefined && sameWant(object, then, path);
  });
}

/** Why a declared object is not there: new in the files, or deleted outside them. */
export function originOfCreate(object: DesiredObject, past: Past): Origin {
  const declares = (state: DesiredState): boolean =>
    state.objects.has(object.address) || underOldName(state, object) !== undefined;
  const base = past.history.base?.desired;
  if (base !== undefined && !declares(base)) return 'pr';
  return appliedBefore(past, declares);
}

/**
 * `drift` when some revision that was applied wanted it so already; `pending` when none that can be read did. Where none
 * can be read nobody knows, but outside git, where all that is known is that the files want it now.
 */
function appliedBefore(past: Past, wanted: (state: DesiredState) => boolean): Origin {
  const { history, marks } = past;
  const commits = new Set(marks.map(({ commit }) => commit));
  const readable = [...commits].map((commit) => history.applied.get(commit)).filter((state) => state !== undefined);
  if (readable.some(wanted)) return 'drift';
  if (readable.length > 0) return sinceBase(past, false);
  // An apply that left something out tells only what was not even wanted then.
  const partly = [...commits]
    .filter((commit) => commit.endsWith(PARTIAL))
    .map((commit) => history.applied.get(commit.slice(0, -PARTIAL.length)))
    .filter((state) => state !== undefined);
  if (partly.length > 0 && !partly.some(wanted)) return sinceBase(past, false);
  if ([...commits].every((commit) => commit === OUTSIDE_GIT)) return sinceBase(past, false);
  return 'unknown';
}

const OUTSIDE_GIT = 'none';

/** Why an object goes: this revision took it out of the files or named it under `removed`, or that was done before. */
export function originOfRemoval(of: Address, desired: DesiredState, { history }: Past): Origin {
  const base = history.base?.desired;
  if (base === undefined) return 'orphan';
  const word = (state: DesiredState): string | undefined =>
    state.removals.find((removal) => removal.address === of)?.then;
  return base.objects.has(of) || (word(desired) !== undefined && word(base) !== word(desired)) ? 'pr' : 'orphan';
}
