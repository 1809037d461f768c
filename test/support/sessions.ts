import { Secret } from '../../src/model/index.js';
import type { SessionOptions } from '../../src/systems/keycloak/index.js';
import { type FakeServer, type ReceivedRequest, type Reply, startFakeServer } from './fake-server.js';

export const DISCOVERY_PATH = '/realms/agents/.well-known/openid-configuration';
export const TOKEN_PATH = '/realms/agents/protocol/openid-connect/token';
export const CLIENTS_PATH = '/admin/realms/agents/clients';
export const ASK_CLIENTS = { asked: 'GET /clients', path: ['clients'] } as const;

/** Limits by which nobody waits long. */
export const QUICK = { repeatsMax: 6, firstWaitMs: 4, waitMaxMs: 50, totalMs: 2_000 };

/** A server of one realm, `agents`, that calls itself by its own address, signs everybody in and has no clients, unless told otherwise. */
export async function startRealmServer(
  answer: (request: ReceivedRequest, nth: number) => Reply | undefined = () => undefined,
): Promise<FakeServer> {
  const server: FakeServer = await startFakeServer((request, nth) => {
    const told = answer(request, nth);
    if (told !== undefined) return told;
    switch (request.path) {
      case DISCOVERY_PATH:
        return { status: 200, body: { issuer: `${server.url}/realms/agents` } };
      case TOKEN_PATH:
        return { status: 200, body: { access_token: `t${nth}`, expires_in: 300 } };
      case CLIENTS_PATH:
        return { status: 200, body: [] };
      default:
        return undefined;
    }
  });
  return server;
}

/** How a test signs in to such a server, which is called by this address. */
export function sessionTo(server: string, more: Partial<SessionOptions> = {}): SessionOptions {
  return {
    server,
    realm: 'agents',
    signIn: { method: 'client-secret', realm: 'agents', clientId: 'planner', clientSecret: { env: 'SECRET' } },
    readCredential: () => Promise.resolve(new Secret('s3cr3t')),
    retry: QUICK,
    ...more,
  };
}

/** What a promise was rejected with; undefined when it was not. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
