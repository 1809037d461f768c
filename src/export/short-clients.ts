import {
  CLIENT_TYPES,
  clientTypeOf,
  FULL_SCOPE,
  isTreeMap,
  SHORT_FIELD_NAMES,
  SHORT_FIELDS,
  type Tree,
  type TreeMap,
} from '../kinds/index.js';
import { fieldParts, fieldPath, isUnder, type FieldPath } from '../model/index.js';
import { copyMap, deletePath, mapAt, scalarText } from './tree.js';

/** Which short ways of writing a client are still believed to say the same. */
export interface Shortenings {
  type: boolean;
  authentication: boolean;
  /** Short fields and names of mappers that turned out to say something else. */
  readonly longFields: Set<string>;
  readonly longMappers: Set<string>;
}

/** A client in the shortest words that `believed` leaves, as a copy. */
export function shortenClient(entry: TreeMap, believed: Shortenings, shortMappers: TreeMap): TreeMap {
  const short = copyMap(entry);
  if (shortMappers.size > 0) short.set('protocolMappers', shortMappers);
  if (believed.type) writeType(short);
  if (believed.authentication && short.get('clientAuthenticatorType') === 'client-secret') {
    short.delete('clientAuthenticatorType');
    short.set('authentication', new Map([['secret', new Map([['from', 'generate']])]]));
  }
  for (const field of SHORT_FIELD_NAMES) {
    const { attribute, valueOf } = SHORT_FIELDS[field];
    const said = mapAt(short, 'attributes').get(attribute);
    const value = said === undefined || believed.longFields.has(field) ? undefined : valueOf(scalarText(said));
    // Off is what most clients are, and stays as it was found.
    if (value === undefined || value === false) continue;
    deletePath(short, ['attributes', attribute]);
    short.set(field, value);
  }
  return short;
}

/** Takes out what the client's type says anyway, where a type says nothing else. */
function writeType(entry: TreeMap): void {
  const type = entry.has('protocol') ? undefined : clientTypeOf((path) => factOf(entry, path));
  if (type === undefined) return;
  const { facts, exact, mustWrite } = CLIENT_TYPES[type];
  entry.set('type', type);
  for (const path of [...facts.keys(), FULL_SCOPE]) deletePath(entry, fieldParts(path));
  for (const path of exact) {
    if (!mustWrite.includes(path) && isEmpty(treeAt(entry, path))) deletePath(entry, fieldParts(path));
  }
}

/** What an entry says of a fact of the client itself; attributes are texts, whatever they are written as. */
function factOf(entry: TreeMap, path: FieldPath): Tree | undefined {
  const tree = treeAt(entry, path);
  return tree !== undefined && isUnder(path, ATTRIBUTES) ? scalarText(tree) : tree;
}

const ATTRIBUTES = fieldPath('attributes');

function treeAt(entry: TreeMap, path: FieldPath): Tree | undefined {
  const [field = '', key] = fieldParts(path);
  return key === undefined ? entry.get(field) : mapAt(entry, field).get(key);
}

function isEmpty(tree: Tree | undefined): boolean {
  return isTreeMap(tree) ? tree.size === 0 : Array.isArray(tree) && tree.length === 0;
}
