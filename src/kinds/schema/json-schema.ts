/** The JSON types, as the keyword `type` spells them. */
export type JsonType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/**
 * The part of JSON Schema draft-07 that keyplan's schemas are written in, and a few annotations of our own. The annotations
 * steer diagnostics and are left out of what is published.
 */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly const?: string | number | boolean;
  readonly pattern?: string;
  readonly format?: 'date';
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly minProperties?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;

  /** What a value of this schema is called in a message. @example 'a client' */
  readonly noun?: string;
  /** What to write instead, for a value that does not fit. @example 'write 5m, 90d or P7D' */
  readonly expects?: string;
  /** Keys that a later version of keyplan will take. */
  readonly notYet?: readonly string[];
  /** Values that a later version of keyplan will take; `map` and `text` stand for any map and any other text. */
  readonly notYetValues?: readonly string[];
  /** Hints for keys that are not taken but often tried, by key. */
  readonly keyHints?: Readonly<Record<string, string>>;
  /** A value that names where a secret is. Text in its place is a literal secret and is never quoted. */
  readonly secretSource?: boolean;
  /** Whether a wrong value may be a misplaced secret, so that no message quotes it. */
  readonly neverQuoted?: boolean;
  /** Keys that are literal secrets. */
  readonly secretKeys?: readonly string[];
  /** Pairs of keys that say the same thing and must not both be written; a key inside `attributes` is `attributes/<key>`. */
  readonly conflicts?: readonly (readonly [string, string])[];
}

/** The names of the annotations that are ours and no part of JSON Schema. */
export const ANNOTATIONS = [
  'noun',
  'expects',
  'notYet',
  'notYetValues',
  'keyHints',
  'secretSource',
  'neverQuoted',
  'secretKeys',
  'conflicts',
] as const satisfies readonly (keyof JsonSchema)[];

/** Text. */
export function text(description: string, more: JsonSchema = {}): JsonSchema {
  return { description, type: 'string', ...more };
}

/** True or false. */
export function flag(description: string): JsonSchema {
  return { description, type: 'boolean' };
}

/** A whole number. */
export function whole(description: string, more: JsonSchema = {}): JsonSchema {
  return { description, type: 'integer', ...more };
}

/** One of a few words. */
export function oneWordOf(description: string, words: readonly string[]): JsonSchema {
  return { description, type: 'string', enum: words };
}

/** A list without repetitions. */
export function listOf(description: string, items: JsonSchema, more: JsonSchema = {}): JsonSchema {
  return { description, type: 'array', items, ...more };
}

/** A set of texts, written as a list. */
export function textSet(description: string): JsonSchema {
  return listOf(description, { type: 'string' }, { uniqueItems: true });
}

/** A map whose keys are names that the author chooses. */
export function mapOf(description: string, values: JsonSchema, more: JsonSchema = {}): JsonSchema {
  return { description, type: 'object', additionalProperties: values, ...more };
}

/** An object that takes exactly these keys. */
export function strict(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  more: JsonSchema = {},
): JsonSchema {
  return { description, type: 'object', additionalProperties: false, properties, ...more };
}

/** A reference to a definition of the same schema file; the description may say more than the definition's own. */
export function use(definition: string): JsonSchema {
  return { $ref: `#/definitions/${definition}` };
}
