import {
  address,
  addressParts,
  fieldParts,
  fieldPath,
  groupAddress,
  groupPathOf,
  isUnder,
  type AccountNeeds,
  type Address,
  type DesiredObject,
  type DesiredState,
  type FieldPath,
  type ReadNeeds,
  type Removal,
} from '../model/index.js';

/**
 * Which parts of the live realm must be read to compare it with a desired state and to settle its references. A client that
 * is renamed is asked for under both ids, and what is removed as far as a plan tells what is lost. Ignored facts are read
 * like all others: they come with the rest.
 */
export function readNeeds(desired: Needing): ReadNeeds {
  const needs = needsOfObjects(desired);
  for (const { address: of, renamedFrom } of desired.objects.values()) {
    if (renamedFrom !== undefined) needUnderOldId(needs, addressParts(of).names[0] ?? '', renamedFrom.clientId);
  }
  const keptGroups = new Set([...needs.groups].map(groupAddress));
  for (const removal of desired.removals) needRemoved(needs, removal);
  const oldIds = [...desired.objects.values()].flatMap(({ renamedFrom }) => renamedFrom?.clientId ?? []);
  return { ...needs, keptGroups, ...(oldIds.length === 0 ? {} : { oldIds: new Set(oldIds) }) };
}

/** An object as far as its needs go; its prefixes may still be in any order. */
type NeedingObject = Pick<DesiredObject, 'address' | 'kind' | 'facts' | 'renamedFrom'> & {
  readonly exact: Iterable<FieldPath>;
};

type Needing = Pick<DesiredState, 'openReferences' | 'removals'> & {
  readonly objects: ReadonlyMap<Address, NeedingObject>;
};

/** The needs while they are gathered. */
interface Gathering extends ReadNeeds {
  readonly objects: Set<Address>;
  readonly clientRoles: Set<string>;
  readonly composites: Set<Address>;
  readonly roleScopes: Set<Address>;
  readonly accounts: Map<string, AccountNeeds>;
  readonly groups: Set<string>;
}

/** Everything that is needed of a client and its roles is needed under the id that it still may have. */
function needUnderOldId(needs: Gathering, id: string, oldId: string): void {
  needs.clientRoles.add(oldId);
  for (const set of [needs.objects, needs.composites, needs.roleScopes]) {
    // What is added on the way has the old id, and so adds nothing further.
    for (const of of set) {
      const { kind, names } = addressParts(of);
      const isOfClient = (kind === 'client' || kind === 'client-role') && names[0] === id;
      if (isOfClient) set.add(address(kind, oldId, ...names.slice(1)));
    }
  }
  const account = needs.accounts.get(id);
  if (account !== undefined) needs.accounts.set(oldId, account);
}

/** What is removed, and what would be lost with a client that is deleted. */
function needRemoved(needs: Gathering, { address: of, then }: Removal): void {
  const { kind, names } = addressParts(of);
  const [first = ''] = names;
  needs.objects.add(of);
  if (kind === 'group') needs.groups.add(groupPathOf(of));
  if (kind === 'client-role') needs.clientRoles.add(first);
  if (kind !== 'client' || then !== 'delete') return;
  needs.clientRoles.add(first);
  needs.accounts.set(first, { realmRoles: true, clientRoles: true, groups: true, attributes: false });
}

function needsOfObjects({ objects, openReferences }: Pick<Needing, 'objects' | 'openReferences'>): Gathering {
  const clientRoles = new Set<string>();
  const groups = new Set<string>();
  const needName = (of: Address): void => {
    const { kind, names } = addressParts(of);
    if (kind === 'client-role') clientRoles.add(names[0] ?? '');
    if (kind === 'group') groups.add(groupPathOf(of));
  };
  const composites = new Set<Address>();
  const roleScopes = new Set<Address>();
  const accounts = new Map<string, AccountNeeds>();
  let flows = false;
  // What objects name is declared itself, or it is an open reference; a thousand clients name the same few scopes.
  const named = openReferences.map(({ to }) => (to.type === 'object' ? to.address : undefined));
  const linked = new Set<Address>();
  for (const of of new Set(named)) {
    if (of === undefined) continue;
    needName(of);
    // Whoever is linked to a scope gains its audiences, which are among the hazards.
    if (addressParts(of).kind === 'client-scope') linked.add(of);
  }
  for (const object of objects.values()) {
    needName(object.address);
    const isManaged = managedBy(object);
    if (isManaged(COMPOSITES)) composites.add(object.address);
    if (isManaged(ROLE_SCOPE)) roleScopes.add(object.address);
    const account = object.kind === 'client' ? accountNeeds(isManaged) : undefined;
    if (account !== undefined) accounts.set(addressParts(object.address).names[0] ?? '', account);
    flows ||= isManaged(FLOWS);
  }
  const types = new Set(openReferences.map(({ to }) => to.type));
  const needed = new Set([...objects.keys(), ...linked]);
  return {
    objects: needed,
    clientRoles,
    composites,
    roleScopes,
    accounts,
    groups,
    flows: flows || types.has('flow'),
    mapperTypes: types.has('mapper-type'),
    serverVersion: [...objects.values()].some(({ kind, facts }) => kind === 'group' && facts.has(DESCRIPTION)),
  };
}

/** Of a group; servers up to 26.2 do not have it. */
const DESCRIPTION = fieldPath('description');
const ACCOUNT = fieldPath('serviceAccount');
const REALM_ROLES = fieldPath('serviceAccount', 'realmRoles');
const CLIENT_ROLES = fieldPath('serviceAccount', 'clientRoles');
const GROUPS = fieldPath('serviceAccount', 'groups');
const ATTRIBUTES = fieldPath('serviceAccount', 'attributes');
const COMPOSITES = fieldPath('composites');
const ROLE_SCOPE = fieldPath('roleScope');
const FLOWS = fieldPath('authenticationFlowBindingOverrides');

/** Of the parts of a service account, and of what else is read only where it is asked for. */
const ACCOUNT_PARTS: ReadonlyMap<string, FieldPath> = new Map([
  ['realmRoles', REALM_ROLES],
  ['clientRoles', CLIENT_ROLES],
  ['groups', GROUPS],
  ['attributes', ATTRIBUTES],
]);
const OTHER_PARTS: ReadonlyMap<string, FieldPath> = new Map(
  [COMPOSITES, ROLE_SCOPE, FLOWS].map((path) => [String(path), path]),
);

/** The part that says what must be read for a fact. */
function tellingPart(path: FieldPath): FieldPath | undefined {
  const parts = fieldParts(path);
  const head = parts[0] ?? '';
  return head === ACCOUNT ? (ACCOUNT_PARTS.get(parts[1] ?? '') ?? ACCOUNT) : OTHER_PARTS.get(head);
}

/** Whether something at or below a prefix is written, or the prefix lies below one that is exact. */
function managedBy({ facts, exact: prefixes }: Pick<NeedingObject, 'facts' | 'exact'>): (prefix: FieldPath) => boolean {
  const exact = [...prefixes];
  const written = new Set(exact);
  facts.forEach((_value, path) => {
    const telling = tellingPart(path);
    if (telling !== undefined) written.add(telling);
  });
  const paths = [...written];
  return (prefix) => paths.some((path) => isUnder(path, prefix)) || exact.some((wider) => isUnder(prefix, wider));
}

/** What must be read of the service account of a client with these facts and exact prefixes; undefined where it has none to be read. */
export function accountNeedsOf(client: Pick<NeedingObject, 'facts' | 'exact'>): AccountNeeds | undefined {
  return accountNeeds(managedBy(client));
}

function accountNeeds(isManaged: (prefix: FieldPath) => boolean): AccountNeeds | undefined {
  if (!isManaged(ACCOUNT)) return undefined;
  return {
    realmRoles: isManaged(REALM_ROLES),
    clientRoles: isManaged(CLIENT_ROLES),
    groups: isManaged(GROUPS),
    attributes: isManaged(ATTRIBUTES),
  };
}
