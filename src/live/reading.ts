import {
  compareText,
  sortedBy,
  type Address,
  type Area,
  type FactValue,
  type FieldPath,
  type KindName,
  type LiveObject,
  type Mark,
  type ProgressListener,
  type ReadNeeds,
  type Unread,
} from '../model/index.js';
import type { AskedGrants } from './ask-grants.js';
import { hasStatus, type Listing, type RealmReader } from '../systems/keycloak/index.js';

/** How to read. */
export interface ReadOptions {
  /** In whose name; clients with this owner's mark are asked for roles where the mark says so. */
  readonly owner: string;
  readonly onProgress: ProgressListener;
  /** What was asked about grants before all files were resolved; asked from here on where nothing was. */
  readonly asked?: AskedGrants;
}

/** An object while it is read. */
export interface Draft {
  readonly address: Address;
  readonly kind: KindName;
  readonly id: string;
  accountId?: string;
  readonly facts: Map<FieldPath, FactValue>;
  readonly detail: LiveObject['detail'];
  readonly unread: FieldPath[];
  readonly withheld?: readonly string[];
  readonly mark?: Mark;
  readonly builtIn: boolean;
}

/** One run of reading: what it reads with, what it is asked for, and what it found so far. */
export interface Reading {
  readonly reader: RealmReader;
  readonly needs: ReadNeeds;
  readonly options: ReadOptions;
  readonly drafts: Map<Address, Draft>;
  readonly composites: Map<Address, ReadonlySet<Address>>;
  readonly unread: Map<string, Unread>;
  /** Whether the reader may change what it reads, as far as objects said so by now. */
  readonly manages: { clients?: boolean; users?: boolean };
}

export function startReading(reader: RealmReader, needs: ReadNeeds, options: ReadOptions): Reading {
  return { reader, needs, options, drafts: new Map(), composites: new Map(), unread: new Map(), manages: {} };
}

/** Notes that an area is not known whole. The first evidence for an area and a reason stays. */
export function noteUnread(reading: Reading, unread: Unread): void {
  const key = `${unread.area} ${unread.reason}`;
  if (!reading.unread.has(key)) reading.unread.set(key, unread);
}

/**
 * Notes what one object says about the rights of whoever reads it. One that may be changed is enough: Keycloak's own say
 * no to everybody.
 */
export function noteAccess({ manages }: Reading, what: 'clients' | 'users', may: boolean | undefined): void {
  if (may !== undefined) manages[what] = manages[what] === true || may;
}

/** Whether an area is known whole, as far as reading went. */
export function isWhole(reading: Reading, area: Area): boolean {
  return ![...reading.unread.values()].some((unread) => unread.area === area);
}

/** Says how something is read, and why that way. */
export function noteWay(reading: Reading, text: string): void {
  reading.options.onProgress({ type: 'way-chosen', text });
}

export function noteRead(reading: Reading, area: Area, items: number): void {
  reading.options.onProgress({ type: 'read', area, requests: reading.reader.requests(), items });
}

/** What an area rests on: the right without which the server refuses it. */
export interface Wanted {
  readonly area: Area;
  readonly missingRole: string;
}

/**
 * The answer, or undefined with a note where the server refused, or where the thing asked about was gone by then. All
 * other failures end the run.
 */
export async function attempt<T>(
  reading: Reading,
  { area, missingRole }: Wanted,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasStatus(error, 403)) {
      noteUnread(reading, { area, reason: 'refused', evidence: `${error.asked} was refused (403)`, missingRole });
      return undefined;
    }
    if (hasStatus(error, 404) && error.code !== 'realm-not-found') {
      noteUnread(reading, {
        area,
        reason: 'incomplete',
        evidence: `${error.asked}: it was deleted while the realm was read`,
      });
      return undefined;
    }
    throw error;
  }
}

/** A list, with a note where its pages did not fit together; empty and not whole where it was refused. */
export async function attemptList<T>(
  reading: Reading,
  wanted: Wanted,
  ask: () => Promise<Listing<T>>,
): Promise<Listing<T>> {
  const listing = await attempt(reading, wanted, ask);
  if (listing === undefined) return { items: [], isWhole: false };
  if (!listing.isWhole) {
    const evidence = 'the list changed each time it was read';
    noteUnread(reading, { area: wanted.area, reason: 'incomplete', evidence });
  }
  return listing;
}

/** What was not read, in order. Where an area was refused, nothing is said about what else hides it. */
export function unreadAreas(unread: Iterable<Unread>): readonly Unread[] {
  const all = [...unread];
  const refused = new Set(all.filter(({ reason }) => reason === 'refused').map(({ area }) => area));
  const told = all.filter(({ area, reason }) => reason !== 'filtered' || !refused.has(area));
  return sortedBy(told, ({ area, reason }) => `${area} ${reason}`);
}

/** The drafts as live objects, in the order of addresses. */
export function liveObjects(drafts: Iterable<Draft>): ReadonlyMap<Address, LiveObject> {
  const sorted = [...drafts].sort((a, b) => compareText(a.address, b.address));
  return new Map(sorted.map((draft) => [draft.address, draft]));
}

/** A client with what its facts alone do not say. */
export interface ClientDraft {
  readonly clientId: string;
  readonly draft: Draft;
  readonly hasServiceAccount: boolean;
  /** Those of its scopes whose links somebody asked for. */
  readonly defaultScopes: readonly string[];
  readonly optionalScopes: readonly string[];
}
