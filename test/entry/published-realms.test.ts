// Ten realms that nobody made for keyplan: exported, planned, marked, exported again, and built anew from their files.
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAZARDS } from '../../src/model/index.js';
import {
  PUBLISHED_REALMS,
  realmText,
  withEmptyRealm,
  withoutMark,
  withPublishedRealm,
} from '../examples/published-realm.js';
import { inOrder } from './realm-snapshot.js';
import { expectExit, jsonOf, type PlanDocument, type Workplace } from './workplace.js';

describe.each(PUBLISHED_REALMS)('the published realm %s', (name) => {
  it('is exported to files that plan to nothing, are only marked, and build the same realm anew', async () => {
    await withPublishedRealm(name, async (place) => {
      const exported = await exportOf(place);
      await looksOnly(place, ['validate']);
      const plan = jsonOf<PlanDocument>(await looksOnly(place, ['plan', '--detailed-exitcode', '--json']));
      expect(plan.changes.filter(({ action }) => action !== 'mark')).toEqual([]);
      expect(plan.counts['adopt']).toBe(plan.changes.length);

      const before = await wholeRealm(place);
      expectExit(await place.run(['apply', '--mark-only', '--yes']), 0);
      expect(await wholeRealm(place)).toEqual(before);
      const marked = jsonOf<PlanDocument>(await looksOnly(place, ['plan', '--detailed-exitcode', '--json']));
      expect(marked.changes).toEqual([]);
      expect(await exportOf(place)).toEqual(exported);

      await withEmptyRealm(name, async (empty) => {
        cpSync(join(place.folder, 'realm'), join(empty.folder, 'realm'), { recursive: true });
        expectExit(await empty.run(['apply', '--yes', ...HAZARDS.flatMap((hazard) => ['--allow', hazard])]), 0);
        expect(expressible(await exportOf(empty), exported)).toEqual(expressible(exported, exported));
      });
    });
  });
});

/** Exports the realm over the files of before; the files by name. Nothing is sent but GET and the request for a token. */
async function exportOf(place: Workplace): Promise<Readonly<Record<string, string>>> {
  const folder = join(place.folder, 'realm');
  rmSync(folder, { recursive: true, force: true });
  await looksOnly(place, ['export', '--out', 'realm']);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What files say, without the attributes that the same file of the first export names as not said, and without comments. */
function expressible(files: Readonly<Record<string, string>>, first: Readonly<Record<string, string>>) {
  const said = Object.entries(files).map(([name, text]) => {
    const named = [...(first[name] ?? '').matchAll(/attribute (\S+?)[:,]/g)].map(([, key]) => key);
    const isSaid = (line: string): boolean => !line.startsWith('#') && !named.includes(/^ +(\S+):/.exec(line)?.[1]);
    return [name, text.split('\n').filter(isSaid)] as const;
  });
  return Object.fromEntries(said);
}

async function looksOnly(place: Workplace, args: readonly string[]) {
  place.proxy.reset();
  const run = expectExit(await place.run(args), 0);
  const others = place.proxy.log().filter((request) => request.class !== 'token' && request.method !== 'GET');
  expect(others.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  return run;
}

const NOTHING: ReadonlySet<string> = new Set();

/** All that the server says of the realm, but for our marks. */
async function wholeRealm({ realm }: Workplace): Promise<unknown> {
  const nothing = { clients: NOTHING, roles: NOTHING, groups: NOTHING, clientScopes: NOTHING };
  return inOrder(withoutMarks(JSON.parse(await realmText(realm, nothing, withoutMark))));
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('keyplan.'));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMarks(item)]));
}
