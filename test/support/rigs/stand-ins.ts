// What stands in for a rig that is not built: an issuer of this process that publishes keys and signs as the real one does.
// It shows that keyplan and Keycloak do their part, and nothing about the real program; whoever uses it says so.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSpiffeAgent, svidResponse } from '../spiffe-agent.js';
import { startTokenIssuer } from '../token-issuer.js';
import type { Cluster } from './kubernetes.js';
import type { Spire } from './spire.js';

/** The parts of SPIRE that a stand-in has. */
export type SpireIdentities = Pick<Spire, 'trustDomain' | 'bundleEndpoint' | 'socket' | 'addEntry'>;

/** The parts of a cluster that a stand-in has. */
export type ClusterIdentities = Pick<Cluster, 'issuer' | 'addServiceAccount' | 'requestToken'>;

const DOMAIN = 'spiffe://example.org';

/** A trust bundle with an agent on a socket. The key changes with each id that is asked for first, and the bundle with it. */
export async function withSpireStandIn<T>(work: (spire: SpireIdentities) => Promise<T>): Promise<T> {
  const issuer = await startTokenIssuer();
  // The path of a socket may have 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'spire-'));
  const entries = new Set<string>();
  const seen = new Set<string>();
  const agent = await startSpiffeAgent(join(folder, 'agent.sock'), ({ fields }) => {
    const [audience = '', id = ''] = fields.map(([, text]) => text);
    if (!entries.has(id)) return { trailers: { 'grpc-status': '7', 'grpc-message': 'no identity issued' } };
    if (!seen.has(id)) issuer.changeKey();
    seen.add(id);
    // As SPIRE's own: without a jti, and with an issuer that is no address of keys.
    const claims = { iss: 'https://spire.example.org', jti: undefined, nbf: undefined };
    return {
      body: svidResponse([id, issuer.token({ subject: id, audience, claims })]),
      trailers: { 'grpc-status': '0' },
    };
  });
  try {
    return await work({
      trustDomain: DOMAIN,
      bundleEndpoint: issuer.bundleUrl,
      socket: agent.socket,
      async addEntry(path) {
        entries.add(DOMAIN + path);
        await Promise.resolve();
      },
    });
  } finally {
    agent.close();
    await issuer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An issuer of tokens as a cluster projects them into pods, whose discovery everybody may read. */
export async function withClusterStandIn<T>(work: (cluster: ClusterIdentities) => Promise<T>): Promise<T> {
  const issuer = await startTokenIssuer();
  const accounts = new Set<string>();
  try {
    return await work({
      issuer: issuer.url,
      async addServiceAccount(namespace, name) {
        accounts.add(`${namespace}/${name}`);
        await Promise.resolve();
      },
      async requestToken(account, audience, seconds) {
        if (!accounts.has(account)) throw new Error(`there is no service account ${account}`);
        const [namespace = '', name = ''] = account.split('/');
        const now = Math.floor(Date.now() / 1000);
        const claims = {
          nbf: now,
          exp: now + seconds,
          'kubernetes.io': { namespace, serviceaccount: { name } },
        };
        const subject = `system:serviceaccount:${namespace}:${name}`;
        return await Promise.resolve(issuer.token({ subject, audience: [audience], claims }));
      },
    });
  } finally {
    await issuer.close();
  }
}
