import { adminClient } from '../kinds/index.js';
import { address, addressParts } from '../model/index.js';
import { unlessRefused, type ListedClientRole, type RoleNames } from '../systems/keycloak/index.js';
import type { Draft, Reading } from './reading.js';

/** Requests that the list of all client roles costs at most. */
export const BULK_LIST_REQUESTS = 3;

/** Gives every client role of the realm; undefined where nobody can tell. */
export type ListClientRoles = () => Promise<readonly ListedClientRole[] | undefined>;

/** The list of every client role of the realm, asked once however many want to know it. */
export interface AllClientRoles {
  /** Asks ahead for what this user tells of it, so that it is there when the clients have been read. */
  readonly begin: (userId: string) => void;
  /** Whether it is under way, and nothing says yet that it will come to nothing. */
  readonly isUnderWay: () => boolean;
  /** The list, from what this user tells where nobody began before. The clients must have been read. */
  readonly get: (userId: string | undefined) => ReturnType<ListClientRoles>;
}

/** What a user does not hold and what it holds: together every client role. Undefined where the server refuses to say it. */
type ToldByUser = readonly [free: readonly ListedClientRole[], held: RoleNames] | undefined;

export function allClientRoles(reading: Reading): AllClientRoles {
  let told: Promise<ToldByUser> | undefined;
  let list: ReturnType<ListClientRoles> | undefined;
  let isInVain = false;
  const ask = async (userId: string): Promise<ToldByUser> => {
    const { reader } = reading;
    const answer = await unlessRefused(Promise.all([reader.clientRolesNotOf(userId), reader.rolesOfUser(userId)]));
    isInVain = answer === undefined || answer[0].length === 0;
    return answer;
  };
  return {
    begin(userId) {
      told ??= ask(userId);
      // Whoever wants the list hears of it.
      told.catch(() => undefined);
    },
    isUnderWay: () => told !== undefined && !isInVain,
    get(userId) {
      if (userId !== undefined) told ??= ask(userId);
      return (list ??= told === undefined ? Promise.resolve(undefined) : listClientRoles(reading, told));
    },
  };
}

/**
 * Every client role of the realm, from the list of those that one user does not hold and those that it holds. Callers
 * without manage-users get an empty list, up to 26.1.0 a refusal. Nobody promises that it is whole for the others: it must
 * contain all roles of the client whose roles matter most (contract "the list of all client roles").
 */
async function listClientRoles(reading: Reading, told: Promise<ToldByUser>): ReturnType<ListClientRoles> {
  const adminClientUuid = adminClientOf(reading)?.id;
  const found = await told;
  if (adminClientUuid === undefined || found === undefined) return undefined;
  const [free, held] = found;
  if (free.length === 0) return undefined;
  const adminRoles = await unlessRefused(
    reading.reader.clientRoles(adminClientUuid, (page) => page.map(({ name }) => name ?? '')),
  );
  const uuids = clientUuids(reading);
  // A client that was renamed or deleted since would be left out.
  if (![...held.clientRoles.keys()].every((clientId) => uuids.has(clientId))) return undefined;
  const own = [...held.clientRoles].flatMap(([clientId, names]) =>
    names.map((name) => ({ clientUuid: uuids.get(clientId) ?? '', clientId, name })),
  );
  const all = [...free, ...own];
  const known = namesOf(all);
  const isComplete =
    adminRoles?.isWhole === true && adminRoles.items.every((name) => known.has(`${adminClientUuid} ${name}`));
  return isComplete ? all : undefined;
}

/** Whether the list has every role that was listed with its client alone. */
export function holdsListedRoles(reading: Reading, all: readonly ListedClientRole[]): boolean {
  const known = namesOf(all);
  const uuids = clientUuids(reading);
  return [...reading.drafts.values()]
    .filter(({ kind }) => kind === 'client-role')
    .map(({ address: of }) => addressParts(of).names)
    .every(([clientId = '', name = '']) => known.has(`${uuids.get(clientId) ?? ''} ${name}`));
}

/** The client whose roles give rights over the realm. */
function adminClientOf({ reader, drafts }: Reading): Draft | undefined {
  return drafts.get(address('client', adminClient(reader.realm)));
}

function namesOf(roles: readonly ListedClientRole[]): ReadonlySet<string> {
  return new Set(roles.map(({ clientUuid, name }) => `${clientUuid} ${name}`));
}

function clientUuids({ drafts }: Reading): ReadonlyMap<string, string> {
  const clients = [...drafts.values()].filter(({ kind }) => kind === 'client');
  return new Map(clients.map(({ address: of, id }) => [addressParts(of).names[0] ?? '', id]));
}
