import { describe, expect, it } from 'vitest';
import { changeClient } from './hand-changes.js';
import { addOthers, holdings, service, type Entries } from './removals.js';
import { expectExit, jsonOf, type ReportDocument, withWorkplace, type Workplace } from './workplace.js';

const OTHER = 'example.org/somebody-else';

/** Runs once, when the server has answered the next write and before keyplan hears of it. */
interface Meanwhile {
  act?: (place: Workplace) => Promise<void>;
}

describe('what moves while an apply is under way', () => {
  const marking =
    (clientId: string, mark: Readonly<Record<string, string>>) =>
    ({ realm }: Workplace): Promise<void> =>
      changeClient(realm, clientId, ({ attributes }) => ({ attributes: { ...attributes, ...mark } }));

  /** First `kept` is written, then `going` and `orphan` are to go. */
  const files = (revision: number, more: Entries = {}): Entries => ({
    'realm.yaml': {
      clients: { kept: service({ description: `revision ${revision}` }), ...more },
      ...(revision === 1 ? {} : { removed: { clients: { 'c-going': { then: 'delete' } } } }),
    },
  });

  it('is not deleted: not what got another owner, not what was protected, and the run says so', async () => {
    const meanwhile: Meanwhile = {};
    let current: Workplace | undefined;
    const onAnswer = async ({ method }: { readonly method: string }): Promise<void> => {
      const { act } = meanwhile;
      if (method !== 'PUT' || act === undefined || current === undefined) return;
      delete meanwhile.act;
      await act(current);
    };
    await withWorkplace(
      'moved',
      async (place) => {
        current = place;
        place.writeSettings({}, { policy: { orphans: 'delete' } });
        const marks = [{ 'keyplan.owner': OTHER }, { 'keyplan.protected': 'true' }];
        for (const clientId of ['c-going', 'c-orphan']) {
          for (const mark of marks) {
            place.write(files(1, { 'c-going': service(), 'c-orphan': service() }));
            expectExit(await place.run(['apply', '--yes']), 0);
            place.write(files(2));
            meanwhile.act = marking(clientId, mark);
            const report = jsonOf<ReportDocument>(expectExit(await place.run(['apply', '--yes', '--json']), 7));
            expect(meanwhile.act).toBeUndefined();
            const moved = report.outcomes.filter(({ result }) => result === 'moved');
            expect(moved).toMatchObject([{ step: `client/${clientId}#delete` }]);
            expect(await holdings(place.realm)).toContain(`${clientId} (marked)`);
            await marking(clientId, { 'keyplan.owner': 'example.org/keyplan-tests', 'keyplan.protected': '' })(place);
          }
        }
      },
      { onAnswer },
    );
  });

  it('keeps everything once a step before the deletions failed', async () => {
    await withWorkplace('failed-first', async (place) => {
      place.write(files(1, { 'c-going': service() }));
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write(files(2));
      place.proxy.reset({ faults: [{ action: 'status', status: 500, class: 'write', method: 'PUT' }] });
      const report = jsonOf<ReportDocument>(expectExit(await place.run(['apply', '--yes', '--json']), 7));
      expect(report.outcomes.map(({ step, result }) => `${step} ${result}`)).toEqual([
        'client/kept#update failed',
        'client/c-going#delete skipped',
      ]);
      expect(await holdings(place.realm)).toEqual(['c-going (marked)']);
      place.proxy.reset({ faults: [] });
      expectExit(await place.run(['apply', '--yes']), 0);
      expect(await holdings(place.realm)).toEqual([]);
    });
  });

  it('switches nothing off where another object of the approved plan moved since: exit 6, nothing written', async () => {
    await withWorkplace('stale-disable', async (place) => {
      place.write(files(1, { 'c-going': service() }));
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write({
        'realm.yaml': {
          removed: { clients: { 'c-going': { then: 'disable' } } },
          clients: { kept: service({ description: 'revision 2' }) },
        },
      });
      expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
      await changeClient(place.realm, 'kept', () => ({ description: 'by hand' }));
      expectExit(await place.run(['apply', 'plan.json']), 6);
      expect(await holdings(place.realm)).toEqual(['c-going (marked)']);
    });
  });
});

describe('an approved removal', () => {
  it.for([{ 'keyplan.owner': OTHER }, { 'keyplan.protected': 'true' }])(
    'is stale where its object carries %j by now: exit 6, and nothing is called done',
    async (mark) => {
      await withWorkplace('barred', async (place) => {
        place.writeSettings({}, { policy: { orphans: 'delete' } });
        const clients = { kept: service() };
        place.write({ 'realm.yaml': { clients: { ...clients, 'c-going': service() } } });
        expectExit(await place.run(['apply', '--yes']), 0);
        place.write({ 'realm.yaml': { clients } });
        expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
        await changeClient(place.realm, 'c-going', ({ attributes }) => ({ attributes: { ...attributes, ...mark } }));
        const run = expectExit(await place.run(['apply', 'plan.json']), 6);
        expect(run.stderr).toContain('client c-going');
        expect(run.stderr).not.toContain('done already');
        expect(await holdings(place.realm)).toEqual(['c-going (marked)']);
      });
    },
  );
});

describe('the outcomes of a rename', () => {
  it('are those of the documented table', async () => {
    await withWorkplace('rename-outcomes', async (place) => {
      const { admin } = place.realm;
      await addOthers(place);
      await admin.post('/clients', { clientId: 'c-unmarked', description: 'by hand' });
      const wanting = (clients: Entries): void => place.write({ 'realm.yaml': { clients } });
      const plan = (...more: readonly string[]) => place.run(['plan', '--detailed-exitcode', ...more]);

      // Neither is there: created under the new id, which then is inert.
      wanting({ 'c-new': service({ renamedFrom: 'c-old' }) });
      expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await plan(), 0);

      // Both, and the old one is ours.
      wanting({ 'c-new': service(), 'c-old': service() });
      expectExit(await place.run(['apply', '--yes']), 0);
      wanting({ 'c-new': service({ renamedFrom: 'c-old' }) });
      expect(expectExit(await plan(), 4).stderr).toContain('rename-refused');

      // Both, and the old one is nobody's: it is left alone.
      wanting({ 'c-new': service({ renamedFrom: 'c-unmarked' }), 'c-old': service() });
      expect(expectExit(await plan(), 0).stderr).toContain('warning rename-refused');

      // Swaps and chains.
      wanting({ 'c-new': service({ renamedFrom: 'c-old' }), 'c-old': service({ renamedFrom: 'c-new' }) });
      expect(expectExit(await plan(), 4).stderr).toContain('swap their ids');
      wanting({ 'c-third': service({ renamedFrom: 'c-new' }), 'c-new': service({ renamedFrom: 'c-old' }) });
      expectExit(await plan(), 4);

      // The old one is another owner's.
      wanting({ 'c-mine': service({ renamedFrom: 'foreign' }), 'c-new': service(), 'c-old': service() });
      expect(expectExit(await plan(), 5).stdout).toContain('take-over');

      // Only the old one, which nobody marked: renamed and adopted.
      wanting({ 'c-ours': { renamedFrom: 'c-unmarked' }, 'c-new': service(), 'c-old': service() });
      const text = (await plan('--allow', 'adopt')).stdout;
      expect(text).toContain('client c-unmarked -> c-ours');
      expectExit(await place.run(['apply', '--yes', '--allow', 'adopt']), 0);
      expect(await admin.get('/clients?clientId=c-ours')).toMatchObject([{ description: 'by hand' }]);
      expect(await holdings(place.realm)).toEqual([
        'c-new (marked)',
        'c-old (marked)',
        'c-ours (marked)',
        'foreign (marked)',
        'stranger',
      ]);
      expectExit(await plan(), 0);
    });
  });
});
