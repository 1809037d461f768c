import {
  EVERYTHING_BELOW,
  FIELD_WORDS,
  fieldPatternParts,
  SHORT_FIELD_NAMES,
  SHORT_FIELDS,
  textFits,
  type FieldWords,
} from '../kinds/index.js';
import {
  compareText,
  groupAddress,
  addressParts,
  KIND_WORDS,
  nearest,
  type Diagnostic,
  type IgnoreRule,
  type KindName,
  type Place,
  type SourceFile,
  type SourceMap,
} from '../model/index.js';
import { didYouMean, problem } from './problem.js';
import { optionalText } from './read-nodes.js';
import { datesOf } from './resolve-allowances.js';
import { checkGroupPath } from './resolve-group.js';
import { quoted } from './shape/wording.js';

/** The ignore rules of all layers, joined, in the order of places. */
export function resolveIgnores(layers: readonly (readonly SourceFile[])[], found: Diagnostic[]): readonly IgnoreRule[] {
  const items = layers.flat().flatMap(({ root }) => {
    const list = root.entries.get('ignore')?.value;
    return list?.type === 'list' ? list.items : [];
  });
  const rules = items.flatMap((item) => (item.type === 'map' ? resolveRule(item, found) : []));
  return rules.sort((a, b) => comparePlaces(a.place, b.place));
}

function comparePlaces(a: Place, b: Place): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

const KEYS = [
  ['client', 'client'],
  ['clientScope', 'client-scope'],
  ['role', 'role'],
  ['group', 'group'],
  ['clientRole', 'client-role'],
] as const satisfies readonly (readonly [string, KindName])[];

function resolveRule(item: SourceMap, found: Diagnostic[]): readonly IgnoreRule[] {
  const [key, kind] = KEYS.find(([one]) => item.entries.has(one)) ?? [];
  if (key === undefined || kind === undefined) return [];
  const name = optionalText(item, key, found);
  const field = optionalText(item, 'field', found);
  const place = (of: string): Place => item.entries.get(of)?.value.place ?? item.place;
  if (name === undefined || field === undefined || name === '' || field === '') return [];
  const names = namesOf(kind, name, place(key), found);
  const parts = fieldOf(kind, field, place('field'), found);
  const dates = datesOf(optionalText(item, 'reason', found), optionalText(item, 'until', found));
  if (names === undefined || parts === undefined) return [];
  return [{ kind, names, field: parts, ...dates, place: item.place }];
}

function namesOf(kind: KindName, text: string, place: Place, found: Diagnostic[]): readonly string[] | undefined {
  if (kind === 'group') return checkGroupPath(text, place, found) ? addressParts(groupAddress(text)).names : undefined;
  if (kind !== 'client-role') return [text];
  const names = decoded(text.split('/'));
  if (names.length === 2 && !names.includes('')) return names;
  const hint = 'Write <client id>/<role>, such as grafana/*, with %2F for a slash within one of them';
  found.push(problem('invalid-value', place, `${quoted(text)} names no role of a client`, hint));
  return undefined;
}

function fieldOf(kind: KindName, text: string, place: Place, found: Diagnostic[]): readonly string[] | undefined {
  const parts = decoded(fieldPatternParts(text));
  const hint = parts.includes('')
    ? 'Write each part, with one / between two'
    : parts.slice(0, -1).includes(EVERYTHING_BELOW)
      ? 'Write ** as the last part only, and * within the others'
      : hintForUnknown(kind, parts);
  if (hint === undefined) return parts;
  found.push(problem('invalid-value', place, `${quoted(text)} is no field of a ${KIND_WORDS[kind]}`, hint));
  return undefined;
}

/** What to write instead, for a field that no object of the kind has; undefined for one that some may have. */
function hintForUnknown(kind: KindName, parts: readonly string[]): string | undefined {
  let words: FieldWords = FIELD_WORDS[kind];
  for (const [index, part] of parts.entries()) {
    if (words === 'any' || (part === EVERYTHING_BELOW && index === parts.length - 1)) return undefined;
    const known: readonly string[] = [...words.keys()];
    const fitting = known.filter((word) => textFits(part, word));
    const [only] = fitting;
    if (only === undefined) return unknownWord(kind, parts.slice(0, index), part, known);
    // A pattern that fits several words is looked at no further.
    if (fitting.length > 1) return undefined;
    words = words.get(only) ?? 'any';
  }
  return undefined;
}

function unknownWord(kind: KindName, above: readonly string[], part: string, known: readonly string[]): string {
  const below = above.length === 0 ? '' : ` below ${above.join('/')}`;
  const instead = kind === 'client' && above.length === 0 ? CLIENT_HINTS.get(part) : undefined;
  if (instead !== undefined) return instead;
  if (known.length === 0) return `Write ${above.join('/')} alone; there is nothing below it`;
  const near = didYouMean(nearest(part, known));
  return near === '' ? `Write one of ${known.join(', ')}${below}` : `${near}Fields are spelled as Keycloak has them`;
}

/** What our own words for clients mean in Keycloak's. */
const CLIENT_HINTS: ReadonlyMap<string, string> = new Map([
  ...SHORT_FIELD_NAMES.map((field): [string, string] => [
    field,
    `Write attributes/${SHORT_FIELDS[field].attribute}, which is what "${field}" writes`,
  ]),
  ['roles', 'Roles of a client are objects of their own: write clientRole: <client id>/* instead of client'],
  ['authentication', 'Write clientAuthenticatorType or publicClient'],
  ['type', 'Write each field that the type writes and that should be left alone'],
]);

/** Parts with what is percent-encoded in them, as addresses and plans show it, decoded. */
function decoded(parts: readonly string[]): readonly string[] {
  return parts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
