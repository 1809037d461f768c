import {
  compareText,
  encodeMark,
  fieldParts,
  fieldPath,
  isUnder,
  Secret,
  type FactValue,
  type FieldChange,
  type Json,
  type Mark,
  type Step,
} from '../../../model/index.js';

/** One field change below some first part of its path. */
export interface ChangeBelow {
  /** The plain parts after the first one. */
  readonly rest: readonly string[];
  /** What must be so; undefined means that it must be absent. */
  readonly after: FactValue | undefined;
}

/** The changes whose path starts with `first`, in their order. */
export function changesBelow(fields: readonly FieldChange[], first: string): readonly ChangeBelow[] {
  const prefix = fieldPath(first);
  return fields
    .filter(({ path }) => isUnder(path, prefix))
    .map(({ path, after }) => ({ rest: fieldParts(path).slice(1), after }));
}

/** The one change of a field that is a single value; undefined where it does not change. */
export function changeOf(fields: readonly FieldChange[], field: string): ChangeBelow | undefined {
  const path = fieldPath(field);
  const change = fields.find((one) => one.path === path);
  return change && { rest: [], after: change.after };
}

/**
 * A value as a request carries it. This is the one place where a secret-bearing attribute leaves its wrapping: it goes to
 * the server that it is meant for.
 */
export function plainValue(value: FactValue): Json {
  return value instanceof Secret ? value.reveal() : value;
}

/** A value as an attribute with one text has it. */
export function plainText(value: FactValue): string {
  const plain = plainValue(value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

/** A value as an attribute with a list of texts has it. */
export function plainTexts(value: FactValue): string[] {
  if (value instanceof Secret) return textsOf(parsedList(value.reveal()));
  return textsOf(value);
}

/** The members of a set after its changes, sorted so that the same change always sends the same bytes. */
export function changedSet(current: readonly string[], changes: readonly ChangeBelow[]): string[] {
  const members = new Set(current);
  for (const { rest, after } of changes) {
    const [member] = rest;
    if (member === undefined) continue;
    if (after === undefined) members.delete(member);
    else members.add(member);
  }
  return [...members].sort(compareText);
}

/** A mark that is put on an object, `no mark` to take away the one that is there, or undefined to leave it alone. */
export type MarkToWrite = Mark | 'no mark' | undefined;

/** What a step does to the mark of its object. */
export function markToWrite({ operation, mark }: Pick<Step, 'operation' | 'mark'>): MarkToWrite {
  return operation === 'forget' ? 'no mark' : mark?.after;
}

/** The attributes of a mark; undefined for those that must go. */
function markTexts(mark: MarkToWrite): ReadonlyMap<string, string | undefined> {
  if (mark === undefined) return new Map();
  const texts = Object.entries(encodeMark(mark === 'no mark' ? undefined : mark));
  return new Map(texts.map(([key, text]) => [key, text === '' ? undefined : text]));
}

/** Attributes with one text each, of which only those that change are named; undefined for what must go. */
export function changedTexts(
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): ReadonlyMap<string, string | undefined> {
  const attributes = new Map<string, string | undefined>();
  for (const { rest, after } of changesBelow(fields, 'attributes')) {
    const [key] = rest;
    if (key !== undefined) attributes.set(key, after === undefined ? undefined : plainText(after));
  }
  for (const [key, text] of markTexts(mark)) attributes.set(key, text);
  return attributes;
}

/**
 * Changed attributes as a request has them. What goes is sent as `blank`, because a client or a client scope keeps every
 * key that a request does not name.
 */
export function attributesToSend<B>(
  changes: ReadonlyMap<string, string | undefined>,
  blank: B,
): Record<string, string | B> {
  return Object.fromEntries([...changes].map(([key, value]) => [key, value ?? blank]));
}

/** The attributes of something new, of which nothing needs to go. */
export function attributesOfNew(changes: ReadonlyMap<string, string | undefined>): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [key, value] of changes) if (value !== undefined) attributes[key] = value;
  return attributes;
}

/**
 * Attributes with a list of texts each, whole: a role or a group loses every key that a request does not name (26.7.4,
 * contract "keeps attributes set by hand"), so those of the current object come along.
 */
export function changedLists(
  current: Readonly<Record<string, readonly string[]>>,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
): Record<string, string[]> {
  const attributes = new Map(Object.entries(current).map(([key, values]) => [key, [...values]]));
  for (const { rest, after } of changesBelow(fields, 'attributes')) {
    const [key] = rest;
    if (key === undefined) continue;
    if (after === undefined) attributes.delete(key);
    else attributes.set(key, plainTexts(after));
  }
  for (const [key, text] of markTexts(mark)) {
    if (text === undefined) attributes.delete(key);
    else attributes.set(key, [text]);
  }
  return Object.fromEntries(attributes);
}

function textsOf(value: Json): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

/** Secret lists are wrapped as the JSON text of the list; a secret that is one text is wrapped as it is. */
function parsedList(text: string): Json {
  if (!text.startsWith('[')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
