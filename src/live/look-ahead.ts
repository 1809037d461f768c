import type { AccountNeeds } from '../model/index.js';
import { accountUsername, type NamedUser, type RealmReader } from '../systems/keycloak/index.js';
import { createAskedGrants, type AskedGrants } from './ask-grants.js';
import { accountList } from './read-accounts.js';
import { LEAST_HOLDERS, unlessTold } from './read-role-grants.js';

/** Asks a realm for what will be wanted while its files are still resolved: the server works meanwhile. */
export interface LookAhead {
  /** Told what must be read of more service accounts, by client id, and which part of all clients is looked at by now. */
  readonly need: (more: ReadonlyMap<string, AccountNeeds>, part: number) => void;
  /** What was asked about grants, for whoever reads the realm. */
  readonly asked: AskedGrants;
}

/** Begins with what every look at a realm needs. What is asked in vain is what files ask for that turn out to be wrong. */
export function lookAhead(reader: RealmReader): LookAhead {
  const asked = createAskedGrants(reader);
  const ready = createReadyAccounts();
  const needed = new Map<string, AccountNeeds>();
  let areUsersAsked = false;
  let realmRoles: number | undefined;
  let isListAsked = false;
  let mustAskEach = false;
  const goOn = (): void => {
    if (mustAskEach) asked.begin(ready.take());
    const teller = ready.teller();
    // Once there are more accounts than roles at the least, more of both make asking role by role no dearer.
    if (isListAsked || teller === undefined || realmRoles === undefined) return;
    if (ready.count() <= realmRoles + LEAST_HOLDERS) return;
    isListAsked = true;
    const askEach = unlessTold(() => {
      mustAskEach = true;
      goOn();
    });
    // Who was refused may be hidden from us: whoever reads the realm asks by another one.
    asked.toldBy(teller).then(
      (told) => {
        if (told !== 'refused') askEach(told);
      },
      () => undefined,
    );
  };
  reader.readAhead({
    clients: (count) => {
      if (count > 0) asked.clientsShown();
    },
    realmRoles: (count) => {
      realmRoles = count;
      goOn();
    },
  });
  return {
    need(more, part) {
      for (const [clientId, needs] of more) needed.set(clientId, needs);
      ready.need(more);
      goOn();
      const list = areUsersAsked ? undefined : accountList(needed);
      if (list === undefined) return;
      areUsersAsked = true;
      const expected = Math.round(needed.size / part);
      reader.readAccountsAhead(
        { ...list, expected },
        {
          users(page) {
            ready.list(page);
            goOn();
          },
          people(all) {
            ready.leaveOut(all);
            goOn();
          },
        },
      );
    },
    asked,
  };
}

/** Accounts that are needed and listed, and are nobody's in person. */
interface ReadyAccounts {
  readonly need: (more: ReadonlyMap<string, AccountNeeds>) => void;
  readonly list: (users: readonly NamedUser[]) => void;
  /** Told of all people that have the name of an account; before, nobody is ready. */
  readonly leaveOut: (people: readonly string[]) => void;
  /** How many have become ready whose roles are needed. */
  readonly count: () => number;
  /** The first whose client roles are needed. */
  readonly teller: () => string | undefined;
  /** Users whose roles are needed, each once. */
  readonly take: () => readonly string[];
}

function createReadyAccounts(): ReadyAccounts {
  const needed = new Map<string, AccountNeeds>();
  const listed = new Map<string, string>();
  let people: ReadonlySet<string> | undefined;
  let teller: string | undefined;
  let count = 0;
  const waiting: string[] = [];
  /** Looks at an account each time that something more is known of it. */
  const look = (username: string): void => {
    const needs = needed.get(username);
    const userId = listed.get(username);
    if (needs === undefined || userId === undefined || people === undefined || people.has(userId)) return;
    needed.delete(username);
    if (!needs.realmRoles && !needs.clientRoles) return;
    count += 1;
    waiting.push(userId);
    if (needs.clientRoles) teller ??= userId;
  };
  return {
    need(more) {
      for (const [clientId, needs] of more) {
        const username = accountUsername(clientId);
        needed.set(username, needs);
        look(username);
      }
    },
    list(users) {
      for (const { id, username } of users) {
        listed.set(username, id);
        look(username);
      }
    },
    leaveOut(all) {
      people = new Set(all);
      for (const username of needed.keys()) look(username);
    },
    count: () => count,
    teller: () => teller,
    take: () => waiting.splice(0),
  };
}
