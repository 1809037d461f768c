import { defaultRoleName } from '../kinds/index.js';
import type { AccountNeeds } from '../model/index.js';
import type { RealmReader, RealmSettings, SeenGroup } from '../systems/keycloak/index.js';
import { createAskedGrants, type AskedGrants, type ToldByUser } from './ask-grants.js';
import { accountList } from './read-accounts.js';
import { cheaperHolders, LEAST_HOLDERS } from './read-role-grants.js';
import { createReadyAccounts, type ReadyAccounts } from './ready-accounts.js';

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

/** Begins with what every look at a realm needs. What may be asked in vain is in docs/reading-cheaply.md. */
export function lookAhead(reader: RealmReader): LookAhead {
  const asked = createAskedGrants(reader);
  const ready = createReadyAccounts();
  const seen: Seen = {};
  const askMembers = membersAhead(asked, seen);
  const askGrants = grantsAhead(asked, seen, reader.realm);
  const goOn = (): void => {
    askGrants(ready);
    askMembers(ready);
  };
  reader.readAhead({
    clients: (count) => {
      if (count > 0) asked.clientsShown();
    },
    settings: (settings) => {
      // Without all settings nothing is believed about roles and groups.
      if (settings.isWhole) seen.settings = settings;
      goOn();
    },
    realmRoles: (names) => {
      seen.realmRoles = names;
      goOn();
    },
    topGroups: (groups) => {
      seen.groups = groups;
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

/** What has been seen of the realm by now. */
interface Seen {
  settings?: RealmSettings;
  realmRoles?: readonly string[];
  groups?: readonly SeenGroup[];
}

/** Does what can be done by now; to be called again whenever more is known. */
type GoOn = (ready: ReadyAccounts) => void;

/** Asks for the members of groups once these are fewer than accounts. Where some are below others, that is for whoever counts them all. */
function membersAhead(asked: AskedGrants, seen: Seen): GoOn {
  let isAsked = false;
  return (ready) => {
    const { settings, groups } = seen;
    if (isAsked || settings === undefined || groups === undefined || !groups.every(({ isLeaf }) => isLeaf)) return;
    if (groups.length >= ready.withGroups()) return;
    isAsked = true;
    // Everybody joins these, and membership of them is never managed.
    const ignored = new Set(settings.defaultGroups);
    const others = groups.filter(({ path }) => !ignored.has(path));
    asked.beginHolders(others.map(({ id }) => ({ type: 'group', id })));
  };
}

/**
 * Asks for what accounts hold: for the list of all client roles, and then for the users of each role, or for the roles of
 * each account where that list is empty.
 */
function grantsAhead(asked: AskedGrants, seen: Seen, realm: string): GoOn {
  let isListAsked = false;
  let told: ToldByUser | 'nothing' | undefined;

  const askList = (teller: string, goOn: () => void): void => {
    isListAsked = true;
    asked.toldBy(teller).then(
      (answer) => {
        // Who was refused may be hidden from us: whoever reads the realm asks by another one.
        if (answer === 'refused') return;
        told = answer === 'empty' ? 'nothing' : answer;
        goOn();
      },
      // It is heard of by whoever wants the list in the end.
      () => undefined,
    );
  };
  const goOn: GoOn = (ready) => {
    const { settings, realmRoles } = seen;
    if (settings === undefined || realmRoles === undefined) return;
    const teller = ready.teller();
    // Once there are more accounts than roles at the least, more of both make asking role by role no dearer.
    if (!isListAsked && teller !== undefined && ready.withRoles() > realmRoles.length + LEAST_HOLDERS) {
      askList(teller, () => goOn(ready));
    }
    if (told === 'nothing') asked.beginUsers(ready.take());
    else if (told !== undefined) {
      const defaultRole = settings.defaultRole ?? defaultRoleName(realm);
      const wanted = ready.wantRealmRoles() ? realmRoles.filter((name) => name !== defaultRole) : [];
      const holders = cheaperHolders(wanted, told, ready.withRoles());
      if (holders === undefined) return;
      told = undefined;
      asked.beginHolders(holders);
    }
  };
  return goOn;
}
