import { Failure, type MissingRight } from '../../model/index.js';

/** What an apply of a plan fails for before its first write, told as soon as it is known. */
export function missingRight(identity: string, missing: readonly MissingRight[]): Failure {
  const roles = missing.map(({ role }) => role).join(', ');
  return new Failure('missing-right', `${identity} lacks ${roles} of realm-management, which this plan needs`, {
    hint: 'Give the identity that applies these roles; keyplan doctor shows all that it needs',
  });
}
