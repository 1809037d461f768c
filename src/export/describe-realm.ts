import {
  freshRealm,
  isFreshClientRole,
  isProtectionRole,
  isTreeMap,
  SERVICE_ACCOUNT_SCOPE,
  textFits,
  type FreshRealm,
} from '../kinds/index.js';
import {
  address,
  addressParts,
  compareAddresses,
  groupPathOf,
  type LiveObject,
  type LiveState,
} from '../model/index.js';
import { describeClient } from './client-entry.js';
import type { Described, Note } from './described.js';
import type { ExportWish } from './export-wish.js';
import { inOrder } from './fact-trees.js';
import type { Inexpressible } from './inexpressible.js';
import { describeClientScope, describeGroup, describeRole, withoutFresh } from './other-entries.js';
import { emptyEntries, type Entries } from './tree.js';

/** A live realm as entries with everything written out, and what they do not say. */
export interface DescribedRealm {
  readonly entries: Entries;
  readonly missing: readonly Inexpressible[];
}

/** Describes what the wish asks for. What belongs to Keycloak itself is left out, and what another owner manages is named. */
export function describeRealm(live: LiveState, wish: ExportWish): DescribedRealm {
  const entries = emptyEntries();
  const missing: Inexpressible[] = [];
  const fresh = freshRealm(live.realm.serverVersion);
  // A client before its roles, which stand in its entry.
  const objects = [...live.objects.values()].sort((a, b) => compareAddresses(a.address, b.address));
  for (const object of objects) {
    if (object.detail !== 'facts' && object.kind !== 'client-role') continue;
    if (!isWished(object, live, wish)) continue;
    const owner = object.mark?.owner;
    const described =
      owner !== undefined && owner !== wish.owner ? notes(`it is managed by ${owner}`) : describe(object, fresh);
    for (const note of described?.notes ?? []) missing.push({ address: object.address, ...note });
    if (described !== undefined && !isEmptyOfBuiltIn(described, object)) place(entries, object, described);
  }
  return { entries, missing };
}

const NOTHING: Described['entry'] = new Map();

function notes(why: string): Described {
  const found: Note[] = [{ why }];
  return { entry: NOTHING, notes: found };
}

/** What has only notes has no entry. */
function isEmptyOfBuiltIn({ entry }: Described, { builtIn }: LiveObject): boolean {
  return entry === NOTHING || (builtIn && entry.size === 0);
}

function isWished(
  { kind, address: of, builtIn }: LiveObject,
  { realm, objects }: LiveState,
  wish: ExportWish,
): boolean {
  const { names } = addressParts(of);
  const [first = ''] = names;
  switch (kind) {
    case 'client':
      return !builtIn && fits(wish, first);
    case 'client-role':
      if (builtIn) return wish.others && !isFreshClientRole(first, names[1] ?? '');
      return fits(wish, first) && !isServerMade(first, names[1] ?? '', objects);
    case 'role':
      return wish.others && first !== realm.defaultRole;
    case 'client-scope':
    case 'group':
      return wish.others;
  }
}

/** The server would refuse a second role of that name. */
function isServerMade(clientId: string, role: string, objects: LiveState['objects']): boolean {
  const client = objects.get(address('client', clientId));
  return client !== undefined && isProtectionRole(clientId, role, client);
}

function fits({ clients }: ExportWish, clientId: string): boolean {
  return clients.some((pattern) => textFits(pattern, clientId));
}

function describe(object: LiveObject, fresh: FreshRealm): Described | undefined {
  const [name = ''] = addressParts(object.address).names;
  switch (object.kind) {
    case 'client':
      return describeClient(object);
    case 'client-role':
      return object.builtIn ? notes(`the client ${name} belongs to Keycloak itself`) : describeRole(object);
    case 'role':
      return unlessFresh(describeRole(object), object, fresh.roles);
    case 'group':
      return describeGroup(object);
    case 'client-scope':
      return name === SERVICE_ACCOUNT_SCOPE
        ? describeServerScope(object, fresh)
        : unlessFresh(describeClientScope(object), object, fresh.clientScopes);
  }
}

function unlessFresh(described: Described, object: LiveObject, fresh: FreshRealm['roles']): Described | undefined {
  const facts = fresh.get(addressParts(object.address).names[0] ?? '');
  return facts === undefined ? described : withoutFresh(described, object, facts);
}

/** The scope that the server keeps for itself can be edited by hand, and by nothing else. */
function describeServerScope(object: LiveObject, fresh: FreshRealm): Described | undefined {
  const facts = fresh.clientScopes.get(SERVICE_ACCOUNT_SCOPE);
  const described = describeClientScope(object);
  // Its role scope was not read.
  described.entry.delete('roleScope');
  const changed = facts === undefined ? described : withoutFresh(described, object, facts);
  return changed === undefined ? undefined : notes('it belongs to the server, and is not as in a new realm');
}

function place(entries: Entries, { kind, address }: LiveObject, { entry }: Described): void {
  const [first = '', second = ''] = addressParts(address).names;
  switch (kind) {
    case 'client':
      entries.clients.set(first, entry);
      return;
    case 'client-role': {
      const client = entries.clients.get(first);
      // A client comes before its roles; one that is left out takes them along.
      if (!isTreeMap(client)) return;
      const roles = client.get('roles');
      client.set('roles', inOrder(new Map([...(isTreeMap(roles) ? roles : []), [second, entry]])));
      return;
    }
    case 'role':
      entries.roles.set(first, entry);
      return;
    case 'group':
      entries.groups.set(groupPathOf(address), entry);
      return;
    case 'client-scope':
      entries.clientScopes.set(first, entry);
      return;
  }
}
