import { describe, expect, it } from 'vitest';
import { changeClient } from './hand-changes.js';
import { snapshotRealm, type RealmSnapshot } from './realm-snapshot.js';
import { holdings, service, type Entries } from './removals.js';
import { expectExit, type Run, withWorkplace, type Workplace } from './workplace.js';

const OTHER = 'example.org/somebody-else';

type Content = Readonly<Record<string, Entries>>;

/** Files of two owners in one realm: each has its own settings, beside which the other one's files never count. */
function ownersOf(place: Workplace) {
  const policies = { policy: { orphans: 'delete' } };
  place.writeSettings({ files: ['realm/mine.yaml'] }, policies);
  place.writeSettings({ files: ['realm/theirs.yaml'] }, { ...policies, owner: OTHER, file: 'other.yaml' });
  return {
    write: (mine: Content, theirs: Content): void => place.write({ 'mine.yaml': mine, 'theirs.yaml': theirs }),
    mine: (...args: readonly string[]): Promise<Run> => place.run(args),
    theirs: (...args: readonly string[]): Promise<Run> => place.run([...args, '--config', 'other.yaml']),
  };
}

/** What of a realm carries this owner's mark. */
function ownedBy(owner: string, { clients, clientScopes, realmRoles, groups }: RealmSnapshot): readonly unknown[] {
  const all = [...clients, ...clientScopes, ...realmRoles, ...groups];
  // Of clients and scopes a text, of roles and groups a list of one.
  return all.filter(({ attributes }) => String(Object(attributes)['keyplan.owner']) === owner);
}

describe('two owners in one realm', () => {
  it('never touch objects of each other, whatever leaves their files', async () => {
    await withWorkplace('owners', async (place) => {
      const { write, mine, theirs } = ownersOf(place);
      const of = (prefix: string): Content => ({
        roles: { [`r-${prefix}`]: {} },
        groups: { [`/g-${prefix}`]: {} },
        clientScopes: { [`s-${prefix}`]: {} },
        clients: { [`c-${prefix}-1`]: service({ roles: { own: {} } }), [`c-${prefix}-2`]: service() },
      });
      const [first, second] = [of('mine'), of('theirs')];
      write(first, second);
      expectExit(await mine('apply', '--yes'), 0);
      expectExit(await theirs('apply', '--yes'), 0);
      expectExit(await mine('plan', '--detailed-exitcode'), 0);
      expectExit(await theirs('plan', '--detailed-exitcode'), 0);

      // Each one's objects are neither orphans nor a part of what is counted for the other.
      const theirsBefore = ownedBy(OTHER, await snapshotRealm(place.realm));
      write({ roles: { 'r-mine': {} } }, second);
      expectExit(await mine('apply', '--yes', '--allow', 'mass-delete'), 0);
      expect((await holdings(place.realm)).filter((text) => text.includes('mine'))).toEqual(['r-mine (marked)']);
      expect(ownedBy(OTHER, await snapshotRealm(place.realm))).toEqual(theirsBefore);
      expectExit(await theirs('plan', '--detailed-exitcode'), 0);

      write({ roles: { 'r-mine': {} } }, { clients: {} });
      expectExit(await theirs('apply', '--yes', '--allow', 'mass-delete', '--allow', 'empty-desired'), 0);
      expect(await holdings(place.realm)).toEqual(['r-mine (marked)']);
    });
  });

  it('refuse to take, rename or remove what the other one manages', async () => {
    await withWorkplace('owners-taking', async (place) => {
      const { write, mine, theirs } = ownersOf(place);
      write({}, { clients: { 'c-theirs': service({ description: 'theirs' }) } });
      expectExit(await theirs('apply', '--yes'), 0);
      const before = await snapshotRealm(place.realm);
      const asked = [
        { content: { clients: { 'c-theirs': service({ description: 'theirs' }) } }, exit: 5, word: 'take-over' },
        { content: { clients: { 'c-new': service({ renamedFrom: 'c-theirs' }) } }, exit: 5, word: 'take-over' },
        { content: { removed: { clients: { 'c-theirs': { then: 'delete' } } } }, exit: 4, word: 'removal-refused' },
      ];
      for (const { content, exit, word } of asked) {
        write(content, {});
        const plan = expectExit(await mine('plan'), exit);
        expect(plan.stdout + plan.stderr).toContain(word);
        expectExit(await mine('apply', '--yes'), exit);
        await mine('apply', '--yes', '--mark-only');
      }
      expect(await snapshotRealm(place.realm)).toEqual(before);
    });
  });

  it('hand an object over by forgetting and adopting it, and it stays as it is', async () => {
    await withWorkplace('owners-handing', async (place) => {
      const { write, mine, theirs } = ownersOf(place);
      const clients = { 'c-moving': service({ description: 'moves' }) };
      write({ clients }, {});
      expectExit(await mine('apply', '--yes'), 0);
      await changeClient(place.realm, 'c-moving', ({ attributes }) => ({
        attributes: { ...attributes, note: 'kept' },
      }));
      write({ removed: { clients: { 'c-moving': { then: 'forget' } } } }, { clients });
      expect(expectExit(await theirs('plan'), 5).stdout).toContain('take-over');
      expectExit(await mine('apply', '--yes'), 0);
      expect(expectExit(await theirs('plan', '--detailed-exitcode'), 0).stdout).toContain('1 to adopt');
      expectExit(await theirs('apply', '--yes'), 0);
      expectExit(await mine('plan', '--detailed-exitcode'), 0);
      expectExit(await theirs('plan', '--detailed-exitcode'), 0);
      const { clients: found } = await snapshotRealm(place.realm);
      expect(found).toMatchObject([{ attributes: { note: 'kept', 'keyplan.owner': OTHER } }]);
    });
  });
});
