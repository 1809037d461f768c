// Where a test of the command line works: a realm of its own, a counting proxy before its server, and a folder with
// settings and realm files, in which keyplan runs as a process.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Json } from '../../src/model/index.js';
import { type TestRealm, withRealm } from '../support/keycloak.js';
import { type Proxy, type ProxyOptions, startProxy } from '../support/proxy.js';

/** How one run of keyplan ended. A run that a signal ended has no exit code. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface RunningRun {
  readonly process: ChildProcess;
  readonly ended: Promise<Run>;
}

export interface Workplace {
  readonly realm: TestRealm;
  readonly proxy: Proxy;
  readonly folder: string;
  /** The variables that a run sees. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Writes realm files, each name with its content as an object; the settings read all of `realm/`. */
  write(files: Readonly<Record<string, unknown>>): void;
  /** Writes `keyplan.yaml` anew with other members in its one target, `test`, and beside it. */
  writeSettings(target: Readonly<Record<string, unknown>>, more?: SettingsMembers): void;
  /** Runs keyplan to its end. */
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Run>;
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): RunningRun;
}

/** What settings have beside their target. */
export interface SettingsMembers {
  readonly owner?: string;
  readonly policy?: Readonly<Record<string, unknown>>;
  /** The name of the settings where they are not `keyplan.yaml`. */
  readonly file?: string;
}

/** What the proxy is told beforehand, such as a function to run at each write. */
export type WorkplaceOptions = Omit<ProxyOptions, 'target'> & {
  /** Goes into the request that makes the realm. */
  readonly representation?: Readonly<Record<string, unknown>>;
};

export const OWNER = 'example.org/keyplan-tests';

/** Goes into a workplace's representation, for a realm that keeps who changed what. */
export const EVENTS_ON = { adminEventsEnabled: true, adminEventsDetailsEnabled: true };

const PASSWORD_VARIABLE = 'TEST_ADMIN_PASSWORD';
// What bin/keyplan.js starts when it has seen that all is built: the run of the tests has seen that once.
const program = fileURLToPath(new URL('../../dist/program/start.js', import.meta.url));

/** Makes a workplace, gives it to `work`, and takes it away whatever happens. keyplan signs in as the server's administrator. */
export async function withWorkplace(
  prefix: string,
  work: (place: Workplace) => Promise<void>,
  { representation = {}, ...options }: WorkplaceOptions = {},
): Promise<void> {
  await withRealm(prefix, (realm) => withWorkplaceIn(realm, work, options), representation);
}

/** The same in a realm that is there already. */
export async function withWorkplaceIn(
  realm: TestRealm,
  work: (place: Workplace) => Promise<void>,
  options: Omit<ProxyOptions, 'target'>,
): Promise<void> {
  const proxy = await startProxy({ ...options, target: realm.server.url });
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-test-'));
  try {
    const place = workplaceOf(realm, proxy, folder);
    place.writeSettings({});
    await work(place);
  } finally {
    rmSync(folder, { recursive: true });
    await proxy.close();
  }
}

/** The document that a run with `--json` printed. Fails the test with all output when there is none. */
export function jsonOf<T>(run: Run): T {
  try {
    return JSON.parse(run.stdout) as T;
  } catch (cause) {
    throw new Error(`no JSON on stdout, exit code ${run.exitCode}:\n${run.stdout}\n${run.stderr}`, { cause });
  }
}

/** Fails the test with all output unless the run ended as it should. */
export function expectExit(run: Run, exitCode: number): Run {
  if (run.exitCode === exitCode) return run;
  throw new Error(`exit code ${run.exitCode} instead of ${exitCode}:\n${run.stdout}\n${run.stderr}`);
}

/** The parts of a plan's JSON form that tests look at. */
export interface PlanDocument {
  readonly changes: readonly {
    readonly address: string;
    readonly action: string;
    readonly origin: string;
    readonly fields: readonly { readonly path: string; readonly before?: Json; readonly after?: Json }[];
    readonly changedBy?: readonly {
      readonly user?: string;
      readonly isOfOtherRealm: boolean;
      readonly through?: string;
      readonly at: string;
    }[];
    readonly stillNamed?: readonly { readonly address: string; readonly path: string; readonly isChanged: boolean }[];
  }[];
  readonly steps: readonly { readonly id: string; readonly address: string; readonly operation: string }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly notes: readonly { readonly address?: string; readonly text: string }[];
  readonly unmanaged: readonly string[];
  readonly unread: readonly { readonly area: string; readonly reason: string; readonly missingRole?: string }[];
}

/** The parts of a report's JSON form that tests look at. */
export interface ReportDocument {
  readonly state: string;
  readonly outcomes: readonly { readonly step: string; readonly result: string; readonly message?: string }[];
}

function workplaceOf(realm: TestRealm, proxy: Proxy, folder: string): Workplace {
  const own = { ...plainEnvironment(), [PASSWORD_VARIABLE]: realm.server.password };
  const start: Workplace['start'] = (args, environment = {}) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...own, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { process: child, ended: endOf(child) };
  };
  return {
    realm,
    proxy,
    folder,
    environment: own,
    write(files) {
      rmSync(join(folder, 'realm'), { recursive: true, force: true });
      for (const [name, content] of Object.entries(files)) writeYaml(join(folder, 'realm', name), content);
    },
    writeSettings(target, { file = 'keyplan.yaml', ...more } = {}) {
      const auth = {
        realm: 'master',
        clientId: 'admin-cli',
        username: realm.server.username,
        password: { env: PASSWORD_VARIABLE },
      };
      const test = { server: proxy.url, realm: realm.name, files: ['realm/**/*.yaml'], auth, ...target };
      writeYaml(join(folder, file), { version: 1, owner: OWNER, targets: { test }, ...more });
    },
    start,
    run: (args, environment) => start(args, environment).ended,
  };
}

/** The tests' environment without what would colour the output or change where keyplan looks. */
function plainEnvironment(): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(KEYPLAN_|FORCE_COLOR|NODE_OPTIONS|VITEST|.*_PROXY$)/i.test(name),
  );
  return { ...Object.fromEntries(entries), CI: 'true', NO_COLOR: '1' };
}

function writeYaml(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 }));
}

function endOf(child: ChildProcess): Promise<Run> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
