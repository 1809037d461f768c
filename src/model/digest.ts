import { hash } from 'node:crypto';
import { canonicalJson } from './json.js';

/**
 * The fingerprint of a value: the first 32 hex digits (128 bits) of the SHA-256 of its canonical JSON. Long enough that
 * nobody finds a second value for it, short enough to stand in an attribute and in a comment. A {@link Secret} inside
 * counts as a constant, so that no digest can be used to guess it.
 */
export function digest(value: unknown): string {
  return hash('sha256', canonicalJson(value)).slice(0, 32);
}
