import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { isRealmFile, isSettings } from '../../kinds/generated/validators.js';
import { ANNOTATIONS, REALM_FILE_SCHEMA, SETTINGS_SCHEMA, type JsonSchema } from '../../kinds/schema/index.js';
import { presentConflicts } from './conflicts.js';

/** The two kinds of file that an author writes. */
export type FileSchema = 'settings' | 'realm-file';

/** One fault as ajv reports it, with the fragment that it broke. */
export interface Fault extends Omit<ErrorObject, 'parentSchema'> {
  readonly parentSchema?: JsonSchema;
}

const ROOTS: Readonly<Record<FileSchema, JsonSchema>> = { settings: SETTINGS_SCHEMA, 'realm-file': REALM_FILE_SCHEMA };

/** Compiled on first use: a command that reads no settings pays nothing for their schema. */
const compiled = new Map<FileSchema, WeakMap<JsonSchema, ValidateFunction>>();
const compilers = new Map<FileSchema, Ajv>();

/** Whether a file has its shape: by code that was made before, so that a right file never waits for a compiler. */
const IS_RIGHT: Readonly<Record<FileSchema, (data: unknown) => boolean>> = {
  settings: isSettings,
  'realm-file': isRealmFile,
};

/** Every fault of a whole file. */
export function faultsOfFile(schema: FileSchema, data: unknown): readonly Fault[] {
  if (IS_RIGHT[schema](data)) return [];
  return faultsOf(schema, ROOTS[schema], data);
}

/** Every fault of a value that should fit one fragment of a schema, such as one branch of a choice. Paths start at the value. */
export function faultsOf(schema: FileSchema, fragment: JsonSchema, data: unknown): readonly Fault[] {
  const validate = validator(schema, fragment);
  return validate(data) ? [] : ((validate.errors ?? []) as readonly Fault[]);
}

/** The definition that a fragment refers to; the fragment itself when it refers to none. */
export function dereferenced(schema: FileSchema, fragment: JsonSchema): JsonSchema {
  const name = fragment.$ref?.replace('#/definitions/', '');
  return (name === undefined ? undefined : ROOTS[schema].definitions?.[name]) ?? fragment;
}

function validator(schema: FileSchema, fragment: JsonSchema): ValidateFunction {
  const validators = getOrAdd(compiled, schema, () => new WeakMap<JsonSchema, ValidateFunction>());
  return getOrAdd(validators, fragment, () => {
    const { definitions } = ROOTS[schema];
    return getOrAdd(compilers, schema, createCompiler).compile({ ...fragment, ...(definitions && { definitions }) });
  });
}

function createCompiler(): Ajv {
  // allErrors is safe because files are limited to 4 MiB. That the schemas themselves are right, by ajv's strictest rules,
  // is asked by a test and not at each start; our diagnostics have words of their own. Compiling takes longer than checking
  // a thousand clients with what comes out, so nothing is optimized, and a definition is compiled once for all its uses.
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    validateSchema: false,
    messages: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  formats.default(ajv, ['date']);
  ajv.addKeyword({
    keyword: 'conflicts',
    type: 'object',
    validate: (pairs: NonNullable<JsonSchema['conflicts']>, data: Readonly<Record<string, unknown>>) =>
      presentConflicts(pairs, data).length === 0,
  });
  ajv.addVocabulary(ANNOTATIONS.filter((annotation) => annotation !== 'conflicts'));
  return ajv;
}

function getOrAdd<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
