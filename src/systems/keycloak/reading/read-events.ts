import { hasStatus } from '../session/errors.js';
import type { ReadSession } from '../session/session.js';
import { asItems } from './paging.js';

/** One admin event, without the address from which it came: nobody is shown that. */
export interface AdminEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Below the realm, by the server's identifiers. @example 'clients/<uuid>/protocol-mappers/models/<uuid>' */
  readonly path: string;
  /** Whether whoever did it signed in to another realm. */
  readonly isOfOtherRealm: boolean;
  /** The server's identifiers of who did it and through which client. */
  readonly userId: string;
  readonly clientUuid: string;
}

export interface EventReader {
  /** One page of admin events, newest first; undefined without the right to view them. */
  readonly adminEvents: (first: number) => Promise<readonly AdminEvent[] | undefined>;
  /** The name of a user; undefined where there is none, or without the right to view users. */
  readonly usernameOf: (userId: string) => Promise<string | undefined>;
}

/** How many events a page holds. */
export const EVENT_PAGE = 100;

/** Reads who changed what (26.7.4, test/entry/attributions.test.ts). */
export function createEventReader(session: ReadSession): EventReader {
  return {
    async adminEvents(first) {
      try {
        const query = { first, max: EVENT_PAGE };
        const answer = await session.get({ asked: 'GET /admin-events', path: ['admin-events'], query });
        return asItems<EventRepresentation>(answer).map(eventOf);
      } catch (error) {
        if (hasStatus(error, 403)) return undefined;
        throw error;
      }
    },
    async usernameOf(userId) {
      try {
        const user = await session.get({ asked: 'GET /users/{id}', path: ['users', userId] });
        return (user as { readonly username?: string }).username;
      } catch (error) {
        if (hasStatus(error, 403) || hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
  };
}

interface EventRepresentation {
  readonly time?: number;
  readonly realmId?: string;
  readonly resourcePath?: string;
  readonly authDetails?: { readonly realmId?: string; readonly clientId?: string; readonly userId?: string };
}

function eventOf({ time = 0, realmId, resourcePath = '', authDetails = {} }: EventRepresentation): AdminEvent {
  return {
    time,
    path: resourcePath,
    isOfOtherRealm: authDetails.realmId !== realmId,
    userId: authDetails.userId ?? '',
    clientUuid: authDetails.clientId ?? '',
  };
}
