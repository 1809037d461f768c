import { isScalar, isSeq } from 'yaml';
import { joinedMembers, SHORT_FIELDS, shortFieldOf, type ShortFieldName, type Tree } from '../kinds/index.js';
import { escapeVariables } from '../model/index.js';
import type { Part } from './drifted-parts.js';
import { plainText, saysVariable, writtenText } from './nodes.js';
import { VARIABLE, type Operation } from './operation.js';
import { hasValue, ownAt, templateAt, type Written } from './sources.js';
import { inside, type Looking, type Spots, type Ways } from './way.js';

type Attribute = Extract<Part, { form: 'attribute' }>;

/** An attribute of one text: under `attributes`, or by the short field that writes it. */
export function waysOfAttribute(part: Attribute, spots: Spots, looking: Looking): Ways {
  const { sources } = looking;
  const keys = ['attributes', part.name];
  const own = ownAt(sources, spots.keys, keys);
  if (own !== undefined) {
    const { value } = own.spot.pair;
    if (saysVariable(writtenText(value))) return { why: VARIABLE };
    return [[set(own.file.path, spots, keys, asBefore(part.text, value))]];
  }
  const plain = set(spots.file, spots, keys, escapeVariables(part.text));
  const short = shortFieldOf(part.name);
  if (short === undefined || spots.keys.entry[0] !== 'clients') return [[plain]];
  return waysOfShort(short, part, { plain, spots, looking });
}

interface Short {
  /** The edit that writes the attribute itself. */
  readonly plain: Operation;
  readonly spots: Spots;
  readonly looking: Looking;
}

function waysOfShort(field: ShortFieldName, { text }: Attribute, { plain, spots, looking }: Short): Ways {
  const { sources } = looking;
  const own = ownAt(sources, spots.keys, [field]);
  const inTemplate = templateAt(sources, spots.keys, [field]);
  if (own !== undefined && saysVariable(writtenText(own.spot.pair.value))) return { why: VARIABLE };
  const file = own?.file.path ?? spots.file;
  const isUnwritten = own === undefined && inTemplate === undefined;
  // The short field would say the same as the attribute, so that one of them must go.
  const instead: readonly Operation[] = [
    ...(own === undefined || inTemplate !== undefined
      ? isUnwritten
        ? []
        : [set(file, spots, [field], null)]
      : [{ act: 'remove', file, keys: inside(spots, [field]) } as const]),
    { ...plain, file },
  ];
  const said =
    field === 'postLogoutRedirectUris' ? uris(text, own ?? inTemplate, looking) : SHORT_FIELDS[field].valueOf(text);
  if (said === undefined) return [instead];
  if (typeof said === 'object' && said !== null && own !== undefined && isSeq(own.spot.pair.value))
    return [listEdits(text, own, { spots, looking }), instead];
  return [[set(file, spots, [field], said)], instead];
}

function set(file: string, spots: Spots, keys: readonly string[], value: Tree): Operation {
  return { act: 'set', file, keys: inside(spots, keys), value };
}

/** A text in the type that the file used: `true` and numbers need no quotes where there were none. */
function asBefore(text: string, before: unknown): Tree {
  const value = isScalar(before) ? before.value : undefined;
  if (typeof value === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return typeof value === 'number' && String(Number(text)) === text ? Number(text) : escapeVariables(text);
}

/** The whole list, in the order of what was written. */
function uris(text: string, before: Written | undefined, { sources }: Looking): Tree {
  const now = joinedMembers(text);
  const value = before !== undefined && hasValue(before) ? before.spot.pair.value : undefined;
  const written = isSeq(value) ? value.items.flatMap((item) => writtenText(item) ?? []) : [];
  const plain = (member: string): string => plainText(member, sources.variables);
  const kept = written.filter((member) => now.includes(plain(member)));
  const known = kept.map(plain);
  return [...kept, ...now.filter((member) => !known.includes(member)).map(escapeVariables)];
}

function listEdits(text: string, own: Written, { spots, looking }: Omit<Short, 'plain'>): readonly Operation[] {
  const { value } = own.spot.pair;
  const written = isSeq(value) ? value.items.flatMap((item) => writtenText(item) ?? []) : [];
  const then = written.map((member) => plainText(member, looking.sources.variables));
  const now = joinedMembers(text);
  const keys = inside(spots, ['postLogoutRedirectUris']);
  const file = own.file.path;
  return [
    ...then.filter((item) => !now.includes(item)).map((item): Operation => ({ act: 'drop', file, keys, item })),
    ...now
      .filter((item) => !then.includes(item))
      .map((item): Operation => ({ act: 'add', file, keys, item: escapeVariables(item) })),
  ];
}
