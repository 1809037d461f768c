import { fieldParts, type FactValue, type Facts, type FieldPath } from '../model/index.js';
import type { Line } from './layout.js';
import { word } from './escape.js';
import { valueText } from './values.js';

/** How the facts of one kind are said. There is one for each kind, so that a fact reads the same wherever it appears. */
export interface KindPhrases {
  /** The facts of a created object in sentences; every fact is in one of them. `serverAdds` tells an empty list from an unwritten one. */
  created(facts: Facts, serverAdds: readonly string[]): readonly Line[];
  /** What a member of a set is; undefined for facts that have a value of their own. @example 'redirect URI https://a.example/cb' */
  member(path: FieldPath): string | undefined;
}

/** The facts that nobody has put into a phrase yet; each is taken once. */
export type Untold = Map<FieldPath, FactValue>;

/** The value at `path`, and takes it away; undefined when there is none. */
export function take(facts: Untold, path: FieldPath): FactValue | undefined {
  const value = facts.get(path);
  facts.delete(path);
  return value;
}

/** The plain parts after `prefix` of every fact below it, which are then taken away; in the order of paths. */
export function takeUnder(facts: Untold, prefix: FieldPath): readonly (readonly string[])[] {
  const skip = fieldParts(prefix).length;
  const found: (readonly string[])[] = [];
  for (const path of facts.keys()) {
    if (!path.startsWith(`${prefix}/`)) continue;
    found.push(fieldParts(path).slice(skip));
    facts.delete(path);
  }
  return found;
}

/** Names after their noun: the first with the noun before it. @example named('role', ['a', 'b'], 'roles') is ['roles a', 'b'] */
export function named(one: string, names: readonly string[], several: string = `${one}s`): readonly string[] {
  const noun = names.length === 1 ? one : several;
  return names.map((name, at) => (at === 0 ? `${noun} ${name}` : name));
}

/** `realmRoles` and `clientRoles` below a prefix, or `realm` and `client` of composites, as phrases. */
export function takeRoles(facts: Untold, realm: FieldPath, client: FieldPath): readonly string[] {
  const realmRoles = takeUnder(facts, realm).map((parts) => parts.map(word).join('/'));
  const clientRoles = takeUnder(facts, client).map((parts) => parts.map(word).join('/'));
  return [...named('realm role', realmRoles), ...named('client role', clientRoles)];
}

/** What a fact with a value of its own is called. @example 'attribute access.token.lifespan' */
export function fieldLabel(path: FieldPath): string {
  const [list, ...rest] = fieldParts(path);
  const key = rest.map(word).join('/');
  switch (list ?? '') {
    case 'attributes':
      return `attribute ${key}`;
    case 'authenticationFlowBindingOverrides':
      return `flow override ${key}`;
    case 'serviceAccount':
      return rest[0] === 'attributes'
        ? `service account attribute ${rest.slice(1).map(word).join('/')}`
        : `service account ${key}`;
    default:
      return [list ?? '', ...rest].map(word).join('/');
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  serviceAccount: 'its service account',
  'serviceAccount/realmRoles': 'realm roles of its service account',
  'serviceAccount/clientRoles': 'client roles of its service account',
  'serviceAccount/groups': 'groups of its service account',
  'serviceAccount/attributes': 'attributes of its service account',
  roles: 'its roles',
  roleScope: 'its role scope',
  composites: 'its composites',
  realmRoles: 'its realm roles',
  clientRoles: 'its client roles',
};

/** What lies below a path, in words. */
export function prefixLabel(path: FieldPath): string {
  return (Object.hasOwn(PREFIXES, path) ? PREFIXES[path] : undefined) ?? fieldLabel(path);
}

/** Everything that is left, as `label value`. */
export function takeRest(facts: Untold): readonly string[] {
  const phrases = [...facts].map(([path, value]) => `${fieldLabel(path)} ${valueText(path, value)}`);
  facts.clear();
  return phrases;
}

/** A list line, or nothing when there is nothing to list. */
export function listLine(items: readonly string[], lead?: string): readonly Line[] {
  if (items.length === 0) return [];
  return [lead === undefined ? { form: 'list', indent: 6, items } : { form: 'list', indent: 6, lead, items }];
}
