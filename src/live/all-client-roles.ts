import { adminClient } from '../kinds/index.js';
import { address, addressParts } from '../model/index.js';
import { unlessRefused, type ListedClientRole } from '../systems/keycloak/index.js';
import type { ToldByUser } from './ask-grants.js';
import type { Draft, Reading } from './reading.js';

/** Requests that the list of all client roles costs at most. */
export const BULK_LIST_REQUESTS = 3;

/** Gives every client role of the realm; undefined where nobody can tell. */
export type ListClientRoles = () => Promise<readonly ListedClientRole[] | undefined>;

/**
 * Every client role of the realm, from the list of those that one user does not hold and those that it holds. Nobody
 * promises that it is whole: it must contain all roles of the client whose roles matter most (contract "the list of all
 * client roles"). The clients must have been read.
 */
export async function allClientRoles(reading: Reading, [free, held]: ToldByUser): ReturnType<ListClientRoles> {
  const adminClientUuid = adminClientOf(reading)?.id;
  if (adminClientUuid === undefined) return undefined;
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
