import { realmContext, type RealmContext } from '../kinds/index.js';
import {
  address,
  addressParts,
  fieldParts,
  fieldPath,
  groupAddress,
  groupPathOf,
  type Address,
  type Facts,
  type FactValue,
  type FieldPath,
  type LiveState,
} from '../model/index.js';
import {
  factsOfClient,
  factsOfClientScope,
  factsOfGroup,
  factsOfRole,
  namedRole,
  type AdminEvent,
  type NamedRole,
} from '../systems/keycloak/index.js';

/** What one event says about objects: the value that a fact has since then. */
export interface Saying {
  /** The object that the event is about as a whole, where it says which; undefined for what lies below an object. */
  readonly of?: Address;
  /** The object that was written as a whole, or whose existence changed. */
  readonly object?: { readonly of: Address; readonly isThere: boolean };
  /** The value of a fact after the event, in an array of one; undefined where the event says nothing about it. */
  readonly valueOf: (of: Address, path: FieldPath) => readonly [FactValue | undefined] | undefined;
}

/** Objects by the server's identifiers, which is how events name them. */
export interface EventIndex {
  readonly byId: ReadonlyMap<string, Address>;
  readonly realm: RealmContext;
  readonly flows: ReadonlyMap<string, string>;
}

export function indexOf(live: LiveState): EventIndex {
  const objects = [...live.objects.values()];
  const accounts = objects.flatMap(({ accountId, address: of }) =>
    accountId === undefined ? [] : [[accountId, of] as const],
  );
  return {
    byId: new Map([...objects.map(({ id, address: of }) => [id, of] as const), ...accounts]),
    realm: realmContext(live),
    flows: live.realm.flows,
  };
}

/** What an event says, by its path and what was sent (26.7.4, contract "admin events"). */
export function sayingOf(event: AdminEvent, index: EventIndex): Saying {
  const parts = event.path.split('/');
  const [list = '', id = '', ...rest] = parts;
  const links = linksOf(event, parts, index);
  if (links !== undefined) return linkSaying(links, event.operation !== 'DELETE');
  const of = objectOf(list, { id, rest, body: bodyOf(event), index });
  if (of === undefined) return SILENT;
  if (event.operation === 'DELETE') return deletionOf(of);
  if (event.operation !== 'CREATE' && event.operation !== 'UPDATE') return SILENT;
  return wholeSaying(of, event, index);
}

/** That an object was deleted. */
export function deletionOf(of: Address): Saying {
  return { of, object: { of, isThere: false }, valueOf: () => undefined };
}

const SILENT: Saying = { valueOf: () => undefined };

interface Links {
  readonly of: Address;
  readonly paths: readonly FieldPath[];
  /** What a mapper was written with; links have no value but being there. */
  readonly facts?: Facts;
}

function linkSaying({ of, paths, facts }: Links, isThere: boolean): Saying {
  return {
    valueOf(asked, path) {
      if (asked !== of) return undefined;
      const isMeant = paths.some((one) => path === one || path.startsWith(`${one}/`));
      if (!isMeant) return undefined;
      if (!isThere) return [undefined];
      return [facts === undefined ? true : facts.get(path)];
    },
  };
}

/** What ties objects to each other, and mappers: everything whose path goes on below an object. */
function linksOf(event: AdminEvent, parts: readonly string[], index: EventIndex): Links | undefined {
  const [list = '', id = '', what = ''] = parts;
  const of = index.byId.get(id);
  const last = parts.at(-1) ?? '';
  if (last === 'composites') return compositeLinks(event, parts, index);
  if (of === undefined) return undefined;
  if (what === 'role-mappings')
    return { of, paths: roleLinks(event, list === 'users' ? ['serviceAccount'] : [], index) };
  if (what === 'scope-mappings') return { of, paths: roleLinks(event, ['roleScope'], index) };
  if (list === 'users' && what === 'groups') {
    const group = index.byId.get(last);
    const path = bodyOf(event)['path'];
    const text = typeof path === 'string' ? path : group === undefined ? undefined : groupPathOf(group);
    return text === undefined ? undefined : { of, paths: [fieldPath('serviceAccount', 'groups', text)] };
  }
  if (what === 'default-client-scopes' || what === 'optional-client-scopes') {
    const scope = index.byId.get(last);
    const field = what === 'default-client-scopes' ? 'defaultClientScopes' : 'optionalClientScopes';
    return { of, paths: scope === undefined ? [] : [fieldPath(field, addressParts(scope).names[0] ?? '')] };
  }
  if (what === 'protocol-mappers') return mapperLinks(of, event, index);
  return undefined;
}

function compositeLinks(event: AdminEvent, parts: readonly string[], index: EventIndex): Links | undefined {
  const [list = '', id = '', ...rest] = parts.slice(0, -1);
  const of = objectOf(list, { id, rest, body: {}, index });
  if (of === undefined) return undefined;
  const paths = rolesOf(event).map(({ name, clientUuid }) =>
    clientUuid === undefined
      ? fieldPath('composites', 'realm', name)
      : fieldPath('composites', 'client', clientIdOf(clientUuid, index), name),
  );
  return { of, paths };
}

function roleLinks(event: AdminEvent, prefix: readonly string[], index: EventIndex): readonly FieldPath[] {
  const [, , , scope = '', uuid = ''] = event.path.split('/');
  return rolesOf(event).map(({ name }) =>
    scope === 'clients'
      ? fieldPath(...prefix, 'clientRoles', clientIdOf(uuid, index), name)
      : fieldPath(...prefix, 'realmRoles', name),
  );
}

function rolesOf({ body }: AdminEvent): readonly NamedRole[] {
  return Array.isArray(body) ? body.map((role) => namedRole(recordOf(role))) : [];
}

function clientIdOf(uuid: string, { byId }: EventIndex): string {
  const of = byId.get(uuid);
  return of === undefined ? '' : (addressParts(of).names[0] ?? '');
}

function mapperLinks(of: Address, event: AdminEvent, index: EventIndex): Links {
  const mappers = (Array.isArray(event.body) ? event.body : [event.body]).map(recordOf);
  const facts = factsOfClient({ protocolMappers: mappers }, index).facts;
  const paths = mappers.map(({ name }) => fieldPath('protocolMappers', typeof name === 'string' ? name : ''));
  return { of, paths, facts };
}

interface ObjectPath {
  readonly id: string;
  readonly rest: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly index: EventIndex;
}

/** The object at a path: by its identifier where it is there, by the name that the event holds where it is gone. */
function objectOf(list: string, { id, rest, body, index: { byId } }: ObjectPath): Address | undefined {
  const named = (key: string): string | undefined => (typeof body[key] === 'string' ? body[key] : undefined);
  switch (list) {
    case 'clients': {
      const owner = byId.get(id);
      if (rest[0] === 'roles') {
        const clientId = owner === undefined ? undefined : addressParts(owner).names[0];
        return clientId === undefined ? undefined : address('client-role', clientId, rest.slice(1).join('/'));
      }
      const clientId = named('clientId');
      return rest.length > 0
        ? undefined
        : (owner ?? (clientId === undefined ? undefined : address('client', clientId)));
    }
    case 'client-scopes': {
      const name = named('name');
      return rest.length > 0
        ? undefined
        : (byId.get(id) ?? (name === undefined ? undefined : address('client-scope', name)));
    }
    case 'groups': {
      const path = named('path');
      return rest.length > 0 ? undefined : (byId.get(id) ?? (path === undefined ? undefined : groupAddress(path)));
    }
    // A slash in a role's name is not escaped in the path (26.7.4).
    case 'roles':
      return address('role', [id, ...rest].join('/'));
    case 'roles-by-id':
      return byId.get(id);
    default:
      return undefined;
  }
}

/** A body that was sent for the whole object: it says a fact where it has the field that the fact belongs to. */
function wholeSaying(of: Address, event: AdminEvent, index: EventIndex): Saying {
  const body = bodyOf(event);
  const isCreate = event.operation === 'CREATE';
  const facts = factsOfBody(of, body, index);
  return {
    of,
    ...(isCreate ? { object: { of, isThere: true } } : {}),
    valueOf(asked, path) {
      const [field = ''] = fieldParts(path);
      if (asked !== of || !(field in body)) return undefined;
      // The server takes these lists on a create only; later they go along, as old as the form that was saved.
      if (!isCreate && LINKED.has(field)) return undefined;
      return [facts.get(path)];
    },
  };
}

const LINKED: ReadonlySet<string> = new Set([
  'defaultClientScopes',
  'optionalClientScopes',
  'composites',
  'realmRoles',
  'clientRoles',
]);

function factsOfBody(of: Address, body: Readonly<Record<string, unknown>>, index: EventIndex): Facts {
  switch (addressParts(of).kind) {
    case 'client':
      return factsOfClient(body, index).facts;
    case 'client-scope':
      return factsOfClientScope(body);
    case 'group':
      return factsOfGroup(body);
    case 'role':
    case 'client-role':
      return factsOfRole(body);
  }
}

function bodyOf({ body }: AdminEvent): Readonly<Record<string, unknown>> {
  return recordOf(body);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
