import type { JsonSchema, JsonType } from '../../kinds/schema/index.js';
import type { Diagnostic, SourceNode } from '../../model/index.js';
import { conflictError, missingKeyError } from './diagnose.js';
import type { Fault } from './find-faults.js';
import { keyDiagnostic } from './key-diagnostic.js';
import { placeOfKey, type Part } from './locate.js';
import type { Checked } from './shape-error.js';
import { literalSecret, wrongType } from './value-diagnostic.js';
import { schemaTypes, whereText } from './wording.js';

/** What a value that fits no branch of a choice was meant to be: a branch whose own faults tell more, or diagnostics. */
export type Choice = { readonly branch: JsonSchema } | { readonly diagnostics: readonly Diagnostic[] };

/** Finds the branch that the author meant by the type of the value and by the keys that only one branch asks for. */
export function chooseBranch(fault: Fault, part: Part, checked: Checked): Choice {
  const { schema, node } = fault;
  const where = whereText(part.path, checked.schema);
  const branches = (schema.oneOf ?? []).filter((branch) => schemaTypes(branch).includes(typeOf(node)));
  const [only] = branches;
  if (only === undefined) {
    const isText = node.type === 'scalar' && node.value !== null;
    if (schema.secretSource === true && isText) return { diagnostics: [literalSecret(part, where, schema)] };
    const types = (schema.oneOf ?? []).flatMap(schemaTypes);
    return { diagnostics: [wrongType(part, where, { ...fault, schema: { ...schema, type: types } })] };
  }
  if (node.type !== 'map' || branches.length === 1) return { branch: withLater(only, schema) };
  return chooseByKeys(branches, [...node.entries.keys()], { schema, part, checked });
}

interface ChoiceContext {
  /** The schema that has the choice. */
  readonly schema: JsonSchema;
  readonly part: Part;
  readonly checked: Checked;
}

function chooseByKeys(branches: readonly JsonSchema[], keys: readonly string[], context: ChoiceContext): Choice {
  const { schema, part, checked } = context;
  const forms = branches.map((branch) => ({ branch, telling: tellingKeys(branch, branches) }));
  const meant = forms.filter(({ telling }) => telling.some((key) => keys.includes(key)));
  const [first, second] = meant;
  if (first !== undefined && second === undefined) return { branch: withLater(first.branch, schema) };
  if (first !== undefined && second !== undefined) {
    const pair = [first, second].map(({ telling }) => telling.find((key) => keys.includes(key)) ?? '');
    return { diagnostics: [conflictError([pair[0] ?? '', pair[1] ?? ''], part, checked)] };
  }
  return { diagnostics: withoutForm(keys, forms, context) };
}

function withoutForm(
  keys: readonly string[],
  forms: readonly { readonly branch: JsonSchema; readonly telling: readonly string[] }[],
  { schema, part, checked }: ChoiceContext,
): readonly Diagnostic[] {
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
  const { notYet } = schema;
  return notYet === undefined || branch.notYet !== undefined ? branch : { ...branch, notYet };
}

function typeOf(node: SourceNode): JsonType {
  if (node.type !== 'scalar') return node.type === 'map' ? 'object' : 'array';
  const type = typeof node.value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'null';
}
