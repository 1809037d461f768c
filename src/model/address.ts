import { compareText } from './json.js';

/** The kinds of objects that keyplan manages in words, in the order in which people read them. */
export const KIND_WORDS = {
  role: 'role',
  group: 'group',
  'client-scope': 'client scope',
  client: 'client',
  'client-role': 'client role',
} as const;

/** A kind of object, as the first part of an address spells it. */
export type KindName = keyof typeof KIND_WORDS;

/**
 * The human key of an object within its realm, never the server's identifier: `client/<clientId>`,
 * `client-role/<clientId>/<role>`, `role/<name>`, `group/<path without the leading slash>`, `client-scope/<name>`.
 * Each part is percent-encoded, so that an id with slashes stays one part.
 */
export type Address = string & { readonly __address: never };

/** Makes the address of an object; `names` are the plain, unencoded names. A group takes its path's names one by one. */
export function address(kind: KindName, ...names: readonly string[]): Address {
  return [kind, ...names].map(encodePart).join('/') as Address;
}

/** The address of the group with this path. @example groupAddress('/agents/eu') is 'group/agents/eu' */
export function groupAddress(path: string): Address {
  return address('group', ...groupNames(path));
}

/**
 * The names along a group path. A slash that belongs to a name is written `~/`; of several tildes before a slash each two
 * stand for one. @example groupNames('/agents/eu') is ['agents', 'eu'], groupNames('/agents~/eu') is ['agents/eu']
 */
export function groupNames(path: string): readonly string[] {
  if (!path.includes('~/')) return path.split('/').filter((name) => name !== '');
  const names: string[] = [''];
  for (const [, text = '', tildes = '', slash = ''] of path.matchAll(/([^~/]*)(~*)(\/?)/g)) {
    const isSeparator = slash !== '' && tildes.length % 2 === 0;
    const kept = slash === '' ? tildes : '~'.repeat(Math.floor(tildes.length / 2)) + (isSeparator ? '' : '/');
    names.push(`${names.pop() ?? ''}${text}${kept}`);
    if (isSeparator) names.push('');
  }
  return names.filter((name) => name !== '');
}

/** The path of names that no other names have; the inverse of groupNames. @example groupPath(['a', 'b/c']) is '/a/b~/c' */
export function groupPath(names: readonly string[]): string {
  const escaped = names.map((name, index) => {
    const inner = name.replaceAll(/(~*)\//g, '$1$1~/');
    return index < names.length - 1 ? inner.replace(/~+$/, '$&$&') : inner;
  });
  return `/${escaped.join('/')}`;
}

/** What an address is made of. */
interface AddressParts {
  readonly kind: KindName;
  /** Plain, one for each part. */
  readonly names: readonly string[];
}

/** The parts of addresses: they are asked for dozens of times for every object. The limit is that of field paths, for the same reason. */
const sharedParts = new Map<Address, AddressParts>();
const SHARED_MAX = 20_000;

/** The kind and the plain names that an address is made of. */
export function addressParts(of: Address): AddressParts {
  const known = sharedParts.get(of);
  if (known !== undefined) return known;
  const [kind, ...names] = of.split('/');
  const parts = { kind: kind as KindName, names: of.includes('%') ? names.map(decodeURIComponent) : names };
  if (sharedParts.size < SHARED_MAX) sharedParts.set(of, parts);
  return parts;
}

/** The path of a group from its address. @example groupPathOf(groupAddress('/a/b')) is '/a/b' */
export function groupPathOf(of: Address): string {
  return groupPath(addressParts(of).names);
}

/** The client that a client role belongs to; undefined for every other kind. */
export function clientOf(of: Address): Address | undefined {
  const { kind, names } = addressParts(of);
  return kind === 'client-role' ? address('client', names[0] ?? '') : undefined;
}

/** The object inside which another one lives: the client of a client role, the group above a group. */
export function parentOf(of: Address): Address | undefined {
  const { kind, names } = addressParts(of);
  return kind === 'group' && names.length > 1 ? address('group', ...names.slice(0, -1)) : clientOf(of);
}

/** All objects inside which another one lives, the nearest first: the client of a client role, each group above a group. */
export function wholesOf(of: Address): readonly Address[] {
  const parent = parentOf(of);
  return parent === undefined ? [] : [parent, ...wholesOf(parent)];
}

/** An object, and the client that it is a role of. */
export function withClient(of: Address): readonly Address[] {
  const client = clientOf(of);
  return client === undefined ? [of] : [of, client];
}

/** An address as people read it: the kind's word and the plain name. @example 'client role aip-gateway/submit' */
export function addressText(of: Address): string {
  const { kind, names } = addressParts(of);
  const name = kind === 'group' ? groupPathOf(of) : names.join('/');
  return `${KIND_WORDS[kind]} ${name}`;
}

/** Encodes one part of an address or of a field path: everything that is not a letter, a digit or one of `-_.~:@+*,=!$&'()` as %XX. */
export function encodePart(part: string): string {
  // Most parts need no encoding, and this is asked for every fact of every client.
  if (/^[\w.~:@+*,=!$&'()-]*$/.test(part)) return part;
  return encodeURIComponent(part).replaceAll(/%(3A|40|2B|2C|3D|24|26)/g, (escaped) => decodeURIComponent(escaped));
}

/**
 * The order in which people read objects: realm roles, groups, client scopes, then each client with its roles right after
 * it; within a kind by code point.
 */
export function compareAddresses(a: Address, b: Address): number {
  return compareText(readingKey(a), readingKey(b));
}

function readingKey(of: Address): string {
  const [kind = '', ...names] = of.split('/');
  // A blank is below every character of an address, so a client comes before its roles and those before the next client.
  return `${READING_ORDER.indexOf(kind === 'client-role' ? 'client' : kind)} ${names.join(' ')}`;
}

const READING_ORDER: readonly string[] = Object.keys(KIND_WORDS);
