import { fc, test } from '@fast-check/vitest';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { faultsOfFile, type FileSchema } from '../../src/desired/shape/file-schema.js';
import { ANNOTATIONS, REALM_FILE_SCHEMA, SETTINGS_SCHEMA, type JsonSchema } from '../../src/kinds/schema/index.js';
import type { Json, SourceNode } from '../../src/model/index.js';
import { projectFiles, readProjectFile } from '../support/project-files.js';

// The judge is ajv, the usual implementation of JSON Schema: whatever a file holds, both find the same faults. `conflicts`
// is no keyword of JSON Schema and has its own tests.
const judge = new Ajv({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
formats.default(judge, ['date']);
judge.addVocabulary([...ANNOTATIONS]);

const SCHEMAS = { settings: SETTINGS_SCHEMA, 'realm-file': REALM_FILE_SCHEMA } as const satisfies Readonly<
  Record<FileSchema, JsonSchema>
>;

interface Sample {
  readonly schema: FileSchema;
  readonly data: Json;
}

const SAMPLES: readonly Sample[] = projectFiles()
  .filter((path) => /^examples\/.*\.yaml$/.test(path))
  .map((path) => ({
    schema: path.endsWith('/keyplan.yaml') ? 'settings' : 'realm-file',
    data: parse(readProjectFile(path)) as Json,
  }));

/** Keys that some schema knows, and one that none does. */
const KEYS = [...new Set(['stranger', ...keysOf(SETTINGS_SCHEMA), ...keysOf(REALM_FILE_SCHEMA)])];
const SCALARS: readonly Json[] = [null, true, 0, 1, 101, -1, 1.5, '', 'text', '/a', '5m', '2027-02-28', '2027-02-30'];
const LISTS: readonly Json[] = [[], ['a', 'a'], [1, null], [{ a: 1 }]];
const MAPS: readonly Json[] = [{}, { a: null }, { client: 'a' }, { env: 'A' }];
const VALUES = [...SCALARS, ...LISTS, ...MAPS];

function keysOf(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const properties = 'properties' in part ? Object.keys(part.properties as object) : [];
  return [...properties, ...Object.values(part).flatMap(keysOf)];
}

/** A change of a value: how to get to a place in it, by numbers, and what to put there. */
const edits = fc.array(
  fc.record({
    way: fc.array(fc.nat(50), { minLength: 1, maxLength: 8 }),
    key: fc.option(fc.constantFrom(...KEYS)),
    value: fc.option(fc.constantFrom(...VALUES)),
  }),
  { minLength: 1, maxLength: 4 },
);

type Edit = (typeof edits extends fc.Arbitrary<infer T> ? T : never)[number];

function edited(data: Json, { way: [step, ...rest], key, value }: Edit): Json {
  if (typeof data !== 'object' || data === null || step === undefined) return value;
  const isList = Array.isArray(data);
  const parts = new Map(Object.entries(data as Readonly<Record<string, Json>>));
  const place = rest.length === 0 && key !== null && !isList ? key : [...parts.keys()][step % Math.max(1, parts.size)];
  if (place !== undefined) parts.set(place, edited(parts.get(place) ?? null, { way: rest, key, value }));
  return isList ? [...parts.values()] : Object.fromEntries(parts);
}

function nodeOf(data: Json): SourceNode {
  const place = { file: 'f.yaml', line: 1, column: 1 };
  if (typeof data !== 'object' || data === null) return { type: 'scalar', value: data, place };
  if (Array.isArray(data)) return { type: 'list', items: (data as readonly Json[]).map(nodeOf), place };
  const entries = Object.entries(data).map(([key, part]) => [key, { place, value: nodeOf(part as Json) }] as const);
  return { type: 'map', entries: new Map(entries), place };
}

function ours({ schema, data }: Sample): readonly string[] {
  return faultsOfFile(schema, nodeOf(data))
    .filter(({ keyword }) => keyword !== 'conflicts')
    .map(({ keyword, path, key = '' }) => `${JSON.stringify(path)} ${keyword} ${key}`)
    .sort();
}

function theirs({ schema, data }: Sample): readonly string[] {
  judge.validate(SCHEMAS[schema], data);
  const errors = judge.errors ?? [];
  const at = (keyword: string) =>
    errors.filter((error) => error.keyword === keyword).map((error) => error.instancePath);
  const [choices, wrongTypes] = [at('oneOf'), at('type')];
  return errors
    .filter((error) => !isExplained(error, choices, wrongTypes))
    .map(textOf)
    .sort();
}

/** Faults of single forms of a choice, of a name as a value, and of a value of the wrong type. */
function isExplained(error: ErrorObject, choices: readonly string[], wrongTypes: readonly string[]): boolean {
  const { keyword, instancePath } = error;
  if (error.propertyName !== undefined && keyword !== 'propertyNames') return true;
  if (choices.some((path) => instancePath.startsWith(`${path}/`))) return true;
  if (choices.includes(instancePath)) return keyword !== 'oneOf';
  return wrongTypes.includes(instancePath) && keyword !== 'type';
}

function textOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1);
  const plain = path.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { missingProperty, additionalProperty, propertyName } = params as Readonly<Record<string, string>>;
  return `${JSON.stringify(plain)} ${keyword} ${missingProperty ?? additionalProperty ?? propertyName ?? ''}`;
}

test('the examples have no faults', () => {
  expect(SAMPLES.flatMap(ours)).toEqual([]);
});

test.prop([fc.constantFrom(...SAMPLES), edits], { numRuns: 1000 })(
  'whatever is changed in a file, ajv finds the same faults in it',
  ({ schema, data }, changes) => {
    const changed = { schema, data: changes.reduce(edited, data) };
    expect(ours(changed)).toEqual(theirs(changed));
  },
);
