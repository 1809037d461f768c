import { hasStatus } from '../session/errors.js';
import type { ReadSession } from '../session/session.js';
import type {
  ClientRepresentation,
  ClientScopeRepresentation,
  GroupRepresentation,
  RoleRepresentation,
} from '../representation/representations.js';

/** A representation that the server sent, which always has an id. */
export type Found<T> = T & { readonly id: string };

/** A list answer as what the server documents it to hold; anything else is an empty list. */
export function listOf<T>(answer: unknown): readonly T[] {
  return Array.isArray(answer) ? (answer as T[]) : [];
}

/** The client with exactly this id. */
export async function findClient(
  session: ReadSession,
  clientId: string,
): Promise<Found<ClientRepresentation> | undefined> {
  const answer = await session.get({ asked: 'GET /clients?clientId', path: ['clients'], query: { clientId } });
  return listOf<Found<ClientRepresentation>>(answer).find((client) => client.clientId === clientId);
}

/** There is no search by name, so this reads the list of all client scopes. */
export async function findClientScope(
  session: ReadSession,
  name: string,
): Promise<Found<ClientScopeRepresentation> | undefined> {
  const answer = await session.get({ asked: 'GET /client-scopes', path: ['client-scopes'] });
  return listOf<Found<ClientScopeRepresentation>>(answer).find((scope) => scope.name === name);
}

/** A realm role, or a role of the client with the id `container`. */
export async function findRole(
  session: ReadSession,
  container: string | undefined,
  name: string,
): Promise<Found<RoleRepresentation> | undefined> {
  const answer = await unlessMissing(
    session.get(
      container === undefined
        ? { asked: 'GET /roles/{name}', path: ['roles', name] }
        : { asked: 'GET /clients/{id}/roles/{name}', path: ['clients', container, 'roles', name] },
    ),
  );
  return answer as Found<RoleRepresentation> | undefined;
}

/** All roles of the realm, or of the client with the id `container`, with names and ids only. */
export async function listRoles(
  session: ReadSession,
  container: string | undefined,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const answer = await session.get(
    container === undefined
      ? { asked: 'GET /roles', path: ['roles'] }
      : { asked: 'GET /clients/{id}/roles', path: ['clients', container, 'roles'] },
  );
  return listOf(answer);
}

/**
 * The group at the end of a path of names. Walks from the top, because a group whose own name holds a slash has the same
 * path text as another one's child.
 */
export async function findGroup(session: ReadSession, names: readonly string[]): Promise<string | undefined> {
  let parent: string | undefined;
  for (const name of names) {
    const siblings = await (parent === undefined ? topGroups(session, name) : childGroups(session, parent));
    const found = siblings.find((group) => group.name === name);
    if (found === undefined) return undefined;
    parent = found.id;
  }
  return parent;
}

/** Ids of authentication flows by alias. */
export async function readFlows(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  const answer = await session.get({ asked: 'GET /authentication/flows', path: ['authentication', 'flows'] });
  return new Map(listOf<{ readonly alias: string; readonly id: string }>(answer).map(({ alias, id }) => [alias, id]));
}

/** An answer, or undefined where the server says that there is no such thing. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/** A search also finds parents of groups with that name, which the caller tells apart by the name. */
async function topGroups(session: ReadSession, name: string): Promise<readonly Found<GroupRepresentation>[]> {
  const answer = await session.get({
    asked: 'GET /groups?search',
    path: ['groups'],
    query: { search: name, exact: true, first: 0, max: GROUPS_MAX, briefRepresentation: true },
  });
  return listOf(answer);
}

async function childGroups(session: ReadSession, parent: string): Promise<readonly Found<GroupRepresentation>[]> {
  const answer = await session.get({
    asked: 'GET /groups/{id}/children',
    path: ['groups', parent, 'children'],
    query: { first: 0, max: GROUPS_MAX, briefRepresentation: true },
  });
  return listOf(answer);
}

/** More siblings than any realm has; the server's own limit of a page is far lower. */
const GROUPS_MAX = 100_000;
