import {
  unlessRefused,
  type Holder,
  type ListedClientRole,
  type Listing,
  type MayAsk,
  type RealmReader,
  type RoleNames,
} from '../systems/keycloak/index.js';

/** What a user does not hold and what it holds: together every client role. */
export type ToldByUser = readonly [free: readonly ListedClientRole[], held: RoleNames];

/** Why a user tells nothing: callers without manage-users get an empty list, up to 26.1.0 a refusal; one may also be gone or hidden. */
export type NothingTold = 'empty' | 'refused';

/**
 * What is asked about grants in one look at a realm, each thing once: some of it before the files are all resolved or the
 * clients all read, by whoever sees that it will be wanted. A failure is heard of by whoever wants the answer.
 */
export interface AskedGrants {
  /** What a user tells of all client roles. Only the first one is asked, and another one where that was refused. */
  readonly toldBy: (userId: string) => Promise<ToldByUser | NothingTold>;
  /** Whether that is asked, and nothing says yet that it will come to nothing. */
  readonly isListUnderWay: () => boolean;
  /** The roles that a user holds directly; they are given to one who asks, and then forgotten. */
  readonly rolesOf: (userId: string) => Promise<RoleNames>;
  /** Identifiers of users that hold a role directly or are members of a group, likewise. */
  readonly usersOf: RealmReader['usersOf'];
  /** Asks for the roles of these users one after another, until the end or a failure, once the clients are shown. */
  readonly beginUsers: (userIds: readonly string[]) => void;
  /**
   * Asks for the users of these holders in the same line: for a page of each, which goes on once somebody wants them all;
   * and not of more than some, because that way may still turn out to be the dearer one.
   */
  readonly beginHolders: (holders: readonly Holder[]) => void;
  /** Says that clients are shown: where none are, no account is anybody's. */
  readonly clientsShown: () => void;
  /** Asks nothing more ahead. */
  readonly end: () => void;
}

/** Few enough that the pages of clients, which are asked for meanwhile, do not wait long for their turn. */
const AHEAD_AT_A_TIME = 12;
/** As many as small realms have in all. */
const HOLDERS_AHEAD_MAX = 64;
/** One user may be hidden from the caller; where two are, all are. */
const TELLERS_MAX = 2;

export function createAskedGrants(reader: RealmReader): AskedGrants {
  const roles = createAnswers<RoleNames>();
  const holders = createBegunHolders(reader);
  const askRoles = (userId: string): Promise<RoleNames> => roles.ask(userId, () => reader.rolesOfUser(userId));
  const queue: (() => Promise<unknown>)[] = [];
  let next = 0;
  let underWay = 0;
  let areClientsShown = false;

  const end = (): void => {
    next = Number.POSITIVE_INFINITY;
  };
  const work = async (): Promise<void> => {
    underWay += 1;
    for (let ask = queue[next]; ask !== undefined; ask = queue[next]) {
      next += 1;
      await ask().catch(end);
    }
    underWay -= 1;
  };
  const goOn = (): void => {
    while (areClientsShown && underWay < AHEAD_AT_A_TIME && next < queue.length) void work();
  };
  return {
    ...createTelling(reader, askRoles),
    rolesOf: (userId) => roles.take(userId) ?? reader.rolesOfUser(userId),
    usersOf: (holder, mayAsk) => holders.take(holder, mayAsk) ?? reader.usersOf(holder, mayAsk),
    beginUsers(userIds) {
      for (const userId of userIds) queue.push(async () => roles.isTaken(userId) || (await askRoles(userId)));
      goOn();
    },
    beginHolders(some) {
      for (const holder of some.slice(0, HOLDERS_AHEAD_MAX)) queue.push(() => holders.begin(holder));
      goOn();
    },
    clientsShown() {
      areClientsShown = true;
      goOn();
    },
    end,
  };
}

/** Lists of the users of holders that were begun, each kept until somebody takes it. */
interface BegunHolders {
  /** Asks for a page, unless that was begun or taken before. */
  readonly begin: (holder: Holder) => Promise<unknown>;
  /** All users, where that was begun: the list goes on from its page as far as it may. */
  readonly take: (holder: Holder, mayAsk: MayAsk) => Promise<Listing<string>> | undefined;
}

function createBegunHolders(reader: RealmReader): BegunHolders {
  const begun = createAnswers<Listing<string>>();
  const goOn = new Map<string, (mayAsk: MayAsk) => void>();
  return {
    async begin(holder) {
      const key = keyOf(holder);
      if (begun.isTaken(key) || goOn.has(key)) return;
      const page = Promise.withResolvers<void>();
      const taken = Promise.withResolvers<MayAsk>();
      goOn.set(key, taken.resolve);
      const list = begun.ask(key, () =>
        reader.usersOf(holder, async () => {
          page.resolve();
          return await (await taken.promise)();
        }),
      );
      await Promise.race([page.promise, list]);
    },
    take(holder, mayAsk) {
      const key = keyOf(holder);
      goOn.get(key)?.(mayAsk);
      return begun.take(key);
    },
  };
}

/** What tells two holders apart. */
function keyOf(holder: Holder): string {
  switch (holder.type) {
    case 'role':
      return JSON.stringify([holder.type, holder.name]);
    case 'client-role':
      return JSON.stringify([holder.type, holder.clientUuid, holder.name]);
    case 'group':
      return JSON.stringify([holder.type, holder.id]);
  }
}

/** Answers to questions of one kind, each kept until somebody takes it. */
interface Answers<T> {
  /** The answer that is kept, else a new one. */
  readonly ask: (key: string, question: () => Promise<T>) => Promise<T>;
  /** The answer that is kept; from then on it is not. */
  readonly take: (key: string) => Promise<T> | undefined;
  readonly isTaken: (key: string) => boolean;
}

function createAnswers<T>(): Answers<T> {
  const kept = new Map<string, Promise<T>>();
  const taken = new Set<string>();
  return {
    ask(key, question) {
      const before = kept.get(key);
      if (before !== undefined) return before;
      const answer = question();
      answer.catch(() => undefined);
      kept.set(key, answer);
      return answer;
    },
    take(key) {
      const answer = kept.get(key);
      kept.delete(key);
      taken.add(key);
      return answer;
    },
    isTaken: (key) => taken.has(key),
  };
}

function createTelling(
  reader: RealmReader,
  rolesOf: (userId: string) => Promise<RoleNames>,
): Pick<AskedGrants, 'toldBy' | 'isListUnderWay'> {
  const tellers = new Set<string>();
  let telling: Promise<ToldByUser | NothingTold> | undefined;
  let nothing: NothingTold | undefined;
  const ask = async (userId: string): Promise<ToldByUser | NothingTold> => {
    const answer = await unlessRefused(Promise.all([reader.clientRolesNotOf(userId), rolesOf(userId)]));
    if (answer !== undefined && answer[0].length > 0) return answer;
    nothing = answer === undefined ? 'refused' : 'empty';
    return nothing;
  };
  const start = (userId: string): Promise<ToldByUser | NothingTold> => {
    tellers.add(userId);
    nothing = undefined;
    const answer = ask(userId);
    answer.catch(() => undefined);
    return answer;
  };
  const toldBy: AskedGrants['toldBy'] = async (userId) => {
    const said = await (telling ??= start(userId));
    if (said === 'refused' && tellers.size < TELLERS_MAX && !tellers.has(userId)) telling = start(userId);
    return await telling;
  };
  return { toldBy, isListUnderWay: () => telling !== undefined && nothing === undefined };
}
