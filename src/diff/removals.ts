import { isBuiltIn, isIgnored } from '../kinds/index.js';
import {
  address,
  addressParts,
  clientOf,
  compareAddresses,
  dayAfter,
  ENABLED,
  wholesOf,
  type Address,
  type DesiredState,
  type LiveObject,
  type LiveState,
  type Mark,
  type ObjectChange,
  type Orphan,
  type OrphanPolicy,
  type Place,
  type Removal,
  type RemovalWord,
  type Scheduled,
} from '../model/index.js';
import type { CompareContext } from './context.js';
import { originOfRemoval, type Past } from './origins.js';
import { absenceIsKnown } from './unknown.js';

/** What becomes of objects of ours that no file declares. */
export interface Removals {
  readonly changes: readonly ObjectChange[];
  readonly orphans: readonly Orphan[];
  readonly scheduled: readonly Scheduled[];
}

/** What removing needs to know. */
export interface Removing {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly context: CompareContext;
  readonly past: Past;
}

/** An object that carries our mark. */
type Owned = LiveObject & { readonly mark: Mark };

/**
 * Decides for each object that carries our mark and is declared nowhere what becomes of it: what `removed` says, else what
 * the policy says. Nothing without our mark is ever looked at.
 */
export function removalsOf(removing: Removing): Removals {
  const { desired, live } = removing;
  const words = new Map(desired.removals.map((removal) => [removal.address, removal]));
  const left = [...live.objects.values()].filter(
    (object): object is Owned => object.mark?.owner === desired.target.owner && !desired.objects.has(object.address),
  );
  const changes: ObjectChange[] = [];
  const orphans: Orphan[] = [];
  const scheduled: Scheduled[] = [];
  for (const object of left) {
    const word = words.get(object.address) ?? forgottenWith(object, words);
    if (word !== undefined) {
      changes.push(...spelledOut(object, word, removing));
      continue;
    }
    const fate = fateOf(object, removing);
    if (fate.type === 'change') changes.push(fate.change);
    else
      orphans.push({
        address: object.address,
        mark: object.mark,
        ...(fate.kept === undefined ? {} : { kept: fate.kept }),
      });
    if (fate.type === 'stays' && fate.scheduled !== undefined) scheduled.push(fate.scheduled);
  }
  const kept = withoutRoles(changes);
  return {
    changes: kept,
    orphans: orphans
      .filter(({ address: of }) => !goesAlong(of, kept))
      .sort((a, b) => compareAddresses(a.address, b.address)),
    scheduled: scheduled.sort((a, b) => compareAddresses(a.address, b.address)),
  };
}

/** Roles of a client that is forgotten are forgotten with it; nobody could name them afterwards. */
function forgottenWith({ address: of }: Owned, words: ReadonlyMap<Address, Removal>): Removal | undefined {
  const client = clientOf(of);
  const word = client === undefined ? undefined : words.get(client);
  return word?.then === 'forget' ? { ...word, address: of } : undefined;
}

/** A client role goes with its client, which is one request; it is no change of its own then. */
function withoutRoles(changes: readonly ObjectChange[]): readonly ObjectChange[] {
  return changes.filter(({ address: of }) => clientOf(of) === undefined || !goesAlong(of, changes));
}

/** Whether an object goes with another one that is deleted, and so is nothing that anybody has to be told of by itself. */
function goesAlong(of: Address, changes: readonly ObjectChange[]): boolean {
  return changes.some((change) => change.action === 'delete' && isPartOf(of, change.address));
}

function spelledOut(object: Owned, { then, reason, place }: Removal, removing: Removing): readonly ObjectChange[] {
  const { live, context, desired } = removing;
  // The checks of references say so with its place.
  if (isUntouchable(object, removing) !== undefined) return [];
  if (then !== 'forget' && !absenceIsKnown(live, object.kind)) return [];
  // What somebody else switched off already is not ours to claim.
  if (then === 'disable' && (object.kind !== 'client' || isDisabled(object))) return [];
  const removal: RemovalWord = reason === undefined ? { by: 'removed' } : { by: 'removed', reason };
  const origin = originOfRemoval(
    desired.removals.some(({ address: of }) => of === object.address)
      ? object.address
      : (clientOf(object.address) ?? object.address),
    desired,
    removing.past,
  );
  return [changeOf(object, then, { removal, place, today: context.today, origin })];
}

type Fate =
  | { readonly type: 'change'; readonly change: ObjectChange }
  | { readonly type: 'stays'; readonly kept?: string; readonly scheduled?: Scheduled };

/** What the policy makes of an object that left the files. */
function fateOf(object: Owned, removing: Removing): Fate {
  const { context, desired, past } = removing;
  const { orphans, today, due } = context;
  if (orphans.then === 'report') return { type: 'stays' };
  const stays = isUntouchable(object, removing) ?? reasonToStay(object, removing);
  if (stays !== undefined) return { type: 'stays', kept: stays };
  const needed = reasonNotToDelete(object, removing);
  if (orphans.then === 'delete' && needed !== undefined) return { type: 'stays', kept: needed };
  const change = (action: 'delete' | 'disable'): Fate => ({
    type: 'change',
    change: changeOf(object, action, {
      removal: { by: 'orphans' },
      place: context.settings,
      today,
      origin: originOfRemoval(object.address, desired, past),
    }),
  });
  if (orphans.then === 'delete') return change('delete');
  if (object.kind !== 'client') return { type: 'stays', kept: 'only clients can be disabled' };
  if (!isDisabled(object)) {
    return isIgnored(desired.ignores, object.address, ENABLED)
      ? { type: 'stays', kept: 'an ignore rule leaves enabled to somebody else' }
      : change('disable');
  }
  const scheduled = deleteOf(object, orphans, today);
  if (scheduled?.isDue === true && due)
    return needed === undefined ? change('delete') : { type: 'stays', kept: needed, scheduled };
  const { disabledAt } = object.mark;
  const kept =
    disabledAt === undefined ? 'it is disabled already, and not by keyplan' : `it is disabled since ${disabledAt}`;
  return scheduled === undefined ? { type: 'stays', kept } : { type: 'stays', kept, scheduled };
}

/** The later delete of a client that we disabled, and whether its day has come. */
function deleteOf(
  { address: of, mark }: Owned,
  { deleteAfterDays }: OrphanPolicy,
  today: string,
): Scheduled | undefined {
  if (mark.disabledAt === undefined || deleteAfterDays === undefined) return undefined;
  const due = dayAfter(mark.disabledAt, deleteAfterDays);
  return { address: of, what: 'delete', due, isDue: due <= today };
}

/** Where nobody read the client's fields, the mark's word that we disabled it is believed. */
function isDisabled({ facts, detail, mark }: Owned): boolean {
  const enabled = facts.get(ENABLED);
  return enabled === undefined && detail === 'identity' ? mark.disabledAt !== undefined : enabled === false;
}

/** Why an object is never removed, whatever is said. */
function isUntouchable({ address: of, builtIn }: LiveObject, { context, desired, live }: Removing): string | undefined {
  if (builtIn || isBuiltIn(of, desired.target.realm)) return "it is Keycloak's own";
  if (isDefaultRole(of, live)) return 'every user of the realm holds it';
  const client = clientOf(of) ?? of;
  return context.ownClients.has(client) ? 'keyplan signs in with it' : undefined;
}

/** Why the policy alone does not remove an object; an explicit word for the same is refused with its reason. */
function reasonToStay({ mark, kind }: Owned, { live }: Removing): string | undefined {
  if (mark.isProtected === true) return 'it is protected';
  return absenceIsKnown(live, kind) ? undefined : 'the realm could not be read whole';
}

/** Why the policy alone does not delete an object that it may disable. */
function reasonNotToDelete({ address: of, mark }: Owned, { desired, live }: Removing): string | undefined {
  // What the files name for deletion goes by its own word, with all below it, and is refused by its own reasons.
  const named = desired.removals.filter(({ then, address: other }) => then === 'delete' && isPartOf(other, of));
  const goesItself = (other: Address): boolean =>
    named.some(({ address: whole }) => other === whole || isPartOf(other, whole));
  const parts = [...live.objects.values()].filter(({ address: other }) => isPartOf(other, of) && !goesItself(other));
  if (parts.some(({ mark: its }) => its?.isProtected === true && its.owner === mark.owner))
    return 'a part of it is protected';
  // Roles of a client are made for it, whoever made them; a group below another one stands for itself.
  if (parts.some(({ kind, mark: its }) => kind === 'group' && its?.owner !== mark.owner))
    return 'a group below it is not ours';
  const forgotten = desired.removals.find(
    ({ address: other, then }) =>
      then === 'forget' && live.objects.has(other) && isPartOf(other, of) && !goesItself(other),
  );
  if (forgotten !== undefined)
    return addressParts(of).kind === 'group' ? 'a group below it is only forgotten' : 'a role of it is only forgotten';
  if ([...desired.objects.keys()].some((other) => isPartOf(other, of))) return 'the files declare a part of it';
  return isNamed(of, desired) ? 'the files still name it' : undefined;
}

/** Whether an object goes along when the other one is deleted: a role with its client, a group with those above it. */
export function isPartOf(of: Address, whole: Address): boolean {
  const { kind } = addressParts(whole);
  if (kind === 'client') return clientOf(of) === whole;
  return kind === 'group' && of.startsWith(`${whole}/`);
}

/** Whether a role is the one that every user holds, which a renamed realm keeps under its old name. */
export function isDefaultRole(of: Address, { realm }: LiveState): boolean {
  return realm.defaultRole !== undefined && of === address('role', realm.defaultRole);
}

/** What is live and goes along with each object that is deleted, without what the plan deletes by itself anyway. */
export function partsOfDeleted(
  changes: readonly ObjectChange[],
  live: LiveState,
): ReadonlyMap<Address, readonly LiveObject[]> {
  const deleted = new Set(changes.filter(({ action }) => action === 'delete').map(({ address: of }) => of));
  const parts = new Map<Address, LiveObject[]>();
  for (const object of deleted.size === 0 ? [] : live.objects.values()) {
    if (deleted.has(object.address)) continue;
    for (const whole of wholesOf(object.address)) {
      if (deleted.has(whole)) parts.set(whole, [...(parts.get(whole) ?? []), object]);
    }
  }
  return parts;
}

/** Whether some declared object names this one, or a part of it. */
export function isNamed(of: Address, { openReferences }: DesiredState): boolean {
  return openReferences.some(({ to }) => to.type === 'object' && (to.address === of || isPartOf(to.address, of)));
}

interface ChangeWords {
  readonly removal: RemovalWord;
  readonly place: Place;
  readonly today: string;
  readonly origin: ObjectChange['origin'];
}

function changeOf(
  object: Owned,
  action: Removal['then'],
  { removal, place, today, origin }: ChangeWords,
): ObjectChange {
  const { mark } = object;
  const isDisable = action === 'disable';
  return {
    address: object.address,
    action,
    removal,
    origin,
    adopts: false,
    fields: isDisable ? [{ path: ENABLED, before: true, after: false }] : [],
    serverAdds: [],
    mark: isDisable ? { before: mark, after: { ...mark, disabledAt: today } } : { before: mark },
    place,
    unread: [],
  };
}
