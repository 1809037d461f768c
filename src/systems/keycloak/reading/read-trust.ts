import type { RealmRepresentation, ServerInfoRepresentation } from '../representation/representations.js';
import { unlessRefused } from '../session/errors.js';
import type { ReadSession } from '../session/session.js';
import { listOf } from './find-object.js';

/** What a server and a realm trust when clients sign in. Undefined means that it was not shown. */
export interface TrustReader {
  /** Features of the server by name, and whether each is on; undefined before 26.0 too. */
  readonly features: () => Promise<ReadonlyMap<string, boolean> | undefined>;
  /** The server's version as it tells this identity, such as `26.7.4`. Costs no further request beside `features`. */
  readonly version: () => Promise<string | undefined>;
  /** The authenticators of the realm's flow for clients, and whether each is on. */
  readonly clientAuthenticators: () => Promise<ReadonlyMap<string, boolean> | undefined>;
  /** Whether the identity may read admin events. */
  readonly mayViewEvents: () => Promise<boolean>;
  /** Identity providers whose tokens clients may sign in with. */
  readonly assertionProviders: () => Promise<readonly { readonly alias: string; readonly isOn: boolean }[] | undefined>;
}

export function createTrustReader(session: ReadSession): TrustReader {
  const get = async (asked: `GET /${string}`, path: readonly string[], query = {}): Promise<unknown> =>
    await unlessRefused(session.get({ asked, path, query }));
  let info: Promise<ServerInfoRepresentation | undefined> | undefined;
  const serverInfo = (): NonNullable<typeof info> => {
    info ??= unlessRefused(session.getServerInfo()) as NonNullable<typeof info>;
    return info;
  };
  return {
    async features() {
      const list = (await serverInfo())?.features;
      if (!Array.isArray(list)) return undefined;
      const features = listOf<{ readonly name?: string; readonly enabled?: boolean }>(list);
      return new Map(features.map(({ name = '', enabled }) => [name, enabled === true]));
    },
    async version() {
      return (await serverInfo())?.systemInfo?.version;
    },
    async clientAuthenticators() {
      const realm = (await get('GET /admin/realms/{realm}', [])) as RealmRepresentation | undefined;
      const flow = realm?.clientAuthenticationFlow;
      if (flow === undefined) return undefined;
      const path = ['authentication', 'flows', flow, 'executions'];
      const answer = await get('GET /authentication/flows/{alias}/executions', path);
      if (answer === undefined) return undefined;
      const executions = listOf<{ readonly providerId?: string; readonly requirement?: string }>(answer);
      return new Map(
        executions.map(({ providerId = '', requirement }) => [providerId, requirement !== 'DISABLED'] as const),
      );
    },
    async mayViewEvents() {
      return (await get('GET /admin-events', ['admin-events'], { first: 0, max: 1 })) !== undefined;
    },
    async assertionProviders() {
      // `type`, because asking by `capability` is an error of the server (26.7.4, probed).
      const query = { type: 'CLIENT_ASSERTION', first: 0, max: 10_000 };
      const answer = await get('GET /identity-provider/instances', ['identity-provider', 'instances'], query);
      if (answer === undefined) return undefined;
      const providers = listOf<{ readonly alias?: string; readonly enabled?: boolean }>(answer);
      return providers.map(({ alias = '', enabled }) => ({ alias, isOn: enabled === true }));
    },
  };
}
