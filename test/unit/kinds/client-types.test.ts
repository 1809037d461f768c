import { expect, test } from 'vitest';
import { CIBA_FLOW, CLIENT_TYPES, clientTypeOf, DEVICE_FLOW, isClientType } from '../../../src/kinds/index.js';

test.each(Object.keys(CLIENT_TYPES).filter(isClientType))('the facts of %s are those of no other type', (type) => {
  const { facts } = CLIENT_TYPES[type];
  expect(clientTypeOf((path) => facts.get(path))).toBe(type);
  // An absent flow is off.
  const isFlow = (path: string): boolean => path === DEVICE_FLOW || path === CIBA_FLOW;
  expect(clientTypeOf((path) => (isFlow(path) ? undefined : facts.get(path)))).toBe(type);
  expect(clientTypeOf((path) => (path === DEVICE_FLOW ? 'true' : facts.get(path)))).toBe(undefined);
});
