import { expect } from 'vitest';
import { Secret, type Address, type DesiredObject, type DesiredState, type Diagnosed } from '../../src/model/index.js';

/** The value of a resolution that must have found nothing at all. */
export function resolvedWithoutWords(resolved: Diagnosed<DesiredState>): DesiredState {
  expect(resolved.diagnostics).toEqual([]);
  return valueOf(resolved);
}

/** The value of a resolution that must have found no error. */
export function valueOf<T>({ value, diagnostics }: Diagnosed<T>): T {
  if (value === undefined) throw new Error(`nothing was resolved: ${JSON.stringify(diagnostics)}`);
  return value;
}

/** One object of a desired state. */
export function objectOf(desired: DesiredState, address: string): DesiredObject {
  const object = desired.objects.get(address as Address);
  if (object === undefined) throw new Error(`${address} is not among ${[...desired.objects.keys()].join(', ')}`);
  return object;
}

/** The facts of one object as a plain record; only those below `prefix` when it is given, with the prefix cut off. */
export function factsOf(desired: DesiredState, address: string, prefix = ''): Readonly<Record<string, unknown>> {
  const facts = [...objectOf(desired, address).facts].filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(
    facts.map(([path, value]) => [path.slice(prefix.length), value instanceof Secret ? 'SECRET' : value]),
  );
}
