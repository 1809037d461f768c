import { addressParts, type LiveState } from '../../model/index.js';
import { listOf } from './find-object.js';
import type { ReadSession } from './session.js';
import type { UserRepresentation } from './representations.js';

/** Ids of the users behind service accounts, by client id. */
export interface AccountIds {
  readonly know: (live: LiveState) => void;
  /** A client got a service account during this run; many of them are listed together later. */
  readonly made: (clientId: string) => void;
  readonly record: (clientId: string, userId: string) => void;
  readonly forget: (clientId: string) => void;
  /** Undefined when the client has none. Never asks in the way that would make one. */
  readonly find: (clientId: string) => Promise<string | undefined>;
}

/** One page of the user listing; accounts come without details, so that big pages are cheap (26.7.4: 1 s for 500). */
const PAGE = 500;
/** Lookups that nobody minds; beyond them one listing is cheaper. */
const FEW = 3;
const PREFIX = 'service-account-';

/** The name that Keycloak gives to the service account of a client (24.0.5 to 26.7.4). */
export function accountName(clientId: string): string {
  return `${PREFIX}${clientId.toLowerCase()}`;
}

/**
 * Accounts that this run made are found by one paged listing when that takes fewer requests than asking for each. Asking
 * for `service-account-user` would take a request for each client, and would make a missing account by itself.
 */
export function createAccountIds(session: ReadSession): AccountIds {
  const known = new Map<string, string>();
  const awaited = new Set<string>();
  let listing: Promise<void> | undefined;
  const list = async (): Promise<void> => {
    for (const [name, id] of await listAccounts(session)) {
      known.set(name, id);
      awaited.delete(name);
    }
  };
  return {
    know(live) {
      for (const object of live.objects.values()) {
        const { kind, names } = addressParts(object.address);
        if (kind === 'client' && object.accountId !== undefined)
          known.set(accountName(names[0] ?? ''), object.accountId);
      }
    },
    made: (clientId) => void awaited.add(accountName(clientId)),
    record: (clientId, userId) => void known.set(accountName(clientId), userId),
    forget: (clientId) => void known.delete(accountName(clientId)),
    async find(clientId) {
      const name = accountName(clientId);
      if (known.has(name)) return known.get(name);
      if (listing !== undefined) await listing;
      const pages = 1 + Math.floor((known.size + awaited.size) / PAGE);
      if (!known.has(name) && awaited.has(name) && awaited.size > Math.max(FEW, pages)) {
        listing = list().finally(() => {
          listing = undefined;
        });
        await listing;
      }
      if (known.has(name)) return known.get(name);
      const id = await findAccount(session, name);
      awaited.delete(name);
      if (id !== undefined) known.set(name, id);
      return id;
    },
  };
}

async function findAccount(session: ReadSession, name: string): Promise<string | undefined> {
  const answer = await session.get({
    asked: 'GET /users?username&exact',
    path: ['users'],
    query: { username: name, exact: true, briefRepresentation: true },
  });
  return listOf<UserRepresentation>(answer).find(({ username }) => username === name)?.id;
}

/** Pages of every user whose name contains the prefix; people among them do no harm, because names are compared whole. */
async function listAccounts(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let first = 0; ; first += PAGE) {
    const answer = await session.get({
      asked: 'GET /users?username=service-account-',
      path: ['users'],
      query: { username: PREFIX, first, max: PAGE, briefRepresentation: true },
    });
    const page = listOf<UserRepresentation>(answer);
    for (const { username, id } of page) {
      if (username !== undefined && id !== undefined) found.set(username, id);
    }
    if (page.length < PAGE) return found;
  }
}
