import type { Address, KindName } from './address.js';
import type { Facts } from './facts.js';
import type { FieldPath } from './field-path.js';
import type { Mark } from './mark.js';

/** Parts of the live realm that can be read or refused as a whole. */
export type Area =
  | 'realm'
  | 'clients'
  | 'client-scopes'
  | 'realm-default-scopes'
  | 'roles'
  | 'client-roles'
  | 'composites'
  | 'role-scopes'
  | 'groups'
  | 'service-accounts'
  | 'shared-service-accounts'
  | 'realm-role-grants'
  | 'client-role-grants'
  | 'group-memberships'
  | 'flows'
  | 'server-info';

/** Something that could not be read. No create, delete or grant may rest on it. */
export interface Unread {
  readonly area: Area;
  /**
   * `refused`: the server answered 403. `filtered`: it answered 200 and left out what the identity may not see. `incomplete`:
   * pages did not add up. `ambiguous`: the server does not tell whose something is.
   */
  readonly reason: 'refused' | 'filtered' | 'incomplete' | 'ambiguous';
  /** How it was found out, in words. @example 'default-roles-agents is missing from a service account' */
  readonly evidence: string;
  /** The realm-management role that would show it, such as `view-clients`. */
  readonly missingRole?: string;
}

/** One object as the server has it. */
export interface LiveObject {
  readonly address: Address;
  readonly kind: KindName;
  /** The server's identifier; never shown, never part of a digest. */
  readonly id: string;
  /** The server's identifier of the user behind a client's service account; absent where there is none or nobody looked. */
  readonly accountId?: string;
  /** Normalised facts: blank values, server-made and console-made attributes and server-owned members are left out. Empty when `detail` is `identity`. */
  readonly facts: Facts;
  /** `identity`: only name, id and mark were kept, because nothing asked for more. */
  readonly detail: 'facts' | 'identity';
  /** Prefixes of facts that were not read for this object; nothing is known below them. */
  readonly unread: readonly FieldPath[];
  /** Names of attributes that hold credentials or key material, whose values were not kept; absent where there are none. */
  readonly withheld?: readonly string[];
  readonly mark?: Mark;
  /** Made by Keycloak itself (built-in clients and their roles, scopes and roles of a fresh realm). */
  readonly builtIn: boolean;
}

/** What is known of the realm as a whole. */
export interface LiveRealm {
  readonly name: string;
  /** The server's version where it tells, such as `26.7.4`. */
  readonly serverVersion?: string;
  /** Whether the server keeps admin events of this realm with details; absent when it was not shown. */
  readonly adminEvents?: 'off' | 'on';
  /** The composite role that every user holds, as the realm's settings name it; absent when they were not shown. */
  readonly defaultRole?: string;
  /** Paths of groups that every new user joins. */
  readonly defaultGroups: readonly string[];
  /** Client scopes that a new client of their protocol gets when the request names none, by list. */
  readonly defaultDefaultClientScopes: readonly string[];
  readonly defaultOptionalClientScopes: readonly string[];
  /** The protocol of each client scope by name; one without an entry is of OpenID Connect. */
  readonly clientScopeProtocols: ReadonlyMap<string, string>;
  /** Aliases of authentication flows by id; empty when not asked for. */
  readonly flows: ReadonlyMap<string, string>;
  /** Ids of protocol mapper types by protocol; empty when not asked for. */
  readonly mapperTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the objects that were read say about the rights of whoever reads them; absent where none says it. */
  readonly manages?: { readonly clients?: boolean; readonly users?: boolean };
}

/** The live realm, as far as it was asked for, and what could not be read of it. */
export interface LiveState {
  readonly realm: LiveRealm;
  /** By address; iteration order is the order of addresses. */
  readonly objects: ReadonlyMap<Address, LiveObject>;
  readonly unread: readonly Unread[];
  /** Direct composites of the roles that were asked for; a role that is no composite has an empty set. Roles without an entry were not asked for. */
  readonly composites: ReadonlyMap<Address, ReadonlySet<Address>>;
}

/** Whether an area was read whole. */
export function isRead(live: LiveState, area: Area): boolean {
  return !live.unread.some((unread) => unread.area === area);
}
