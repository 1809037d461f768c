import { isBuiltInClient } from '../kinds/index.js';
import { fieldParts, fieldPath, type Diagnostic, type FieldPath } from '../model/index.js';
import { clientOf, nameOf, type Drafts } from './check-clients.js';
import type { Draft, ResolvingClient } from './draft.js';
import { problem } from './problem.js';

const LISTS = { default: 'defaultClientScopes', optional: 'optionalClientScopes' } as const;

/**
 * Settles the links that scopes add against the clients of the files. A client that lists the scope covers the link, so
 * the scope's own fact goes; one that writes its lists without the scope contradicts it.
 */
export function settleAttachments(drafts: Drafts, { found, realm, ownClients }: ResolvingClient): void {
  for (const scope of drafts.values()) {
    if (scope.kind !== 'client-scope') continue;
    for (const path of scope.facts.keys()) {
      const [head, list, clientId] = fieldParts(path);
      if (head !== 'attachTo' || clientId === undefined || (list !== 'default' && list !== 'optional')) continue;
      const owner = isBuiltInClient(clientId, realm) ? 'Keycloak' : ownClients.has(clientId) ? 'keyplan' : undefined;
      if (owner !== undefined) {
        found.push(refused({ scope, path, clientId, owner }));
        continue;
      }
      const client = clientOf(drafts, clientId);
      if (client === undefined) continue;
      if (client.facts.has(fieldPath(LISTS[list], nameOf(scope)))) scope.facts.delete(path);
      else if (contradicts(client, scope, list)) found.push(notListed({ scope, path, client, list }));
    }
  }
}

/** Whether the client's written lists leave no room for the link: its own list lacks the scope, or the other one has it. */
function contradicts(client: Draft, scope: Draft, list: keyof typeof LISTS): boolean {
  const other = list === 'default' ? 'optional' : 'default';
  return client.exact.has(fieldPath(LISTS[list])) || client.facts.has(fieldPath(LISTS[other], nameOf(scope)));
}

interface Contradiction {
  readonly scope: Draft;
  readonly path: FieldPath;
  readonly client: Draft;
  readonly list: keyof typeof LISTS;
}

function notListed({ scope, path, client, list }: Contradiction): Diagnostic {
  const name = nameOf(scope);
  const message = `the scope "${name}" is attached to client "${nameOf(client)}", whose own list does not have it`;
  const hint = `Add "${name}" to ${LISTS[list]} of that client, or take the client out of attachTo`;
  const place = scope.places.get(path) ?? scope.place;
  return {
    ...problem('attachment-not-listed', place, message, hint),
    related: [{ place: client.place, message: `client "${nameOf(client)}"` }],
  };
}

interface Refused {
  readonly scope: Draft;
  readonly path: FieldPath;
  readonly clientId: string;
  /** To whom the client belongs; keyplan's own identities are not for files to change. */
  readonly owner: string;
}

function refused({ scope, path, clientId, owner }: Refused): Diagnostic {
  const message = `the scope "${nameOf(scope)}" cannot be attached to client "${clientId}", which belongs to ${owner} itself`;
  const hint = 'Take the client out of attachTo; attach the scope to a client of your own';
  return problem('attachment-refused', scope.places.get(path) ?? scope.place, message, hint);
}
