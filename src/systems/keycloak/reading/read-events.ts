import type { ReadSession } from '../session/session.js';
import { unlessRefused } from '../session/errors.js';
import { asItems } from './paging.js';

/** What a successful write through the Admin API left behind. Addresses of machines are not kept. */
export interface AdminEvent {
  /** When, in UTC: ISO 8601 with seconds. */
  readonly at: string;
  readonly operation: string;
  /** Below the realm, as the server writes it: neither encoded nor escaped. @example 'users/<id>/role-mappings/realm' */
  readonly path: string;
  /** Who did it, by the server's identifiers. */
  readonly userId: string;
  readonly clientUuid: string;
  /** Whether user and client are of another realm, such as master, where this identity looks up nobody. */
  readonly isOfOtherRealm: boolean;
  /** What was sent, secrets masked by the server; undefined where the event holds nothing. */
  readonly body: unknown;
}

export interface EventReader {
  /** A page of the admin events, newest first. Wants the right `view-events`. */
  readonly adminEvents: (page: { readonly first: number; readonly max: number }) => Promise<readonly AdminEvent[]>;
  /** The name of a user of this realm; undefined for one who is gone or whom this identity may not see. */
  readonly userName: (userId: string) => Promise<string | undefined>;
}

/** Types of resources whose events can concern what keyplan manages; the events of people are left to the server. */
const RESOURCE_TYPES = [
  'CLIENT',
  'CLIENT_ROLE',
  'CLIENT_ROLE_MAPPING',
  'CLIENT_SCOPE',
  'CLIENT_SCOPE_CLIENT_MAPPING',
  'CLIENT_SCOPE_MAPPING',
  'GROUP',
  'GROUP_MEMBERSHIP',
  'PROTOCOL_MAPPER',
  'REALM',
  'REALM_ROLE',
  'REALM_ROLE_MAPPING',
  'REALM_SCOPE_MAPPING',
];

export function createEventReader(session: ReadSession): EventReader {
  return {
    async adminEvents(page) {
      const query = { resourceTypes: RESOURCE_TYPES, ...page };
      return asItems<unknown>(await session.get({ asked: 'GET /admin-events', path: ['admin-events'], query })).map(
        eventOf,
      );
    },
    async userName(userId) {
      const user = await unlessRefused(session.get({ asked: 'GET /users/{id}', path: ['users', userId] }));
      return isRecord(user) && typeof user['username'] === 'string' ? user['username'] : undefined;
    },
  };
}

/** `authDetails` names user and client by identifiers of the realm that signed them in (26.7.4, contract "admin events"). */
function eventOf(item: unknown): AdminEvent {
  const event = isRecord(item) ? item : {};
  const by = isRecord(event['authDetails']) ? event['authDetails'] : {};
  const time = event['time'];
  return {
    at: new Date(typeof time === 'number' ? time : 0).toISOString().replace(/\.\d+Z$/, 'Z'),
    operation: textOf(event['operationType']),
    path: textOf(event['resourcePath']),
    userId: textOf(by['userId']),
    clientUuid: textOf(by['clientId']),
    isOfOtherRealm: by['realmId'] !== event['realmId'],
    body: parsed(event['representation']),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A long body may have been cut by the server's database; then nothing is known of it. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
