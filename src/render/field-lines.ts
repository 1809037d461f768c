import { ACCOUNT_PRESENT, KINDS } from '../kinds/index.js';
import {
  addressParts,
  fieldParts,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type KindName,
  type ObjectChange,
  type Origin,
} from '../model/index.js';
import type { Line, Sign } from './layout.js';
import { CLIENT_SCOPE_PHRASES } from './phrases-client-scope.js';
import { fieldsNote } from './origin-text.js';
import { CLIENT_PHRASES } from './phrases-client.js';
import { GROUP_PHRASES } from './phrases-group.js';
import { changedMapperLines, mapperFieldLabel, mapperLines } from './phrases-mapper.js';
import { ROLE_PHRASES } from './phrases-role.js';
import { fieldLabel, type KindPhrases } from './phrases.js';
import { changeText } from './values.js';

/** The phrases of every kind. */
const PHRASES: Readonly<Record<KindName, KindPhrases>> = {
  role: ROLE_PHRASES,
  group: GROUP_PHRASES,
  'client-scope': CLIENT_SCOPE_PHRASES,
  client: CLIENT_PHRASES,
  'client-role': ROLE_PHRASES,
};

/** What a change does to its object: the facts of a new one in sentences, else each field with its two sides. */
export function fieldLines(change: ObjectChange): readonly Line[] {
  const { kind } = addressParts(change.address);
  if (change.action === 'create') {
    const facts = new Map(
      change.fields.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after] as const])),
    );
    return [...PHRASES[kind].created(facts, change.serverAdds), ...serverAdds(change.serverAdds)];
  }
  const { origin } = change;
  const ranked = groups(change.fields).map((group) => ({ group, rank: rank(kind, group) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return [
    ...alignedFields(
      ranked.filter(({ rank: at }) => at === 0).map(({ group }) => group),
      origin,
    ),
    ...ranked.filter(({ rank: at }) => at > 0).flatMap(({ group }) => groupLines(kind, group, origin)),
  ];
}

/** What a member of a set is, of any kind of object; undefined for facts that have a value of their own. */
export function memberText(kind: KindName, path: FieldPath): string | undefined {
  return PHRASES[kind].member(path);
}

function serverAdds(phrases: readonly string[]): readonly Line[] {
  return phrases.length === 0
    ? []
    : [{ form: 'sentence', indent: 6, text: `(the server adds ${phrases.join('; ')})`, tone: 'quiet' }];
}

/** The fields of one mapper, or one other field. */
interface FieldGroup {
  readonly mapper?: string;
  readonly fields: readonly FieldChange[];
}

function groups(fields: readonly FieldChange[]): readonly FieldGroup[] {
  const mappers = new Map<string, FieldChange[]>();
  const found: FieldGroup[] = [];
  for (const field of fields) {
    const [list, mapper] = fieldParts(field.path);
    if (list !== 'protocolMappers' || mapper === undefined) {
      found.push({ fields: [field] });
      continue;
    }
    const together = mappers.get(mapper);
    if (together !== undefined) {
      together.push(field);
      continue;
    }
    const fresh = [field];
    mappers.set(mapper, fresh);
    found.push({ mapper, fields: fresh });
  }
  return found;
}

/** Fields of the object first, then members of its sets, mappers, links, and last what its service account holds. */
function rank(kind: KindName, { mapper, fields }: FieldGroup): number {
  const path = fields[0]?.path;
  if (path === undefined) return 0;
  if (mapper !== undefined) return 2;
  const part = KINDS[kind].part(path);
  if (part === 'object') return PHRASES[kind].member(path) === undefined ? 0 : 1;
  if (path === ACCOUNT_PRESENT) return 4;
  return part === 'link' ? 3 : 5;
}

function alignedFields(plain: readonly FieldGroup[], origin: Origin): readonly Line[] {
  const fields = plain.flatMap((group) => group.fields);
  const width = Math.max(0, ...fields.map(({ path }) => fieldLabel(path).length));
  return fields.map((field) => valueLine(field, origin, width));
}

function valueLine(field: FieldChange, origin: Origin, width = 0): Line {
  const { path, before, after } = field;
  return {
    form: 'row',
    indent: 6,
    sign: '~',
    text: `${fieldLabel(path).padEnd(width)}   ${changeText(path, before, after)}`,
    ...noted(fieldsNote([field], origin)),
  };
}

function noted(note: string | undefined): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

function groupLines(kind: KindName, { mapper, fields }: FieldGroup, origin: Origin): readonly Line[] {
  if (mapper !== undefined) return mapperGroupLines(mapper, fields, origin);
  return fields.map((field) => memberLine(kind, field, origin));
}

function memberLine(kind: KindName, field: FieldChange, origin: Origin): Line {
  const { path, before, after } = field;
  const phrase = isMember(before) && isMember(after) ? PHRASES[kind].member(path) : undefined;
  if (phrase === undefined) return valueLine(field, origin);
  const isAdded = after === true;
  const sign: Sign = isAdded ? '+' : '-';
  const isAccount = path === ACCOUNT_PRESENT;
  const text = isAccount ? (isAdded ? ACCOUNT_COMES : ACCOUNT_GOES) : phrase;
  const isGrant = !isAccount && KINDS[kind].part(path) !== 'object';
  if (isGrant && (field.origin ?? origin) === 'drift') {
    return { form: 'row', indent: 6, sign, text, right: isAdded ? 'taken away outside git' : 'added outside git' };
  }
  return { form: 'row', indent: 6, sign, text, ...noted(fieldsNote([field], origin)) };
}

const ACCOUNT_COMES = 'service account missing: the server makes a new one';
const ACCOUNT_GOES = 'service account, deleted with every grant';

function isMember(value: FactValue | undefined): boolean {
  return value === undefined || value === true;
}

function mapperGroupLines(mapper: string, fields: readonly FieldChange[], origin: Origin): readonly Line[] {
  const isTyped = fields.some(({ path }) => fieldParts(path)[2] === 'protocolMapper');
  const note = fieldsNote(fields, origin);
  const whole = (side: 'before' | 'after', sign: Sign): readonly Line[] =>
    withNote(
      mapperLines(
        sign,
        mapper,
        new Map(
          fields.flatMap((field): (readonly [FieldPath, FactValue])[] =>
            field[side] === undefined ? [] : [[field.path, field[side]]],
          ),
        ),
      ),
      note,
    );
  if (isTyped && fields.every(({ before }) => before === undefined)) return whole('after', '+');
  if (isTyped && fields.every(({ after }) => after === undefined)) return whole('before', '-');
  const ofOne = new Set(fields.map((field) => field.origin ?? origin)).size === 1;
  const lines = changedMapperLines(
    mapper,
    fields.map((field) => ({
      path: field.path,
      label: mapperFieldLabel(fieldParts(field.path)),
      before: field.before,
      after: field.after,
      ...(ofOne ? {} : noted(fieldsNote([field], origin))),
    })),
  );
  return ofOne ? withNote(lines, note) : lines;
}

/** Lines of a mapper with a remark behind its name, after the one that is there already. */
function withNote([head, ...rest]: readonly Line[], note: string | undefined): readonly Line[] {
  if (head?.form !== 'row') return head === undefined ? [] : [head, ...rest];
  const together = [head.note, note].filter((part) => part !== undefined).join(' ');
  return [together === '' ? head : { ...head, note: together }, ...rest];
}
