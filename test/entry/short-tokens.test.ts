import { expect, it } from 'vitest';
import { addIdentity, RIGHTS } from '../support/federated.js';
import { expectExit, withWorkplace } from './workplace.js';

/** How long a token lives, in seconds. */
const LIFE = 10;
const CLIENTS = 22;
/** How long each write is held up; with four lanes the apply outlives several tokens. */
const HELD_MS = 1_500;

it('an apply that outlives several tokens ends without a failed step, with about one sign-in for each life', async () => {
  await withWorkplace('short-tokens', async (place) => {
    const client = { secret: 'of-short-tokens', attributes: { 'access.token.lifespan': String(LIFE) } };
    await addIdentity(place.realm, 'keyplan-apply', RIGHTS.apply, client);
    const identity = { clientId: 'keyplan-apply', clientSecret: { env: 'OWN_SECRET' } };
    place.writeSettings({ auth: { plan: identity, apply: identity } });
    const names = Array.from({ length: CLIENTS }, (_, index) => `made-${index}`);
    const entry = { type: 'service', roles: { use: {} } };
    place.write({ 'realm.yaml': { clients: Object.fromEntries(names.map((name) => [name, entry])) } });
    const delays = ['read', 'write'] as const;
    place.proxy.reset({ faults: delays.map((one) => ({ action: 'delay', class: one, delayMs: HELD_MS })) });
    const run = await place.run(['apply', '--yes'], { OWN_SECRET: 'of-short-tokens' });
    expectExit(run, 0);
    const { byClass, wallMs } = place.proxy.stats();
    const lives = wallMs / 1000 / LIFE;
    expect(lives).toBeGreaterThan(2);
    expect(byClass.token).toBeGreaterThanOrEqual(Math.floor(lives));
    // A token is renewed when three quarters of its life are over.
    expect(byClass.token).toBeLessThanOrEqual(Math.ceil(lives / 0.75) + 1);
    expect(place.proxy.log().filter(({ status }) => status === 401)).toEqual([]);
  });
});
