import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import standalone from 'ajv/dist/standalone/index.js';
import { ANNOTATIONS, REALM_FILE_SCHEMA, SETTINGS_SCHEMA, type JsonSchema } from '../src/kinds/schema/index.js';

const HEAD = `/* oxlint-disable */
// @ts-nocheck: code that ajv makes has no types; shape/validators.ts gives it one.
// Generated from the schemas by "npm run fresh"; edits are overwritten.
`;

/**
 * The source of a module that tells whether a file has its shape, and nothing more. ajv makes it once here, because making
 * it takes longer than checking a thousand clients with it.
 */
export function validatorsModule(): string {
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  formats.default(ajv, ['date']);
  ajv.addSchema({ ...plain(SETTINGS_SCHEMA), $id: 'settings' });
  ajv.addSchema({ ...plain(REALM_FILE_SCHEMA), $id: 'realm-file' });
  const code = standalone.default(ajv, { isSettings: 'settings', isRealmFile: 'realm-file' });
  return HEAD + withImports(code);
}

/** ajv asks for its own parts by `require`, which a module does not have. */
function withImports(code: string): string {
  const imports: string[] = [];
  const body = code.replace('"use strict";', '').replaceAll(/require\("([^"]+)"\)/g, (_, path: string) => {
    const name = `part${imports.length}`;
    imports.push(`import ${name} from '${path.endsWith('.js') ? path : `${path}.js`}';`);
    return name;
  });
  return `${imports.join('\n')}\n${body}`;
}

/** The schema with what `conflicts` means in words that ajv knows. */
function plain(schema: JsonSchema): JsonSchema {
  const { conflicts, properties, definitions, items, propertyNames, additionalProperties, oneOf, ...rest } = schema;
  const words = Object.entries(rest).filter(([key]) => key !== 'description' && !IS_ANNOTATION.has(key));
  const each = (parts: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
    Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, plain(part)]));
  return {
    ...Object.fromEntries(words),
    ...(conflicts && { allOf: conflicts.map((pair) => ({ not: bothWritten(pair) })) }),
    ...(properties && { properties: each(properties) }),
    ...(definitions && { definitions: each(definitions) }),
    ...(items && { items: plain(items) }),
    ...(propertyNames && { propertyNames: plain(propertyNames) }),
    ...(oneOf && { oneOf: oneOf.map(plain) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: typeof additionalProperties === 'object' ? plain(additionalProperties) : additionalProperties,
    }),
  };
}

const IS_ANNOTATION: ReadonlySet<string> = new Set(ANNOTATIONS);

/** That both keys are there and say something: neither is null, nor an alternative that is switched off. */
function bothWritten(pair: readonly [string, string]): object {
  const nothing = pair.some((key) => key.includes('/')) ? [null] : [null, false];
  return { allOf: pair.map((key) => written(key.split('/'), { not: { enum: nothing } })) };
}

function written([key = '', ...rest]: readonly string[], value: object): object {
  const inner = rest.length === 0 ? value : { type: 'object', ...written([rest.join('/')], value) };
  return { required: [key], properties: { [key]: inner } };
}
