import { expect, it } from 'vitest';
import { addCaller } from '../support/keycloak.js';
import { asPersonOf } from '../support/person.js';
import { changeClient } from './hand-changes.js';
import { EVENTS_ON, expectExit, withWorkplace, type Workplace } from './workplace.js';

const RIGHTS = ['manage-clients', 'manage-users', 'view-realm'];
const service = (name: string): object => ({ type: 'service', name });
const FILES = { 'realm.yaml': { clients: { a: service('A'), b: service('B'), c: service('C') } } };

it('names who changed what, since keyplan wrote it, where the realm keeps admin events', async () => {
  await withWorkplace(
    'attributions',
    async (place) => {
      const run = await signIn(place, [...RIGHTS, 'view-events']);
      place.write(FILES);
      expectExit(await run('apply', '--yes'), 0);
      expectExit(await run('drift'), 0);
      expect(eventRequests(place)).toBe(0);

      const person = await asPersonOf(place.realm, 'ops-person');
      await changeClient(person, 'a', () => ({ name: 'by a person' }));
      await changeClient(place.realm, 'b', () => ({ name: 'by the administrator of the server' }));
      const { stdout } = expectExit(await run('drift'), 2);
      expect(stdout).toMatch(/client a +changed outside git by ops-person, \d+ \w+ \d\d:\d\d, admin-cli/);
      expect(stdout).toMatch(/client b +changed outside git by a user of another realm, \d+ \w+ \d\d:\d\d/);
      expect(eventRequests(place)).toBe(1);
      expect(stdout).not.toMatch(/127\.0\.0\.1, |ipAddress/);

      expectExit(await run('apply', '--yes'), 0);
      await changeClient(person, 'c', () => ({ name: 'by a person' }));
      const again = expectExit(await run('drift', '--json'), 2).stdout;
      expect(JSON.parse(again)).toMatchObject({
        changes: [
          { address: 'client/c', changedBy: [{ user: 'ops-person', isOfOtherRealm: false, through: 'admin-cli' }] },
        ],
      });

      const blind = await signIn(place, RIGHTS);
      expect(expectExit(await blind('drift'), 2).stdout).toMatch(/may\s+not\s+view\s+events/);
      await place.realm.admin.put('', { adminEventsEnabled: false });
      const told = expectExit(await run('drift'), 2).stdout.match(/keeps\s+no\s+admin\s+events/g);
      expect(told).toHaveLength(1);
    },
    { representation: EVENTS_ON },
  );
});

type RunAs = (...args: readonly string[]) => ReturnType<Workplace['run']>;

/** Makes a client with these rights, and runs keyplan as it. */
async function signIn(place: Workplace, rights: readonly string[]): Promise<RunAs> {
  const { clientId, clientSecret } = await addCaller(place.realm, `keyplan-${rights.length}`, rights);
  return async (...args) => {
    place.writeSettings({ auth: { clientId, clientSecret: { env: 'CALLER_SECRET' } } });
    place.proxy.reset();
    return await place.run(args, { CALLER_SECRET: clientSecret });
  };
}

function eventRequests({ proxy }: Workplace): number {
  return proxy.log().filter(({ url }) => url.includes('/admin-events')).length;
}
