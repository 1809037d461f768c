import { addressParts, Failure, type LiveState } from '../../../model/index.js';
import { BIG_PAGE } from './paging.js';
import { accountUsername, type GrantReader } from './read-grants.js';

/** Ids of the users behind service accounts, by client id. */
export interface AccountIds {
  readonly know: (live: LiveState) => void;
  /** A client got a service account during this run; many of them are listed together later. */
  readonly made: (clientId: string) => void;
  readonly record: (clientId: string, userId: string) => void;
  /** The account of a renamed client got a new name with it. */
  readonly renamed: (from: string, to: string) => void;
  readonly forget: (clientId: string) => void;
  /**
   * Undefined when the client has none. Never asks in the way that would make one.
   * @throws Failure where a person has the name that the account should have
   */
  readonly find: (clientId: string) => Promise<string | undefined>;
}

/** Lookups that nobody minds; beyond them one listing is cheaper. */
const FEW = 3;

/**
 * Accounts that this run made are found by one paged listing when that takes fewer requests than asking for each. Asking
 * for `service-account-user` would take a request for each client, and would make a missing account by itself.
 */
export function createAccountIds(reader: Pick<GrantReader, 'accountUser' | 'accountUsers' | 'lookalikes'>): AccountIds {
  const known = new Map<string, string>();
  const awaited = new Set<string>();
  /** Accounts asked for one by one since the last listing. */
  let askedAlone = 0;
  let listing: Promise<void> | undefined;
  const list = async (): Promise<void> => {
    askedAlone = 0;
    const [users, people] = await Promise.all([reader.accountUsers(false), reader.lookalikes()]);
    // Without all people nobody can be told to be none; whoever asks is then looked at alone.
    if (!people.isWhole) return;
    const ofPeople = new Set(people.items);
    for (const { username, id } of users.items) {
      if (ofPeople.has(id)) continue;
      known.set(username, id);
      awaited.delete(username);
    }
  };
  return {
    know(live) {
      for (const object of live.objects.values()) {
        const { kind, names } = addressParts(object.address);
        if (kind === 'client' && object.accountId !== undefined)
          known.set(accountUsername(names[0] ?? ''), object.accountId);
      }
    },
    made: (clientId) => void awaited.add(accountUsername(clientId)),
    record: (clientId, userId) => void known.set(accountUsername(clientId), userId),
    renamed(from, to) {
      const [before, after] = [accountUsername(from), accountUsername(to)];
      const id = known.get(before);
      if (id === undefined || before === after) return;
      known.delete(before);
      if (!known.has(after)) known.set(after, id);
    },
    forget: (clientId) => void known.delete(accountUsername(clientId)),
    async find(clientId) {
      const name = accountUsername(clientId);
      if (known.has(name)) return known.get(name);
      if (listing !== undefined) await listing;
      const pages = 1 + Math.floor((known.size + awaited.size) / BIG_PAGE);
      const wanted = Math.max(askedAlone, awaited.has(name) ? awaited.size : 0);
      if (!known.has(name) && wanted > Math.max(FEW, pages)) {
        listing = list().finally(() => {
          listing = undefined;
        });
        await listing;
      }
      if (known.has(name)) return known.get(name);
      askedAlone += 1;
      const id = (await reader.accountUser(clientId, false))?.id;
      awaited.delete(name);
      if (id === undefined) return undefined;
      const people = await reader.lookalikes();
      if (!people.isWhole || people.items.includes(id)) throw personInTheWay(clientId);
      known.set(name, id);
      return id;
    },
  };
}

function personInTheWay(clientId: string): Failure {
  const username = accountUsername(clientId);
  return new Failure('server-refused', `the user ${username} is not the service account of client ${clientId}`, {
    hint: 'A person has the name that the account needs; rename or delete that user, then run it again.',
  });
}
