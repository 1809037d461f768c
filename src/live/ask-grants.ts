import { unlessRefused, type ListedClientRole, type RealmReader, type RoleNames } from '../systems/keycloak/index.js';

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
  /** Asks for the roles of these users one after another, until the end or a failure, once the clients are shown. */
  readonly begin: (userIds: readonly string[]) => void;
  /** Says that clients are shown: where none are, no account is anybody's. */
  readonly clientsShown: () => void;
  /** Asks no further user ahead. */
  readonly end: () => void;
}

/** Few enough that the pages of clients, which are asked for meanwhile, do not wait long for their turn. */
const AHEAD_AT_A_TIME = 12;
/** One user may be hidden from the caller; where two are, all are. */
const TELLERS_MAX = 2;

export function createAskedGrants(reader: RealmReader): AskedGrants {
  const told = createTelling(reader, (userId) => ask(userId));
  const asked = new Map<string, Promise<RoleNames>>();
  const given = new Set<string>();
  const queue: string[] = [];
  let next = 0;
  let underWay = 0;
  let areClientsShown = false;

  const ask = (userId: string): Promise<RoleNames> => {
    const before = asked.get(userId);
    if (before !== undefined) return before;
    const answer = reader.rolesOfUser(userId);
    answer.catch(() => undefined);
    asked.set(userId, answer);
    return answer;
  };
  const end = (): void => {
    next = Number.POSITIVE_INFINITY;
  };
  const work = async (): Promise<void> => {
    underWay += 1;
    for (let id = queue[next]; id !== undefined; id = queue[next]) {
      next += 1;
      if (!given.has(id)) await ask(id).catch(end);
    }
    underWay -= 1;
  };
  const goOn = (): void => {
    while (areClientsShown && underWay < AHEAD_AT_A_TIME && next < queue.length) void work();
  };
  return {
    ...told,
    rolesOf(userId) {
      const answer = ask(userId);
      asked.delete(userId);
      given.add(userId);
      return answer;
    },
    begin(userIds) {
      queue.push(...userIds);
      goOn();
    },
    clientsShown() {
      areClientsShown = true;
      goOn();
    },
    end,
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
