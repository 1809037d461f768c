import { DEFAULT_PROTOCOL, effectiveValue, protocolOf, type TreeMap } from '../kinds/index.js';
import {
  fieldParts,
  fieldPath,
  isUnder,
  sameValue,
  type Facts,
  type FieldPath,
  type LiveObject,
} from '../model/index.js';
import { roleScopeTree } from './client-entry.js';
import { withheldParts, type Described, type Note } from './described.js';
import { attributesOf, membersByName, membersOf } from './fact-trees.js';
import { hasTwins, mapperTrees } from './mapper-trees.js';
import { mapAt } from './tree.js';

/** A role of the realm or of a client. What it brings along is always written. */
export function describeRole(role: LiveObject): Described {
  const described = startOf(role);
  const composites: TreeMap = new Map();
  const realm = membersOf(role.facts, 'composites', 'realm');
  const client = membersByName(role.facts, 'composites', 'client');
  // Each key is exact by itself, so that both are written as soon as there is one.
  if (realm.length > 0 || client.size > 0) composites.set('realm', realm).set('client', client);
  described.entry.set('composites', composites);
  return described;
}

/** A group. What its members get is always written. */
export function describeGroup(group: LiveObject): Described {
  const described = startOf(group);
  described.entry.set('realmRoles', membersOf(group.facts, 'realmRoles'));
  described.entry.set('clientRoles', membersByName(group.facts, 'clientRoles'));
  return described;
}

/** A client scope. Its links to clients stand in the lists of the clients. */
export function describeClientScope(scope: LiveObject): Described {
  const described = startOf(scope);
  const { entry, notes } = described;
  const protocol = protocolOf(scope.facts);
  if (protocol !== DEFAULT_PROTOCOL) entry.set('protocol', protocol);
  if (hasTwins(scope.facts)) notes.push({ part: 'protocolMappers', why: 'two mappers have one name and differ' });
  else entry.set('protocolMappers', mapperTrees(scope.facts, protocol));
  entry.set('roleScope', roleScopeTree(scope.facts));
  for (const list of ['realmDefault', 'realmOptional']) {
    if (scope.facts.get(fieldPath('attachTo', list)) === true) entry.set('attachTo', new Map([[list, true]]));
  }
  return described;
}

/** The order in which the fields of these kinds are written. */
export const OTHER_KEYS: readonly string[] = [
  'description',
  'protocol',
  'attributes',
  'realmRoles',
  'clientRoles',
  'composites',
  'protocolMappers',
  'roleScope',
  'attachTo',
];

function startOf(object: LiveObject): Described {
  const entry: TreeMap = new Map();
  const notes: Note[] = withheldParts(object);
  const description = object.facts.get(fieldPath('description'));
  if (typeof description === 'string') entry.set('description', description);
  const { attributes, secrets } = attributesOf(object.facts);
  for (const key of secrets) notes.push({ part: `attribute ${key}`, why: 'it holds a secret' });
  if (attributes.size > 0) entry.set('attributes', attributes);
  return { entry, notes };
}

/** What of an entry a new realm does not have by itself; undefined where it has all of it. */
export function withoutFresh({ entry, notes }: Described, object: LiveObject, fresh: Facts): Described | undefined {
  const changed = changedHeads(object, fresh);
  const rest: TreeMap = new Map([...entry].filter(([key]) => changed.has(key)));
  const more = [...notes];
  if (changed.has('description') && !rest.has('description')) rest.set('description', '');
  if (changed.has('attributes')) rest.set('attributes', changedAttributes(object, fresh, mapAt(entry, 'attributes')));
  if (mapAt(rest, 'attributes').size === 0) rest.delete('attributes');
  if (changed.has('attachTo') && !rest.has('attachTo'))
    more.push({
      part: 'attachTo',
      why: "it is in none of the realm's lists for new clients, and files only add it to one",
    });
  return rest.size === 0 && more.length === 0 ? undefined : { entry: rest, notes: more };
}

/** The first parts of all facts that are not as in a new realm. */
function changedHeads(object: LiveObject, fresh: Facts): ReadonlySet<string> {
  const isLink = (path: FieldPath): boolean =>
    isUnder(path, fieldPath('attachTo', 'default')) || isUnder(path, fieldPath('attachTo', 'optional'));
  const paths = [...object.facts.keys(), ...fresh.keys()].filter((path) => !isLink(path));
  return new Set(paths.filter((path) => !isAsFresh(object, fresh, path)).map((path) => fieldParts(path)[0] ?? ''));
}

function isAsFresh({ kind, facts }: LiveObject, fresh: Facts, path: FieldPath): boolean {
  return sameValue(effectiveValue(kind, path, facts), effectiveValue(kind, path, fresh));
}

/** Attributes are written one by one; one that a new realm has and this one has not is written as blank. */
function changedAttributes(object: LiveObject, fresh: Facts, written: TreeMap): TreeMap {
  const attributes: TreeMap = new Map();
  const keys = [...object.facts.keys(), ...fresh.keys()].filter((path) => path.startsWith('attributes/'));
  for (const path of [...new Set(keys)].sort()) {
    const key = fieldParts(path)[1] ?? '';
    if (isAsFresh(object, fresh, path)) continue;
    const value = written.get(key);
    if (value !== undefined) attributes.set(key, value);
    else if (!object.facts.has(path)) attributes.set(key, object.kind === 'client-scope' ? '' : []);
  }
  return attributes;
}
