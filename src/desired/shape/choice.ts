import type { JsonSchema, JsonType } from '../../kinds/schema/index.js';
import type { Diagnostic } from '../../model/index.js';
import { conflictError, missingKeyError } from './diagnose.js';
import { keyDiagnostic } from './key-diagnostic.js';
import { placeOfKey, type Part } from './locate.js';
import type { Checked } from './shape-error.js';
import type { Fault } from './validators.js';
import { literalSecret, wrongType } from './value-diagnostic.js';
import { schemaTypes, whereText } from './wording.js';

/** What a value that fits no branch of a choice was meant to be: a branch whose own faults tell more, or diagnostics. */
export type Choice = { readonly branch: JsonSchema } | { readonly diagnostics: readonly Diagnostic[] };

/** Finds the branch that the author meant by the type of the value and by the keys that only one branch asks for. */
export function chooseBranch(fault: Fault, part: Part, checked: Checked): Choice {
  const schema = fault.parentSchema ?? {};
  const data: unknown = fault.data;
  const where = whereText(part.path, checked.schema);
  const branches = (schema.oneOf ?? []).filter((branch) => schemaTypes(branch).includes(typeOf(data)));
  const [only] = branches;
  if (only === undefined) {
    const scalar = ['string', 'number', 'boolean'].includes(typeof data);
    if (schema.secretSource === true && scalar) return { diagnostics: [literalSecret(part, where, schema)] };
    const types = (schema.oneOf ?? []).flatMap(schemaTypes);
    return { diagnostics: [wrongType(part, where, { ...fault, parentSchema: { ...schema, type: types } })] };
  }
  if (typeOf(data) !== 'object' || branches.length === 1) return { branch: withLater(only, schema) };
  return chooseByKeys(branches, { fault, part, checked });
}

interface ChoiceContext {
  readonly fault: Fault;
  readonly part: Part;
  readonly checked: Checked;
}

function chooseByKeys(branches: readonly JsonSchema[], { fault, part, checked }: ChoiceContext): Choice {
  const schema = fault.parentSchema ?? {};
  const keys = Object.keys(fault.data as object);
  const forms = branches.map((branch) => ({ branch, telling: tellingKeys(branch, branches) }));
  const meant = forms.filter(({ telling }) => telling.some((key) => keys.includes(key)));
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return { branch: withLater(first.branch, schema) };
  if (first !== undefined && second !== undefined) {
    const pair = [first, second].map(({ telling }) => telling.find((key) => keys.includes(key)) ?? '');
    return { diagnostics: [conflictError([pair[0] ?? '', pair[1] ?? ''], part, checked)] };
  }
  return { diagnostics: withoutForm(keys, forms, { fault, part, checked }) };
}

function withoutForm(
  keys: readonly string[],
  forms: readonly { readonly branch: JsonSchema; readonly telling: readonly string[] }[],
  { fault, part, checked }: ChoiceContext,
): readonly Diagnostic[] {
  const schema = fault.parentSchema ?? {};
  const properties = Object.assign({}, ...forms.map(({ branch }) => branch.properties)) as NonNullable<
    JsonSchema['properties']
  >;
  const all: JsonSchema = {
    ...schema,
    properties,
    notYet: forms.flatMap(({ branch }) => branch.notYet ?? []).concat(schema.notYet ?? []),
  };
  const unknown = keys.filter((key) => !Object.hasOwn(properties, key));
  if (unknown.length > 0) {
    const where = whereText(part.path, checked.schema);
    return unknown.map((key) => keyDiagnostic({ key, place: placeOfKey(part, key), where, schema: all }));
  }
  const wanted = forms.flatMap(({ telling }) => telling.slice(0, 1));
  return [missingKeyError(wanted, { part, checked, meaning: schema.description })];
}

/** The keys that this branch requires and no other one knows. */
function tellingKeys(branch: JsonSchema, branches: readonly JsonSchema[]): readonly string[] {
  const others = branches.filter((other) => other !== branch);
  return (branch.required ?? []).filter((key) => !others.some((other) => Object.hasOwn(other.properties ?? {}, key)));
}

/** What the whole choice will take later, its branches will not take earlier. */
function withLater(branch: JsonSchema, schema: JsonSchema): JsonSchema {
  return schema.notYet === undefined || branch.notYet !== undefined ? branch : laterBranch(branch, schema.notYet);
}

const laterBranches = new WeakMap<JsonSchema, JsonSchema>();

/** One object for each branch, so that it is compiled once. */
function laterBranch(branch: JsonSchema, notYet: readonly string[]): JsonSchema {
  const made = laterBranches.get(branch) ?? { ...branch, notYet };
  laterBranches.set(branch, made);
  return made;
}

function typeOf(data: unknown): JsonType {
  if (data === null || data === undefined) return 'null';
  if (Array.isArray(data)) return 'array';
  const type = typeof data;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}
