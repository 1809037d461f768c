import { defaultRoleName, isBuiltIn } from '../kinds/index.js';
import {
  address,
  addressParts,
  addressText,
  compareText,
  groupAddress,
  type Address,
  type Diagnostic,
  type Place,
  type Removal,
  type Reference,
} from '../model/index.js';
import type { Drafts } from './check-clients.js';
import { checkName } from './check-names.js';
import type { WrittenRemoval } from './merge-removals.js';
import { problem } from './problem.js';
import { optionalText } from './read-nodes.js';
import type { ResolvingClient } from './draft.js';
import { checkGroupPath } from './resolve-group.js';

/** What the files spell out under `removed`, in the order of addresses. */
export function resolveRemovals(
  written: readonly WrittenRemoval[],
  drafts: Drafts,
  resolving: ResolvingClient,
): readonly Removal[] {
  const removals = written.flatMap((removal) => resolveRemoval(removal, resolving));
  for (const removal of removals) resolving.found.push(...declaredToo(removal, drafts));
  return removals.sort((a, b) => compareText(a.address, b.address));
}

function resolveRemoval({ kind, names, entry }: WrittenRemoval, resolving: ResolvingClient): readonly Removal[] {
  const { found } = resolving;
  const { place, value } = entry;
  const of = addressOf(kind, names, place, found);
  if (of === undefined || value.type !== 'map') return [];
  const then = optionalText(value, 'then', found);
  const reason = optionalText(value, 'reason', found);
  const refusal = refusedRemoval(of, place, resolving);
  if (refusal !== undefined) found.push(refusal);
  const isWord = then === 'delete' || then === 'forget' || (then === 'disable' && kind === 'clients');
  return isWord ? [{ address: of, then, ...(reason === undefined ? {} : { reason }), place }] : [];
}

function addressOf(
  kind: WrittenRemoval['kind'],
  names: readonly string[],
  place: Place,
  found: Diagnostic[],
): Address | undefined {
  const [first = '', second = ''] = names;
  if (kind === 'groups') return checkGroupPath(first, place, found) ? groupAddress(first) : undefined;
  for (const name of names) checkName(name, place, { what: 'the name' }, found);
  if (names.includes('')) return undefined;
  switch (kind) {
    case 'clients':
      return address('client', first);
    case 'clientScopes':
      return address('client-scope', first);
    case 'roles':
      return address('role', first);
    case 'clientRoles':
      return address('client-role', first, second);
  }
}

/** What keyplan never removes: what is Keycloak's own, and the clients that keyplan signs in with. */
function refusedRemoval(of: Address, place: Place, { realm, ownClients }: ResolvingClient): Diagnostic | undefined {
  const { kind, names } = addressParts(of);
  const [first = ''] = names;
  if (isBuiltIn(of, realm)) {
    const owner = kind === 'role' && first === defaultRoleName(realm) ? 'the realm itself' : 'Keycloak itself';
    const hint = 'Take it out of "removed"; what a fresh realm has is never removed';
    return problem('built-in', place, `${addressText(of)} belongs to ${owner} and is never removed`, hint);
  }
  if ((kind !== 'client' && kind !== 'client-role') || !ownClients.has(first)) return undefined;
  const hint = 'Take it out of "removed"; whoever runs keyplan manages its own identities';
  return problem('own-client', place, `keyplan signs in with the client "${first}" and never removes it`, hint);
}

/** An object that is among the entries, too. */
function declaredToo({ address: of, place }: Removal, drafts: Drafts): readonly Diagnostic[] {
  const declared = drafts.get(of);
  if (declared === undefined) return [];
  const hint = 'Take one of the two out: the entry if it must go, the removal if it must stay';
  const both = problem('declared-and-removed', place, `${addressText(of)} is declared and removed`, hint);
  return [{ ...both, related: [{ place: declared.place, message: 'the entry' }] }];
}

/** Objects that are deleted although declared ones still name them: they would be missing right after it. */
export function checkRemovedNames(
  removals: readonly Removal[],
  references: readonly Reference[],
): readonly Diagnostic[] {
  const deleted = new Map(
    removals.filter(({ then }) => then === 'delete').map((removal) => [removal.address, removal]),
  );
  if (deleted.size === 0) return [];
  return references.flatMap(({ from, place, to }) => {
    const removal = to.type === 'object' ? removalOf(to.address, deleted) : undefined;
    if (removal === undefined) return [];
    const message = `${addressText(from)} names ${addressText(removal.address)}, which is removed`;
    const hint = 'Take the name out here as well, or keep the object';
    const named = problem('names-removed', place, message, hint);
    return [{ ...named, related: [{ place: removal.place, message: 'the removal' }] }];
  });
}

/** The removal that takes an object away: its own, that of its client, or that of a group above it. */
function removalOf(of: Address, deleted: ReadonlyMap<Address, Removal>): Removal | undefined {
  const { kind, names } = addressParts(of);
  const above =
    kind === 'client-role'
      ? [address('client', names[0] ?? '')]
      : kind === 'group'
        ? names.map((_, index) => address('group', ...names.slice(0, index)))
        : [];
  return [of, ...above].map((one) => deleted.get(one)).find((removal) => removal !== undefined);
}
