import {
  addressParts,
  compareAddresses,
  sortedBy,
  type AccountHoldings,
  type Address,
  type Area,
  type LiveObject,
  type LiveState,
  type Unread,
  type Usage,
  type Use,
} from '../model/index.js';
import { accountUsername, hasStatus, type Holder, type RealmReader } from '../systems/keycloak/index.js';

/** A search for what uses some objects: what it asks with, and what it found so far of each. */
export interface Search {
  readonly reader: RealmReader;
  readonly live: LiveState;
  /** What goes in the same plan, client roles with their client and groups with those above; none of it counts as a use. */
  readonly leaving: Set<Address>;
  readonly found: Map<Address, Finding>;
  /** Clients by the name that the user of their service account has. */
  readonly byAccount: ReadonlyMap<string, LiveObject>;
  readonly clientIds: ReadonlyMap<string, string>;
  /** Identifiers of people whose user has the name of a service account; asked once. */
  readonly lookalikes: () => Promise<ReadonlySet<string>>;
}

/** What was found of one object. */
export interface Finding {
  readonly uses: Map<string, Use>;
  people: number;
  areMore: boolean;
  readonly unread: Map<Area, Unread>;
  account?: AccountHoldings;
  clientRoles?: readonly string[];
  groupsBelow?: readonly Address[];
}

export function startSearch(reader: RealmReader, live: LiveState, addresses: ReadonlySet<Address>): Search {
  const clients = [...live.objects.values()].filter(({ kind }) => kind === 'client');
  const idOf = (of: Address): string => addressParts(of).names[0] ?? '';
  let people: Promise<ReadonlySet<string>> | undefined;
  return {
    reader,
    live,
    leaving: new Set(addresses),
    found: new Map(),
    byAccount: new Map(clients.map((client) => [accountUsername(idOf(client.address)), client])),
    clientIds: new Map(clients.map(({ address: of, id }) => [id, idOf(of)])),
    lookalikes: () => (people ??= reader.lookalikes().then(({ items }) => new Set(items))),
  };
}

/** The finding of an object, which begins empty. */
export function findingOf({ found }: Search, of: Address): Finding {
  const finding: Finding = found.get(of) ?? { uses: new Map(), people: 0, areMore: false, unread: new Map() };
  found.set(of, finding);
  return finding;
}

/** Notes a use, unless the user leaves too. */
export function noteUse(
  search: Search,
  of: Address,
  by: Address,
  use: Pick<Use, 'how'> & { readonly owner: string | undefined },
): void {
  if (by === of || search.leaving.has(by)) return;
  const { how, owner } = use;
  findingOf(search, of).uses.set(`${by} ${how}`, { by, how, ...(owner === undefined ? {} : { owner }) });
}

/** The findings as they are handed on. */
export function usageOf({ uses, unread, ...rest }: Finding): Usage {
  const ordered = [...uses.values()].sort((a, b) => compareAddresses(a.by, b.by) || (a.how < b.how ? -1 : 1));
  return { ...rest, uses: ordered, unread: sortedBy([...unread.values()], ({ area }) => area) };
}

/** An answer about one object, or undefined with a note where the server refused, or where the thing is gone by now. */
export async function ask<T>(
  finding: Finding,
  { area, missingRole }: { readonly area: Area; readonly missingRole: string },
  question: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (hasStatus(error, 404) && error.code !== 'realm-not-found') return undefined;
    if (!hasStatus(error, 403)) throw error;
    finding.unread.set(area, { area, reason: 'refused', missingRole, evidence: `${error.asked} was refused (403)` });
    return undefined;
  }
}

/** Requests for the users of one object after which people are no longer counted one by one. */
const PAGES_MAX = 20;

/** Notes the service accounts that hold a role or are members of a group, and counts the people. */
export async function noteUsers(
  search: Search,
  of: Address,
  { holder, area, how }: { readonly holder: Holder; readonly area: Area; readonly how: Use['how'] },
): Promise<void> {
  const finding = findingOf(search, of);
  let pages = 1;
  const listed = await ask(finding, { area, missingRole: 'view-users' }, () =>
    search.reader.namedUsersOf(holder, () => {
      pages += 1;
      return pages <= PAGES_MAX;
    }),
  );
  if (listed === undefined) return;
  if (!listed.isWhole) finding.areMore = true;
  const { items: users } = listed;
  const mayBeAccounts = users.some(({ username }) => search.byAccount.has(username));
  const people = mayBeAccounts ? await ask(finding, { area, missingRole: 'view-users' }, search.lookalikes) : undefined;
  for (const { id, username } of users) {
    const client = people?.has(id) === true ? undefined : search.byAccount.get(username);
    if (client === undefined) finding.people += 1;
    else noteUse(search, of, client.address, { how, owner: client.mark?.owner });
  }
}
