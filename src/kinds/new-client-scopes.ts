import type { LiveRealm } from '../model/index.js';
import { DEFAULT_PROTOCOL } from './mapper-types.js';

/** Both scope lists of a client; on the way in, undefined stands for a list that nobody wrote. */
export interface ScopeLists<List = readonly string[]> {
  readonly defaultClientScopes: List;
  readonly optionalClientScopes: List;
}

/**
 * The scope lists that a new client is born with. A list that nobody wrote has the realm's own scopes of the client's
 * protocol, without those that the other list names: the server puts a scope of both lists into the default one, and drops
 * scopes of another protocol (26.7.4, contract "a fresh client").
 */
export function scopesOfNewClient(
  realm: LiveRealm,
  protocol: string | undefined,
  written: ScopeLists<readonly string[] | undefined>,
): ScopeLists {
  const fitting = (names: readonly string[], taken: readonly string[] = []): readonly string[] =>
    names.filter(
      (name) =>
        (realm.clientScopeProtocols.get(name) ?? DEFAULT_PROTOCOL) === (protocol ?? DEFAULT_PROTOCOL) &&
        !taken.includes(name),
    );
  const { defaultClientScopes: defaults, optionalClientScopes: optionals } = written;
  return {
    defaultClientScopes: defaults ?? fitting(realm.defaultDefaultClientScopes, optionals),
    optionalClientScopes: optionals ?? fitting(realm.defaultOptionalClientScopes, defaults),
  };
}
