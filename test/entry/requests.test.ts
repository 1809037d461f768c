import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workloadModel, writeRealmFiles } from '../../bench/workload.js';
import { addCaller } from '../support/keycloak.js';
import { expectExit, withWorkplace, type Workplace } from './workplace.js';

const N = 100;

/** The requests that the raw floor needs to see all of the workload (bench/floor.ts), and the price of the product. */
const PLAN_REQUESTS = { 'manage-users': 69 + 16, 'view-users': 116 + 16 } as const;
/**
 * What no file of ours names for an export: the role scope of each client scope, and the roles of each client, or of those
 * that have some where one list tells which.
 */
const EXPORT_BESIDES = { 'manage-users': 40, 'view-users': N + 40 } as const;
/** Shared parts, four requests for each identity, and one read-back. */
const CREATE_REQUESTS = Math.floor(1.1 * (4 * N + 42)) + PLAN_REQUESTS['manage-users'];

describe(`the workload of the benchmark with ${N} identities`, () => {
  it('is looked at with nothing but GET and sign-in, within the bounds, and costs little more to create than it must', async () => {
    await withWorkplace('requests', async (place) => {
      writeRealmFiles(workloadModel(N), join(place.folder, 'realm'));
      await signInAs(place, 'applies', ['manage-clients', 'manage-users', 'manage-realm', 'view-realm']);
      expect(await requestsOf(place, ['apply', '--yes'])).toBeLessThanOrEqual(CREATE_REQUESTS);

      expect(await onlyLooks(place, ['apply', '--yes'])).toBeLessThanOrEqual(PLAN_REQUESTS['manage-users']);
      for (const right of ['manage-users', 'view-users'] as const) {
        await signInAs(place, `plans-with-${right}`, ['view-clients', 'view-realm', right]);
        const requests = await onlyLooks(place, ['plan', '--detailed-exitcode']);
        expect(requests, `as a caller with ${right}`).toBeLessThanOrEqual(PLAN_REQUESTS[right]);
        const exported = await onlyLooks(place, ['export', '--out', `of-${right}`]);
        expect(exported, `for an export with ${right}`).toBeLessThanOrEqual(
          PLAN_REQUESTS[right] + EXPORT_BESIDES[right],
        );
      }
    });
  });
});

async function signInAs(place: Workplace, clientId: string, rights: readonly string[]): Promise<void> {
  const { clientSecret } = await addCaller(place.realm, clientId, rights);
  secrets.set(place, clientSecret);
  place.writeSettings({ auth: { clientId, clientSecret: { env: 'CALLER_SECRET' } } });
}

const secrets = new WeakMap<Workplace, string>();

/** How many requests a run needs that ends well. */
async function requestsOf(place: Workplace, args: readonly string[]): Promise<number> {
  place.proxy.reset();
  expectExit(await place.run(args, { CALLER_SECRET: secrets.get(place) ?? '' }), 0);
  return place.proxy.stats().requests;
}

/** The same for a run that must send nothing but GET and the request for its token. */
async function onlyLooks(place: Workplace, args: readonly string[]): Promise<number> {
  const requests = await requestsOf(place, args);
  const others = place.proxy.log().filter((request) => request.class !== 'token' && request.method !== 'GET');
  expect(others.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  return requests;
}
