import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fieldParts, fieldPath, pathsBelow, type FieldPath } from '../../../src/model/index.js';

const PARTS = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 });

describe('field paths', () => {
  test.prop([PARTS])('give back the parts they were made of', (parts) => {
    expect(fieldParts(fieldPath(...parts))).toEqual(parts);
  });

  test.prop([PARTS])('give the same parts where a file or a plan spells them', (parts) => {
    const read = JSON.parse(JSON.stringify(fieldPath(...parts))) as FieldPath;

    expect(fieldParts(read)).toEqual(parts);
  });

  test.prop([PARTS])('are the same where they are made below a prefix', (parts) => {
    expect(pathsBelow(...parts.slice(0, -1))(parts.at(-1) ?? '')).toBe(fieldPath(...parts));
  });

  it('spell a slash inside a part in a way that keeps the part one', () => {
    expect(fieldPath('redirectUris', 'https://a.example')).toBe('redirectUris/https:%2F%2Fa.example');
    expect(fieldParts('redirectUris/https:%2F%2Fa.example' as FieldPath)).toEqual([
      'redirectUris',
      'https://a.example',
    ]);
  });

  // Last: from here on no other path is remembered.
  it('have parts in a realm that has more paths than are remembered', () => {
    const paths = Array.from({ length: 30_000 }, (_, index) => ['redirectUris', `https://a.example/${index}`]);

    expect(paths.map((parts) => fieldParts(fieldPath(...parts)))).toEqual(paths);
    const below = pathsBelow('redirectUris');
    expect(paths.map(([, uri = '']) => fieldParts(below(uri)))).toEqual(paths);
    expect(fieldParts(pathsBelow('redirectUris', 'a/b')('c'))).toEqual(['redirectUris', 'a/b', 'c']);
  });
});
