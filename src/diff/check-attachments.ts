import { DEFAULT_PROTOCOL } from '../kinds/index.js';
import {
  address,
  addressParts,
  addressText,
  fieldParts,
  fieldPath,
  isRead,
  type Address,
  type DesiredObject,
  type DesiredState,
  type Diagnostic,
  type FieldPath,
  type LiveObject,
  type LiveState,
} from '../model/index.js';

/** A scope that the files attach to a client, in the client's own list or by `attachTo`. */
interface Attachment {
  readonly client: string;
  readonly scope: string;
  /** The object that says so, and where. */
  readonly by: DesiredObject;
  readonly path: FieldPath;
}

/** The two sides, and the protocols of what is on them. */
interface Checking {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly ofClient: (clientId: string) => Protocols;
  readonly ofScope: (name: string) => Protocols;
}

/** As it is, and as the files want it. */
interface Protocols {
  readonly found: string;
  readonly wanted: string;
}

/**
 * Links that the server would not make, or that are not ours to make: `attachTo` adds links to clients that nobody marked
 * and to ours, never to another owner's; and a scope is attached to clients of its own protocol only, while the server
 * drops any other without a word (24.0.5 to 26.7.4, contract "are links to a scope of another protocol, which are not made").
 */
export function checkAttachments(desired: DesiredState, live: LiveState): readonly Diagnostic[] {
  const objects = [...desired.objects.values()];
  const checking: Checking = {
    desired,
    live,
    ofClient: lookedUpOnce((clientId) => protocolsOf(address('client', clientId), desired, live)),
    ofScope: lookedUpOnce((name) =>
      protocolsOf(address('client-scope', name), desired, live, live.realm.clientScopeProtocols.get(name)),
    ),
  };
  const mayBeUnlike = unlikeClients(checking);
  return [
    ...objects.flatMap((object) => (mayBeUnlike(object) ? refusedLinks(object, checking) : [])),
    ...objects.flatMap((object) => cutLinks(object, checking)),
  ];
}

/**
 * Tells of an object whether a link that it names can be refused at all. Nearly all clients are of the usual protocol and
 * list none of the few scopes of another one, so that their facts need not be looked through.
 */
function unlikeClients({ desired, live, ofScope }: Checking): (object: DesiredObject) => boolean {
  const scopes = new Set(live.realm.clientScopeProtocols.keys());
  for (const { objects } of [desired, live]) {
    objects.forEach(({ kind, address: of }) => {
      if (kind === 'client-scope') scopes.add(addressParts(of).names[0] ?? '');
    });
  }
  const links = [...scopes]
    .filter((name) => ofScope(name).wanted !== DEFAULT_PROTOCOL)
    .flatMap((name) => [fieldPath('defaultClientScopes', name), fieldPath('optionalClientScopes', name)]);
  return ({ kind, address: of, facts }) =>
    kind !== 'client' ||
    protocolsOf(of, desired, live).wanted !== DEFAULT_PROTOCOL ||
    links.some((link) => facts.get(link) === true);
}

/** The same, which asks once for each name: a thousand clients have the same few scopes. */
function lookedUpOnce(lookUp: (name: string) => Protocols): (name: string) => Protocols {
  const known = new Map<string, Protocols>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const protocols = lookUp(name);
    known.set(name, protocols);
    return protocols;
  };
}

function protocolsOf(of: Address, desired: DesiredState, live: LiveState, listed?: string): Protocols {
  const found = writtenProtocol(live.objects.get(of)) ?? listed ?? DEFAULT_PROTOCOL;
  return { found, wanted: writtenProtocol(desired.objects.get(of)) ?? found };
}

function writtenProtocol(object: DesiredObject | LiveObject | undefined): string | undefined {
  const value = object?.facts.get(PROTOCOL);
  return typeof value === 'string' ? value : undefined;
}

const PROTOCOL = fieldPath('protocol');

function refusedLinks(by: DesiredObject, checking: Checking): readonly Diagnostic[] {
  if (by.kind !== 'client' && by.kind !== 'client-scope') return [];
  const [name = ''] = addressParts(by.address).names;
  const refusals: Diagnostic[] = [];
  by.facts.forEach((value, path) => {
    if (value !== true || !LINK.test(path)) return;
    const [list, member = '', attached] = fieldParts(path);
    if (list === 'attachTo' && attached === undefined) return;
    const ends = list === 'attachTo' ? { client: attached ?? '', scope: name } : { client: name, scope: member };
    const attachment = { ...ends, by, path };
    const reason = whyNot(attachment, checking);
    if (reason !== undefined) refusals.push(refused(attachment, reason));
  });
  return refusals;
}

const LINK = /^(?:attachTo|defaultClientScopes|optionalClientScopes)\//;

/** Keycloak's own clients were refused when the files were read. */
function whyNot({ client, scope, by, path }: Attachment, checking: Checking): string | undefined {
  const { desired, live } = checking;
  const owner = by.kind === 'client' ? undefined : live.objects.get(address('client', client))?.mark?.owner;
  if (owner !== undefined && owner !== desired.target.owner) return `it is managed by ${owner}`;
  const ofClient = checking.ofClient(client);
  const ofScope = checking.ofScope(scope);
  if (ofClient.wanted === ofScope.wanted) return undefined;
  if (!isRead(live, 'client-scopes') || !isRead(live, 'clients')) return undefined;
  // Of a client that no file declares only the id and the mark are read.
  const clientAddress = address('client', client);
  if (!desired.objects.has(clientAddress) && live.objects.get(clientAddress)?.detail === 'identity') return undefined;
  const isThere = live.objects.get(by.address)?.facts.get(path) === true;
  const isKept = isThere && ofClient.found === ofClient.wanted && ofScope.found === ofScope.wanted;
  return isKept ? undefined : `its protocol is ${ofClient.wanted}, and the scope's is ${ofScope.wanted}`;
}

/** Clients that have a scope whose protocol the files change, and would lose it without a word, but for those whose own files say it. */
function cutLinks(scope: DesiredObject, { desired, live, ofScope }: Checking): readonly Diagnostic[] {
  const object = live.objects.get(scope.address);
  if (scope.kind !== 'client-scope' || object === undefined) return [];
  const [name = ''] = addressParts(scope.address).names;
  const { found, wanted } = ofScope(name);
  if (found === wanted) return [];
  const links = [fieldPath('defaultClientScopes', name), fieldPath('optionalClientScopes', name)];
  const holders = [...object.facts.keys()].flatMap((path) => {
    const [head, , clientId] = fieldParts(path);
    return head === 'attachTo' && clientId !== undefined ? [address('client', clientId)] : [];
  });
  const cut = holders.filter((of) => {
    const client = desired.objects.get(of);
    return client?.facts.get(PROTOCOL) !== wanted && !links.some((link) => client?.facts.get(link) === true);
  });
  return cut.map((of) => ({
    code: 'attachment-refused',
    severity: 'error',
    place: scope.places.get(PROTOCOL) ?? scope.place,
    message: `client scope ${name} cannot change its protocol to ${wanted}: ${addressText(of)} has it`,
    hint: 'Give the scope of another protocol another name, or take this one from the client first',
  }));
}

function refused({ client, scope, by, path }: Attachment, reason: string): Diagnostic {
  return {
    code: 'attachment-refused',
    severity: 'error',
    place: by.places.get(path) ?? by.place,
    message: `client scope ${scope} cannot be attached to client ${client}: ${reason}`,
    hint:
      by.kind === 'client'
        ? 'Take the scope out of the list, or write the same protocol at both'
        : 'Remove the client from attachTo, or let its owner list the scope',
  };
}
