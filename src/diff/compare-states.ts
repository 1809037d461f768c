import { ignoreMatcher, realmContext, type IgnoreMatcher, type RealmContext } from '../kinds/index.js';
import {
  addressParts,
  CLIENT_ID,
  clientOf,
  compareAddresses,
  compareText,
  ENABLED,
  type Address,
  type DesiredObject,
  type DesiredState,
  type Differences,
  type FieldChange,
  type FieldPath,
  type LiveObject,
  type LiveState,
  type MarkChange,
  type ObjectChange,
} from '../model/index.js';
import { compareFacts, factsOfCreate, type FactDifferences } from './compare-facts.js';
import type { CompareContext } from './context.js';
import { markChange } from './mark-change.js';
import { withMentions } from './mentions.js';
import { originOfCreate, originsOf, type Past } from './origins.js';
import { releasedOf } from './released.js';
import { removalsOf } from './removals.js';
import { serverAdds } from './server-adds.js';
import { absenceIsKnown, knownFacts, unknownPrefix } from './unknown.js';

/**
 * Compares desired and live, where `live` is as `settleRenames` gave it. Settles ownership first; decides nothing about
 * whether a difference is allowed. What an ignore rule fits is neither compared nor changed.
 */
export function compareStates(desired: DesiredState, live: LiveState, context: CompareContext): Differences {
  const realm = realmContext(live);
  const ours = [...live.objects.values()].filter((object) => object.mark?.owner === desired.target.owner);
  const past: Past = {
    history: context.history,
    marks: ours.flatMap(({ mark }) => (mark === undefined ? [] : [mark])),
  };
  const comparing: Comparing = { desired, live, context, realm, past, ownsRoles: clientsWithRoles(desired) };
  const changes: ObjectChange[] = [];
  const unchanged: Address[] = [];
  const unknown = new Map<Address, readonly FieldPath[]>();
  for (const object of desired.objects.values()) {
    const { change, prefixes } = compareObject(object, comparing);
    if (prefixes !== undefined) unknown.set(object.address, prefixes);
    if (change !== undefined) changes.push(change);
    else if (prefixes?.length !== 0) unchanged.push(object.address);
  }
  const removals = removalsOf({ desired, live, context, past });
  const all = [...changes, ...removals.changes].sort((a, b) => compareAddresses(a.address, b.address));
  return {
    changes: withMentions(all, live, context.renames),
    unchanged,
    unknown,
    orphans: removals.orphans,
    scheduled: removals.scheduled,
    released: releasedOf(desired, live, { history: context.history, realm }),
    unmanaged: unmanagedClients(live, desired, context.ownClients),
    owned: ours.length,
  };
}

interface Comparing {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly context: CompareContext;
  readonly realm: RealmContext;
  readonly past: Past;
  readonly ownsRoles: ReadonlySet<Address>;
}

/** What one declared object's comparison found. Empty prefixes say that not even its existence is known. */
interface Compared {
  readonly change?: ObjectChange;
  readonly prefixes?: readonly FieldPath[];
}

function compareObject(object: DesiredObject, comparing: Comparing): Compared {
  const { desired, live, context, realm } = comparing;
  const found = live.objects.get(object.address);
  if (found === undefined && !existenceIsKnown(live, object)) return { prefixes: [] };
  const isIgnored = ignoreMatcher(desired.ignores, object.address);
  const isKnown = knownFacts(live, object.kind, found);
  const differences =
    found === undefined
      ? factsOfCreate(object, { realm, isKnown, isIgnored })
      : compareFacts(object, found.facts, { realm, isKnown, isIgnored });
  const prefixes = [...new Set(differences.unknown.map((path) => unknownPrefix(object.kind, path)))].sort(compareText);
  const renamedFrom = context.renames.get(object.address);
  const ownsRoles = comparing.ownsRoles.has(object.address);
  const mark = markChange(object, found, { desired, commit: context.commit, ownsRoles, renamedFrom });
  const change = changeOf({ object, found, differences, mark, prefixes, renamedFrom, isIgnored }, comparing);
  return { ...(change === undefined ? {} : { change }), ...(prefixes.length === 0 ? {} : { prefixes }) };
}

/** A role of a client that will be created is known to be absent; every other absence must have been read. */
function existenceIsKnown(live: LiveState, { kind, address: of }: DesiredObject): boolean {
  if (!absenceIsKnown(live, kind)) return false;
  const client = clientOf(of);
  const owner = client === undefined ? undefined : live.objects.get(client);
  return owner === undefined || !owner.unread.includes('roles' as FieldPath);
}

interface Finding {
  readonly object: DesiredObject;
  readonly found: LiveObject | undefined;
  readonly differences: FactDifferences;
  readonly mark: MarkChange | undefined;
  readonly prefixes: readonly FieldPath[];
  readonly renamedFrom: Address | undefined;
  readonly isIgnored: IgnoreMatcher | undefined;
}

function changeOf(finding: Finding, { desired, live, realm, past }: Comparing): ObjectChange | undefined {
  const { object, found, differences, mark, prefixes, renamedFrom } = finding;
  const { fields, origin } =
    found === undefined
      ? { fields: differences.fields, origin: originOfCreate(object, past) }
      : originsOf({ object, found, fields: fieldsOf(finding, found), owner: desired.target.owner }, past);
  if (found !== undefined && fields.length === 0 && mark === undefined) return undefined;
  return {
    address: object.address,
    action: found === undefined ? 'create' : fields.length > 0 ? 'update' : 'mark',
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    origin,
    adopts: found !== undefined && found.mark === undefined && !found.builtIn,
    fields,
    serverAdds: found === undefined ? serverAdds(object, live.realm, realm) : [],
    ...(mark === undefined ? {} : { mark }),
    place: object.place,
    unread: prefixes,
  };
}

/** The differences of what is there: of facts, of the id, and of a client that we disabled and the files took back. */
function fieldsOf(
  { object, differences: { fields }, renamedFrom, isIgnored }: Finding,
  found: LiveObject,
): readonly FieldChange[] {
  const more: FieldChange[] = [];
  if (renamedFrom !== undefined) {
    const [before = ''] = addressParts(renamedFrom).names;
    const [after = ''] = addressParts(object.address).names;
    more.push({ path: CLIENT_ID, before, after, place: object.renamedFrom?.place ?? object.place });
  }
  const isDisabledByUs = found.mark?.disabledAt !== undefined && found.facts.get(ENABLED) === false;
  if (isDisabledByUs && !object.facts.has(ENABLED) && isIgnored?.(ENABLED) !== true) {
    more.push({ path: ENABLED, before: false, after: true, place: object.place });
  }
  return more.length === 0 ? fields : [...fields, ...more].sort((a, b) => compareText(a.path, b.path));
}

function clientsWithRoles(desired: DesiredState): ReadonlySet<Address> {
  return new Set([...desired.objects.keys()].map(clientOf).filter((client) => client !== undefined));
}

/** What nobody declared and keyplan does not sign in with. */
function unmanagedClients(live: LiveState, desired: DesiredState, ownClients: ReadonlySet<Address>): readonly string[] {
  const { owner } = desired.target;
  return [...live.objects.values()]
    .filter(
      ({ kind, builtIn, mark, address: of }) =>
        kind === 'client' && !builtIn && mark?.owner !== owner && !desired.objects.has(of) && !ownClients.has(of),
    )
    .map(({ address: of }) => addressParts(of).names[0] ?? '')
    .sort(compareText);
}
