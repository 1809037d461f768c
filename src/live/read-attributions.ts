import {
  addressParts,
  compareText,
  isOriginAmong,
  sameValue,
  type Address,
  type Attribution,
  type FactValue,
  type FieldPath,
  type LiveState,
  type ObjectChange,
} from '../model/index.js';
import { hasStatus, type AdminEvent, type RealmReader } from '../systems/keycloak/index.js';
import { deletionOf, indexOf, sayingOf, type Saying } from './event-sayings.js';

/** What admin events tell of changes made outside git. */
export interface Attributions {
  /** By object, newest first; an object without an entry has no event that explains it. */
  readonly changedBy: ReadonlyMap<Address, readonly Attribution[]>;
  /**
   * - `told`: events were read; what has no entry has no event.
   * - `none-asked`: nothing was changed outside git, or nobody knows whether events are kept.
   * - `off`: the realm keeps no admin events with their details.
   * - `refused`: this identity may not see them.
   */
  readonly state: 'told' | 'none-asked' | 'off' | 'refused';
}

/**
 * Who changed outside git what differs, when, and through which client. Nothing is asked where nothing was changed or
 * where the realm keeps no events. Newest first, until every difference is explained, and no further than some pages.
 *
 * For each fact it is the oldest event since which the fact has its live value: who saved a form later, with the value in it,
 * did not change it. What keyplan did through a client of this realm is nobody's hand.
 */
export async function readAttributions(
  reader: RealmReader,
  live: LiveState,
  { changes, ownClients }: { readonly changes: readonly ObjectChange[]; readonly ownClients: ReadonlySet<Address> },
): Promise<Attributions> {
  const sought = changes.flatMap(soughtIn);
  const nothing = { changedBy: new Map() };
  if (sought.length === 0 || live.realm.adminEvents === undefined) return { ...nothing, state: 'none-asked' };
  if (live.realm.adminEvents === 'off') return { ...nothing, state: 'off' };
  try {
    await searchEvents(reader, live, sought);
  } catch (error) {
    if (hasStatus(error, 403)) return { ...nothing, state: 'refused' };
    throw error;
  }
  const own = new Set([...ownClients].map((of) => live.objects.get(of)?.id ?? ''));
  return { changedBy: await attributionsOf(reader, live, { sought, own }), state: 'told' };
}

const PAGE = 100;
const PAGES_MAX = 10;

/** One difference that an event may explain. */
interface Sought {
  readonly of: Address;
  /** Absent where the object itself is gone. */
  readonly path?: FieldPath;
  readonly value: FactValue | undefined;
  /** The oldest event so far since which it is as it is. */
  event?: AdminEvent;
  /** Whether an older event tells that it was otherwise before. */
  isSettled: boolean;
}

function soughtIn({ address: of, action, origin, fields, adopts }: ObjectChange): readonly Sought[] {
  if (adopts || action === 'mark') return [];
  if (action === 'create') return isByHand(origin) ? [{ of, value: undefined, isSettled: false }] : [];
  if (action !== 'update') return [];
  return fields
    .filter((field) => isByHand(field.origin ?? origin))
    .map(({ path, before }) => ({ of, path, value: before, isSettled: false }));
}

function isByHand(origin: ObjectChange['origin']): boolean {
  return isOriginAmong(origin, ['drift']);
}

async function searchEvents(reader: RealmReader, live: LiveState, sought: readonly Sought[]): Promise<void> {
  const index = indexOf(live);
  // Deletions that do not say of what (contract "admin events: a deletion"); an older event of the same path does.
  const unnamed = new Map<string, AdminEvent>();
  for (let page = 0; page < PAGES_MAX; page++) {
    const events = await reader.adminEvents({ first: page * PAGE, max: PAGE });
    for (const event of events) {
      const saying = sayingOf(event, index);
      const deletion = unnamed.get(event.path);
      if (deletion !== undefined && saying.of !== undefined) {
        unnamed.delete(event.path);
        for (const one of sought) if (!one.isSettled) hear(one, deletion, deletionOf(saying.of));
      }
      if (event.operation === 'DELETE' && saying.of === undefined) unnamed.set(event.path, event);
      for (const one of sought) if (!one.isSettled) hear(one, event, saying);
    }
    if (events.length < PAGE || sought.every(({ isSettled }) => isSettled)) return;
  }
}

function hear(one: Sought, event: AdminEvent, { object, valueOf }: Saying): void {
  if (one.path === undefined) {
    if (object?.of !== one.of) return;
    if (!object.isThere) one.event ??= event;
    one.isSettled = true;
    return;
  }
  const said = valueOf(one.of, one.path);
  if (said !== undefined) {
    if (sameValue(said[0], one.value)) one.event = event;
    else one.isSettled = true;
  }
  // Before it was made it was not there.
  if (object?.of === one.of) one.isSettled = true;
}

interface Told {
  readonly sought: readonly Sought[];
  /** The server's identifiers of keyplan's own clients in this realm. */
  readonly own: ReadonlySet<string>;
}

async function attributionsOf(
  reader: RealmReader,
  live: LiveState,
  { sought, own }: Told,
): Promise<Attributions['changedBy']> {
  const byObject = new Map<Address, Set<AdminEvent>>();
  for (const { of, event } of sought) {
    if (event === undefined || (!event.isOfOtherRealm && own.has(event.clientUuid))) continue;
    byObject.set(of, (byObject.get(of) ?? new Set<AdminEvent>()).add(event));
  }
  const events = [...byObject.values()].flatMap((found) => [...found]);
  const people = [...new Set(events.filter(({ isOfOtherRealm }) => !isOfOtherRealm).map(({ userId }) => userId))];
  const asked = people.slice(0, PEOPLE_MAX).map(async (id) => [id, await reader.userName(id)] as const);
  const names = new Map(await Promise.all(asked));
  const clients = new Map(
    [...live.objects.values()].filter(({ kind }) => kind === 'client').map(({ id, address: of }) => [id, of]),
  );
  const told = (event: AdminEvent): Attribution => {
    const { at, userId, clientUuid, isOfOtherRealm } = event;
    if (isOfOtherRealm) return { isOfOtherRealm, at };
    const user = names.get(userId);
    const client = clients.get(clientUuid);
    const through = client === undefined ? undefined : addressParts(client).names[0];
    return {
      ...(user === undefined ? {} : { user }),
      isOfOtherRealm,
      ...(through === undefined ? {} : { through }),
      at,
    };
  };
  const newestFirst = (found: ReadonlySet<AdminEvent>): readonly Attribution[] =>
    [...found].map(told).sort((a, b) => compareText(b.at, a.at));
  return new Map([...byObject].map(([of, found]) => [of, newestFirst(found)]));
}

/** How many people are looked up by name. */
const PEOPLE_MAX = 20;
