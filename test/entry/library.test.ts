// The library as programs use it: the built package, by its name.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Failure, openKeyplan } from '../../src/index.js';
import { projectRoot } from '../support/project-files.js';
import { expectExit, withWorkplace } from './workplace.js';

const FILES = { 'realm.yaml': { roles: { reader: {} }, clients: { agent: { type: 'service', name: 'Agent' } } } };

const of = { target: 'test' };

describe('the library', () => {
  it('plans, applies what was approved, finds drift, and writes only where it applies', async () => {
    await withWorkplace('library', async (place) => {
      place.write(FILES);
      const shown: string[] = [];
      const keyplan = openKeyplan({
        folder: place.folder,
        environment: place.environment,
        onSecret: (secret) => shown.push(secret.reveal()),
      });
      expect((await keyplan.validate(of)).document).toMatchObject({ valid: true });
      place.proxy.reset();
      const planned = await keyplan.plan(of);
      expect([planned.exit, planned.notes]).toEqual([2, []]);
      expect(planned.document).toMatchObject({ counts: { create: 2 } });
      expect(place.proxy.stats().byClass.write).toBe(0);
      expect(JSON.stringify(planned)).not.toContain(shown[0]);

      writeFileSync(join(place.folder, 'plan.json'), JSON.stringify(planned.document));
      const applied = await keyplan.apply({ ...of, planFile: 'plan.json' });
      expect(applied).toMatchObject({ exit: 0, document: { state: 'converged' } });
      expect(await keyplan.plan(of)).toMatchObject({ exit: 0, document: { changes: [] } });
      expect(await keyplan.apply(of)).toMatchObject({ exit: 0, document: { steps: [] } });

      const [agent] = await place.realm.admin.get<{ id: string }[]>('/clients?clientId=agent');
      await place.realm.admin.put(`/clients/${agent?.id}`, { ...agent, name: 'Changed' });
      const drifted = { exit: 2, document: { changes: [{ address: 'client/agent', fields: [{ path: 'name' }] }] } };
      expect(await keyplan.drift(of)).toMatchObject(drifted);
      const aborted = AbortSignal.abort();
      expect((await keyplan.apply({ ...of, signal: aborted })).document).toMatchObject({ state: 'partial' });
      expect(await keyplan.drift(of)).toMatchObject(drifted);
    });
  });

  it('says what is wrong with files, with servers and with calls', async () => {
    await withWorkplace('library', async (place) => {
      place.write({ 'realm.yaml': { clients: { agent: { nam: 'x' } } } });
      const keyplan = openKeyplan({ folder: place.folder, environment: place.environment });
      const place1 = { file: 'realm/realm.yaml', line: 3, column: 5 };
      expect(await keyplan.plan(of)).toMatchObject({
        exit: 4,
        document: { diagnostics: [{ code: 'unknown-key', place: place1 }] },
      });
      place.write(FILES);
      const signedOut = openKeyplan({ folder: place.folder });
      expect(await signedOut.plan(of)).toMatchObject({ exit: 3, document: { failure: { exit: 3 } } });
      await expect(keyplan.apply({ ...of, planFile: 'none.json' })).rejects.toThrow(Failure);
      const misuses = [
        () => keyplan.apply({ ...of, onlyOrigin: ['pr'] } as never),
        () => keyplan.plan({ ...of, onlyOrigins: ['drft'] as never }),
        () => keyplan.plan({ ...of, expectOnly: ['drft'] as never }),
        () => keyplan.apply({ ...of, allow: ['adopt'] as never }),
        () => keyplan.apply({ ...of, allow: [{ rule: 'public-client', adress: 'client/x' }] as never }),
        () => keyplan.apply({ ...of, allow: [{ rule: 'public-client:client/x' }] as never }),
        () => keyplan.apply({ ...of, due: 'false' as never }),
        () => keyplan.plan({} as never),
        () => keyplan.drift({ target: ['test'] } as never),
        async () => openKeyplan({ environment: {} } as never),
      ];
      for (const misuse of misuses) await expect(misuse()).rejects.toMatchObject({ code: 'usage' });
      expect(place.proxy.stats().byClass.write).toBe(0);
    });
  });

  it('serves the example', async () => {
    await withWorkplace('library', async (place) => {
      place.write(FILES);
      const example = join(projectRoot, 'examples', 'library', 'watch.mjs');
      const run = async (): Promise<{ readonly code: unknown; readonly lines: readonly string[] }> => {
        const env = { ...process.env, ...place.environment };
        const ended = await promisify(execFile)(process.execPath, [example, place.folder, 'test'], { env }).catch(
          (error: { code: unknown; stdout: string }) => error,
        );
        return { code: 'code' in ended ? ended.code : 0, lines: ended.stdout.split('\n').filter(Boolean) };
      };
      const created = await run();
      expect(created.code).toBe(2);
      expect(created.lines.map((line) => line.split(':')[0])).toEqual(['create role/reader', 'create client/agent']);
      expectExit(await place.run(['apply', '--yes']), 0);
      expect(await run()).toEqual({ code: 0, lines: [] });
    });
  });
});
