import {
  addressParts,
  compareText,
  digest,
  fieldPath,
  type Address,
  type Allowance,
  type ClientType,
  type DesiredObject,
  type Diagnostic,
  type FactValue,
  type FieldPath,
  type KindName,
  type Place,
  type Reference,
  type Renaming,
} from '../model/index.js';

/** A desired object while its parts are being resolved. */
export interface Draft {
  readonly address: Address;
  readonly kind: KindName;
  readonly place: Place;
  readonly facts: Map<FieldPath, FactValue>;
  readonly places: Map<FieldPath, Place>;
  readonly exact: Set<FieldPath>;
  readonly allow: Allowance[];
  /** What it names beyond what its facts say by themselves, such as a flow or the client of a mapper. */
  readonly references: Reference[];
  type?: ClientType;
  protect?: boolean;
  renamedFrom?: Renaming;
  /** Facts that nobody wrote by name: the client's type did, or they follow from others. */
  readonly implied: Set<FieldPath>;
}

/** What resolving one object needs besides the object. */
export interface Resolving {
  readonly realm: string;
  readonly found: Diagnostic[];
}

/** An object without any fact. */
export function createDraft(address: Address, place: Place): Draft {
  const { kind } = addressParts(address);
  return {
    address,
    kind,
    place,
    facts: new Map(),
    places: new Map(),
    exact: new Set(),
    allow: [],
    references: [],
    implied: new Set(),
  };
}

/** Writes a fact; a later one replaces an earlier one. */
export function writeFact(draft: Draft, path: FieldPath, value: FactValue, place: Place): void {
  draft.facts.set(path, value);
  draft.places.set(path, place);
}

/** Writes a fact that somebody's own word would go before. */
export function writeDefault(draft: Draft, path: FieldPath, value: FactValue, place: Place): void {
  if (!draft.facts.has(path)) writeFact(draft, path, value, place);
}

/** Writes a fact that nobody asked for by name; somebody's own word would go before. */
export function writeImplied(draft: Draft, path: FieldPath, value: FactValue, place: Place): void {
  if (draft.facts.has(path)) return;
  writeFact(draft, path, value, place);
  draft.implied.add(path);
}

/** Says that nothing but facts may exist below this prefix. */
export function writeExact(draft: Draft, prefix: FieldPath): void {
  draft.exact.add(prefix);
}

/** The fact under a path of plain parts. */
export function factOf(draft: Draft, ...parts: readonly string[]): FactValue | undefined {
  return draft.facts.get(fieldPath(...parts));
}

/** The finished object: its facts in the order of paths, so that the order of the files leaves no trace. */
export function finishDraft(draft: Draft): DesiredObject {
  // The usual order is that of compareText, and much quicker without calling it.
  const paths = [...draft.facts.keys()].sort();
  const facts = paths.map((path): [FieldPath, FactValue] => [path, draft.facts.get(path) ?? null]);
  const exact = [...draft.exact].sort();
  return {
    address: draft.address,
    kind: draft.kind,
    place: draft.place,
    facts: new Map(facts),
    exact,
    places: draft.places,
    allow: [...draft.allow].sort(compareAllowances),
    ...(draft.type === undefined ? {} : { type: draft.type }),
    ...(draft.protect === undefined ? {} : { protect: draft.protect }),
    ...(draft.renamedFrom === undefined ? {} : { renamedFrom: draft.renamedFrom }),
    digest: digest({ facts, exact }),
  };
}

function compareAllowances(a: Allowance, b: Allowance): number {
  return (
    compareText(a.rule, b.rule) ||
    compareText(a.until ?? '', b.until ?? '') ||
    compareText(a.reason ?? '', b.reason ?? '')
  );
}

/** What resolving a client needs besides the client. */
export interface ResolvingClient extends Resolving {
  /** Clients of this realm that keyplan itself signs in with. */
  readonly ownClients: ReadonlySet<string>;
}
