import { isMap, isPair, isScalar, isSeq, type YAMLMap } from 'yaml';
import { escapedMap, protocolOf, type Tree, type TreeMap } from '../kinds/index.js';
import { escapeVariables, fieldParts, fieldPath, isUnder, type Facts, type FieldPath } from '../model/index.js';
import type { Drifted, Part } from './drifted-parts.js';
import { isShared, keyText, plainText, saysVariable, writtenText } from './nodes.js';
import { SHARED, VARIABLE, type Operation } from './operation.js';
import { hasValue, ownAt, ownEntries, type Written } from './sources.js';
import { inside, type Looking, type Spots, type Ways } from './way.js';

type DriftedMapper = Drifted & { readonly part: Extract<Part, { form: 'mapper' }> };

/** A mapper: single keys of its config where it is written, the whole of it where a template writes it or nobody does. */
export function waysOfMapper(drifted: DriftedMapper, spots: Spots, looking: Looking): Ways {
  const { name } = drifted.part;
  const keys = ['protocolMappers', name];
  const { sources } = looking;
  const own = ownAt(sources, spots.keys, keys);
  const facts = factsThen(drifted, looking);
  const isGone = !facts.has(fieldPath('protocolMappers', name, 'protocolMapper'));
  const file = own?.file.path ?? spots.file;
  const unwritten: Operation = { act: 'set', file, keys: inside(spots, keys), value: null };
  if (isGone) return own === undefined ? [[unwritten]] : [removed(keys, spots, looking), [unwritten]];
  const usual = protocolOf(looking.desired.objects.get(drifted.address)?.facts ?? new Map());
  const forms = looking.mapperForms(facts, name, usual).map(escapedMap);
  const whole = forms.map((value): readonly Operation[] => [{ act: 'set', file, keys: inside(spots, keys), value }]);
  if (own === undefined || !hasValue(own)) return whole;
  if (isShared(own.spot)) return { why: SHARED };
  const { value } = own.spot.pair;
  if (!isMap(value)) return { why: 'it is not written as a map' };
  const edits = editsOf(drifted, value, { own, spots, looking, facts });
  if (edits !== undefined && 'why' in edits) return edits;
  const tokens = tokenEdit(value, forms, { own, spots, keys });
  if (holdsVariable(value)) return [...(edits === undefined ? [] : [edits]), ...tokens];
  return [...(edits === undefined ? [] : [edits]), ...tokens, ...whole];
}

/** What the files say of the mapper, and what was changed outside git over it. */
function factsThen({ address, fields, part }: DriftedMapper, { desired }: Looking): Facts {
  const prefix = fieldPath('protocolMappers', part.name);
  const facts = new Map([...(desired.objects.get(address)?.facts ?? [])].filter(([path]) => isUnder(path, prefix)));
  for (const { path, before } of fields) {
    if (before === undefined) facts.delete(path);
    else facts.set(path, before);
  }
  return facts;
}

function removed(keys: readonly string[], spots: Spots, { sources }: Looking): readonly Operation[] {
  return ownEntries(sources, spots.keys).flatMap(({ file }): readonly Operation[] => {
    const own = ownAt({ ...sources, layers: [[file]] }, spots.keys, keys);
    return own === undefined ? [] : [{ act: 'remove', file: file.path, keys: inside(spots, keys) }];
  });
}

interface Editing {
  readonly own: Written;
  readonly spots: Spots;
  readonly looking: Looking;
  readonly facts: Facts;
}

/** Edits of single keys; undefined where one of the fields has no key of its own. */
function editsOf(
  { fields, part: { name }, address }: DriftedMapper,
  mapper: YAMLMap,
  { own, spots, looking, facts }: Editing,
): readonly Operation[] | { readonly why: string } | undefined {
  const edits: Operation[] = [];
  const at = (keys: readonly string[]): Pick<Operation, 'file' | 'keys'> => ({
    file: own.file.path,
    keys: inside(spots, ['protocolMappers', name, ...keys]),
  });
  const isLong = mapper.has('protocolMapper');
  for (const { path } of fields) {
    const [, , field = '', key] = fieldParts(path);
    const value = facts.get(path);
    const text = typeof value === 'string' ? escapeVariables(value) : undefined;
    const keys = isLong ? [field, ...(key === undefined ? [] : [key])] : shortKeys(path, mapper, { address, looking });
    if (keys === undefined) return undefined;
    const written = nodeAt(mapper, keys);
    if (saysVariable(writtenText(written))) return { why: VARIABLE };
    if (text === undefined && !isLong) return undefined;
    if (text !== undefined) edits.push({ act: 'set', ...at(keys), value: asWritten(text, written) });
    else if (written !== undefined) edits.push({ act: 'remove', ...at(keys) });
  }
  return edits;
}

interface Finding {
  readonly address: Drifted['address'];
  readonly looking: Looking;
}

/** The keys inside a short form whose one scalar says a fact; its place tells which. */
function shortKeys(path: FieldPath, mapper: YAMLMap, { address, looking }: Finding): readonly string[] | undefined {
  const object = looking.desired.objects.get(address);
  const fact = object?.facts.get(path);
  if (fact === undefined) return undefined;
  const all = scalarsIn(mapper).filter(
    ({ keys, text }) => keys[0] !== 'in' && plainText(text, looking.sources.variables) === fact,
  );
  return all.length === 1 ? all[0]?.keys : undefined;
}

function scalarsIn(map: YAMLMap): readonly { readonly keys: readonly string[]; readonly text: string }[] {
  return map.items.flatMap((pair) => {
    if (!isPair(pair)) return [];
    const key = keyText(pair);
    if (isMap(pair.value)) return scalarsIn(pair.value).map(({ keys, text }) => ({ keys: [key, ...keys], text }));
    const text = writtenText(pair.value);
    return text === undefined ? [] : [{ keys: [key], text }];
  });
}

function nodeAt(map: YAMLMap, keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  const value = map.items.find((pair) => keyText(pair) === key)?.value;
  if (rest.length === 0) return value;
  return isMap(value) ? nodeAt(value, rest) : undefined;
}

/** Where only the tokens differ, the word `in` says them. */
function tokenEdit(
  mapper: YAMLMap,
  forms: readonly TreeMap[],
  { own, spots, keys }: { readonly own: Written; readonly spots: Spots; readonly keys: readonly string[] },
): readonly (readonly Operation[])[] {
  const [short] = forms;
  if (mapper.has('protocolMapper') || short === undefined || short.has('protocolMapper')) return [];
  const tokens = short.get('in');
  const at = { file: own.file.path, keys: inside(spots, [...keys, 'in']) };
  if (tokens !== undefined) return [[{ act: 'set', ...at, value: tokens }]];
  return mapper.has('in') ? [[{ act: 'remove', ...at }]] : [];
}

/** A text in the type that the file used. */
function asWritten(text: string, before: unknown): Tree {
  const value = isScalar(before) ? before.value : undefined;
  if (typeof value === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return typeof value === 'number' && String(Number(text)) === text ? Number(text) : text;
}

function holdsVariable(node: unknown): boolean {
  if (isPair(node)) return holdsVariable(node.key) || holdsVariable(node.value);
  if (isMap(node) || isSeq(node)) return node.items.some(holdsVariable);
  return saysVariable(writtenText(node));
}
