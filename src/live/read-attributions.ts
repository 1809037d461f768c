import { address, addressParts, type Address, type Attribution, type LiveState } from '../model/index.js';
import { EVENT_PAGE, type AdminEvent, type RealmReader } from '../systems/keycloak/index.js';

/** Who changed which objects, as far as admin events tell. */
export interface Attributions {
  /** Newest first; no entry for an object of which no event tells. */
  readonly byAddress: ReadonlyMap<Address, readonly Attribution[]>;
  /** Whether events could be read. */
  readonly isAllowed: boolean;
}

/** How many pages of events are read for one plan; what is older is not told. */
const PAGES_MAX = 10;

/**
 * Says who changed these objects since keyplan wrote to them, from the admin events of the realm, newest first. Reading
 * ends with the page on which the last write of `ownClients` to each of them was found. Nobody's network address is kept.
 */
export async function readAttributions(
  reader: Pick<RealmReader, 'adminEvents' | 'usernameOf'>,
  live: LiveState,
  addresses: ReadonlySet<Address>,
  ownClients: ReadonlySet<Address>,
): Promise<Attributions> {
  const search: Search = { reader, live, ids: addressesById(live), names: new Map(), ownClients };
  const open = new Set(addresses);
  const found = new Map<Address, Attribution[]>();
  for (let page = 0; page < PAGES_MAX && open.size > 0; page += 1) {
    const events = await reader.adminEvents(page * EVENT_PAGE);
    if (events === undefined) return { byAddress: new Map(), isAllowed: false };
    for (const event of events) await take(search, event, { open, found });
    if (events.length < EVENT_PAGE) break;
  }
  return { byAddress: found, isAllowed: true };
}

interface Search {
  readonly reader: Pick<RealmReader, 'usernameOf'>;
  readonly live: LiveState;
  readonly ids: ReadonlyMap<string, Address>;
  /** Names of users that were asked for. */
  readonly names: Map<string, Promise<string | undefined>>;
  readonly ownClients: ReadonlySet<Address>;
}

interface Progress {
  /** Objects of which our own last write was not met yet. */
  readonly open: Set<Address>;
  readonly found: Map<Address, Attribution[]>;
}

async function take(search: Search, event: AdminEvent, { open, found }: Progress): Promise<void> {
  const about = (await addressesOf(search, event)).filter((of) => open.has(of));
  if (about.length === 0) return;
  const through = search.ids.get(event.clientUuid);
  if (through !== undefined && search.ownClients.has(through)) {
    for (const of of about) open.delete(of);
    return;
  }
  const attribution = await attributionOf(search, event, through);
  for (const of of about) found.set(of, [...(found.get(of) ?? []), attribution]);
}

async function attributionOf(
  search: Search,
  { time, isOfOtherRealm, userId }: AdminEvent,
  through: Address | undefined,
): Promise<Attribution> {
  const user = isOfOtherRealm ? undefined : await nameOf(search, userId);
  return {
    ...(user === undefined ? {} : { user }),
    isOfOtherRealm,
    ...(through === undefined ? {} : { through: addressParts(through).names[0] ?? '' }),
    at: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}

function nameOf({ reader, names }: Search, userId: string): Promise<string | undefined> {
  const known = names.get(userId);
  if (known !== undefined) return known;
  const asked = userId === '' ? Promise.resolve(undefined) : reader.usernameOf(userId);
  names.set(userId, asked);
  return asked;
}

/** The objects that an event is about: by identifier in its path, by name for roles, and by the account of a client for users. */
async function addressesOf(search: Search, { path }: AdminEvent): Promise<readonly Address[]> {
  const [head = '', id = '', part = '', name = ''] = path.split('/').map(plain);
  switch (head) {
    case 'clients': {
      const client = search.ids.get(id);
      if (client === undefined) return [];
      const [clientId = ''] = addressParts(client).names;
      return part === 'roles' && name !== '' ? [client, address('client-role', clientId, name)] : [client];
    }
    case 'roles':
      return [address('role', id)];
    case 'users': {
      const account = await nameOf(search, id);
      return account === undefined ? [] : clientsOfAccount(search, account);
    }
    default: {
      const found = search.ids.get(id);
      return found === undefined ? [] : [found];
    }
  }
}

const ACCOUNT = 'service-account-';

/** The server lowers the client id in the name of its account. */
function clientsOfAccount({ live }: Search, username: string): readonly Address[] {
  if (!username.startsWith(ACCOUNT)) return [];
  const wanted = username.slice(ACCOUNT.length);
  return [...live.objects.values()]
    .filter(({ kind, address: of }) => kind === 'client' && addressParts(of).names[0]?.toLowerCase() === wanted)
    .map(({ address: of }) => of);
}

function addressesById({ objects }: LiveState): ReadonlyMap<string, Address> {
  return new Map([...objects.values()].map(({ id, address: of }) => [id, of]));
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
