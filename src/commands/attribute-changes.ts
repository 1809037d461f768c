import { readAttributions } from '../live/index.js';
import { isOriginAmong, type Address, type Differences, type LiveState, type PlanNote } from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';

/** Says of changes made outside git who made them, where admin events tell, and in notes why they do not. */
export async function attributeChanges(
  reader: RealmReader,
  {
    ownClients,
    live,
    differences,
  }: { readonly ownClients: ReadonlySet<Address>; readonly live: LiveState; readonly differences: Differences },
): Promise<{ readonly differences: Differences; readonly notes: readonly PlanNote[] }> {
  const { changedBy, state } = await readAttributions(reader, live, { changes: differences.changes, ownClients });
  const changes = differences.changes.map((change) => {
    const by = changedBy.get(change.address);
    return by === undefined ? change : { ...change, changedBy: by };
  });
  const untold = changes.filter(
    ({ origin, action, adopts, changedBy: by }) =>
      (action === 'update' || action === 'create') && !adopts && by === undefined && isOriginAmong(origin, ['drift']),
  );
  const silent = state === 'told' ? untold.map((change) => ({ address: change.address, text: UNTOLD })) : [];
  return { differences: { ...differences, changes }, notes: [...silent, ...NOTES[state]] };
}

const UNTOLD = 'no admin event tells who changed it';

const NOTES = {
  told: [],
  'none-asked': [],
  off: [
    {
      text: 'the realm keeps no admin events with their details, so nobody can tell who changed what outside git; switch both on under Realm settings, Events',
    },
  ],
  refused: [
    {
      text: 'who changed what outside git is in the admin events, and this identity may not view events: it lacks view-events of realm-management',
    },
  ],
} as const satisfies Readonly<Record<string, readonly PlanNote[]>>;
