// keyplan without a stored secret: bootstrap makes the realm trust a cluster or SPIRE, and plan and apply then sign in by
// what these give. Where the real ones are not built, something stands in, and the end of the run says so.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testServer } from '../support/keycloak.js';
import { rigOrStandIn } from '../support/rigs/index.js';
import { withCluster } from '../support/rigs/kubernetes.js';
import { withSpire } from '../support/rigs/spire.js';
import {
  withClusterStandIn,
  withSpireStandIn,
  type ClusterIdentities,
  type SpireIdentities,
} from '../support/rigs/stand-ins.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

/** What a token must be for: the realm as keyplan calls it. */
const audienceOf = (place: Workplace): string => `${place.proxy.url}/realms/${place.realm.name}`;

const ENDS = ['plan', 'apply'] as const;

/** Settings in which both identities sign in so. */
const authOf = (
  way: (end: (typeof ENDS)[number]) => Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(ENDS.map((end) => [end, { clientId: `keyplan-${end}`, ...way(end) }]));

async function bootstrap(place: Workplace, ...args: readonly string[]): Promise<void> {
  const { username, password } = testServer();
  const admin = { KEYCLOAK_USER: username, KEYCLOAK_PASSWORD: password };
  expectExit(await place.run(['bootstrap', '--yes', ...args], admin), 0);
}

/** A plan that creates, the apply of it, and that nothing is left. Gives the clients that the realm then has. */
async function planAndApply(place: Workplace): Promise<readonly string[]> {
  const planned = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
  expect(planned.counts['create']).toBeGreaterThan(0);
  expectExit(await place.run(['apply', '--yes']), 0);
  expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
  const clients = await place.realm.admin.get<{ readonly clientId: string }[]>('/clients');
  return clients.map(({ clientId }) => clientId);
}

const workers = (count: number): Readonly<Record<string, unknown>> => ({
  'all.yaml': {
    clients: Object.fromEntries(Array.from({ length: count }, (_, n) => [`worker-${n}`, { type: 'service' }])),
  },
});

interface LoginEvent {
  readonly clientId: string;
  readonly type: string;
  readonly details?: Readonly<Record<string, string>>;
}

describe('an identity that the platform vouches for', () => {
  it("is a cluster's service account, by a token that the cluster replaces during the run", async (context) => {
    const rig = await rigOrStandIn(context, 'kubernetes');
    const work = async (cluster: ClusterIdentities): Promise<void> => {
      for (const end of ENDS) await cluster.addServiceAccount('identities', `keyplan-${end}`);
      let onWrite: () => Promise<void> = async () => await Promise.resolve();
      await withWorkplace(
        'cluster',
        async (place) => {
          const project = async (end: (typeof ENDS)[number]): Promise<string> => {
            const token = await cluster.requestToken(`identities/keyplan-${end}`, audienceOf(place), 600);
            writeFileSync(join(place.folder, `${end}.token`), token);
            return idOf(token);
          };
          place.writeSettings({ auth: authOf((end) => ({ tokenFile: { path: `${end}.token` } })) });
          place.write(workers(4));
          await bootstrap(place, '--kubernetes', cluster.issuer, '--service-account', 'identities/keyplan');
          await project('plan');
          const first = await project('apply');
          await planAndApply(place);

          // A life so short that the run must sign in again, and by then there is another token in the file.
          await place.realm.admin.put('', { accessTokenLifespan: 4, eventsEnabled: true });
          place.write(workers(24));
          let replaced: Promise<string> | undefined;
          onWrite = async () => void (await (replaced ??= project('apply')));
          place.proxy.reset({ latencyMs: 500 });
          expectExit(await place.run(['apply', '--yes']), 0);
          const events = await place.realm.admin.get<LoginEvent[]>('/events?client=keyplan-apply&max=100');
          const used = new Set(events.flatMap(({ details }) => details?.['client_assertion_id'] ?? []));
          expect(used).toEqual(new Set([first, await replaced]));
        },
        { onRequest: async (request) => (request.class === 'write' ? await onWrite() : undefined) },
      );
    };
    await (rig === undefined ? withClusterStandIn(work) : withCluster(rig.folder, rig.certificates, work));
  });

  it('is a workload of SPIRE, by its Workload API', async (context) => {
    const rig = await rigOrStandIn(context, 'spire');
    const work = async (spire: SpireIdentities): Promise<void> => {
      for (const end of ENDS) await spire.addEntry(`/ci/keyplan-${end}`);
      await withWorkplace('spire', async (place) => {
        const { trustDomain, bundleEndpoint, socket } = spire;
        const way = (end: string): Readonly<Record<string, unknown>> => ({
          spiffe: { socket: `unix://${socket}`, spiffeId: `${trustDomain}/ci/keyplan-${end}` },
        });
        place.writeSettings({ auth: authOf(way) });
        place.write(workers(2));
        const domain = trustDomain.slice('spiffe://'.length);
        await bootstrap(place, '--spiffe', domain, '--bundle-endpoint', bundleEndpoint, '--spiffe-path', '/ci/keyplan');
        expect(await planAndApply(place)).toEqual(expect.arrayContaining(['worker-0', 'worker-1']));
      });
    };
    await (rig === undefined ? withSpireStandIn(work) : withSpire(rig.folder, rig.certificates, work));
  });
});

/** The `jti` of a token. */
function idOf(token: string): string {
  const [, payload = ''] = token.split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { readonly jti: string }).jti;
}
