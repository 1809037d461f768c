import type { JsonSchema } from '../../kinds/schema/index.js';
import { nearest, type Diagnostic, type Json } from '../../model/index.js';
import { placeOfKey, type Part } from './locate.js';
import { mapperListAsMap } from './mapper-list.js';
import { shapeError, type Checked } from './shape-error.js';
import type { Fault } from './validators.js';
import { alternatives, foundText, quoted, schemaTypes, typesText, whereText } from './wording.js';
import { isStray } from './wrong-level.js';

/** What is wrong with a value that does not fit its schema. */
export function valueDiagnostic(fault: Fault, part: Part, checked: Checked): readonly Diagnostic[] {
  const where = whereText(part.path, checked.schema);
  const schema = fault.parentSchema ?? {};
  const data: unknown = fault.data;
  if (isUnreplaced(data)) return [];
  if (schema.secretSource === true && isScalar(data) && !isAlmostAWord(schema, data))
    return [literalSecret(part, where, schema)];
  if (isLater(schema, data)) return [laterValue(part, where, data)];
  switch (fault.keyword) {
    case 'type':
      return [isStray(fault, part, checked) ? strayKey(part, where, fault) : wrongType(part, where, fault)];
    case 'uniqueItems':
      return [repeatedItem(part, where, fault)];
    case 'propertyNames':
      return [wrongName(part, where, fault)];
    default:
      return [invalidValue(part, where, fault)];
  }
}

/** A word of the schema with a typing error is no secret. */
function isAlmostAWord({ enum: words = [] }: JsonSchema, data: unknown): boolean {
  return typeof data === 'string' && nearest(data, words.map(String)).length > 0;
}

/** A value of the wrong type: what is wanted and what is there. The value itself is not quoted, since it may be anything. */
export function wrongType(part: Part, where: string, fault: Fault): Diagnostic {
  const schema = fault.parentSchema ?? {};
  const data: unknown = fault.data;
  if (schema.noun === 'a map of mappers' && Array.isArray(data))
    return mapperList(part, where, data as readonly Json[]);
  const message = `${where} must be ${typesText(schemaTypes(schema))}, but is ${foundText(data)}`;
  return shapeError(
    'wrong-type',
    part.node.place,
    message,
    layoutHint(schema, data) ?? schema.expects ?? typeHint(schema, data),
  );
}

/** A key of an object, where the names of such objects stand. */
function strayKey(part: Part, where: string, fault: Fault): Diagnostic {
  const noun = fault.parentSchema?.noun ?? 'an object';
  const hint = `if it is a key of ${noun}, start it at column ${part.keyPlace.column + 2}, under the name of that one`;
  return shapeError('wrong-type', part.node.place, `${where} must be a map, but is ${foundText(fault.data)}`, hint);
}

/** What to do about a value that was meant as a map or a list, but lacks blanks or lines of its own. */
function layoutHint(schema: JsonSchema, data: unknown): string | undefined {
  const types = schemaTypes(schema);
  if (data === null && types.includes('object') && schema.expects !== undefined)
    return `${schema.expects}; what belongs under it is indented further`;
  if (typeof data !== 'string') return undefined;
  if (types.includes('object') && /^[\w.-]+:[^/]/.test(data)) return 'write a blank behind the ":" of each key';
  if (!types.includes('array')) return undefined;
  if (/^-\S/.test(data)) return 'write a blank behind the "-" of each item';
  if (/\S - /.test(data)) return 'write nothing behind the key, and each item on a line of its own, as "- one"';
  return undefined;
}

/** Text where only the name of a secret's place may stand. */
export function literalSecret(part: Part, where: string, schema: JsonSchema): Diagnostic {
  const hint = `take it out of the file and of its history, change the secret, and ${schema.expects ?? 'name where it is'}`;
  return shapeError('literal-secret', part.node.place, `${where} holds a secret, which must not stand in a file`, hint);
}

function typeHint(schema: JsonSchema, data: unknown): string {
  const types = schemaTypes(schema);
  if (types.includes('string') && isScalar(data)) return 'write it in quotes';
  if (types.includes('boolean') && typeof data === 'string')
    return 'write true or false, without quotes; yes, no, on and off are text in YAML 1.2';
  if (types.includes('array')) return 'write a list, such as [one, two]; [] means none';
  if (types.includes('object')) return 'write a map, such as { key: value }';
  return `write ${typesText(types)}`;
}

function mapperList(part: Part, where: string, list: readonly Json[]): Diagnostic {
  const converted = mapperListAsMap(list);
  const hint =
    converted === undefined ? 'write each mapper under its name' : `write each mapper under its name:\n${converted}`;
  return shapeError(
    'mapper-list',
    part.node.place,
    `${where} is Keycloak's list of mappers; keyplan takes a map by name`,
    hint,
  );
}

function laterValue(part: Part, where: string, data: unknown): Diagnostic {
  const value = typeof data === 'string' ? quoted(data) : foundText(data);
  return shapeError(
    'not-yet',
    part.node.place,
    `${value} for ${where} is not supported yet`,
    'leave it out until a version of keyplan takes it',
  );
}

function isLater(schema: JsonSchema, data: unknown): boolean {
  const later = schema.notYetValues ?? [];
  return typeof data === 'string' ? later.includes(data) : later.includes('map') && foundText(data) === 'a map';
}

function repeatedItem(part: Part, where: string, fault: Fault): Diagnostic {
  const [first, second] = [Number(fault.params['i']), Number(fault.params['j'])].sort((a, b) => a - b);
  const items = fault.data as readonly unknown[];
  const message = `${where} lists ${quoted(items[second ?? 0])} twice`;
  const error = shapeError('invalid-value', placeOfKey(part, String(second)), message, 'keep one of them');
  return { ...error, related: [{ place: placeOfKey(part, String(first)), message: 'the other one is here' }] };
}

function wrongName(part: Part, where: string, fault: Fault): Diagnostic {
  const name = String(fault.params['propertyName']);
  const rule = fault.schema as JsonSchema;
  return shapeError(
    'invalid-value',
    placeOfKey(part, name),
    `${quoted(name)} is no name for ${where}`,
    rule.expects ?? 'choose another name',
  );
}

function invalidValue(part: Part, where: string, fault: Fault): Diagnostic {
  const schema = fault.parentSchema ?? {};
  const words = (schema.enum ?? []).filter((word) => word !== null).map(String);
  const { message, hint } = valueRule(fault, words);
  const [meant] = typeof fault.data === 'string' ? nearest(fault.data, words) : [];
  const said = meant === undefined ? (schema.expects ?? hint) : `did you mean ${meant}?`;
  return shapeError('invalid-value', part.node.place, `${where} ${message}`, said);
}

function valueRule(fault: Fault, words: readonly string[]): { readonly message: string; readonly hint: string } {
  const limit = String(fault.params['limit']);
  const is = fault.parentSchema?.neverQuoted === true ? '' : `is ${quoted(fault.data)}, but `;
  switch (fault.keyword) {
    case 'enum':
      return {
        message: `${is}must be ${alternatives(words)}`,
        hint: `write ${alternatives(words)}`,
      };
    case 'minLength':
      return { message: 'must not be empty', hint: 'write a value, or leave the key out' };
    case 'minItems':
    case 'minProperties':
      return { message: 'must not be empty', hint: 'write at least one' };
    case 'minimum':
      return { message: `${is}must be at least ${limit}`, hint: `write ${limit} or more` };
    case 'maximum':
      return { message: `${is}must be at most ${limit}`, hint: `write ${limit} or less` };
    default:
      return { message: `cannot be ${quoted(fault.data)}`, hint: 'see what the schema says about it' };
  }
}

/** A text that still holds a variable has its own diagnostic already. */
function isUnreplaced(data: unknown): boolean {
  return typeof data === 'string' && data.includes('{{');
}

function isScalar(data: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof data);
}
