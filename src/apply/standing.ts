import { effectiveValue, endsUse } from '../kinds/index.js';
import {
  addressParts,
  CLIENT_ID,
  fieldParts,
  sameMark,
  sameValue,
  Secret,
  type Facts,
  type FactValue,
  type FieldChange,
  type Mark,
  type Step,
} from '../model/index.js';

/** An object as it is now, as far as a step is about it. */
export interface Seen {
  readonly facts: Facts;
  readonly mark?: Mark | undefined;
  /** The client id that it has now, where somebody looked. */
  readonly clientId?: string | undefined;
}

/**
 * How an object stands to a step that was planned for it.
 *
 * - `open`: as the plan saw it, or on the way to what is wanted; `fields` are the changes that are left.
 * - `done`: as wanted already.
 * - `moved`: neither. `why` says what differs.
 */
export type Standing =
  | { readonly type: 'open'; readonly fields: readonly FieldChange[] }
  | { readonly type: 'done' }
  | { readonly type: 'moved'; readonly why: string };

/**
 * Compares what a step saw and what it wants with what is there now; undefined for an object that is not there.
 * `takenFrom` is the owner whose mark another step of the plan will still replace.
 */
export function standingOf(step: Step, now: Seen | undefined, owner: string, takenFrom?: string): Standing {
  if (now === undefined) return standingOfNothing(step);
  const barred = endsUse(step.operation) ? reasonToKeep(step, now.mark, owner) : wrongName(step, now.clientId);
  if (barred !== undefined) return moved(barred);
  const kind = addressParts(step.address).kind;
  const wanted = factsAfter(step, now.facts);
  const left: FieldChange[] = [];
  for (const field of step.fields) {
    // No fact: what a client is called is its address, and is compared by that.
    if (step.operation === 'rename' && field.path === CLIENT_ID) continue;
    const value = effectiveValue(kind, field.path, now.facts);
    if (sameValue(value, effectiveValue(kind, field.path, wanted))) continue;
    if (!sameValue(value, field.before)) return moved(step.operation === 'create' ? EXISTS : fieldWords(field, value));
    left.push(field);
  }
  const mark = markStanding(step, now.mark, [owner, takenFrom]);
  if (mark.type === 'moved') return step.operation === 'create' ? moved(EXISTS) : mark;
  if (left.length === 0 && mark.type === 'done' && !isAhead(step, now)) return { type: 'done' };
  // A create has one request: what exists in part was made by somebody else.
  return step.operation === 'create' ? moved(EXISTS) : open(left);
}

/** What is gone needs no deleting and carries no mark; nothing else can be done to it. */
function standingOfNothing({ operation, fields }: Step): Standing {
  switch (operation) {
    case 'create':
      return open(fields);
    case 'delete':
    case 'forget':
      return { type: 'done' };
    case 'rename':
    case 'update':
    case 'mark':
    case 'link':
    case 'grant':
    case 'disable':
      return moved('it is gone');
  }
}

/** Whatever a plan says: only what carries our own mark, and no protection that the plan did not see, is deleted or disabled. */
function reasonToKeep({ mark: planned }: Step, mark: Mark | undefined, owner: string): string | undefined {
  if (mark === undefined) return 'its mark is gone';
  if (mark.owner !== owner) return `${mark.owner} manages it now`;
  return mark.isProtected === true && planned?.before?.isProtected !== true ? 'it is protected now' : undefined;
}

/** A client that is to be renamed has its old id, or the new one already. */
function wrongName(step: Step, clientId: string | undefined): string | undefined {
  const { from, to } = namesOf(step);
  if (from === undefined || clientId === undefined || clientId === from || clientId === to) return undefined;
  return `it is named ${clientId} now`;
}

/** Whether something is left to do that neither facts nor marks show: a renaming, or the deletion of what is there. */
function isAhead(step: Step, { clientId }: Seen): boolean {
  if (step.operation === 'delete') return true;
  const { from, to } = namesOf(step);
  return from !== undefined && clientId !== to;
}

function namesOf({ address, operation, renamedFrom }: Step): { readonly from?: string; readonly to?: string } {
  if (operation !== 'rename' || renamedFrom === undefined) return {};
  const [from, to] = [renamedFrom, address].map((of) => addressParts(of).names[0] ?? '');
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const EXISTS = 'it exists already, and it did not when the plan was made';

function open(fields: readonly FieldChange[]): Standing {
  return { type: 'open', fields };
}

function moved(why: string): Standing {
  return { type: 'moved', why };
}

/** A step that leaves the mark alone, as links and grants do, still never touches what somebody else manages by now. */
function markStanding(step: Step, mark: Mark | undefined, owners: readonly (string | undefined)[]): Standing {
  if (step.mark === undefined) {
    return mark === undefined || owners.includes(mark.owner) ? { type: 'done' } : moved(`${mark.owner} manages it now`);
  }
  const { before, after } = step.mark;
  if (sameMark(mark, after)) return { type: 'done' };
  if (sameApply(mark, before) || sameApply(mark, after)) return open([]);
  if (mark === undefined) return moved('its mark is gone');
  return moved(mark.owner === before?.owner ? 'it was applied by another run since' : `${mark.owner} manages it now`);
}

/** Whether two marks were left by applies of one owner and the same files. */
function sameApply(a: Mark | undefined, b: Mark | undefined): boolean {
  return a?.owner === b?.owner && a?.digest === b?.digest;
}

/** The facts as they will be once the step is done; values that stand for absence depend on the facts around them. */
function factsAfter(step: Step, now: Facts): Facts {
  const facts = new Map(now);
  for (const { path, after } of step.fields) {
    if (after === undefined) facts.delete(path);
    else facts.set(path, after);
  }
  return facts;
}

function fieldWords({ path, before }: FieldChange, now: FactValue | undefined): string {
  const field = fieldParts(path).join(' ');
  if (now instanceof Secret && before instanceof Secret)
    return `${field} is another secret than when the plan was made`;
  return `${field} is ${valueWords(now)} now, and was ${valueWords(before)} when the plan was made`;
}

/** Secrets show themselves as `(secret)`. */
function valueWords(value: FactValue | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
