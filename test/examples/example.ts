// An example folder as its reader would use it: copied, pointed at a realm of the test, signed in with the identities that
// its settings name.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument, type YAMLSeq } from 'yaml';
import { expectExit, type Run, withWorkplace, type Workplace } from '../entry/workplace.js';
import { addCaller, type TestCaller, type TestRealm } from '../support/keycloak.js';

export interface Example {
  readonly name: string;
  /** The target of its settings. */
  readonly target: string;
  /** Whether the settings sign in as the server's administrator, and not with two clients. */
  readonly isAdministered?: boolean;
  /** Makes the identities that the settings name where they show no secret; gives what the platform tells a run. */
  readonly signIn?: (realm: TestRealm) => Promise<(args: readonly string[]) => Readonly<Record<string, string>>>;
}

/** One example in a realm that holds nothing yet but what the example's `live.json` says. */
export interface PlacedExample {
  readonly place: Workplace;
  /** Puts the realm files of a folder of the example over those in place: `before` for those before its change, `.` for those after. */
  readonly useFilesOf: (folder: string) => void;
  readonly run: (...args: readonly string[]) => Promise<Run>;
  /** Runs to a good end and says what was sent besides GET and the request for a token. */
  readonly writesOf: (...args: readonly string[]) => Promise<readonly string[]>;
  /** The words of a plan, with the names that the example has for its server and its realm, and those of a file of the example. */
  readonly planBeside: (
    file: string,
    ...args: readonly string[]
  ) => Promise<{ readonly plan: Words; readonly file: Words }>;
}

type Words = readonly string[];

const folderOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

/** Places an example, gives it to `work`, and takes it away whatever happens. */
export async function withExample(example: Example, work: (placed: PlacedExample) => Promise<void>): Promise<void> {
  await withWorkplace(example.name, async (place) => {
    cpSync(folderOf(example.name), place.folder, { recursive: true });
    const names = pointSettings(place, example);
    await loadLive(place.realm, join(place.folder, 'live.json'));
    const environmentOf = await signInOf(place, example);
    const run = (...args: readonly string[]): Promise<Run> => place.run(args, environmentOf(args));
    await work({
      place,
      run,
      useFilesOf: (folder) =>
        cpSync(join(folderOf(example.name), folder, 'realms'), join(place.folder, 'realms'), { recursive: true }),
      async writesOf(...args) {
        place.proxy.reset();
        expectExit(await run(...args), 0);
        const sent = place.proxy.log().filter((request) => request.class !== 'token' && request.method !== 'GET');
        return sent.map(({ method, url }) => `${method} ${url}`);
      },
      async planBeside(file, ...args) {
        const text = withNamesOf(names, place, expectExit(await run('plan', ...args), 0).stdout);
        return { plan: wordsOf(text), file: wordsOf(readGolden(join(folderOf(example.name), file), text)) };
      },
    });
  });
}

/** The server and the realm as the example's own settings name them. */
interface ExampleNames {
  readonly server: string;
  readonly realm: string;
}

/** Puts the test's server and realm into the settings and gives back the names that stood there. */
function pointSettings({ folder, proxy, realm }: Workplace, { target }: Example): ExampleNames {
  const path = join(folder, 'keyplan.yaml');
  const settings = parseDocument(readFileSync(path, 'utf8'));
  const names = {
    server: String(settings.getIn(['targets', target, 'server'])),
    realm: String(settings.getIn(['targets', target, 'realm'])),
  };
  settings.setIn(['targets', target, 'server'], proxy.url);
  settings.setIn(['targets', target, 'realm'], realm.name);
  writeFileSync(path, settings.toString({ lineWidth: 0 }));
  return names;
}

/** What somebody else has put into the realm before, in the words of the Admin API. */
async function loadLive({ admin }: TestRealm, path: string): Promise<void> {
  if (!existsSync(path)) return;
  const live = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly unknown[] | undefined>>;
  for (const scope of live['clientScopes'] ?? []) await admin.post('/client-scopes', scope);
  for (const client of live['clients'] ?? []) await admin.post('/clients', client);
}

/** Signs in with exactly the roles that doctor says the example's files need. */
async function signInOf(
  place: Workplace,
  { isAdministered, signIn }: Example,
): Promise<(args: readonly string[]) => Readonly<Record<string, string>>> {
  const { realm } = place;
  if (signIn !== undefined) return await signIn(realm);
  if (isAdministered === true) return () => ({ KEYPLAN_ADMIN_PASSWORD: realm.server.password });
  const least = parseDocument(expectExit(await place.run(['doctor', '--as-yaml']), 0).stdout);
  const caller = (clientId: string): Promise<TestCaller> => {
    const roles = least.getIn(['clients', clientId, 'serviceAccount', 'clientRoles', 'realm-management']);
    return addCaller(realm, clientId, (roles as YAMLSeq).toJSON() as readonly string[]);
  };
  const [plan, apply] = [await caller('keyplan-plan'), await caller('keyplan-apply')];
  return () => ({ KEYPLAN_PLAN_SECRET: plan.clientSecret, KEYPLAN_APPLY_SECRET: apply.clientSecret });
}

function withNamesOf({ server, realm }: ExampleNames, place: Workplace, text: string): string {
  return text.replaceAll(place.proxy.url, server).replaceAll(place.realm.name, realm);
}

/** What a file says; with KEYPLAN_UPDATE_GOLDENS=1 it says `text` from then on. */
function readGolden(path: string, text: string): string {
  if (process.env['KEYPLAN_UPDATE_GOLDENS'] === '1') writeFileSync(path, text);
  return readFileSync(path, 'utf8');
}

/** Plans are compared word by word: the test's realm has a longer name, so that lines may break elsewhere. */
function wordsOf(text: string): Words {
  return text.split(/\s+/).filter((word) => word !== '');
}
