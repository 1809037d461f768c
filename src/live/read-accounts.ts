import { ACCOUNT, ACCOUNT_ENABLED, ACCOUNT_PRESENT } from '../kinds/index.js';
import type { AccountNeeds } from '../model/index.js';
import { accountUsername, addListAttributes, type AccountUser } from '../systems/keycloak/index.js';
import {
  attempt,
  attemptList,
  noteAccess,
  noteRead,
  noteUnread,
  noteWay,
  type ClientDraft,
  type Draft,
  type Reading,
  type Wanted,
} from './reading.js';

/** A service account of which somebody asked for something. */
export interface Account {
  readonly draft: Draft;
  readonly user: AccountUser;
  readonly needs: AccountNeeds;
}

/** So few accounts are asked for one by one, however many the realm has. */
const ONE_BY_ONE_MAX = 10;
/** So few are asked for their attributes one by one; a list with attributes costs the server several times as much. */
const ATTRIBUTES_ONE_BY_ONE_MAX = 50;
const WANTED = { area: 'service-accounts', missingRole: 'view-users' } as const satisfies Wanted;

/**
 * The list of service accounts that must be read where at least these are needed; undefined while that is not known: they
 * may stay few enough to be asked one by one, or their attributes may be needed as well. Where only later files need those
 * of many, the list is asked a second time, with attributes.
 */
export function accountList(
  accounts: ReadonlyMap<string, AccountNeeds>,
): { readonly withAttributes: boolean } | undefined {
  if (accounts.size <= ONE_BY_ONE_MAX) return undefined;
  const withAttributes = namedWithAttributes(accounts).length;
  if (withAttributes > 0 && withAttributes <= ATTRIBUTES_ONE_BY_ONE_MAX) return undefined;
  return { withAttributes: withAttributes > 0 };
}

function namedWithAttributes(accounts: ReadonlyMap<string, AccountNeeds>): readonly string[] {
  return [...accounts].filter(([, { attributes }]) => attributes).map(([clientId]) => clientId);
}

/** Users of service accounts by name, without people who have such a name; needs nothing that must be read before. */
export async function readAccountUsers(reading: Reading): Promise<ReadonlyMap<string, AccountUser>> {
  if (reading.needs.accounts.size === 0 && reading.needs.whole === undefined) return new Map();
  const [users, people] = await Promise.all([
    readNamedUsers(reading),
    attemptList(reading, WANTED, () => reading.reader.lookalikes()),
  ]);
  for (const { isManageable } of users) noteAccess(reading, 'users', isManageable);
  const ofPeople = new Set(people.items);
  for (const { id, username } of users)
    if (ofPeople.has(id)) noteWay(reading, `service accounts: the user ${username} is a person's, no service account`);
  return new Map(users.filter(({ id }) => !ofPeople.has(id)).map((user) => [user.username, user]));
}

async function readNamedUsers(reading: Reading): Promise<readonly AccountUser[]> {
  const { accounts, whole } = reading.needs;
  if (whole?.clients.some((pattern) => pattern.includes('*')) === true) {
    return (await attemptList(reading, WANTED, () => reading.reader.accountUsers(true))).items;
  }
  const withAttributes = namedWithAttributes(accounts);
  if (accounts.size <= ONE_BY_ONE_MAX) return readOneByOne(reading, [...accounts.keys()], withAttributes);
  const inList = withAttributes.length > ATTRIBUTES_ONE_BY_ONE_MAX;
  const [listed, apart] = await Promise.all([
    attemptList(reading, WANTED, () => reading.reader.accountUsers(inList, accounts.size)),
    inList ? [] : readOneByOne(reading, withAttributes, withAttributes),
  ]);
  return [...listed.items, ...apart];
}

async function readOneByOne(
  reading: Reading,
  clientIds: readonly string[],
  withAttributes: readonly string[],
): Promise<readonly AccountUser[]> {
  const wanted = new Set(withAttributes);
  const ask = (clientId: string): Promise<AccountUser | undefined> =>
    attempt(reading, WANTED, () => reading.reader.accountUser(clientId, wanted.has(clientId)));
  return (await Promise.all(clientIds.map(ask))).filter((user) => user !== undefined);
}

/**
 * Joins clients and users, and adds to each client whether its account is there. A client that should have one and has
 * none lacks the fact `serviceAccount/present`; asking the server for it would make one.
 */
export function joinAccounts(
  reading: Reading,
  clients: readonly ClientDraft[],
  users: ReadonlyMap<string, AccountUser>,
  mayViewUsers: boolean,
): readonly Account[] {
  if (reading.needs.accounts.size === 0) return [];
  if (!mayViewUsers) {
    const evidence = 'the list of users is empty for whoever may not view users';
    noteUnread(reading, { ...WANTED, reason: 'filtered', evidence });
  }
  const accounts: Account[] = [];
  const holders = countHolders(clients);
  for (const { clientId, draft, hasServiceAccount } of clients) {
    const needs = reading.needs.accounts.get(clientId);
    const username = accountUsername(clientId);
    const user = users.get(username);
    const others = (holders.get(username) ?? 0) - (hasServiceAccount ? 1 : 0);
    if (needs !== undefined && others > 0) {
      draft.unread.push(ACCOUNT);
      continue;
    }
    if (needs === undefined || user === undefined || !hasServiceAccount) continue;
    draft.accountId = user.id;
    draft.facts.set(ACCOUNT_PRESENT, true);
    draft.facts.set(ACCOUNT_ENABLED, user.enabled);
    if (needs.attributes) addListAttributes(draft.facts, user.attributes, 'serviceAccount');
    accounts.push({ draft, user, needs });
  }
  noteRead(reading, 'service-accounts', accounts.length);
  return accounts;
}

/**
 * How many clients have a service account of each name. Clients whose ids differ in case only share one name, and the
 * user does not say whose it is (26.7.4, contract "clients that share the name of a service account").
 */
function countHolders(clients: readonly ClientDraft[]): ReadonlyMap<string, number> {
  const holders = new Map<string, number>();
  for (const { clientId, hasServiceAccount } of clients) {
    const username = accountUsername(clientId);
    if (hasServiceAccount) holders.set(username, (holders.get(username) ?? 0) + 1);
  }
  return holders;
}
