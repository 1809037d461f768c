import type { Address, FactValue, FieldPath, Facts } from '../model/index.js';

/** Which of an object's steps carries a fact: the object itself, its links to others, or what its service account holds. */
export type Part = 'object' | 'link' | 'grant';

/** What one kind of object is, as plain data and pure functions. */
export interface KindDefinition {
  /** Which step carries the fact on an object that exists already. */
  part(path: FieldPath): Part;
  /** Whether a create carries the fact too, although an update would need a link step for it. */
  bornWith(path: FieldPath): boolean;
  /** The objects that must exist before the fact can be written; an object never names itself. */
  requires(path: FieldPath, self: Address): readonly Address[];
  /** The value that means the same as absence, given the object's other facts; undefined where absence has no other spelling. */
  absentValue(path: FieldPath, facts: Facts): FactValue | undefined;
  /** Whether the server or the realm owns the fact, so that it is neither compared nor written. */
  isServerOwned(path: FieldPath, realm: RealmContext, self: FactOwner): boolean;
}

/** The object that a fact belongs to. */
export interface FactOwner {
  readonly address: Address;
  readonly facts: Facts;
  /** What the files write of it, which says more than `facts` of what it will be. */
  readonly written?: Facts;
}

/** What must be known of a realm to tell what its server owns. */
export interface RealmContext {
  readonly name: string;
  /** The composite role that every user holds. Its name is the realm's at its creation, so a renamed realm has another one. */
  readonly defaultRole: string;
  readonly defaultGroups: readonly string[];
  /** Whether the realm has the client scope `service_account`; 24.0.5 and 26.0.8 put three mappers on the client instead. */
  readonly hasServiceAccountScope: boolean;
}
