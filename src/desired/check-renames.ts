import { isBuiltInClient } from '../kinds/index.js';
import {
  address,
  type Diagnostic,
  type Place,
  type Removal,
  type SourceEntry,
  type SourceMap,
} from '../model/index.js';
import { clientOf, nameOf, type Drafts } from './check-clients.js';
import { checkName } from './check-names.js';
import type { Draft, ResolvingClient } from './draft.js';
import { problem } from './problem.js';
import { valueOf } from './read-nodes.js';

/** `renamedFrom` of a client, where it can have had that id. */
export function writeRenaming(draft: Draft, fields: SourceMap, resolving: ResolvingClient): void {
  const entry = fields.entries.get('renamedFrom');
  const clientId = entry && valueOf(entry.value, 'string', resolving.found);
  if (entry === undefined || clientId === undefined) return;
  const refusal = refusedId(draft, clientId, entry, resolving);
  if (refusal === undefined) checkName(clientId, entry.value.place, { what: 'the client id' }, resolving.found);
  else resolving.found.push(refusal);
  if (refusal === undefined && clientId !== '') draft.renamedFrom = { clientId, place: entry.value.place };
}

function refusedId(
  draft: Draft,
  clientId: string,
  { value: { place } }: SourceEntry,
  { realm, ownClients }: ResolvingClient,
): Diagnostic | undefined {
  const stays = 'Remove renamedFrom; the client stays as it is';
  if (isBuiltInClient(clientId, realm)) {
    return problem(
      'built-in',
      place,
      `the client "${clientId}" belongs to Keycloak itself and is never renamed`,
      stays,
    );
  }
  if (ownClients.has(clientId)) {
    return problem('own-client', place, `keyplan signs in with the client "${clientId}" and never renames it`, stays);
  }
  if (clientId !== nameOf(draft)) return undefined;
  return problem('rename-refused', place, `"${clientId}" is renamed to itself`, 'Write the id that it had before');
}

/**
 * Renames that could not be told apart from others: one old id for two clients, and an old id that somebody else has or
 * wants. Swaps and chains are among the latter.
 */
export function checkRenames(drafts: Drafts, removals: readonly Removal[]): readonly Diagnostic[] {
  const renamed = [...drafts.values()].filter(({ renamedFrom }) => renamedFrom !== undefined);
  const firsts = new Map<string, Place>();
  return renamed.flatMap((draft): readonly Diagnostic[] => {
    const { clientId, place } = draft.renamedFrom ?? { clientId: '', place: draft.place };
    const first = firsts.get(clientId);
    if (first !== undefined) {
      const message = `two clients are renamed from "${clientId}"`;
      return [refused(message, place, { place: first, message: 'the first one' }, 'Keep one of them')];
    }
    firsts.set(clientId, place);
    const declared = clientOf(drafts, clientId);
    if (declared !== undefined) return [stillDeclared(draft, declared, place)];
    const removal = removals.find(({ address: of }) => of === address('client', clientId));
    if (removal === undefined) return [];
    const message = `"${clientId}" is renamed to "${nameOf(draft)}", and removed`;
    const hint = 'Keep one of the two: a renamed client leaves nothing behind that could be removed';
    return [refused(message, place, { place: removal.place, message: 'the removal' }, hint)];
  });
}

function stillDeclared(draft: Draft, declared: Draft, place: Place): Diagnostic {
  const [to, from] = [nameOf(draft), nameOf(declared)];
  const before = declared.renamedFrom?.clientId;
  const related = { place: declared.place, message: `client "${from}"` };
  if (before === undefined) {
    const hint = `If the rename is done, remove renamedFrom; else take the entry of "${from}" out until it is`;
    return refused(`"${to}" is renamed from "${from}", and "${from}" is declared as well`, place, related, hint);
  }
  const [what, hint] =
    before === to
      ? ['swap their ids', 'Rename one of them to a third id, apply, and rename the two one after the other']
      : ['are renamed in a chain', 'Do one rename in each apply, the last one of the chain first'];
  return refused(`"${to}" and "${from}" ${what}`, place, related, hint);
}

function refused(
  message: string,
  place: Place,
  related: { readonly place: Place; readonly message: string },
  hint: string,
): Diagnostic {
  return { ...problem('rename-refused', place, message, hint), related: [related] };
}
