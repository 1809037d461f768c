import { ANNOTATIONS, type JsonSchema, type JsonType } from './json-schema.js';

/** What the published form of a schema is called, and whether its values may hold variables. */
export interface Publication {
  readonly id: string;
  /** Whether text such as `{{ vars.domain }}` may stand wherever a scalar of another type stands. */
  readonly variables: boolean;
}

/** Text with a variable in it, and text that is one variable; the editor sees the file before they are replaced. */
const WITH_VARIABLE = '\\{\\{';
const ONE_VARIABLE = '^\\{\\{.*\\}\\}$';

/**
 * The form of a schema that editors and other programs read: draft-07 with `$schema` and `$id`, without our annotations,
 * and with variables where the file may hold them.
 */
export function published(schema: JsonSchema, { id, variables }: Publication): JsonSchema {
  const plain = transform(schema, variables ? withVariable : (part) => part);
  return { $schema: 'http://json-schema.org/draft-07/schema#', $id: id, ...plain };
}

function transform(schema: JsonSchema, scalar: (part: JsonSchema) => JsonSchema): JsonSchema {
  const each = (part: JsonSchema): JsonSchema => transform(part, scalar);
  const eachIn = (parts: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
    Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, each(part)]));
  const { properties, definitions, items, propertyNames, additionalProperties, oneOf, anyOf } = schema;
  return scalar({
    ...withoutAnnotations(schema),
    ...(properties && { properties: eachIn(properties) }),
    ...(definitions && { definitions: eachIn(definitions) }),
    ...(items && { items: each(items) }),
    ...(propertyNames && { propertyNames: each(propertyNames) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: each(additionalProperties) }),
    ...(oneOf && { oneOf: oneOf.map(each) }),
    ...(anyOf && { anyOf: anyOf.map(each) }),
  });
}

function withoutAnnotations(schema: JsonSchema): JsonSchema {
  const ours: ReadonlySet<string> = new Set(ANNOTATIONS);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ours.has(keyword)));
}

function withVariable(schema: JsonSchema): JsonSchema {
  if (schema.enum !== undefined || schema.const !== undefined || schema.format !== undefined) return beside(schema);
  if (schema.pattern !== undefined) return { ...schema, pattern: `(?:${schema.pattern})|${WITH_VARIABLE}` };
  const types = typesOf(schema);
  const takesVariables =
    types.some((type) => ['integer', 'number', 'boolean'].includes(type)) && !types.includes('string');
  return takesVariables ? { ...schema, type: [...types, 'string'], pattern: ONE_VARIABLE } : schema;
}

/** A choice between the schema and a variable, which keeps the list of words for the editor's completion. */
function beside({ description, ...schema }: JsonSchema): JsonSchema {
  return {
    ...(description !== undefined && { description }),
    anyOf: [schema, { type: 'string', pattern: WITH_VARIABLE }],
  };
}

function typesOf({ type }: JsonSchema): readonly JsonType[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}
