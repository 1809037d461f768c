import { adminClient } from '../kinds/index.js';
import { address, addressParts } from '../model/index.js';
import { unlessRefused, type ListedClientRole } from '../systems/keycloak/index.js';
import type { Account } from './read-accounts.js';
import type { Draft, Reading } from './reading.js';

/** Requests that the list of all client roles costs. */
export const BULK_LIST_REQUESTS = 3;

/** Every client role of the realm, asked once however many want to know it; undefined where nobody can tell. */
export type AllClientRoles = () => Promise<readonly ListedClientRole[] | undefined>;

/** A list of all client roles that is asked when somebody needs it. It is told by what one account holds and what it does not. */
export function allClientRoles(reading: Reading, accounts: readonly Account[]): AllClientRoles {
  let asked: ReturnType<AllClientRoles> | undefined;
  return () => (asked ??= listClientRoles(reading, accounts[0]));
}

/**
 * Every client role of the realm, from the list of those that one account does not hold and those that it holds. Callers
 * without manage-users get an empty list, up to 26.1.0 a refusal. Nobody promises that it is whole for the others: it must
 * contain all roles of the client whose roles matter most (contract "the list of all client roles").
 */
async function listClientRoles(
  reading: Reading,
  account: Account | undefined,
): Promise<readonly ListedClientRole[] | undefined> {
  const adminClientUuid = adminClientOf(reading)?.id;
  if (account === undefined || adminClientUuid === undefined) return undefined;
  const { reader } = reading;
  const found = await unlessRefused(
    Promise.all([
      reader.clientRolesNotOf(account.user.id),
      reader.rolesOfUser(account.user.id),
      reader.clientRoles(adminClientUuid, (page) => page.map(({ name }) => name ?? '')),
    ]),
  );
  if (found === undefined) return undefined;
  const [free, held, adminRoles] = found;
  const uuids = clientUuids(reading);
  const own = [...held.clientRoles].flatMap(([clientId, names]) =>
    names.map((name) => ({ clientUuid: uuids.get(clientId) ?? '', clientId, name })),
  );
  const all = [...free, ...own].filter(({ clientUuid }) => clientUuid !== '');
  const known = namesOf(all);
  const isComplete =
    free.length > 0 && adminRoles.isWhole && adminRoles.items.every((name) => known.has(`${adminClientUuid} ${name}`));
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
