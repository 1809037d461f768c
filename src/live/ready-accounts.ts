import type { AccountNeeds } from '../model/index.js';
import { accountUsername, type NamedUser } from '../systems/keycloak/index.js';

/** Accounts that are needed and listed, and are nobody's in person. */
export interface ReadyAccounts {
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

export function createReadyAccounts(): ReadyAccounts {
  const needed = new Map<string, AccountNeeds>();
  const listed = new Map<string, string>();
  const counted = new Map<string, AccountNeeds>();
  let people: ReadonlySet<string> | undefined;
  let teller: string | undefined;
  let withRoles = 0;
  let withGroups = 0;
  let wantRealmRoles = false;
  let waiting: string[] = [];
  /** Looks at an account each time that something more is known of it, and counts what was not counted of it before. */
  const look = (username: string): void => {
    const needs = needed.get(username);
    const userId = listed.get(username);
    if (needs === undefined || userId === undefined || people === undefined || people.has(userId)) return;
    const before = counted.get(username);
    counted.set(username, needs);
    if (needs.groups && before?.groups !== true) withGroups += 1;
    wantRealmRoles ||= needs.realmRoles;
    if (needs.clientRoles) teller ??= userId;
    if (!wantsRoles(needs) || (before !== undefined && wantsRoles(before))) return;
    withRoles += 1;
    waiting.push(userId);
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
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}

function wantsRoles({ realmRoles, clientRoles }: AccountNeeds): boolean {
  return realmRoles || clientRoles;
}
