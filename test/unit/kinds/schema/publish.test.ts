import { describe, expect, it } from 'vitest';
import { published, type JsonSchema } from '../../../../src/kinds/schema/index.js';

const publish = (schema: JsonSchema, variables = true): JsonSchema => {
  const { $schema: _schema, $id: _id, ...rest } = published(schema, { id: 'urn:x', variables });
  return rest;
};

describe('a published schema', () => {
  it('names its dialect and itself', () => {
    expect(published({ type: 'object' }, { id: 'urn:x', variables: false })).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'urn:x',
      type: 'object',
    });
  });

  it('holds none of our annotations, at any depth', () => {
    const schema: JsonSchema = {
      type: 'object',
      noun: 'x',
      notYet: ['later'],
      properties: { a: { oneOf: [{ type: 'string', expects: 'y', secretSource: true }] } },
      definitions: { d: { type: 'array', items: { type: 'object', conflicts: [['a', 'b']], keyHints: { id: '' } } } },
    };
    expect(publish(schema)).toEqual({
      type: 'object',
      properties: { a: { oneOf: [{ type: 'string' }] } },
      definitions: { d: { type: 'array', items: { type: 'object' } } },
    });
  });

  it('keeps a property that is named like an annotation', () => {
    const schema: JsonSchema = { type: 'object', properties: { noun: { type: 'string' } } };
    expect(publish(schema)).toEqual(schema);
  });

  it('takes a variable for a scalar of any type, and only there', () => {
    expect(publish({ type: 'boolean' })).toEqual({ type: ['boolean', 'string'], pattern: '^\\{\\{.*\\}\\}$' });
    expect(publish({ type: 'string', enum: ['a'], description: 'b' })).toEqual({
      description: 'b',
      anyOf: [
        { type: 'string', enum: ['a'] },
        { type: 'string', pattern: '\\{\\{' },
      ],
    });
    expect(publish({ type: 'string', pattern: '^/' })).toEqual({ type: 'string', pattern: '(?:^/)|\\{\\{' });
    expect(publish({ type: 'string' })).toEqual({ type: 'string' });
    expect(publish({ type: ['string', 'number'] })).toEqual({ type: ['string', 'number'] });
    expect(publish({ type: 'array', items: { type: 'string' } })).toEqual({ type: 'array', items: { type: 'string' } });
  });

  it('takes no variables where the file has none', () => {
    expect(publish({ type: 'boolean' }, false)).toEqual({ type: 'boolean' });
  });
});
