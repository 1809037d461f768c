import { describe, expect, it } from 'vitest';
import { presentConflicts } from '../../../../src/desired/shape/conflicts.js';

describe('keys that exclude each other', () => {
  it('conflict when both are written, one of them perhaps inside a map', () => {
    const pair = ['life', 'attributes/token.life'] as const;
    expect(presentConflicts([pair], { life: '5m', attributes: { 'token.life': 300 } })).toEqual([pair]);
    expect(presentConflicts([pair], { life: '5m', attributes: { other: 300 } })).toEqual([]);
    expect(presentConflicts([pair], { life: '5m', attributes: [] })).toEqual([]);
  });

  it('do not conflict when one of them is un-written', () => {
    expect(presentConflicts([['a', 'b']], { a: null, b: 1 })).toEqual([]);
  });

  it('may both be off when they are alternatives, but a field and its attribute may not both be written', () => {
    expect(presentConflicts([['a', 'b']], { a: false, b: true })).toEqual([]);
    expect(presentConflicts([['a', 'c/b']], { a: false, c: { b: true } })).toHaveLength(1);
  });
});
