import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workloadModel, writeRealmFiles } from '../../bench/workload.js';
import { addCaller } from '../support/keycloak.js';
import { expectExit, jsonOf, type ReportDocument, withWorkplace } from '../entry/workplace.js';

/** How long the apply takes at least; `npm run faults` has ten minutes. */
const SECONDS = Number(process.env['KEYPLAN_SLOW_SECONDS'] ?? 25);
const TOKEN_SECONDS = 10;
/** By so much each request is delayed; four are sent at a time, and an identity takes four. */
const LATENCY_MS = SECONDS > 60 ? 3_000 : 1_000;

it(`an apply of ${SECONDS} seconds with tokens that live for ${TOKEN_SECONDS} ends without a failed step`, {
  timeout: SECONDS * 4_000 + 120_000,
}, async () => {
  await withWorkplace(
    'token-life',
    async (place) => {
      const rights = ['manage-clients', 'manage-users', 'manage-realm', 'view-realm'];
      const { clientId, clientSecret } = await addCaller(place.realm, 'applies', rights);
      place.writeSettings({ auth: { clientId, clientSecret: { env: 'CALLER_SECRET' } } });
      writeRealmFiles(workloadModel(Math.ceil((SECONDS * 1000) / LATENCY_MS)), join(place.folder, 'realm'));
      place.proxy.reset({ latencyMs: LATENCY_MS });
      const startedMs = performance.now();
      const run = expectExit(await place.run(['apply', '--yes', '--json'], { CALLER_SECRET: clientSecret }), 0);
      const seconds = (performance.now() - startedMs) / 1000;
      const report = jsonOf<ReportDocument>(run);
      expect(report.state).toBe('converged');
      expect(report.outcomes.filter(({ result }) => result !== 'applied')).toEqual([]);
      expect(seconds).toBeGreaterThan(SECONDS * 0.75);
      const tokens = place.proxy.log().filter((request) => request.class === 'token').length;
      process.stdout.write(
        `apply of ${seconds.toFixed(0)} s: ${report.outcomes.length} steps, ${tokens} token requests\n`,
      );
      // A token is renewed when a quarter of its life is left, of which its own way there and back is a part; where nothing
      // is asked for a while, none is needed.
      expect(tokens).toBeGreaterThanOrEqual(Math.floor(seconds / (TOKEN_SECONDS * 1.5)));
      expect(tokens).toBeLessThanOrEqual(Math.ceil(seconds / (TOKEN_SECONDS * 0.6)) + 2);
    },
    { representation: { accessTokenLifespan: TOKEN_SECONDS } },
  );
});
