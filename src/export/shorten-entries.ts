import { isTreeMap, shortFieldOf, type TreeMap } from '../kinds/index.js';
import {
  address,
  fieldParts,
  groupAddress,
  type Address,
  type DesiredObject,
  type DesiredState,
  type FieldPath,
} from '../model/index.js';
import type { Proving } from './proving.js';
import { differingFacts } from './same-meaning.js';
import { shortenClient, type Shortenings } from './short-clients.js';
import { shortMapper } from './short-mappers.js';
import { sourceOfEntries } from './tree-source.js';
import { copyMap, mapAt, type Entries } from './tree.js';

/** Rounds in which single words may turn out not to say the same; after them an entry stays as it was. */
const ROUNDS_MAX = 4;

/**
 * Entries in short forms and with types, wherever these resolve to the same facts as the entries with everything written
 * out, which `settled` is.
 */
export function shortenEntries(entries: Entries, settled: DesiredState, proving: Proving): Entries {
  const beliefs = new Map<string, Shortenings>();
  const beliefOf = (key: string): Shortenings => {
    const known = beliefs.get(key) ?? {
      type: true,
      authentication: true,
      longFields: new Set(),
      longMappers: new Set(),
    };
    beliefs.set(key, known);
    return known;
  };
  const plain = new Set<string>();
  for (let round = 0; ; round++) {
    const short = shortened(entries, beliefOf, plain);
    const doubts = doubtsAbout(short, settled, proving);
    if (doubts.size === 0) return short;
    for (const [key, paths] of doubts) {
      if (round >= ROUNDS_MAX || !weaken(beliefOf(key), paths)) plain.add(key);
    }
    if (round > ROUNDS_MAX + 1) return entries;
  }
}

const clientKey = (name: string): string => address('client', name);
const scopeKey = (name: string): string => address('client-scope', name);

function shortened(entries: Entries, beliefOf: (key: string) => Shortenings, plain: ReadonlySet<string>): Entries {
  const shorten = (map: TreeMap, key: (name: string) => string, isClient: boolean): TreeMap =>
    new Map(
      [...map].map(([name, entry]) => {
        if (!isTreeMap(entry) || plain.has(key(name))) return [name, entry];
        const believed = beliefOf(key(name));
        const mappers = withShortMappers(mapAt(entry, 'protocolMappers'), believed);
        if (isClient) return [name, shortenClient(entry, believed, mappers)];
        const copy = copyMap(entry);
        if (mappers.size > 0) copy.set('protocolMappers', mappers);
        return [name, copy];
      }),
    );
  return {
    ...entries,
    clients: shorten(entries.clients, clientKey, true),
    clientScopes: shorten(entries.clientScopes, scopeKey, false),
  };
}

function withShortMappers(mappers: TreeMap, { longMappers }: Shortenings): TreeMap {
  return new Map(
    [...mappers].map(([name, mapper]) => [name, longMappers.has(name) ? mapper : (shortMapper(mapper) ?? mapper)]),
  );
}

/** The objects that say something else than they should, with the facts in question; none where the whole object is. */
export function doubtsAbout(
  entries: Entries,
  settled: DesiredState,
  proving: Proving,
): ReadonlyMap<string, readonly FieldPath[]> {
  const { file, pathAt } = sourceOfEntries(entries);
  const { value: desired, diagnostics } = proving.resolve([file]);
  const doubts = new Map<string, readonly FieldPath[]>();
  if (desired === undefined) {
    for (const { place, severity } of diagnostics) {
      const [section = '', name = ''] = pathAt(place) ?? [];
      if (severity === 'error') doubts.set(keyOf(section, name), []);
    }
    return doubts;
  }
  for (const object of settled.objects.values()) {
    const other = desired.objects.get(object.address);
    const paths = other === undefined ? [] : differingFacts(object, other);
    if (other === undefined || paths.length > 0) doubts.set(ownerOf(object), paths);
  }
  return doubts;
}

function keyOf(section: string, name: string): Address {
  if (section === 'groups') return groupAddress(name);
  return address(section === 'clients' ? 'client' : section === 'clientScopes' ? 'client-scope' : 'role', name);
}

/** A client's role stands in the client's entry. */
function ownerOf({ address: of, kind }: DesiredObject): string {
  const [, client = ''] = of.split('/');
  return kind === 'client-role' ? `client/${client}` : of;
}

/** Stops believing what made the difference; false where nothing that is believed explains it. */
function weaken(believed: Shortenings, paths: readonly FieldPath[]): boolean {
  const longMappers = new Set(believed.longMappers);
  const longFields = new Set(believed.longFields);
  const { type, authentication } = believed;
  const explains = (path: FieldPath): boolean => {
    const [head, name = ''] = fieldParts(path);
    const field = shortFieldOf(name);
    if (head === 'protocolMappers' && name !== '' && !longMappers.has(name)) {
      believed.longMappers.add(name);
      return true;
    }
    if (head === 'attributes' && field !== undefined && !longFields.has(field)) {
      believed.longFields.add(field);
      return true;
    }
    if (head === 'clientAuthenticatorType' && authentication) {
      believed.authentication = false;
      return true;
    }
    believed.type = false;
    return type;
  };
  return paths.length > 0 && paths.map(explains).every(Boolean);
}
