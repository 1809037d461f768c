import {
  address,
  addressParts,
  addressText,
  compareText,
  type Address,
  type DesiredObject,
  type DesiredState,
  type Diagnostic,
  type LiveState,
} from '../model/index.js';
import { withNewNames, type Renames } from './new-names.js';
import { absenceIsKnown } from './unknown.js';

/** A live realm as it will be once the clients are renamed. */
export interface SettledRenames {
  /** Every object, and every fact that names a renamed client or a role of it, under the new id; texts in mappers stay. */
  readonly live: LiveState;
  readonly renames: Renames;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Settles the renames that the files spell out, so that everything that follows compares under the new name only. A client
 * is renamed when the old one is there and the new one is known not to be. Neither: it is created. The new one alone: it
 * is done. Both: refused when the old one is ours, for nobody could say which of them is meant; else left alone with a
 * warning.
 */
export function settleRenames(desired: DesiredState, read: LiveState): SettledRenames {
  const renames = new Map<Address, Address>();
  const diagnostics: Diagnostic[] = [];
  for (const object of desired.objects.values()) {
    const outcome = outcomeOf(object, desired, read);
    if (outcome === undefined) continue;
    if (typeof outcome !== 'string') diagnostics.push(outcome);
    else if (![...renames.values()].includes(outcome)) renames.set(object.address, outcome);
  }
  return { live: withNewNames(read, renames), renames, diagnostics };
}

/** The address to be renamed, what speaks against it, or undefined where there is nothing to do. */
function outcomeOf(object: DesiredObject, desired: DesiredState, read: LiveState): Address | Diagnostic | undefined {
  if (object.renamedFrom === undefined || object.kind !== 'client') return undefined;
  const from = address('client', object.renamedFrom.clientId);
  const old = read.objects.get(from);
  if (old === undefined || from === object.address) return undefined;
  const isOurs = old.mark?.owner === desired.target.owner;
  if (read.objects.has(object.address)) return bothExist(object, from, isOurs);
  if (!absenceIsKnown(read, 'client')) return undefined;
  if (old.builtIn) return refused(object, `${addressText(from)} is Keycloak's own, and is never renamed`);
  // Another entry that wants the old id to stay, or the same client under a third id.
  const rival = [...desired.objects.values()].find(
    (other) =>
      other !== object &&
      (other.address === from || (other.renamedFrom !== undefined && renamedAddress(other) === from)),
  );
  if (rival === undefined) return from;
  return refused(object, `${addressText(from)} cannot be renamed while ${addressText(rival.address)} wants it too`);
}

function renamedAddress({ renamedFrom }: DesiredObject): Address {
  return address('client', renamedFrom?.clientId ?? '');
}

function bothExist(object: DesiredObject, from: Address, isOurs: boolean): Diagnostic {
  const [name = ''] = addressParts(object.address).names;
  const [old = ''] = addressParts(from).names;
  const message = `client ${old} cannot be renamed to ${name}, because both exist`;
  return isOurs
    ? refused(object, message)
    : { ...refused(object, `${message}; the old one is not ours and is left alone`), severity: 'warning' };
}

function refused({ renamedFrom, place }: DesiredObject, message: string): Diagnostic {
  return {
    code: 'rename-refused',
    severity: 'error',
    place: renamedFrom?.place ?? place,
    message,
    hint: 'Remove renamedFrom once the rename is done; name the old client under removed if it must go',
  };
}

/** The addresses until now of what will be renamed, for asking the realm about it under the names that it still has. */
export function namesUntilNow(addresses: Iterable<Address>, renames: Renames): ReadonlySet<Address> {
  const all = [...addresses].map((of) => {
    const { kind, names } = addressParts(of);
    const old =
      kind === 'client' || kind === 'client-role' ? renames.get(address('client', names[0] ?? '')) : undefined;
    if (old === undefined) return of;
    return address(kind, addressParts(old).names[0] ?? '', ...names.slice(1));
  });
  return new Set(all.sort(compareText));
}
