import { fieldPath, type SourceEntry, type SourceMap } from '../model/index.js';
import { factOf, writeDefault, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';

/**
 * How the client signs in: `secret: { from: generate }`, which the server makes when it makes the client, or `none` for a
 * public client. Runs after the client's type.
 */
export function writeAuthentication(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  const written = fields.entries.get('authentication');
  if (written === undefined) return;
  const method = methodOf(written);
  if (method === undefined) return;
  const raw = fields.entries.get('clientAuthenticatorType');
  if (raw !== undefined) {
    const message = '"authentication" and "clientAuthenticatorType" say the same thing';
    resolving.found.push(problem('conflicting-keys', raw.place, message, 'Keep "authentication"'));
  }
  const isPublic = method === 'none';
  if (factOf(draft, 'publicClient') === !isPublic) {
    const message = isPublic
      ? 'authentication "none" is for public clients, and this one is not public'
      : 'a public client cannot authenticate by a secret';
    const hint = isPublic
      ? 'Write type: browser, or publicClient: true'
      : 'Write authentication: none, or a type that is not public';
    resolving.found.push(problem('conflicting-keys', written.place, message, hint));
  }
  writeDefault(draft, fieldPath('publicClient'), isPublic, written.place);
  if (!isPublic) writeDefault(draft, fieldPath('clientAuthenticatorType'), 'client-secret', written.place);
}

function methodOf({ value }: SourceEntry): 'secret' | 'none' | undefined {
  if (value.type === 'scalar') return value.value === 'none' ? 'none' : undefined;
  if (value.type !== 'map') return undefined;
  if (value.entries.has('secret')) return 'secret';
  return value.entries.has('none') ? 'none' : undefined;
}
