import {
  CLIENT_TYPES,
  DEFAULT_PROTOCOL,
  FULL_SCOPE,
  isClientType,
  isSwitchedOn,
  OFF_IN_EVERY_TYPE,
  USER_FLOWS,
} from '../kinds/index.js';
import { fieldParts, type Place, type SourceEntry, type SourceMap } from '../model/index.js';
import { factOf, writeExact, writeImplied, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';

/**
 * Writes what the client's type says about the fields that decide who gets which token, so that a change of them by hand
 * is a difference. Runs after everything that the author wrote, which wins.
 */
export function writeType(draft: Draft, fields: SourceMap, resolving: Resolving): void {
  const written = fields.entries.get('type');
  const type = written?.value.type === 'scalar' ? String(written.value.value) : undefined;
  if (written === undefined || type === undefined || !isClientType(type)) return;
  draft.type = type;
  const { facts, exact, mustWrite } = CLIENT_TYPES[type];
  const { place } = written;
  facts.forEach((value, path) => writeImplied(draft, path, value, place));
  for (const path of OFF_IN_EVERY_TYPE) writeImplied(draft, path, 'false', place);
  for (const prefix of exact) writeExact(draft, prefix);
  const missing = mustWrite.filter((list) => !fields.entries.has(list));
  checkRedirects(draft, missing, place, resolving);
  writeFullScope(draft, fields, place, resolving);
  checkProtocol(draft, written, resolving);
}

function checkRedirects(draft: Draft, missing: readonly string[], place: Place, { found }: Resolving): void {
  if (missing.length === 0) return;
  const message = `a client of type ${draft.type} must write ${missing.map((list) => `"${list}"`).join(' and ')}`;
  found.push(problem('redirects-required', place, message, `Write ${missing.join(' and ')}; [] means none`));
}

/**
 * A service without any user flow may have the full scope: its tokens hold exactly what its account is granted. With one,
 * a user's roles would get into the token, so only the roles of `roleScope` may.
 */
function writeFullScope(draft: Draft, fields: SourceMap, place: Place, { found }: Resolving): void {
  const flow = USER_FLOWS.find((path) => isSwitchedOn(draft.facts.get(path)));
  writeImplied(draft, FULL_SCOPE, draft.type === 'service' && flow === undefined, place);
  if (draft.type !== 'service' || flow === undefined) return;
  if (draft.facts.get(FULL_SCOPE) === true || fields.entries.has('roleScope')) return;
  const message = `a client of type service with ${fieldParts(flow).at(-1) ?? ''} on must write "roleScope"`;
  const hint = 'Write roleScope: { realmRoles: [], clientRoles: {} } with the roles that may come into its tokens';
  found.push(problem('role-scope-required', place, message, hint));
}

function checkProtocol(draft: Draft, type: SourceEntry, { found }: Resolving): void {
  const protocol = factOf(draft, 'protocol');
  if (typeof protocol !== 'string' || protocol === DEFAULT_PROTOCOL) return;
  const message = `"type" is for clients of openid-connect, and the protocol is ${protocol}`;
  found.push(
    problem('conflicting-keys', type.place, message, 'Remove "type", and write the fields that you want managed'),
  );
}
