import {
  address,
  addressParts,
  fieldPath,
  type Address,
  type FactValue,
  type FieldChange,
  type FieldPath,
} from '../../../model/index.js';
import { changesBelow } from './field-changes.js';
import { hasStatus } from '../session/errors.js';
import { listOf, unlessMissing } from '../reading/find-object.js';
import type { Identifiers } from '../reading/identifiers.js';
import type { ReadSession, Session } from '../session/session.js';
import type { ClientRepresentation } from '../representation/representations.js';

/** The two lists of client scopes that a client, and the realm for new clients, has. */
export type ScopeList = 'default' | 'optional';
const LISTS = ['default', 'optional'] as const;

/** One client scope that must join or leave a list. */
export interface ScopeLink {
  readonly path: FieldPath;
  readonly list: ScopeList;
  /** The client, or undefined for the realm's own lists. */
  readonly client: Address | undefined;
  readonly scope: Address;
  readonly wanted: boolean;
}

/** The links that a client's changes name. */
export function linksOfClient(of: Address, fields: readonly FieldChange[]): readonly ScopeLink[] {
  return LISTS.flatMap((list) =>
    changesBelow(fields, `${list}ClientScopes`).flatMap(({ rest: [scope], after }) =>
      scope === undefined
        ? []
        : [
            {
              path: fieldPath(`${list}ClientScopes`, scope),
              list,
              client: of,
              scope: address('client-scope', scope),
              wanted: after !== undefined,
            },
          ],
    ),
  );
}

/** The links that a client scope's `attachTo` names. */
export function linksOfScope(of: Address, fields: readonly FieldChange[]): readonly ScopeLink[] {
  return changesBelow(fields, 'attachTo').flatMap(({ rest, after }): ScopeLink[] => {
    const [place = '', clientId] = rest;
    const path = fieldPath('attachTo', ...rest);
    const wanted = after !== undefined;
    if (place === 'realmDefault') return [{ path, list: 'default', client: undefined, scope: of, wanted }];
    if (place === 'realmOptional') return [{ path, list: 'optional', client: undefined, scope: of, wanted }];
    if ((place !== 'default' && place !== 'optional') || clientId === undefined) return [];
    return [{ path, list: place, client: address('client', clientId), scope: of, wanted }];
  });
}

/** Which scopes are in which list of one client or of the realm. */
export type ScopeLists = Readonly<Record<ScopeList, ReadonlySet<string>>>;

/** The lists as a client's representation has them. */
export function scopeListsOf(client: ClientRepresentation): ScopeLists {
  return { default: new Set(client.defaultClientScopes), optional: new Set(client.optionalClientScopes) };
}

/** The lists behind some links, read once for each client; the key of the realm's is undefined. */
export async function readScopeLists(
  session: ReadSession,
  ids: Identifiers,
  links: readonly ScopeLink[],
): Promise<ReadonlyMap<Address | undefined, ScopeLists>> {
  const lists = new Map<Address | undefined, ScopeLists>();
  for (const { client } of links) {
    if (lists.has(client)) continue;
    const found = await (client === undefined ? realmLists(session) : clientLists(session, ids, client));
    if (found !== undefined) lists.set(client, found);
  }
  return lists;
}

/** Which of the links exist, as facts. */
export function linkFacts(
  links: readonly ScopeLink[],
  lists: ReadonlyMap<Address | undefined, ScopeLists>,
): ReadonlyMap<FieldPath, FactValue> {
  const existing = links.filter(({ client, list, scope }) => lists.get(client)?.[list].has(nameOf(scope)) === true);
  return new Map(existing.map(({ path }) => [path, true]));
}

/**
 * Takes scopes out of lists, then puts scopes into lists. A scope that is in the other list of the same client is taken
 * out first: putting it into a second list is accepted and does nothing (24.0.5 to 26.7.4, contract "let a scope move
 * from one list to the other"). The realm's lists answer 409 where the scope is there already.
 */
export async function writeScopeLinks(
  session: Session,
  ids: Identifiers,
  links: readonly ScopeLink[],
  lists: ReadonlyMap<Address | undefined, ScopeLists>,
): Promise<void> {
  const leaving = links.filter(({ wanted, list, client, scope }) => {
    const held = lists.get(client);
    return held !== undefined && held[wanted ? otherList(list) : list].has(nameOf(scope));
  });
  const detached = new Set<string>();
  for (const link of leaving) {
    // A move names both ends, so that its plan shows them, and is one scope that leaves.
    const key = `${link.client} ${link.wanted ? otherList(link.list) : link.list} ${link.scope}`;
    if (!detached.has(key)) await detach(session, ids, link);
    detached.add(key);
  }
  for (const link of links) if (link.wanted) await attach(session, ids, link);
}

async function detach(session: Session, ids: Identifiers, link: ScopeLink): Promise<void> {
  const scope = await ids.find(link.scope);
  const client = link.client === undefined ? undefined : await ids.find(link.client);
  if (scope === undefined || (link.client !== undefined && client === undefined)) return;
  const { template, path } = placeOf(link.wanted ? otherList(link.list) : link.list, client, scope);
  await unlessMissing(session.send({ asked: `DELETE ${template}`, path }));
}

async function attach(session: Session, ids: Identifiers, link: ScopeLink): Promise<void> {
  const scope = await ids.require(link.scope);
  const client = link.client === undefined ? undefined : await ids.require(link.client);
  const { template, path } = placeOf(link.list, client, scope);
  await session.send({ asked: `PUT ${template}`, path }).catch((error: unknown) => {
    if (client === undefined && hasStatus(error, 409)) return;
    throw error;
  });
}

function placeOf(
  list: ScopeList,
  client: string | undefined,
  scope: string,
): { readonly template: `/${string}`; readonly path: readonly string[] } {
  if (client === undefined) {
    return { template: `/default-${list}-client-scopes/{id}`, path: [`default-${list}-client-scopes`, scope] };
  }
  return {
    template: `/clients/{id}/${list}-client-scopes/{scopeId}`,
    path: ['clients', client, `${list}-client-scopes`, scope],
  };
}

function otherList(list: ScopeList): ScopeList {
  return list === 'default' ? 'optional' : 'default';
}

function nameOf(scope: Address): string {
  return addressParts(scope).names[0] ?? '';
}

async function clientLists(session: ReadSession, ids: Identifiers, of: Address): Promise<ScopeLists | undefined> {
  const id = await ids.find(of);
  if (id === undefined) return undefined;
  const client = await unlessMissing(session.get({ asked: 'GET /clients/{id}', path: ['clients', id] }));
  return client === undefined ? undefined : scopeListsOf(client as ClientRepresentation);
}

async function realmLists(session: ReadSession): Promise<ScopeLists> {
  const names = async (list: ScopeList): Promise<ReadonlySet<string>> => {
    const answer = await session.get({
      asked: `GET /default-${list}-client-scopes`,
      path: [`default-${list}-client-scopes`],
    });
    return new Set(listOf<{ readonly name?: string }>(answer).map(({ name = '' }) => name));
  };
  return { default: await names('default'), optional: await names('optional') };
}
