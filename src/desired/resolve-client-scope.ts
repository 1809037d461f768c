import { protocolOf, SERVICE_ACCOUNT_SCOPE } from '../kinds/index.js';
import { address, fieldPath, type SourceEntry } from '../model/index.js';
import { checkName, checkText } from './check-names.js';
import { createDraft, writeFact, type Draft, type Resolving } from './draft.js';
import { problem } from './problem.js';
import { entriesOf, valueOf } from './read-nodes.js';
import { writeObjectWords } from './resolve-allowances.js';
import { writeAttributes } from './resolve-attributes.js';
import { checkWord, writeRoleScope } from './resolve-client.js';
import { writeMappers } from './resolve-mappers.js';
import { EMPTY, namesIn, writeDescription } from './resolve-roles.js';

/** A client scope, with the links that it adds and keeps. */
export function resolveClientScope(name: string, { place, value }: SourceEntry, resolving: Resolving): Draft {
  const { found } = resolving;
  const draft = createDraft(address('client-scope', name), place);
  checkScopeName(name, draft, resolving);
  const fields = entriesOf(value, found);
  writeDescription(draft, fields.get('description'), resolving);
  const protocol = fields.get('protocol');
  const written = protocol && valueOf(protocol.value, 'string', found);
  if (protocol !== undefined && written !== undefined) {
    checkText(written, protocol.value.place, { what: 'the protocol' }, found);
    if (written !== '') checkWord('protocol', written, protocol.value.place, found);
    writeFact(draft, fieldPath('protocol'), written, protocol.value.place);
  }
  writeAttributes(draft, fields.get('attributes')?.value ?? EMPTY, found);
  const mappers = fields.get('protocolMappers');
  if (mappers !== undefined) writeMappers(draft, mappers.value, protocolOf(draft.facts), resolving);
  const roleScope = fields.get('roleScope');
  if (roleScope !== undefined) writeRoleScope(draft, roleScope, resolving);
  writeAttachments(draft, fields.get('attachTo'), resolving);
  writeObjectWords(draft, fields, found);
  return draft;
}

function checkScopeName(name: string, { place }: Draft, { found }: Resolving): void {
  checkName(name, place, { what: 'the client scope' }, found);
  if (name === SERVICE_ACCOUNT_SCOPE) {
    const hint = 'Remove it; put mappers for service accounts into a scope of your own';
    found.push(problem('built-in', place, `the client scope "${name}" belongs to the server`, hint));
  }
  // Blanks and letters beyond ASCII are refused by 26.7.4 with "Unexpected name".
  if (/^\S.*\S$|^\S$/.test(name) && !/^[\u0021-\u007E]+$/.test(name)) {
    const hint = 'Use letters, digits and signs of ASCII, without blanks: a token request lists scopes by blanks';
    found.push(problem('invalid-value', place, `"${name}" is no name for a client scope`, hint));
  }
}

function writeAttachments(draft: Draft, entry: SourceEntry | undefined, resolving: Resolving): void {
  const { found } = resolving;
  const fields = entriesOf(entry?.value ?? EMPTY, found);
  const defaults = new Set<string>();
  for (const list of ['default', 'optional'] as const) {
    const clients = fields.get(list);
    if (clients === undefined) continue;
    for (const { text, place } of namesIn(clients.value, 'the client id', resolving)) {
      if (list === 'optional' && defaults.has(text)) {
        const message = `the client "${text}" is under "default" and under "optional"`;
        found.push(problem('conflicting-keys', place, message, 'Keep one of them; the server would keep the default'));
      } else {
        writeFact(draft, fieldPath('attachTo', list, text), true, place);
      }
      if (list === 'default') defaults.add(text);
    }
  }
  for (const list of ['realmDefault', 'realmOptional'] as const) {
    const flag = fields.get(list);
    // false adds no link, and links are only ever added.
    if (flag !== undefined && valueOf(flag.value, 'boolean', found) === true) {
      writeFact(draft, fieldPath('attachTo', list), true, flag.value.place);
    }
  }
}
