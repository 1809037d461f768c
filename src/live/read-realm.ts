import { defaultRoleName, SERVICE_ACCOUNT_SCOPE, type RealmContext } from '../kinds/index.js';
import type { LiveRealm } from '../model/index.js';
import type { ClientScopeRepresentation, DefaultScopes, RealmSettings, ServerInfo } from '../systems/keycloak/index.js';
import { createGroupPaths } from './group-paths.js';
import { attempt, noteRead, noteUnread, type Reading } from './reading.js';

/** The realm's own settings; undefined when they were refused or shown only in part. */
export async function readSettings(reading: Reading): Promise<RealmSettings | undefined> {
  const wanted = { area: 'realm', missingRole: 'view-realm' } as const;
  const settings = await attempt(reading, wanted, () => reading.reader.settings());
  noteRead(reading, 'realm', settings === undefined ? 0 : 1);
  if (settings?.isWhole === true) {
    const defaultGroups = await readDefaultGroups(reading, settings.defaultGroups);
    return defaultGroups === undefined ? undefined : { ...settings, defaultGroups };
  }
  if (settings === undefined) return undefined;
  const evidence = "only a few of the realm's settings were shown";
  noteUnread(reading, { ...wanted, reason: 'filtered', evidence });
  return undefined;
}

/** Their paths by the names along their parents. Only a path of several names may be that of another group too. */
async function readDefaultGroups(reading: Reading, paths: readonly string[]): Promise<readonly string[] | undefined> {
  if (paths.every((path) => path.lastIndexOf('/') === 0)) return paths;
  const wanted = { area: 'realm', missingRole: 'view-realm' } as const;
  const groups = await attempt(reading, wanted, () => reading.reader.defaultGroups());
  const named = await Promise.all((groups ?? []).map(createGroupPaths(reading)));
  const known = named.filter((path) => path !== undefined);
  return groups === undefined || known.length < named.length ? undefined : known;
}

/** The scopes that a new client gets. */
export async function readDefaultScopes(reading: Reading): Promise<DefaultScopes> {
  const wanted = { area: 'realm-default-scopes', missingRole: 'view-clients' } as const;
  const scopes = await attempt(reading, wanted, () => reading.reader.defaultScopes());
  return scopes ?? { defaultClientScopes: [], optionalClientScopes: [] };
}

/** Aliases of flows by id; undefined when nobody needs them or they were refused. */
export interface Flows {
  /** Asks now, unless that was done before. */
  readonly ask: () => Promise<ReadonlyMap<string, string> | undefined>;
  /** The answer so far: nothing where nobody asked. */
  readonly asked: () => Promise<ReadonlyMap<string, string> | undefined>;
}

/** Reads flows: at once where files name some, else when the first client of a whole realm turns out to name one. */
export function readFlows(reading: Reading): Flows {
  let answer: ReturnType<Flows['ask']> | undefined;
  const ask: Flows['ask'] = () => {
    // manage-clients does not show them (26.7.4), and view-clients is not what an apply has.
    answer ??= attempt(reading, { area: 'flows', missingRole: 'view-realm' }, () => reading.reader.flows());
    return answer;
  };
  if (reading.needs.flows) void ask().catch(() => undefined);
  return { ask, asked: async () => await answer };
}

/** What the server says of itself; asked only for mapper types that keyplan does not know, and for what older servers refuse. */
export async function readServerInfo(reading: Reading): Promise<ServerInfo | undefined> {
  const { mapperTypes, serverVersion = false } = reading.needs;
  if (!mapperTypes && !serverVersion) return undefined;
  return attempt(reading, { area: 'server-info', missingRole: 'view-realm' }, () => reading.reader.serverInfo());
}

/** What the kinds must know of a realm. */
export function realmContext(
  reading: Reading,
  settings: RealmSettings | undefined,
  scopes: readonly ClientScopeRepresentation[],
): RealmContext {
  return {
    name: reading.reader.realm,
    defaultRole: settings?.defaultRole ?? defaultRoleName(reading.reader.realm),
    defaultGroups: settings?.defaultGroups ?? [],
    hasServiceAccountScope: scopes.some(({ name }) => name === SERVICE_ACCOUNT_SCOPE),
  };
}

export interface RealmParts {
  readonly context: RealmContext;
  /** Undefined when they were not shown whole. */
  readonly settings: RealmSettings | undefined;
  readonly allScopes: readonly ClientScopeRepresentation[];
  readonly scopes: DefaultScopes;
  readonly flows: ReadonlyMap<string, string> | undefined;
  readonly info: ServerInfo | undefined;
  readonly manages: Reading['manages'];
}

/** What is known of the realm as a whole. */
export function liveRealm({ context, settings, allScopes, scopes, flows, info, manages }: RealmParts): LiveRealm {
  return {
    name: context.name,
    defaultRole: context.defaultRole,
    defaultGroups: context.defaultGroups,
    defaultDefaultClientScopes: scopes.defaultClientScopes,
    defaultOptionalClientScopes: scopes.optionalClientScopes,
    clientScopeProtocols: new Map(
      allScopes.flatMap(({ name, protocol }) =>
        name === undefined || protocol === undefined ? [] : [[name, protocol] as const],
      ),
    ),
    flows: flows ?? new Map(),
    mapperTypes: info?.mapperTypes ?? new Map(),
    manages,
    ...(settings === undefined ? {} : { adminEvents: settings.adminEvents ? 'on' : 'off' }),
    ...(info?.version === undefined ? {} : { serverVersion: info.version }),
  };
}
