import { expect, test } from 'vitest';
import { isRepair } from '../../../src/kinds/hazard-context.js';
import type { FieldChange, ObjectChange } from '../../../src/model/index.js';

test('a field of what carries no mark is no repair, wherever it is told to come from', () => {
  const field = { path: 'rootUrl', before: 'a', after: 'b' } as unknown as FieldChange;
  const change = { origin: 'drift', adopts: false } as ObjectChange;
  expect(isRepair(change, field)).toBe(true);
  expect(isRepair(change, { ...field, origin: 'pr' })).toBe(false);
  expect(isRepair({ ...change, adopts: true }, field)).toBe(false);
});
