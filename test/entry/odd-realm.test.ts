// A realm with every odd name and value that the server takes: exported, marked, exported again and built anew.
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HAZARDS } from '../../src/model/index.js';
import { ODD_REALM } from './odd-realm.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

it('a realm of odd names and values goes the whole way', async () => {
  const whole = async (place: Workplace): Promise<void> => {
    const exported = await exportOf(place, []);
    expect(Object.values(exported).join('')).not.toMatch(/(first|second)-secret/);
    expectExit(await place.run(['validate']), 0);
    const { changes } = await planOf(place);
    expect(changes.filter(({ action, origin }) => action !== 'mark' || origin !== 'adopt')).toEqual([]);
    for (const options of [['--no-templates'], ['--single-file', '--include-built-in']]) {
      await exportOf(place, options);
      expect(marksOf(await planOf(place))).toEqual(marksOf({ changes }));
    }
    expect(await exportOf(place, [])).toEqual(exported);
    expectExit(await place.run(['apply', '--mark-only', '--yes']), 0);
    expect((await planOf(place)).changes).toEqual([]);
    expect(await exportOf(place, [])).toEqual(exported);
    await withWorkplace('odd-anew', async (empty) => {
      cpSync(join(place.folder, 'realm'), join(empty.folder, 'realm'), { recursive: true });
      expectExit(await empty.run(['apply', '--yes', ...HAZARDS.flatMap((hazard) => ['--allow', hazard])]), 0);
      expect(withoutComments(await exportOf(empty, []))).toEqual(withoutComments(exported));
    });
  };
  await withWorkplace('odd', whole, { representation: ODD_REALM });
});

function marksOf({ changes }: Pick<PlanDocument, 'changes'>): readonly string[] {
  return changes.map(({ action, origin, address }) => `${action} ${origin} ${address}`);
}

type Files = Readonly<Record<string, string>>;

async function exportOf(place: Workplace, options: readonly string[]): Promise<Files> {
  const folder = join(place.folder, 'realm');
  rmSync(folder, { recursive: true, force: true });
  expectExit(await place.run(['export', '--out', 'realm', ...options]), 0);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What the server gives a new SAML client, what is ignored because it could not be exported, and the mappers of a client of which two have one name, are named in the comments. */
const NOT_SAID = /^ {6}saml[._][a-z_.]+: .*$|^ {4}protocolMappers: \{\}$|^ignore:(?:\n {2}- .*)+$/gm;

function withoutComments(files: Files): Files {
  const said = (text: string): string =>
    text
      .replaceAll(/^#.*\n/gm, '')
      .replaceAll(NOT_SAID, '')
      .replaceAll(/\n+/g, '\n')
      .trim();
  return Object.fromEntries(
    Object.entries(files)
      .map(([name, text]) => [name, said(text)])
      .filter(([, text]) => text !== ''),
  );
}

async function planOf(place: Workplace): Promise<PlanDocument> {
  return jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--detailed-exitcode', '--json']), 0));
}
