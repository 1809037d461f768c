import { readAttributions } from '../live/index.js';
import type { Address, Differences, FieldChange, LiveState, ObjectChange, PlanNote } from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';

/** Changes with who made them, and what is to be said where nobody can tell. */
export interface AttributedChanges {
  readonly differences: Differences;
  readonly notes: readonly PlanNote[];
}

/** Puts on each change that was made outside git who made it, where the realm keeps admin events. Nothing is asked otherwise. */
export async function attributeChanges(
  reader: Pick<RealmReader, 'adminEvents' | 'usernameOf'>,
  { live, differences }: { readonly live: LiveState; readonly differences: Differences },
  ownClients: ReadonlySet<Address>,
): Promise<AttributedChanges> {
  const drifted = new Set(differences.changes.filter(isOutsideGit).map((change) => change.address));
  if (drifted.size === 0 || live.realm.adminEvents === undefined) return { differences, notes: [] };
  if (live.realm.adminEvents === 'off') return { differences, notes: [{ text: EVENTS_OFF }] };
  const { byAddress, isAllowed } = await readAttributions(reader, live, drifted, ownClients);
  if (!isAllowed) return { differences, notes: [{ text: NO_RIGHT }] };
  const changes = differences.changes.map((change) => {
    const changedBy = byAddress.get(change.address);
    return changedBy === undefined ? change : { ...change, changedBy };
  });
  return { differences: { ...differences, changes }, notes: [] };
}

function isOutsideGit({ action, origin, fields }: ObjectChange): boolean {
  if (action === 'mark') return false;
  const isDrift = ({ origin: own = origin }: FieldChange): boolean => own === 'drift' || own === 'unknown';
  return fields.length === 0 ? origin === 'drift' : fields.some(isDrift);
}

const EVENTS_OFF =
  'the realm keeps no admin events with details, so nobody can tell who changed what; switch them on in the realm settings';
const NO_RIGHT =
  'who changed what is not told, because the identity that reads may not view events (view-events of realm-management)';
