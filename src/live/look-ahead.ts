import { defaultRoleName } from '../kinds/index.js';
import type { AccountNeeds } from '../model/index.js';
import { accountUsername, type NamedUser, type RealmReader } from '../systems/keycloak/index.js';
import { createAskedGrants, type AskedGrants, type ToldByUser } from './ask-grants.js';
import { accountList } from './read-accounts.js';
import { cheaperHolders, LEAST_HOLDERS } from './read-role-grants.js';

/** Asks a realm for what will be wanted while its files are still resolved: the server works meanwhile. */
export interface LookAhead {
  /**
   * Told what seems to be needed of more service accounts, by client id, and which part of all files has been looked at by
   * now. An account may be told of again, with more.
   */
  readonly need: (more: ReadonlyMap<string, AccountNeeds>, part: number) => void;
  /** What was asked about grants, for whoever reads the realm. */
  readonly asked: AskedGrants;
}

/**
 * Begins with what every look at a realm needs. Asked in vain is what files ask for that turn out to be wrong or seemed to
 * need more than they do, and the roles of accounts whose client has none any more.
 */
export function lookAhead(reader: RealmReader): LookAhead {
  const asked = createAskedGrants(reader);
  const ready = createReadyAccounts();
  const members = membersAhead(asked);
  const grants = grantsAhead(asked, reader.realm);
  const goOn = (): void => {
    grants.goOn(ready);
    members.goOn(ready);
  };
  reader.readAhead({
    clients: (count) => {
      if (count > 0) asked.clientsShown();
    },
    realmRoles: (names) => {
      grants.realmRoles(names);
      goOn();
    },
    topGroups: (groups) => {
      if (groups.every(({ isLeaf }) => isLeaf)) members.groups(groups.map(({ id }) => id));
      goOn();
    },
  });
  const needed = new Map<string, AccountNeeds>();
  let areUsersAsked = false;
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

/** Asks for the members of groups once these are fewer than accounts; where groups are below others, that is for whoever counts them all. */
function membersAhead(asked: AskedGrants) {
  let groups: readonly string[] | undefined;
  return {
    groups(ids: readonly string[]) {
      groups = ids;
    },
    goOn(ready: ReadyAccounts) {
      if (groups === undefined || groups.length >= ready.withGroups()) return;
      asked.beginHolders(groups.map((id) => ({ type: 'group', id })));
      groups = undefined;
    },
  };
}

/** Asks for what accounts hold: for the list of all client roles, and then role by role or, where nothing is told, account by account. */
function grantsAhead(asked: AskedGrants, realm: string) {
  let realmRoles: readonly string[] | undefined;
  let isListAsked = false;
  let told: ToldByUser | 'nothing' | undefined;

  /** Once there are more accounts than roles at the least, more of both make asking role by role no dearer. */
  const askList = (ready: ReadyAccounts, goOn: () => void): void => {
    const teller = ready.teller();
    if (isListAsked || teller === undefined || realmRoles === undefined) return;
    if (ready.withRoles() <= realmRoles.length + LEAST_HOLDERS) return;
    isListAsked = true;
    asked.toldBy(teller).then(
      (answer) => {
        // Who was refused may be hidden from us: whoever reads the realm asks by another one.
        if (answer === 'refused') return;
        told = answer === 'empty' ? 'nothing' : answer;
        goOn();
      },
      () => undefined,
    );
  };
  const goOn = (ready: ReadyAccounts): void => {
    askList(ready, () => goOn(ready));
    if (told === 'nothing') asked.beginUsers(ready.take());
    else if (told !== undefined && realmRoles !== undefined) {
      const wanted = ready.wantRealmRoles() ? realmRoles : [];
      const holders = cheaperHolders(wanted, told, ready.withRoles());
      if (holders === undefined) return;
      told = undefined;
      asked.beginHolders(holders);
    }
  };
  return {
    realmRoles(names: readonly string[]) {
      // Everybody has this one, and it is never managed; under another name it is asked in vain.
      realmRoles = names.filter((name) => name !== defaultRoleName(realm));
    },
    goOn,
  };
}

/** Accounts that are needed and listed, and are nobody's in person. */
interface ReadyAccounts {
  readonly need: (more: ReadonlyMap<string, AccountNeeds>) => void;
  readonly list: (users: readonly NamedUser[]) => void;
  /** Told of all people that have the name of an account; before, nobody is ready. */
  readonly leaveOut: (people: readonly string[]) => void;
  /** How many have become ready whose roles are needed. */
  readonly withRoles: () => number;
  /** How many have become ready whose groups are needed. */
  readonly withGroups: () => number;
  /** Whether realm roles are needed of any of them. */
  readonly wantRealmRoles: () => boolean;
  /** The first whose client roles are needed. */
  readonly teller: () => string | undefined;
  /** Users whose roles are needed, each once. */
  readonly take: () => readonly string[];
}

function createReadyAccounts(): ReadyAccounts {
  const needed = new Map<string, AccountNeeds>();
  const listed = new Map<string, string>();
  const done = new Set<string>();
  let people: ReadonlySet<string> | undefined;
  let teller: string | undefined;
  let withRoles = 0;
  let withGroups = 0;
  let wantRealmRoles = false;
  const waiting: string[] = [];
  /** Looks at an account each time that something more is known of it. */
  const look = (username: string): void => {
    const needs = needed.get(username);
    const userId = listed.get(username);
    if (needs === undefined || userId === undefined || people === undefined || people.has(userId)) return;
    if (done.has(username)) return;
    done.add(username);
    if (needs.groups) withGroups += 1;
    if (!needs.realmRoles && !needs.clientRoles) return;
    withRoles += 1;
    wantRealmRoles ||= needs.realmRoles;
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
    withRoles: () => withRoles,
    withGroups: () => withGroups,
    wantRealmRoles: () => wantRealmRoles,
    teller: () => teller,
    take: () => waiting.splice(0),
  };
}
