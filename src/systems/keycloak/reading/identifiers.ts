import { address, addressParts, addressText, Failure, type Address, type LiveState } from '../../../model/index.js';
import { createAccountIds, type AccountIds } from './account-ids.js';
import { findClient, findClientScope, findGroup, readFlows } from './find-object.js';
import { createRealmReader } from './realm-reader.js';
import { createRoleIds } from './role-ids.js';
import type { ReadSession } from '../session/session.js';

/**
 * The server's identifiers behind addresses. What the reads of a plan found is known already, what a run makes is
 * recorded, and only what nobody saw is asked for.
 */
export interface Identifiers {
  /** Takes over what a read found. */
  readonly know: (live: LiveState) => void;
  readonly record: (of: Address, id: string) => void;
  /** A role was made; its id is found when somebody needs it. */
  readonly roleMade: (of: Address) => void;
  /** A client has its new id; its service account and its roles are the same ones. */
  readonly renamed: (from: Address, to: Address) => void;
  /** Drops what is known of an object that is gone. */
  readonly forget: (of: Address) => void;
  readonly find: (of: Address) => Promise<string | undefined>;
  /** Like `find`, for what must be there. @throws Failure naming what is missing */
  readonly require: (of: Address) => Promise<string>;
  /** Ids of authentication flows, by alias. */
  readonly flows: () => Promise<ReadonlyMap<string, string>>;
  readonly accounts: AccountIds;
}

export function createIdentifiers(session: ReadSession): Identifiers {
  const known = new Map<Address, string>();
  const asked = new Map<Address, Promise<string | undefined>>();
  const accounts = createAccountIds(createRealmReader(session));
  const roles = createRoleIds(session);
  let flows: Promise<ReadonlyMap<string, string>> | undefined;

  const ask = async (of: Address): Promise<string | undefined> => {
    const { kind, names } = addressParts(of);
    const [first = ''] = names;
    switch (kind) {
      case 'role':
        return roles.find(of, undefined);
      case 'client-role': {
        const container = await find(address('client', first));
        return container === undefined ? undefined : roles.find(of, container);
      }
      case 'client':
        return (await findClient(session, first))?.id;
      case 'client-scope':
        return (await findClientScope(session, first))?.id;
      case 'group':
        return findGroup(session, names);
    }
  };
  /** Several steps may ask for one object at once; one request answers them all. */
  const find = async (of: Address): Promise<string | undefined> => {
    const id = known.get(of) ?? asked.get(of);
    if (id !== undefined) return id;
    const answer = ask(of).finally(() => asked.delete(of));
    asked.set(of, answer);
    const found = await answer;
    if (found !== undefined) known.set(of, found);
    return found;
  };
  return {
    know(live) {
      for (const object of live.objects.values()) known.set(object.address, object.id);
      accounts.know(live);
      const found = new Map([...live.realm.flows].map(([id, alias]) => [alias, id]));
      if (found.size > 0) flows = Promise.resolve(found);
    },
    record: (of, id) => void known.set(of, id),
    roleMade: roles.made,
    renamed(from, to) {
      const id = known.get(from);
      known.delete(from);
      if (id !== undefined) known.set(to, known.get(to) ?? id);
      accounts.renamed(addressParts(from).names[0] ?? '', addressParts(to).names[0] ?? '');
    },
    forget: (of) => void known.delete(of),
    find,
    async require(of) {
      const id = await find(of);
      if (id !== undefined) return id;
      throw new Failure('server-refused', `there is no ${addressText(of)}`, {
        hint: 'Somebody removed it since; run it again.',
      });
    },
    flows: () => (flows ??= readFlows(session)),
    accounts,
  };
}
