import {
  comparableAttribute,
  comparableValues,
  isForbiddenAttribute,
  isSecretAttribute,
  isSecretKey,
} from '../../../kinds/index.js';
import {
  compareText,
  fieldPath,
  isBlank,
  pathsBelow,
  Secret,
  type FactValue,
  type FieldPath,
} from '../../../model/index.js';
import type { ProtocolMapperRepresentation } from './representations.js';

/** The facts of one object while they are collected. */
export type FactMap = Map<FieldPath, FactValue>;

/** Adds a fact under the path of plain parts; a blank value is left out, because it means the same as absence. */
export function addFact(facts: FactMap, value: FactValue | undefined, ...parts: readonly string[]): void {
  setFact(facts, fieldPath(...parts), value);
}

/** The same under a path that is made already. */
export function setFact(facts: FactMap, path: FieldPath, value: FactValue | undefined): void {
  if (value !== undefined && !isBlank(value)) facts.set(path, value);
}

/** Adds a member of a set for each name; `list` are the parts before the name. */
export function addMembers(facts: FactMap, names: Iterable<string>, ...list: readonly string[]): void {
  const below = pathsBelow(...list);
  for (const name of names) facts.set(below(name), true);
}

const attributePath = pathsBelow('attributes');

/** Adds attributes whose values are text: those of clients and client scopes. */
export function addTextAttributes(facts: FactMap, attributes: Readonly<Record<string, unknown>> | undefined): void {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const text = textOf(value);
    if (text === undefined || text.trim() === '' || isForbiddenAttribute(key)) continue;
    setFact(facts, attributePath(key), isSecretAttribute(key) ? new Secret(text) : comparableAttribute(key, text));
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
  const names = new Set(mappers.map(nameOf));
  if (names.size === mappers.length) {
    for (const mapper of mappers) addMapper(facts, mapper);
    return;
  }
  for (const name of names) {
    const [first, ...others] = mappers.filter((mapper) => nameOf(mapper) === name);
    if (first === undefined) continue;
    if (others.length === 0) addMapper(facts, first);
    else addTwins(facts, [first, ...others].map(saidBy));
  }
}

function nameOf({ name = '' }: ProtocolMapperRepresentation): string {
  return name;
}

function addMapper(facts: FactMap, mapper: ProtocolMapperRepresentation): void {
  eachSaid(mapper, (path, text, isSecret) => facts.set(path, isSecret ? new Secret(text) : text));
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

function saidBy(mapper: ProtocolMapperRepresentation): Said {
  const said = new Map<FieldPath, { readonly text: string; readonly isSecret: boolean }>();
  eachSaid(mapper, (path, text, isSecret) => said.set(path, { text, isSecret }));
  return said;
}

/** Tells each thing that a mapper says; what is blank it does not say. */
function eachSaid(
  mapper: ProtocolMapperRepresentation,
  tell: (path: FieldPath, text: string, isSecret: boolean) => unknown,
): void {
  const name = nameOf(mapper);
  const { protocol = '', protocolMapper = '' } = mapper;
  const config = mapper.config ?? {};
  if (!isBlank(protocol)) tell(fieldPath('protocolMappers', name, 'protocol'), protocol, false);
  if (!isBlank(protocolMapper)) tell(fieldPath('protocolMappers', name, 'protocolMapper'), protocolMapper, false);
  const below = pathsBelow('protocolMappers', name, 'config');
  for (const key of Object.keys(config)) {
    const text = textOf(config[key]) ?? '';
    if (!isBlank(text)) tell(below(key), text, isSecretKey(key));
  }
}

/** The server stores texts only, whatever JSON it was sent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
