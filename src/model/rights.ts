import type { Address } from './address.js';
import type { StepId } from './plan.js';

/** Why a right is needed: in words, and where it is for one object or one step, that one. */
export interface RightReason {
  readonly text: string;
  readonly address?: Address;
  readonly step?: StepId;
}

/** A right that something needs. Rights are roles of `realm-management`, or of `<realm>-realm` for an identity of master. */
export interface NeededRight {
  /** The role's name. @example 'manage-clients' */
  readonly role: string;
  /** At least one, in the order of what needs it. */
  readonly reasons: readonly RightReason[];
}

/** Something from which it can be told whether an identity has a right. */
export interface RightSign {
  readonly held: boolean;
  /** How it was found out, in words. @example 'the server says so of the client account' */
  readonly by: string;
}

/** By which rules a server judges rights: 26.3 and older ask for less here and more there than the newest one. */
export type RightRules = 'newest' | 'until-26.3';

/** What is known of the rights of one identity. What is neither listed nor shown is not known. */
export interface KnownRights {
  /** All roles that the identity has, where its token or the server lists them. */
  readonly listed?: { readonly roles: ReadonlySet<string>; readonly by: string };
  /** By role, what answers of the server show about it. They count more than a list. */
  readonly shown: ReadonlyMap<string, RightSign>;
  /** The rules of the server; those of the newest one where nobody knows. */
  readonly rules?: RightRules;
}

/** A client that signs in to do what keyplan does in a realm, with the fewest rights that are enough. */
export interface LeastClient {
  readonly clientId: string;
  /** What it does, as a description. @example 'keyplan looks at the realm with it' */
  readonly description: string;
  /** None of them covers another. */
  readonly rights: readonly NeededRight[];
  /** How it signs in; absent where that is left to whoever makes it. */
  readonly authentication?: LeastAuthentication;
}

/** A secret that the server makes, or a token of an issuer that an identity provider of the realm knows. */
export type LeastAuthentication =
  | { readonly method: 'secret' }
  | { readonly method: 'federated'; readonly alias: string; readonly subject: string };

/** A right that an identity lacks for sure, and how that was found out. */
export interface MissingRight extends NeededRight {
  readonly by: string;
}

/** The steps that need a right, in the order of its reasons. */
export function stepsBehind({ reasons }: NeededRight): readonly StepId[] {
  return [...new Set(reasons.flatMap(({ step }) => step ?? []))];
}
