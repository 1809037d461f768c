import {
  isBuiltIn,
  SERVICE_ACCOUNT_SCOPE,
  defaultRoleName,
  scopesOfNewClient,
  type RealmContext,
} from '../kinds/index.js';
import {
  address,
  addressParts,
  compareAddresses,
  compareText,
  fieldParts,
  MARK_FORMAT,
  type Address,
  type DesiredObject,
  type DesiredState,
  type Differences,
  type FieldPath,
  type LiveObject,
  type LiveRealm,
  type LiveState,
  type Mark,
  type MarkChange,
  type ObjectChange,
  type Origin,
  type Orphan,
} from '../model/index.js';
import { compareFacts, factsOfCreate, type FactDifferences } from './compare-facts.js';
import { absenceIsKnown, knownFacts, unknownPrefix } from './unknown.js';

/** Compares desired and live. Settles ownership first; decides nothing about whether a difference is allowed. */
export function compareStates(desired: DesiredState, live: LiveState, commit: string): Differences {
  const context = realmContext(live);
  const changes: ObjectChange[] = [];
  const unchanged: Address[] = [];
  const unknown = new Map<Address, readonly FieldPath[]>();
  const ownsRoles = clientsWithRoles(desired);
  for (const object of desired.objects.values()) {
    const found = live.objects.get(object.address);
    if (found === undefined && !existenceIsKnown(live, object)) {
      unknown.set(object.address, []);
      continue;
    }
    const isKnown = knownFacts(live, object.kind, found);
    const differences =
      found === undefined
        ? factsOfCreate(object, context, isKnown)
        : compareFacts(object, found.facts, context, isKnown);
    const prefixes = [...new Set(differences.unknown.map((path) => unknownPrefix(object.kind, path)))].sort(
      compareText,
    );
    if (prefixes.length > 0) unknown.set(object.address, prefixes);
    const mark = markChange(object, found, { desired, commit, ownsRoles: ownsRoles.has(object.address) });
    const change = changeOf({ object, found, differences, mark, prefixes, realm: live.realm, context });
    if (change === undefined) unchanged.push(object.address);
    else changes.push(change);
  }
  const ours = [...live.objects.values()].filter((object) => object.mark?.owner === desired.target.owner);
  return {
    changes: changes.sort((a, b) => compareAddresses(a.address, b.address)),
    unchanged,
    unknown,
    orphans: orphansAmong(ours, desired),
    scheduled: [],
    unmanaged: unmanagedClients(live, desired),
    owned: ours.length,
  };
}

/** What the kinds must know of a realm to tell what its server owns. */
export function realmContext(live: LiveState): RealmContext {
  return {
    name: live.realm.name,
    defaultRole: live.realm.defaultRole ?? defaultRoleName(live.realm.name),
    defaultGroups: live.realm.defaultGroups,
    hasServiceAccountScope: live.objects.has(address('client-scope', SERVICE_ACCOUNT_SCOPE)),
  };
}

/** A role of a client that will be created is known to be absent; every other absence must have been read. */
function existenceIsKnown(live: LiveState, { kind, address: of }: DesiredObject): boolean {
  if (!absenceIsKnown(live, kind)) return false;
  if (kind !== 'client-role') return true;
  const owner = live.objects.get(address('client', addressParts(of).names[0] ?? ''));
  return owner === undefined || !owner.unread.includes('roles' as FieldPath);
}

interface Compared {
  readonly object: DesiredObject;
  readonly found: LiveObject | undefined;
  readonly differences: FactDifferences;
  readonly mark: MarkChange | undefined;
  readonly prefixes: readonly FieldPath[];
  readonly realm: LiveRealm;
  readonly context: RealmContext;
}

function changeOf({ object, found, differences, mark, prefixes, realm, context }: Compared): ObjectChange | undefined {
  const { fields } = differences;
  if (found !== undefined && fields.length === 0 && mark === undefined) return undefined;
  return {
    address: object.address,
    action: found === undefined ? 'create' : fields.length > 0 ? 'update' : 'mark',
    origin: originOf(object, found),
    adopts: found !== undefined && found.mark === undefined && !found.builtIn,
    fields,
    serverAdds: found === undefined ? serverAdds(object, realm, context) : [],
    ...(mark === undefined ? {} : { mark }),
    place: object.place,
    unread: prefixes,
  };
}

function originOf(object: DesiredObject, found: LiveObject | undefined): Origin {
  if (found === undefined) return 'pending';
  if (found.mark === undefined) return found.builtIn ? 'pending' : 'adopt';
  if (found.mark.digest === '') return 'unknown';
  return found.mark.digest === object.digest ? 'drift' : 'pending';
}

interface MarkContext {
  readonly desired: DesiredState;
  readonly commit: string;
  readonly ownsRoles: boolean;
}

/** The mark to write, or undefined where the live one says all that it should. A commit alone never makes a mark stale. */
function markChange(
  object: DesiredObject,
  found: LiveObject | undefined,
  { desired, commit, ownsRoles }: MarkContext,
): MarkChange | undefined {
  if (isBuiltIn(object.address, desired.target.realm)) return undefined;
  const before = found?.mark;
  const after: Mark = {
    owner: desired.target.owner,
    commit,
    format: MARK_FORMAT,
    digest: object.digest,
    ownsRoles: ownsRoles || before?.ownsRoles === true,
  };
  if (before === undefined) return { after };
  const same = (['owner', 'format', 'digest', 'ownsRoles'] as const).every((key) => before[key] === after[key]);
  return same ? undefined : { before, after };
}

function clientsWithRoles(desired: DesiredState): ReadonlySet<Address> {
  const clients = new Set<Address>();
  for (const of of desired.objects.keys()) {
    const { kind, names } = addressParts(of);
    if (kind === 'client-role') clients.add(address('client', names[0] ?? ''));
  }
  return clients;
}

function orphansAmong(ours: readonly LiveObject[], desired: DesiredState): readonly Orphan[] {
  return ours.flatMap(({ address: of, mark }) =>
    mark === undefined || desired.objects.has(of) ? [] : [{ address: of, mark }],
  );
}

function unmanagedClients(live: LiveState, desired: DesiredState): readonly string[] {
  const { owner } = desired.target;
  return [...live.objects.values()]
    .filter(
      ({ kind, builtIn, mark, address: of }) =>
        kind === 'client' && !builtIn && mark?.owner !== owner && !desired.objects.has(of),
    )
    .map(({ address: of }) => addressParts(of).names[0] ?? '')
    .sort(compareText);
}

const LIST_WORDS = {
  defaultClientScopes: 'default client scopes',
  optionalClientScopes: 'optional client scopes',
} as const;

/** What a create brings along without anybody writing it (26.7.4, contract "a fresh client"). */
function serverAdds(object: DesiredObject, realm: LiveRealm, context: RealmContext): readonly string[] {
  if (object.kind !== 'client') return [];
  const written = (list: string): readonly string[] | undefined => {
    const names = [...object.facts.keys()]
      .map(fieldParts)
      .flatMap(([head, name]) => (head === list && name !== undefined ? [name] : []));
    return names.length > 0 || object.exact.some((prefix) => prefix === list) ? names : undefined;
  };
  const protocol = object.facts.get('protocol' as FieldPath);
  const own = {
    defaultClientScopes: written('defaultClientScopes'),
    optionalClientScopes: written('optionalClientScopes'),
  };
  const given = scopesOfNewClient(realm, typeof protocol === 'string' && protocol !== '' ? protocol : undefined, own);
  const phrases = (['defaultClientScopes', 'optionalClientScopes'] as const).flatMap((list) =>
    own[list] !== undefined || given[list].length === 0
      ? []
      : [`${LIST_WORDS[list]} ${[...given[list]].sort(compareText).join(', ')}`],
  );
  if (object.facts.get('serviceAccount/present' as FieldPath) !== true) return phrases;
  if (context.hasServiceAccountScope) phrases.push(`client scope ${SERVICE_ACCOUNT_SCOPE}`);
  phrases.push(`role ${context.defaultRole}`);
  if (realm.defaultGroups.length > 0) phrases.push(`groups ${[...realm.defaultGroups].sort(compareText).join(', ')}`);
  return phrases;
}
