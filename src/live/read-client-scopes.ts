import { address, fieldPath, pathsBelow, type FieldPath } from '../model/index.js';
import { factsOfClientScope, type ClientScopeRepresentation, type DefaultScopes } from '../systems/keycloak/index.js';
import { draftOf } from './draft.js';
import { attempt, noteRead, type ClientDraft, type Draft, type Reading } from './reading.js';

/** Reads all client scopes. Their links come later, from the clients. */
export async function readClientScopes(reading: Reading): Promise<readonly ClientScopeRepresentation[]> {
  const wanted = { area: 'client-scopes', missingRole: 'view-clients' } as const;
  const scopes = (await attempt(reading, wanted, () => reading.reader.clientScopes())) ?? [];
  for (const scope of scopes) {
    const of = address('client-scope', scope.name ?? '');
    const { id, attributes, protocolMappers } = scope;
    const facts = (): Draft['facts'] => factsOfClientScope(scope);
    reading.drafts.set(of, draftOf(reading, { address: of, id, attributes, protocolMappers, facts }));
  }
  noteRead(reading, 'client-scopes', scopes.length);
  return scopes;
}

/** Adds to the scopes which clients they are attached to, and whether new clients get them. */
export function addAttachments(reading: Reading, clients: readonly ClientDraft[], realm: DefaultScopes): void {
  // A thousand clients name the same few scopes.
  const scopes = new Map<string, Draft | undefined>();
  const attach = (scope: string, link: FieldPath): void => {
    if (!scopes.has(scope)) scopes.set(scope, reading.drafts.get(address('client-scope', scope)));
    const draft = scopes.get(scope);
    if (draft?.detail === 'facts') draft.facts.set(link, true);
  };
  const [defaultLink, optionalLink] = [pathsBelow('attachTo', 'default'), pathsBelow('attachTo', 'optional')];
  for (const { clientId, defaultScopes, optionalScopes } of clients) {
    for (const scope of defaultScopes) attach(scope, defaultLink(clientId));
    for (const scope of optionalScopes) attach(scope, optionalLink(clientId));
  }
  for (const scope of realm.defaultClientScopes) attach(scope, fieldPath('attachTo', 'realmDefault'));
  for (const scope of realm.optionalClientScopes) attach(scope, fieldPath('attachTo', 'realmOptional'));
}
