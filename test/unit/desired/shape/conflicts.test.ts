import { describe, expect, it } from 'vitest';
import { presentConflicts, type KeyPair } from '../../../../src/desired/shape/conflicts.js';
import { parseSource } from '../../../../src/source/parse-source.js';

function conflictsIn(text: string, pair: KeyPair): readonly KeyPair[] {
  const { value } = parseSource('f.yaml', text);
  if (value === undefined) throw new Error("The test's YAML cannot be read");
  return presentConflicts([pair], value.root);
}

describe('keys that exclude each other', () => {
  it('conflict when both are written, one of them perhaps inside a map', () => {
    const pair = ['life', 'attributes/token.life'] as const;
    expect(conflictsIn('{ life: 5m, attributes: { token.life: 300 } }', pair)).toEqual([pair]);
    expect(conflictsIn('{ life: 5m, attributes: { other: 300 } }', pair)).toEqual([]);
    expect(conflictsIn('{ life: 5m, attributes: [] }', pair)).toEqual([]);
  });

  it('do not conflict when one of them is un-written', () => {
    expect(conflictsIn('{ a: null, b: 1 }', ['a', 'b'])).toEqual([]);
  });

  it('may both be off when they are alternatives, but a field and its attribute may not both be written', () => {
    expect(conflictsIn('{ a: false, b: true }', ['a', 'b'])).toEqual([]);
    expect(conflictsIn('{ a: false, c: { b: true } }', ['a', 'c/b'])).toHaveLength(1);
  });
});
