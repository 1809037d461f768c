import { setImmediate } from 'node:timers/promises';
import { adminClient } from '../kinds/index.js';
import { address, addressParts, type Address } from '../model/index.js';
import { factsOfClient, type ClientRepresentation, type ClientSurroundingsRead } from '../systems/keycloak/index.js';
import type { AskedGrants } from './ask-grants.js';
import { draftOf } from './draft.js';
import type { Flows } from './read-realm.js';
import { wantsRoles } from './read-roles.js';
import {
  attemptList,
  isWhole,
  noteAccess,
  noteRead,
  noteUnread,
  type ClientDraft,
  type Draft,
  type Reading,
} from './reading.js';

/** So many clients' roles are asked for before all clients are listed; their answers are kept as the server sent them. */
const ROLES_AHEAD_MAX = 16;

/** What is under way while clients are read: the first pages wait for what is around them. */
export interface ClientsMeanwhile {
  readonly around: Promise<ClientSurroundingsRead>;
  readonly flows: Flows;
  readonly asked: Pick<AskedGrants, 'isListUnderWay' | 'clientsShown'>;
}

/** Reads all clients, and begins to ask for the roles of those whose roles are wanted. */
export async function readClients(reading: Reading, meanwhile: ClientsMeanwhile): Promise<readonly ClientDraft[]> {
  const ahead = new Set<string>();
  const wanted = { area: 'clients', missingRole: 'view-clients' } as const;
  const { items: clients } = await attemptList(reading, wanted, () =>
    reading.reader.clients(async (page) => {
      if (page.length > 0) meanwhile.asked.clientsShown();
      const surroundings = await withFlows(reading, page, meanwhile);
      // Pages that were asked ahead are all there at once; other answers have their turn between two of them.
      await setImmediate();
      // What is known of the realm rests on its client scopes, so these have been read by now.
      const scopes = scopesWithFacts(reading);
      const drafts = page.map((client) => clientDraft(reading, client, scopes, surroundings));
      for (const client of drafts) {
        const { id } = client.draft;
        // Pages overlap, and may be read again.
        if (ahead.size === ROLES_AHEAD_MAX || ahead.has(id) || !isAskedForRoles(reading, client, meanwhile)) continue;
        ahead.add(id);
        reading.reader.readRolesAhead(id);
      }
      return drafts;
    }),
  );
  for (const { draft } of clients) reading.drafts.set(draft.address, draft);
  noteRead(reading, 'clients', clients.length);
  const proof = proofClient(reading.reader.realm);
  if (!reading.drafts.has(proof) && isWhole(reading, 'clients')) {
    const evidence = `the list of clients lacks ${addressParts(proof).names[0]}, which every realm has`;
    noteUnread(reading, { ...wanted, reason: 'filtered', evidence });
    noteUnread(reading, { area: 'client-scopes', missingRole: 'view-clients', reason: 'filtered', evidence });
  }
  return clients;
}

/** Where all of a realm is read, nobody knows yet which clients have roles at all. */
function isAskedForRoles(reading: Reading, client: ClientDraft, { asked }: ClientsMeanwhile): boolean {
  if (reading.needs.whole !== undefined) return false;
  // The list of all client roles is checked by those of this one.
  const isCheck = client.clientId === adminClient(reading.reader.realm) && asked.isListUnderWay();
  return isCheck || wantsRoles(reading, client);
}

/** Flows are asked for where no file tells whether they are needed and a client turns out to name one. */
async function withFlows(
  { needs }: Reading,
  page: readonly ClientRepresentation[],
  { around, flows }: ClientsMeanwhile,
): Promise<ClientSurroundingsRead> {
  const known = await around;
  const isNeeded =
    needs.whole !== undefined &&
    page.some((client) => Object.values(client.authenticationFlowBindingOverrides ?? {}).some((flow) => flow !== ''));
  return isNeeded ? { ...known, flows: await flows.ask() } : known;
}

/**
 * The client that every realm has and nobody can delete by mistake. Whoever may only query clients gets an empty list
 * and no error (24.0.5 to 26.7.4, contract "a list of clients without the right to view them").
 */
function proofClient(realm: string): Address {
  return address('client', adminClient(realm));
}

function scopesWithFacts({ drafts }: Reading): ReadonlyMap<string, string> {
  const scopes = [...drafts.values()].filter(({ kind, detail }) => kind === 'client-scope' && detail === 'facts');
  return new Map(scopes.map(({ address: of }) => [addressParts(of).names[0] ?? '', addressParts(of).names[0] ?? '']));
}

function clientDraft(
  reading: Reading,
  client: ClientRepresentation,
  scopes: ReadonlyMap<string, string>,
  around: ClientSurroundingsRead,
): ClientDraft {
  const clientId = client.clientId ?? '';
  noteAccess(reading, 'clients', client.access?.['manage']);
  const unread: Draft['unread'] = [];
  const draft = draftOf(reading, {
    address: address('client', clientId),
    id: client.id,
    attributes: client.attributes,
    protocolMappers: client.protocolMappers,
    facts: () => {
      const read = factsOfClient(client, around);
      unread.push(...read.unread);
      return read.facts;
    },
  });
  draft.unread.push(...unread);
  // Names are taken from `scopes`, so that each is in memory once and not once for each client.
  const known = (names: readonly string[] | undefined): readonly string[] =>
    (names ?? []).map((name) => scopes.get(name)).filter((name) => name !== undefined);
  return {
    clientId,
    draft,
    hasServiceAccount: client.serviceAccountsEnabled === true,
    defaultScopes: known(client.defaultClientScopes),
    optionalScopes: known(client.optionalClientScopes),
  };
}
