import { KINDS } from '../kinds/index.js';
import {
  addressParts,
  fieldParts,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type KindName,
  type ObjectChange,
} from '../model/index.js';
import type { Line, Sign } from './layout.js';
import { CLIENT_SCOPE_PHRASES } from './phrases-client-scope.js';
import { ACCOUNT_PRESENT, CLIENT_PHRASES } from './phrases-client.js';
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
  'client-role': { ...ROLE_PHRASES, kind: 'client-role' },
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
  const isDrift = change.origin === 'drift';
  const ranked = groups(change.fields).map((group) => ({ group, rank: rank(kind, group) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return [
    ...alignedFields(ranked.filter(({ rank: at }) => at === 0).map(({ group }) => group)),
    ...ranked.filter(({ rank: at }) => at > 0).flatMap(({ group }) => groupLines(kind, group, isDrift)),
  ];
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

function alignedFields(plain: readonly FieldGroup[]): readonly Line[] {
  const fields = plain.flatMap((group) => group.fields);
  const width = Math.max(0, ...fields.map(({ path }) => fieldLabel(path).length));
  return fields.map((field) => valueLine(field, width));
}

function valueLine({ path, before, after }: FieldChange, width = 0): Line {
  return {
    form: 'row',
    indent: 6,
    sign: '~',
    text: `${fieldLabel(path).padEnd(width)}   ${changeText(path, before, after)}`,
  };
}

function groupLines(kind: KindName, { mapper, fields }: FieldGroup, isDrift: boolean): readonly Line[] {
  if (mapper !== undefined) return mapperGroupLines(mapper, fields);
  return fields.map((field) => memberLine(kind, field, isDrift));
}

function memberLine(kind: KindName, field: FieldChange, isDrift: boolean): Line {
  const { path, before, after } = field;
  const phrase = isMember(before) && isMember(after) ? PHRASES[kind].member(path) : undefined;
  if (phrase === undefined) return valueLine(field);
  const isAdded = after === true;
  if (path === ACCOUNT_PRESENT) {
    const text = isAdded
      ? 'service account missing: the server makes a new one'
      : 'service account, deleted with every grant';
    return { form: 'row', indent: 6, sign: isAdded ? '+' : '-', text };
  }
  const isGrant = KINDS[kind].part(path) !== 'object';
  const note = isDrift && isGrant ? (isAdded ? 'taken away outside git' : 'added outside git') : undefined;
  return {
    form: 'row',
    indent: 6,
    sign: isAdded ? '+' : '-',
    text: phrase,
    ...(note === undefined ? {} : { right: note }),
  };
}

function isMember(value: FactValue | undefined): boolean {
  return value === undefined || value === true;
}

function mapperGroupLines(mapper: string, fields: readonly FieldChange[]): readonly Line[] {
  const isTyped = fields.some(({ path }) => fieldParts(path)[2] === 'protocolMapper');
  const whole = (side: 'before' | 'after', sign: Sign): readonly Line[] =>
    mapperLines(
      sign,
      mapper,
      new Map(
        fields.flatMap((field): (readonly [FieldPath, FactValue])[] =>
          field[side] === undefined ? [] : [[field.path, field[side]]],
        ),
      ),
    );
  if (isTyped && fields.every(({ before }) => before === undefined)) return whole('after', '+');
  if (isTyped && fields.every(({ after }) => after === undefined)) return whole('before', '-');
  return changedMapperLines(
    mapper,
    fields.map(({ path, before, after }) => ({ path, label: mapperFieldLabel(fieldParts(path)), before, after })),
  );
}
