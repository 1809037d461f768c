import {
  comparableAttribute,
  comparableValues,
  isForbiddenAttribute,
  isSecretAttribute,
  isSecretKey,
} from '../../../kinds/index.js';
import { compareText, fieldPath, isBlank, Secret, type FactValue, type FieldPath } from '../../../model/index.js';
import type { ProtocolMapperRepresentation } from './representations.js';

/** The facts of one object while they are collected. */
export type FactMap = Map<FieldPath, FactValue>;

/** Adds a fact under the path of plain parts; a blank value is left out, because it means the same as absence. */
export function addFact(facts: FactMap, value: FactValue | undefined, ...parts: readonly string[]): void {
  setFact(facts, fieldPath(...parts), value);
}

function setFact(facts: FactMap, path: FieldPath, value: FactValue | undefined): void {
  if (value !== undefined && !isBlank(value)) facts.set(path, value);
}

/** Adds a member of a set for each name; `list` are the parts before the name. */
export function addMembers(facts: FactMap, names: Iterable<string>, ...list: readonly string[]): void {
  for (const name of names) facts.set(fieldPath(...list, name), true);
}

/** Adds attributes whose values are text: those of clients and client scopes. */
export function addTextAttributes(facts: FactMap, attributes: Readonly<Record<string, unknown>> | undefined): void {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const text = textOf(value);
    if (text === undefined || text.trim() === '' || isForbiddenAttribute(key)) continue;
    addFact(facts, isSecretAttribute(key) ? new Secret(text) : comparableAttribute(key, text), 'attributes', key);
  }
}

/** Adds attributes whose values are lists of texts: those of roles, groups and users; `prefix` are the parts before `attributes`. */
export function addListAttributes(
  facts: FactMap,
  attributes: Readonly<Record<string, unknown>> | undefined,
  ...prefix: readonly string[]
): void {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const stored = (Array.isArray(value) ? value : [value]).map((item) => textOf(item) ?? '');
    const texts = comparableValues(stored.filter((text) => text.trim() !== ''));
    if (texts.length === 0 || isForbiddenAttribute(key)) continue;
    addFact(facts, isSecretAttribute(key) ? new Secret(JSON.stringify(texts)) : texts, ...prefix, 'attributes', key);
  }
}

/**
 * Adds protocol mappers. Racing requests can make two of one name (26.7.4, probed): where both say the same they are
 * one, and where they differ the fact is the list of what they say, blank for one that says nothing. No mapper says a
 * list, so that it equals neither. What stands under a secret key of their config is a secret, a list of such as well.
 */
export function addMappers(facts: FactMap, mappers: readonly ProtocolMapperRepresentation[] = []): void {
  const byName = new Map<string, ProtocolMapperRepresentation[]>();
  for (const mapper of mappers) {
    const twins = byName.get(mapper.name ?? '');
    if (twins === undefined) byName.set(mapper.name ?? '', [mapper]);
    else twins.push(mapper);
  }
  for (const [first, ...others] of byName.values()) {
    const said = saidBy(first);
    if (others.length > 0) addTwins(facts, [said, ...others.map(saidBy)]);
    else for (const [path, { text, isSecret }] of said) setFact(facts, path, isSecret ? new Secret(text) : text);
  }
}

/** What a mapper says, by the path of the fact. */
type Said = ReadonlyMap<FieldPath, { readonly text: string; readonly isSecret: boolean }>;

/** Stands before the list of what twins say of a secret, as no text of theirs does. */
const TWINS = '\0';

function addTwins(facts: FactMap, twins: readonly Said[]): void {
  for (const path of new Set(twins.flatMap((said) => [...said.keys()]))) {
    const texts = [...new Set(twins.map((said) => said.get(path)?.text ?? ''))].sort(compareText);
    const [only = '', second] = texts;
    const isSecret = twins.some((said) => said.get(path)?.isSecret === true);
    if (isSecret) setFact(facts, path, new Secret(second === undefined ? only : `${TWINS}${JSON.stringify(texts)}`));
    else setFact(facts, path, second === undefined ? only : texts);
  }
}

function saidBy(mapper: ProtocolMapperRepresentation | undefined): Said {
  const said = new Map<FieldPath, { text: string; isSecret: boolean }>();
  const add = (text: string | undefined, field: string, key?: string): void => {
    if (text === undefined || isBlank(text)) return;
    const path = fieldPath('protocolMappers', mapper?.name ?? '', field, ...(key === undefined ? [] : [key]));
    said.set(path, { text, isSecret: key !== undefined && isSecretKey(key) });
  };
  add(mapper?.protocol, 'protocol');
  add(mapper?.protocolMapper, 'protocolMapper');
  for (const [key, value] of Object.entries(mapper?.config ?? {})) add(textOf(value), 'config', key);
  return said;
}

/** The server stores texts only, whatever JSON it was sent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
