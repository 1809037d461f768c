import { DEFAULT_PROTOCOL } from '../kinds/index.js';
import {
  address,
  addressParts,
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
  return [...desired.objects.values()].flatMap(attachmentsOf).flatMap((attachment) => {
    const reason = whyNot(attachment, desired, live);
    return reason === undefined ? [] : [refused(attachment, reason)];
  });
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
  const isThere = live.objects.get(by.address)?.facts.get(path) === true;
  if (isThere || !isRead(live, 'client-scopes') || !isRead(live, 'clients')) return undefined;
  const ofClient = protocolOf(client, desired, live);
  const ofScope = protocolOf(address('client-scope', attachment.scope), desired, live);
  return ofClient === ofScope ? undefined : `its protocol is ${ofClient}, and the scope's is ${ofScope}`;
}

const PROTOCOL = fieldPath('protocol');

function protocolOf(of: Address, desired: DesiredState, { objects, realm }: LiveState): string {
  const { kind, names } = addressParts(of);
  const listed = kind === 'client-scope' ? realm.clientScopeProtocols.get(names[0] ?? '') : undefined;
  const found = desired.objects.get(of)?.facts.get(PROTOCOL) ?? objects.get(of)?.facts.get(PROTOCOL) ?? listed;
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
        ? 'Take the scope out of the list'
        : 'Remove the client from attachTo, or let its owner list the scope',
  };
}
