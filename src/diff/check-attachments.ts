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

/**
 * Links that the server would not make, or that are not ours to make: `attachTo` adds links to clients that nobody marked
 * and to ours, never to another owner's; and a scope is attached to clients of its own protocol only, while the server
 * drops any other without a word (24.0.5 to 26.7.4, contract "are links to a scope of another protocol, which are not made").
 */
export function checkAttachments(desired: DesiredState, live: LiveState): readonly Diagnostic[] {
  const objects = [...desired.objects.values()];
  return [
    ...objects.flatMap(attachmentsOf).flatMap((attachment) => {
      const reason = whyNot(attachment, desired, live);
      return reason === undefined ? [] : [refused(attachment, reason)];
    }),
    ...objects.flatMap((object) => cutLinks(object, desired, live)),
  ];
}

function attachmentsOf(by: DesiredObject): readonly Attachment[] {
  if (by.kind !== 'client' && by.kind !== 'client-scope') return [];
  const [name = ''] = addressParts(by.address).names;
  return [...by.facts].flatMap(([path, value]): readonly Attachment[] => {
    if (value !== true || !/^(?:attachTo|defaultClientScopes|optionalClientScopes)\//.test(path)) return [];
    const [list, member = '', attached] = fieldParts(path);
    if (list === 'attachTo') return attached === undefined ? [] : [{ client: attached, scope: name, by, path }];
    return [{ client: name, scope: member, by, path }];
  });
}

/** Keycloak's own clients were refused when the files were read. */
function whyNot(attachment: Attachment, desired: DesiredState, live: LiveState): string | undefined {
  const { by, path } = attachment;
  const client = address('client', attachment.client);
  const owner = live.objects.get(client)?.mark?.owner;
  if (by.kind === 'client-scope' && owner !== undefined && owner !== desired.target.owner)
    return `it is managed by ${owner}`;
  if (!isRead(live, 'client-scopes') || !isRead(live, 'clients')) return undefined;
  // Of a client that no file declares only the id and the mark are read.
  if (!desired.objects.has(client) && live.objects.get(client)?.detail === 'identity') return undefined;
  const scope = address('client-scope', attachment.scope);
  const ofClient = protocolOf(client, live, desired);
  const ofScope = protocolOf(scope, live, desired);
  const isThere = live.objects.get(by.address)?.facts.get(path) === true;
  const isKept = isThere && protocolOf(client, live) === ofClient && protocolOf(scope, live) === ofScope;
  return ofClient === ofScope || isKept ? undefined : `its protocol is ${ofClient}, and the scope's is ${ofScope}`;
}

/** Clients that have a scope whose protocol the files change, and would lose it without a word, but for those whose own files say it. */
function cutLinks(scope: DesiredObject, desired: DesiredState, live: LiveState): readonly Diagnostic[] {
  const found = live.objects.get(scope.address);
  const wanted = protocolOf(scope.address, live, desired);
  if (scope.kind !== 'client-scope' || found === undefined || protocolOf(scope.address, live) === wanted) return [];
  const [name = ''] = addressParts(scope.address).names;
  const links = [fieldPath('defaultClientScopes', name), fieldPath('optionalClientScopes', name)];
  const holders = [...found.facts.keys()].flatMap((path) => {
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

const PROTOCOL = fieldPath('protocol');

/** As the files want it, else as it is. */
function protocolOf(of: Address, { objects, realm }: LiveState, desired?: DesiredState): string {
  const { kind, names } = addressParts(of);
  const listed = kind === 'client-scope' ? realm.clientScopeProtocols.get(names[0] ?? '') : undefined;
  const found = desired?.objects.get(of)?.facts.get(PROTOCOL) ?? objects.get(of)?.facts.get(PROTOCOL) ?? listed;
  return typeof found === 'string' ? found : DEFAULT_PROTOCOL;
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
