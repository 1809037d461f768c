import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminCalls } from '../support/admin-calls.js';
import type { TestRealm } from '../support/keycloak.js';
import { type RestartableServer, startRestartableServer } from '../support/restartable-server.js';
import { twentyObjects } from '../entry/twenty-objects.js';
import {
  expectExit,
  type PlanDocument,
  jsonOf,
  type ReportDocument,
  withWorkplaceIn,
  type Workplace,
} from '../entry/workplace.js';

let server: RestartableServer;
beforeAll(async () => {
  server = await startRestartableServer();
}, 600_000);
afterAll(() => server?.remove(), 60_000);

/** A workplace in a realm of the server, which is restarted at the nth request of this kind that the work sends. */
async function withRestart(
  name: string,
  at: { readonly method: string; readonly nth: number },
  work: (place: Workplace, restarted: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const master = new AdminCalls(server.url, server.admin, '/admin/realms');
  await master.post('', { realm: name, enabled: true });
  const admin = new AdminCalls(server.url, server.admin, `/admin/realms/${name}`);
  const realm: TestRealm = {
    name,
    issuer: `${server.url}/realms/${name}`,
    admin,
    server: { url: server.url, version: 'of its own', ...server.admin },
  };
  let seen = 0;
  let restarting: Promise<number> | undefined;
  const onRequest = async ({
    method,
    class: kind,
  }: {
    readonly method: string;
    readonly class: string;
  }): Promise<void> => {
    if (kind === 'token' || method !== at.method) return;
    seen += 1;
    if (seen !== at.nth) return;
    const startedMs = performance.now();
    await server.stop();
    restarting = server.start().then(() => performance.now() - startedMs);
  };
  await withWorkplaceIn(
    realm,
    async (place) => {
      await work(place, async () => {
        expect(restarting, 'the server was never restarted').toBeDefined();
        return (await restarting) ?? 0;
      });
    },
    { onRequest },
  );
}

describe('a server that is restarted', { timeout: 600_000 }, () => {
  it('during a plan is waited for, and the plan is whole', async () => {
    await withRestart('restart-plan', { method: 'GET', nth: 5 }, async (place, restarted) => {
      place.write(twentyObjects());
      const run = await place.run(['plan', '--json']);
      const awayMs = await restarted();
      expect(run.stderr).toContain('trying again');
      // keyplan waits for a minute, and a busy machine needs longer.
      expect(awayMs < 45_000 ? [0] : [0, 3], `${run.stderr}`).toContain(run.exitCode);
      const whole = run.exitCode === 0 ? run : expectExit(await place.run(['plan', '--json']), 0);
      expect(jsonOf<PlanDocument>(whole).changes.filter(({ action }) => action === 'create')).toHaveLength(20);
    });
  });

  it('during an apply loses nothing and doubles nothing', async () => {
    await withRestart('restart-apply', { method: 'POST', nth: 6 }, async (place, restarted) => {
      place.write(twentyObjects());
      const run = await place.run(['apply', '--yes', '--json']);
      await restarted();
      expect([0, 7], `${run.stderr}`).toContain(run.exitCode);
      const report = jsonOf<ReportDocument>(run);
      expect(report.state === 'converged').toBe(run.exitCode === 0);
      if (run.exitCode === 7) expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
      const scopes =
        await place.realm.admin.get<{ name: string; protocolMappers?: { name: string }[] }[]>('/client-scopes');
      const mappers = scopes.flatMap(({ name, protocolMappers = [] }) =>
        protocolMappers.map((one) => `${name}/${one.name}`),
      );
      expect(mappers).toHaveLength(new Set(mappers).size);
    });
  });

  it('that does not run yet is waited for with --wait', async () => {
    await withRestart('restart-wait', { method: 'none', nth: 1 }, async (place) => {
      place.write(twentyObjects());
      await server.stop();
      const running = place.start(['plan', '--wait', '5m']);
      await server.start();
      const run = expectExit(await running.ended, 0);
      expect(run.stderr).toContain('openid-configuration');
    });
  });
});
