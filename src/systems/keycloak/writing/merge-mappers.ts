import { DEFAULT_PROTOCOL, mapperDefault } from '../../../kinds/index.js';
import { compareText, type FieldChange } from '../../../model/index.js';
import { changesBelow, plainText, type ChangeBelow } from './field-changes.js';
import type { ProtocolMapperRepresentation } from '../representation/representations.js';

/** What must be done to the mappers of an object so that its changes hold. */
export interface MapperChanges {
  /** Every mapper as it must be, for a request that replaces them all. */
  readonly all: readonly ProtocolMapperRepresentation[];
  /** Those that are new, or whose type changed and that are made anew. */
  readonly added: readonly ProtocolMapperRepresentation[];
  /** Those whose config or protocol changes; each with its id. */
  readonly updated: readonly ProtocolMapperRepresentation[];
  /** Those that must go, or that are made anew. */
  readonly removed: readonly ProtocolMapperRepresentation[];
  /** Further mappers of a name that an earlier one has; they must go before anything else is written. */
  readonly doubles: readonly ProtocolMapperRepresentation[];
}

/**
 * Merges field changes into the mappers that an object has; undefined when none of them changes, so that a request can
 * leave them out: on a server that wants another right for mappers, an unchanged list would be refused.
 *
 * A key that said what its absence meant, and no longer does once another key or the type changed, goes: no change names
 * it, because neither side wrote anything, and left in place it would now say something.
 *
 * An id goes along only with a mapper that keeps its name and its type. Two mappers of one name, which a race can leave
 * behind, become one: with both there, the server answers every list of mappers with a 500 (26.7.4, contract "with one
 * name twice").
 */
export function mergeMappers(
  current: readonly ProtocolMapperRepresentation[],
  fields: readonly FieldChange[],
): MapperChanges | undefined {
  const changes = changesByMapper(fields);
  if (changes.size === 0) return undefined;
  const kept = new Map<string, ProtocolMapperRepresentation>();
  const doubles: ProtocolMapperRepresentation[] = [];
  for (const mapper of current) {
    const name = mapper.name ?? '';
    if (kept.has(name)) doubles.push(mapper);
    else kept.set(name, mapper);
  }
  const removed: ProtocolMapperRepresentation[] = [];
  const added: ProtocolMapperRepresentation[] = [];
  const updated: ProtocolMapperRepresentation[] = [];
  for (const [name, own] of changes) {
    const before = kept.get(name);
    const after = mergedMapper(name, before, own);
    kept.delete(name);
    if (after !== undefined) kept.set(name, after);
    if (before !== undefined && after?.id === undefined) removed.push(before);
    if (after !== undefined) (after.id === undefined ? added : updated).push(after);
  }
  const all = [...kept].sort(([a], [b]) => compareText(a, b)).map(([, mapper]) => mapper);
  return { all, added, updated, removed, doubles };
}

/** The mappers that a new object is born with. */
export function mappersOfCreate(fields: readonly FieldChange[]): readonly ProtocolMapperRepresentation[] {
  return mergeMappers([], fields)?.all ?? [];
}

/** One mapper after its changes; undefined when nothing says any more of which type it is, which is how one is removed. */
function mergedMapper(
  name: string,
  before: ProtocolMapperRepresentation | undefined,
  changes: readonly ChangeBelow[],
): ProtocolMapperRepresentation | undefined {
  const current = new Map(Object.entries(before?.config ?? {}).map(([key, value]) => [key, String(value)]));
  const config = new Map(current);
  let protocolMapper = before?.protocolMapper;
  let protocol = before?.protocol;
  for (const { rest, after } of changes) {
    const [, field, key] = rest;
    const text = after === undefined ? undefined : plainText(after);
    if (field === 'protocolMapper') protocolMapper = text;
    else if (field === 'protocol') protocol = text;
    else if (field === 'config' && key !== undefined) {
      if (text === undefined) config.delete(key);
      else config.set(key, text);
    }
  }
  if (protocolMapper === undefined) return undefined;
  const named = new Set(changes.map(({ rest }) => rest[2]));
  const isStale = (key: string, value: string): boolean =>
    !named.has(key) &&
    value === mapperDefault(key, (other) => current.get(other), before?.protocolMapper) &&
    value !== mapperDefault(key, (other) => config.get(other), protocolMapper);
  const kept = [...config].filter(([key, value]) => !isStale(key, value));
  const keepsType = before !== undefined && before.protocolMapper === protocolMapper;
  const { id, ...others } = keepsType ? before : {};
  return {
    ...others,
    ...(id === undefined ? {} : { id }),
    name,
    protocol: protocol ?? DEFAULT_PROTOCOL,
    protocolMapper,
    config: Object.fromEntries(kept.sort(([a], [b]) => compareText(a, b))),
  };
}

function changesByMapper(fields: readonly FieldChange[]): ReadonlyMap<string, readonly ChangeBelow[]> {
  const byName = new Map<string, ChangeBelow[]>();
  for (const change of changesBelow(fields, 'protocolMappers')) {
    const [name] = change.rest;
    if (name === undefined) continue;
    const own = byName.get(name);
    if (own === undefined) byName.set(name, [change]);
    else own.push(change);
  }
  return byName;
}
