import type { Address } from './address.js';
import type { Unread } from './live.js';

/** Who else uses what a plan would delete, and what goes along with it; one entry for each object that was asked for and is there. */
export type Usages = ReadonlyMap<Address, Usage>;

/** What uses one object, and what it takes along. */
export interface Usage {
  /** In the order of addresses. The object itself, and what hangs on it, is not among them. */
  readonly uses: readonly Use[];
  /** How many people hold the role, or are members of the group. */
  readonly people: number;
  /** Whether there are more people than were counted. */
  readonly areMore: boolean;
  /** What could not be asked: nobody knows whether something uses the object. */
  readonly unread: readonly Unread[];
  /** What the service account of a client holds; absent for what has none, and where it could not be read. */
  readonly account?: AccountHoldings;
  /** Names of the roles of a client, which go with it; what uses them has entries of their own addresses. */
  readonly clientRoles?: readonly string[];
  /** Groups below a group, however deep, which go with it; what uses them has entries of their own addresses. */
  readonly groupsBelow?: readonly Address[];
}

/** One object that uses another one. */
export interface Use {
  /** A client where its service account holds a role or is a member of a group. */
  readonly by: Address;
  /**
   * - `holds`: its service account, or the group, has the role.
   * - `is-member`: its service account is a member of the group.
   * - `contains`: the role is a composite with the role in it.
   * - `lists`: the client scope is in a scope list of the client.
   * - `lets-in`: its role scope holds the role.
   * - `is-below`: the group goes along with one above it, and another owner or nobody marked it.
   */
  readonly how: 'holds' | 'is-member' | 'contains' | 'lists' | 'lets-in' | 'is-below';
  /** Whose mark it carries; absent where nobody marked it. */
  readonly owner?: string;
}

/** How much a service account holds directly; the role that every user has is not counted. */
export interface AccountHoldings {
  readonly realmRoles: number;
  readonly clientRoles: number;
  readonly groups: number;
}
