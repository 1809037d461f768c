import type { JsonSchema, JsonType } from '../../kinds/schema/index.js';
import type { FileSchema } from './validators.js';

/** How messages name the objects of a realm file, by top-level key. */
const OBJECT_WORDS: ReadonlyMap<string, string> = new Map([
  ['templates', 'template'],
  ['roles', 'role'],
  ['groups', 'group'],
  ['clientScopes', 'client scope'],
  ['clients', 'client'],
]);

/** How messages name the JSON types, in the order in which they are listed. */
const TYPE_WORDS: readonly (readonly [JsonType, string])[] = [
  ['string', 'text'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map'],
];

const LENGTH_MAX = 80;

/**
 * Where a value stands, in words.
 *
 * @example whereText(['clients', 'a', 'serviceAccount', 'groups'], 'realm-file') is 'serviceAccount.groups of client "a"'
 */
export function whereText(path: readonly string[], schema: FileSchema): string {
  if (path.length === 0) return schema === 'settings' ? 'the settings' : 'the realm file';
  const [kind = '', name, ...rest] = path;
  const word = schema === 'realm-file' ? OBJECT_WORDS.get(kind) : undefined;
  if (word === undefined || name === undefined) return pathText(path);
  const object = `${word} ${quoted(name)}`;
  return rest.length === 0 ? object : `${pathText(rest)} of ${object}`;
}

/** A value in quotes, for a message: cut when long, on one line, and without the password of a URL. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const harmless = text.replaceAll(/:\/\/[^/\s@]*@/g, '://…@');
  const cut = harmless.length > LENGTH_MAX ? `${harmless.slice(0, LENGTH_MAX)}…` : harmless;
  return JSON.stringify(cut);
}

/** The types that a schema takes, in words. @example 'text, a number, or true or false' */
export function typesText(types: readonly JsonType[]): string {
  const words = TYPE_WORDS.filter(([type]) => types.includes(type)).map(([, word]) => word);
  return alternatives(words);
}

/** What a value is, in words. */
export function foundText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'number' ? 'a number' : 'text';
}

/** Words joined by commas and "or". */
export function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')}${words.length > 2 ? ',' : ''} or ${words.at(-1) ?? ''}`;
}

/** The types of a schema as a list. */
export function schemaTypes(schema: JsonSchema | undefined): readonly JsonType[] {
  const type = schema?.type;
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function pathText(path: readonly string[]): string {
  return path
    .map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index === 0 ? '' : '.'}${plainKey(key)}`))
    .join('');
}

function plainKey(key: string): string {
  return /^[\w$/-]+$/.test(key) ? key : quoted(key);
}
