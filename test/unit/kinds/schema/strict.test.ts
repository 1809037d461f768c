import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { ANNOTATIONS, REALM_FILE_SCHEMA, SETTINGS_SCHEMA } from '../../../../src/kinds/schema/index.js';

test.each([
  ['realm files', REALM_FILE_SCHEMA],
  ['settings', SETTINGS_SCHEMA],
])('the schema of %s is right by the strictest rules', (_name, schema) => {
  // strictRequired would refuse branches of a choice.
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
  formats.default(ajv, ['date']);
  ajv.addVocabulary([...ANNOTATIONS]);
  expect(() => ajv.compile(schema)).not.toThrow();
});
