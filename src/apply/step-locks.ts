import { address, addressParts, clientOf, fieldParts, type Address, type Step } from '../model/index.js';

/** What a step holds while it runs: no two steps with a lock in common run at once. */
export type Lock = Address | 'realm scope lists';

/**
 * Each step has its own object to itself. A client is one object with its roles, its service account and its scope lists:
 * the server lets two writers of one client both succeed and leaves doubles behind (26.7.4, contract "with one name
 * twice, left behind by a race").
 */
export function locksOf(step: Step): readonly Lock[] {
  const locks = new Set<Lock>([ownLock(step)]);
  for (const { path } of step.fields) {
    const [list, place = '', clientId] = fieldParts(path);
    if (list !== 'attachTo') continue;
    locks.add(clientId === undefined || place.startsWith('realm') ? 'realm scope lists' : address('client', clientId));
  }
  return [...locks];
}

/** Of groups above each other only one is deleted at a time, because each takes those below it along. */
function ownLock({ address: of, operation }: Step): Address {
  const { kind, names } = addressParts(of);
  if (kind === 'group' && operation === 'delete') return address('group', names[0] ?? '');
  return clientOf(of) ?? of;
}
