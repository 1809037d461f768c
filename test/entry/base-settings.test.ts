// A pull request that changes the settings together with the files: nothing of it counts before the merge.
import { expect, it } from 'vitest';
import { repositoryIn } from '../support/git-repository.js';
import { startProxy } from '../support/proxy.js';
import { expectExit, jsonOf, withWorkplace } from './workplace.js';

const CLIENT_IDS = ['one', 'two', 'three', 'four'];
const CAREFUL = { orphans: 'report', guards: { 'mass-change': { count: 1, percent: 1 } } };
const LOOSE = {
  orphans: 'delete',
  guards: { 'mass-change': { count: 999, percent: 100 }, 'mass-delete': { count: 999, percent: 100 } },
};

const files = (description: string, clientIds: readonly string[]): Readonly<Record<string, unknown>> => ({
  'realm.yaml': {
    clients: Object.fromEntries(clientIds.map((clientId) => [clientId, { type: 'service', description }])),
  },
});

it('with --base neither server, orphans nor guards of a pull request count, and the plan names them', async () => {
  await withWorkplace('base-settings', async (place) => {
    const elsewhere = await startProxy({ target: place.realm.server.url });
    try {
      const repository = repositoryIn(place.folder);
      repository.git('init', '-q', '-b', 'main');
      place.writeSettings({}, { policy: CAREFUL });
      place.write(files('old', [...CLIENT_IDS, 'leaving']));
      const base = repository.commit();
      expectExit(await place.run(['apply', '--yes']), 0);

      place.write(files('new', CLIENT_IDS));
      const first = repository.commit();
      const args = ['plan', '--base', base, '--json'];
      const before = jsonOf<Readonly<Record<string, unknown>>>(expectExit(await place.run(args), 5));
      expect(JSON.stringify(before['verdict'])).toContain('mass-change');

      place.writeSettings({ server: elsewhere.url }, { policy: LOOSE });
      const second = repository.commit();
      const { stdout, ...run } = expectExit(await place.run(args), 5);
      const sameCommit = stdout.replaceAll(second, first);
      const after = jsonOf<Readonly<Record<string, unknown>>>({ ...run, stdout: sameCommit });
      const same = ['target', 'changes', 'steps', 'orphans', 'verdict', 'counts'];
      for (const member of same) expect([member, after[member]]).toEqual([member, before[member]]);
      expect(after['orphans']).toMatchObject([{ address: 'client/leaving' }]);
      expect(elsewhere.stats().requests).toBe(0);
      const text = expectExit(await place.run(['plan', '--base', base]), 5).stdout.replaceAll(/\s+/g, ' ');
      expect(text).toContain(
        `the settings of this revision differ in policy.guards.mass-change, policy.guards.mass-delete, policy.orphans, targets.test.server; those of the base ${base.slice(0, 7)} count`,
      );

      const own = expectExit(await place.run(['plan', '--json']), 0).stdout;
      expect(own).toContain('"delete"');
      expect(elsewhere.stats().requests).toBeGreaterThan(0);
      expect(place.proxy.stats().byClass.write).toBeGreaterThan(0);
    } finally {
      await elsewhere.close();
    }
  });
});
