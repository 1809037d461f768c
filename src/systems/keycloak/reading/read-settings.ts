import { compareText } from '../../../model/index.js';
import type {
  AuthenticationFlowRepresentation,
  ClientScopeRepresentation,
  GroupRepresentation,
  RealmRepresentation,
  ServerInfoRepresentation,
} from '../representation/representations.js';
import { hasStatus } from '../session/errors.js';
import { asItems } from './paging.js';
import { listedGroup, type ListedGroup } from './read-grants.js';
import type { ReadSession } from '../session/session.js';

/** What is read of the realm's own settings. */
export interface RealmSettings {
  /** Whether the caller was shown all settings, which proves `view-realm`. */
  readonly isWhole: boolean;
  /** The composite role that every user holds. */
  readonly defaultRole?: string;
  /** Whether admin events are kept with their details. A short answer does not tell, and says false. */
  readonly adminEvents: boolean;
  /** Paths as the server writes them, which two groups may share. */
  readonly defaultGroups: readonly string[];
}

/** The scopes that a new client gets. */
export interface DefaultScopes {
  readonly defaultClientScopes: readonly string[];
  readonly optionalClientScopes: readonly string[];
}

/** What the server says of itself. */
export interface ServerInfo {
  readonly version?: string;
  /** Ids of protocol mapper types by protocol. */
  readonly mapperTypes: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface RealmSettingsReader {
  readonly settings: () => Promise<RealmSettings>;
  /** Whether the caller may see users: without that right lists of users and groups are empty or refused. */
  readonly mayViewUsers: () => Promise<boolean>;
  readonly defaultScopes: () => Promise<DefaultScopes>;
  /** The groups that every new user joins. */
  readonly defaultGroups: () => Promise<readonly ListedGroup[]>;
  /** Aliases of authentication flows by id. */
  readonly flows: () => Promise<ReadonlyMap<string, string>>;
  readonly serverInfo: () => Promise<ServerInfo>;
}

export function createRealmSettingsReader(session: ReadSession): RealmSettingsReader {
  return {
    settings: async () => realmSettings(await session.get(SETTINGS)),
    async mayViewUsers() {
      try {
        await session.get(PROBE);
        return true;
      } catch (error) {
        if (hasStatus(error, 403)) return false;
        // An answer about a user that does not exist is an answer to somebody who may ask.
        if (hasStatus(error, 404)) return true;
        throw error;
      }
    },
    async defaultScopes() {
      const [defaults, optionals] = await Promise.all([session.get(DEFAULT_SCOPES), session.get(OPTIONAL_SCOPES)]);
      return { defaultClientScopes: scopeNames(defaults), optionalClientScopes: scopeNames(optionals) };
    },
    async defaultGroups() {
      const answer = await session.get({ asked: 'GET /default-groups', path: ['default-groups'] });
      return asItems<GroupRepresentation>(answer).map(listedGroup);
    },
    async flows() {
      const answer = await session.get({ asked: 'GET /authentication/flows', path: ['authentication', 'flows'] });
      const flows = asItems<AuthenticationFlowRepresentation>(answer);
      return new Map(flows.map(({ id = '', alias = '' }) => [id, alias]));
    },
    async serverInfo() {
      const info = (await session.getServerInfo()) as ServerInfoRepresentation;
      const types = Object.entries(info.protocolMapperTypes ?? {});
      const mapperTypes = new Map(types.map(([protocol, list]) => [protocol, new Set(list.map(({ id }) => id))]));
      const version = info.systemInfo?.version;
      return version === undefined ? { mapperTypes } : { mapperTypes, version };
    },
  };
}

/** Makes settings of the realm's representation. */
export function realmSettings(answer: unknown): RealmSettings {
  const realm = answer as RealmRepresentation;
  const isWhole = Object.keys(realm).length > SHORT_REALM_KEYS;
  const defaultRole = realm.defaultRole?.name;
  const defaultGroups = realm.defaultGroups ?? [];
  const adminEvents = realm.adminEventsEnabled === true && realm.adminEventsDetailsEnabled === true;
  return { isWhole, defaultGroups, adminEvents, ...(defaultRole === undefined ? {} : { defaultRole }) };
}

/**
 * Every identity with any right in a realm is shown a handful of its settings, and all hundred with `view-realm`
 * (26.7.4: 4 or 5 against 104; contract "a short realm means that view-realm is missing").
 */
const SHORT_REALM_KEYS = 12;

/**
 * No user has this identifier. Whoever may view users is told that nobody failed to log in, whoever may only query them
 * is refused: the one request that tells an empty list of users from a filtered one (contract "the right to view users shows").
 */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The realm's own settings, of which `realmSettings` makes ours. */
export const SETTINGS = { asked: 'GET /admin/realms/{realm}', path: [] } as const;
const PROBE = {
  asked: 'GET /attack-detection/brute-force/users/{id}',
  path: ['attack-detection', 'brute-force', 'users', NOBODY],
} as const;
const DEFAULT_SCOPES = {
  asked: 'GET /default-default-client-scopes',
  path: ['default-default-client-scopes'],
} as const;
const OPTIONAL_SCOPES = {
  asked: 'GET /default-optional-client-scopes',
  path: ['default-optional-client-scopes'],
} as const;

/** What else is asked about every realm. */
export const SETTINGS_REQUESTS = [PROBE, DEFAULT_SCOPES, OPTIONAL_SCOPES];

function scopeNames(answer: unknown): readonly string[] {
  return asItems<ClientScopeRepresentation>(answer)
    .map(({ name }) => name ?? '')
    .sort(compareText);
}
