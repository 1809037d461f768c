import type { Address, KindName } from './address.js';
import type { Facts } from './facts.js';
import type { FieldPath } from './field-path.js';
import type { Place } from './place.js';
import type { Allowance } from './policy.js';
import type { TargetIdentity } from './target.js';

/** The types of client that write the security-relevant fields for their author. */
export type ClientType = 'service' | 'web' | 'browser' | 'resource';

/**
 * One object as the files want it, resolved: layers and templates merged, variables and short forms replaced, the `type`
 * spelled out. Only what is in `facts` or below a prefix in `exact` is managed.
 */
export interface DesiredObject {
  readonly address: Address;
  readonly kind: KindName;
  /** Where the entry stands: the key that names the object. */
  readonly place: Place;
  /** What must be so. A blank value says that the fact must be absent. */
  readonly facts: Facts;
  /** Prefixes below which nothing but `facts` may exist, such as `redirectUris` or `serviceAccount/clientRoles`. */
  readonly exact: readonly FieldPath[];
  /** Where each fact was written; facts that a `type` or a template wrote have the place of that word. */
  readonly places: ReadonlyMap<FieldPath, Place>;
  /** The author's word for dangers of this object. */
  readonly allow: readonly Allowance[];
  /** The client's type, for clients that have one. */
  readonly type?: ClientType;
  /** Whether the live object must be kept from being deleted and disabled; undefined when the entry does not say. */
  readonly protect?: boolean;
  /** The client id that the client has until it is renamed; inert once that is done. */
  readonly renamedFrom?: Renaming;
  /** Digest of `facts` and `exact`: what the mark will say. */
  readonly digest: string;
}

/** The written word that a client once had another id. */
export interface Renaming {
  readonly clientId: string;
  readonly place: Place;
}

/** A removal that the files spell out under `removed`. Inert once there is no such object. */
export interface Removal {
  readonly address: Address;
  /** `disable` is for clients only; `forget` takes our mark away and leaves the object as it is. */
  readonly then: 'delete' | 'disable' | 'forget';
  readonly reason?: string;
  readonly place: Place;
}

/** Facts that somebody else manages until a day. What a rule fits is neither compared nor changed. */
export interface IgnoreRule {
  readonly kind: KindName;
  /** Plain names as in an address; each may hold `*` for any text. */
  readonly names: readonly string[];
  /** A field path in plain parts, of which each may hold `*` for any text inside the part, and the last may be `**` for everything below. It fits what lies below it, too. */
  readonly field: readonly string[];
  readonly reason?: string;
  /** The last day on which it counts, `yyyy-mm-dd` in UTC. */
  readonly until?: string;
  readonly place: Place;
}

/** Everything that the files of one target want of its realm. */
export interface DesiredState {
  readonly target: TargetIdentity;
  /** By address; iteration order is the order of addresses. */
  readonly objects: ReadonlyMap<Address, DesiredObject>;
  /** References that only the live realm can settle, because no file declares what they name. */
  readonly openReferences: readonly Reference[];
  /** In the order of addresses. No object is both here and in `objects`. */
  readonly removals: readonly Removal[];
  /** In the order of places. */
  readonly ignores: readonly IgnoreRule[];
}

/** A name that one object uses for another. */
export interface Reference {
  /** The object that speaks. */
  readonly from: Address;
  readonly path: FieldPath;
  readonly place: Place;
  /** What it names: one of our kinds, or something that keyplan only refers to. */
  readonly to: ReferenceTarget;
}

/** What a reference may name. A flow is named by its alias. */
export type ReferenceTarget =
  | { readonly type: 'object'; readonly address: Address }
  | { readonly type: 'flow'; readonly alias: string }
  | { readonly type: 'mapper-type'; readonly id: string; readonly protocol: string };

/** Which parts of the live realm must be read for a desired state; everything else is only counted. */
export interface ReadNeeds {
  /** Objects whose facts are compared. */
  readonly objects: ReadonlySet<Address>;
  /** Clients whose roles must be listed because an entry writes `roles` or a reference names one of them. */
  readonly clientRoles: ReadonlySet<string>;
  /** Roles whose composites are managed. */
  readonly composites: ReadonlySet<Address>;
  /** Clients and client scopes whose `roleScope` is managed. */
  readonly roleScopes: ReadonlySet<Address>;
  /** Clients of whose service account something is managed, by client id; be it only that it exists, which every flag then denies. */
  readonly accounts: ReadonlyMap<string, AccountNeeds>;
  /** Group paths that must be found, below the top level too. */
  readonly groups: ReadonlySet<string>;
  /**
   * Groups that the files declare or name. What of ours is not among them may go: it is read with everything below it, and
   * of those that stay the groups right below. Absent where nobody asks what left the files.
   */
  readonly keptGroups?: ReadonlySet<Address>;
  /** Whether a flow is named anywhere. */
  readonly flows: boolean;
  /** Whether a mapper type is named that keyplan does not know by itself. */
  readonly mapperTypes: boolean;
  /** Whether something is written that older servers refuse, so that the server's version must be known; not where absent. */
  readonly serverVersion?: boolean;
  /** Ids that clients have until the files rename them: what says one in a mapper is read, whoever it belongs to. */
  readonly oldIds?: ReadonlySet<string>;
  /** Objects that no file names, for an export: their names are those that the realm's own lists give. */
  readonly whole?: WholeNeeds;
}

/** Everything of a realm, or of some of its clients. It is read in one pass: what a list names is asked for right after it. */
export interface WholeNeeds {
  /**
   * Patterns of client ids, in which `*` stands for any text. Of each client that fits are read: fields, roles with their
   * composites, role scope where it has no full scope, service account with grants.
   */
  readonly clients: readonly string[];
  /** Whether realm roles, groups and client scopes are read whole, and the names of all client roles. */
  readonly others: boolean;
  /** Whether the fields of Keycloak's own clients are read too, where they fit. */
  readonly builtIn: boolean;
}

/** What of one service account is managed. */
export interface AccountNeeds {
  readonly realmRoles: boolean;
  readonly clientRoles: boolean;
  readonly groups: boolean;
  readonly attributes: boolean;
}

/** All of a service account. */
export const WHOLE_ACCOUNT: AccountNeeds = { realmRoles: true, clientRoles: true, groups: true, attributes: true };
