import type { JsonSchema, JsonType } from '../../kinds/schema/index.js';
import { type SourceList, type SourceMap, type SourceNode, type SourceScalar } from '../../model/index.js';
import { presentConflicts } from './conflicts.js';

/** One way in which a value breaks a schema. */
export interface Fault {
  /** The keyword that it breaks, spelled as JSON Schema spells it. */
  readonly keyword: string;
  /** The keys that lead to the value, from the value that was checked. */
  readonly path: readonly string[];
  readonly node: SourceNode;
  /** The schema that has the keyword. */
  readonly schema: JsonSchema;
  /** The key that is missing, that is not taken or whose name is wrong. */
  readonly key?: string;
  /** Of two equal items of a list, their indices. */
  readonly indices?: readonly [first: number, second: number];
}

type Definitions = NonNullable<JsonSchema['definitions']>;

/** The definition that a schema refers to; the schema itself when it refers to none. */
export function dereferenced(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.replace('#/definitions/', '');
  return (name === undefined ? undefined : definitions[name]) ?? schema;
}

/**
 * Every fault of a value, in the order of the file. A fault that another one explains is left out: of a value of the wrong
 * type nothing else is said, and of a choice that no form fits only that.
 *
 * Our schemas are written in a small part of draft-07 that {@link JsonSchema} spells out. They are read here as they stand,
 * because a compiler of schemas takes longer to compile ours than a plan of a thousand clients takes to check all its
 * files; a test holds that both find the same faults.
 */
export function findFaults(node: SourceNode, schema: JsonSchema, definitions: Definitions): readonly Fault[] {
  const check: Check = { definitions, path: [], faults: [] };
  checkNode(node, schema, check);
  return check.faults;
}

interface Check {
  readonly definitions: Definitions;
  /** The keys on the way to where the check is now. */
  readonly path: string[];
  readonly faults: Fault[];
}

type Detail = Pick<Fault, 'key' | 'indices'>;
type Report = (keyword: keyof JsonSchema, detail?: Detail) => void;

function checkNode(node: SourceNode, written: JsonSchema, check: Check): void {
  const schema = dereferenced(written, check.definitions);
  const report: Report = (keyword, detail) =>
    void check.faults.push({ keyword, path: [...check.path], node, schema, ...detail });
  if (schema.type !== undefined && !hasType(node, schema.type)) return report('type');
  if (schema.oneOf !== undefined) {
    const fitting = schema.oneOf.filter((form) => fits(node, form, check.definitions));
    if (fitting.length !== 1) return report('oneOf');
  }
  switch (node.type) {
    case 'scalar':
      return checkScalar(node, schema, report);
    case 'list':
      return checkList(node, schema, check, report);
    case 'map':
      return checkMap(node, schema, check, report);
  }
}

function fits(node: SourceNode, schema: JsonSchema, definitions: Definitions): boolean {
  return findFaults(node, schema, definitions).length === 0;
}

function hasType(node: SourceNode, types: NonNullable<JsonSchema['type']>): boolean {
  if (typeof types !== 'string') return types.some((type) => isOfType(node, type));
  return isOfType(node, types as JsonType);
}

function isOfType(node: SourceNode, type: JsonType): boolean {
  switch (type) {
    case 'object':
      return node.type === 'map';
    case 'array':
      return node.type === 'list';
    case 'null':
      return node.type === 'scalar' && node.value === null;
    case 'integer':
      return node.type === 'scalar' && Number.isInteger(node.value);
    case 'string':
    case 'number':
    case 'boolean':
      return node.type === 'scalar' && typeof node.value === type;
  }
}

function checkScalar({ value }: SourceScalar, schema: JsonSchema, report: Report): void {
  if (schema.enum !== undefined && !schema.enum.includes(value)) report('enum');
  if (schema.const !== undefined && schema.const !== value) report('const');
  if (typeof value === 'string') {
    if (schema.minLength !== undefined && Array.from(value).length < schema.minLength) report('minLength');
    if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) report('pattern');
    if (schema.format === 'date' && !isDay(value)) report('format');
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) report('minimum');
    if (schema.maximum !== undefined && value > schema.maximum) report('maximum');
  }
}

function checkList({ items }: SourceList, schema: JsonSchema, check: Check, report: Report): void {
  if (schema.minItems !== undefined && items.length < schema.minItems) report('minItems');
  const indices = schema.uniqueItems === true ? firstRepetition(items) : undefined;
  if (indices !== undefined) report('uniqueItems', { indices });
  if (schema.items === undefined) return;
  for (const [index, item] of items.entries()) checkPart(item, String(index), schema.items, check);
}

function checkMap(map: SourceMap, schema: JsonSchema, check: Check, report: Report): void {
  const { entries } = map;
  for (const key of schema.required ?? []) if (!entries.has(key)) report('required', { key });
  if (schema.minProperties !== undefined && entries.size < schema.minProperties) report('minProperties');
  if (schema.conflicts !== undefined && presentConflicts(schema.conflicts, map).length > 0) report('conflicts');
  const { properties = {}, additionalProperties = true, propertyNames } = schema;
  for (const [key, { value, place }] of entries) {
    if (propertyNames !== undefined && !fits({ type: 'scalar', value: key, place }, propertyNames, check.definitions)) {
      report('propertyNames', { key });
    }
    const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (property === false) report('additionalProperties', { key });
    else if (typeof property === 'object') checkPart(value, key, property, check);
  }
}

function checkPart(node: SourceNode, key: string, schema: JsonSchema, check: Check): void {
  check.path.push(key);
  checkNode(node, schema, check);
  check.path.pop();
}

/** Lists without repetitions hold texts; what is none is a fault of its type already. */
function firstRepetition(items: readonly SourceNode[]): readonly [number, number] | undefined {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (item.type !== 'scalar' || typeof item.value !== 'string') continue;
    const first = seen.get(item.value);
    if (first !== undefined) return [first, index];
    seen.set(item.value, index);
  }
  return undefined;
}

/** The patterns of our own schemas, compiled once. */
const patterns = new Map<string, RegExp>();

function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const made = new RegExp(text, 'u');
  patterns.set(text, made);
  return made;
}

/** Whether a text is a day of the calendar, as RFC 3339 writes it. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
