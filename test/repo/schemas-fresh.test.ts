import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { generatedFiles, projectRoot } from '../../scripts/generated-files.js';

const generated = await generatedFiles();
const schemas = [...generated].filter(([path]) => path.endsWith('.schema.json'));

function objects(value: unknown, path: string): readonly (readonly [string, Record<string, unknown>])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => objects(part, `${path}/${key}`));
  return Array.isArray(value) ? inner : [[path, value as Record<string, unknown>], ...inner];
}

describe('generated files', () => {
  it.each([...generated.keys()])('%s is as "npm run fresh" writes it', async (path) => {
    expect(await readFile(join(projectRoot, path), 'utf8')).toBe(generated.get(path));
  });
});

describe('published schemas', () => {
  it.each(schemas)('%s is a draft-07 schema of its own, with an id and a title', (_path, text) => {
    const schema = JSON.parse(text) as Record<string, unknown>;
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema['$id']).toMatch(/^urn:keyplan:schema:/);
    expect(schema['title']).toMatch(/^keyplan /);
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, formats: { date: true } });
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  it.each(schemas)('%s describes each property and allows no others', (_path, text) => {
    const schema: unknown = JSON.parse(text);
    const open = objects(schema, '').filter(
      ([, object]) =>
        'properties' in object && object['type'] !== undefined && object['additionalProperties'] !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
    const properties = objects(schema, '').filter(([path]) => /\/properties\/[^/]+$/.test(path));
    const silent = properties.filter(
      ([, property]) => typeof property['description'] !== 'string' && typeof property['$ref'] !== 'string',
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });
});
