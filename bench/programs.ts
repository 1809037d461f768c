// The programs that are measured: keyplan as people start it, and the raw floor; each as a process of its own, through the
// counting proxy, in the same realm, with the same identity and at the same concurrency.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { BenchRealm, CallerName } from './bench-realm.js';
import type { FloorMode, FloorResult } from './floor.js';
import { type Measured, measure, type Surroundings } from './measure.js';
import { workloadModel, writeRealmFiles } from './workload.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** keyplan's own bounds: small reads at a time, and writes at a time. The floor gets the same. */
const READS_AT_A_TIME = 16;
const WRITES_AT_A_TIME = 4;

/** Where the programs work: the proxy before the server, processors, a folder for files, and the realm. */
export interface Place extends Surroundings {
  readonly folder: string;
  /** Pages of one list that the floor asks for at a time. */
  readonly floorPages: number;
  readonly realm: BenchRealm;
}

/** One run of the floor, with its own seconds: those of its process without the start. */
export interface FloorRun extends FloorResult {
  readonly inFlightMax: number;
}

/** Writes realm files and settings for N identities; the first `changed` of them differ. */
export function writeFiles({ proxy, folder, realm }: Place, n: number, changed = 0): void {
  mkdirSync(folder, { recursive: true });
  writeRealmFiles(workloadModel(n, changed), join(folder, 'realm'));
  const signIn = (caller: CallerName) => ({
    clientId: realm.callers[caller].clientId,
    clientSecret: { env: secretVariable(caller) },
  });
  for (const caller of ['view', 'users'] as const) {
    const bench = {
      server: proxy.url,
      realm: realm.name,
      files: ['realm/*.yaml'],
      auth: { plan: signIn(caller), apply: signIn('apply') },
    };
    const settings = { version: 1, owner: 'example.org/bench', targets: { bench } };
    writeFileSync(join(folder, settingsFile(caller)), stringify(settings));
  }
}

/** A plan that must find nothing. Throws when it finds something. */
export async function runPlan(place: Place, caller: 'view' | 'users'): Promise<Measured> {
  const args = ['plan', '--target', 'bench', '--config', settingsFile(caller), '--detailed-exitcode', '--quiet'];
  return checked(await runKeyplan(place, args), 'plan');
}

/** An apply that must converge. Throws when it does not. */
export async function runApply(place: Place): Promise<Measured> {
  const args = ['apply', '--target', 'bench', '--config', settingsFile('users'), '--yes', '--quiet'];
  return checked(await runKeyplan(place, args), 'apply');
}

/** The start of the process and nothing else. */
export async function runVersion(place: Omit<Place, 'realm' | 'floorPages'>): Promise<Measured> {
  mkdirSync(place.folder, { recursive: true });
  const command = { args: [program, '--version'], cwd: place.folder, env: {} };
  return checked(await measure(command, place), '--version');
}

/** One run of the floor. Throws when it did not see every managed fact. */
export async function runFloor(
  { proxy, cores, folder, realm, floorPages }: Place,
  mode: FloorMode,
  options: { readonly caller: CallerName; readonly n: number; readonly changed?: number },
): Promise<FloorRun> {
  const { caller, n, changed = 0 } = options;
  const concurrency = mode === 'create' ? WRITES_AT_A_TIME : READS_AT_A_TIME;
  const { clientId, secret } = realm.callers[caller];
  const numbers = ['--n', n, '--concurrency', concurrency, '--pages', floorPages, '--changed', changed].map(String);
  const loader = new URL('../scripts/typescript.mjs', import.meta.url).href;
  const floor = join(root, 'bench', 'floor.ts');
  const run = await measure(
    {
      args: ['--import', loader, floor, mode, '--url', proxy.url, '--realm', realm.name, ...numbers],
      cwd: folder,
      env: { KEYPLAN_BENCH_CLIENT: clientId, KEYPLAN_BENCH_SECRET: secret },
    },
    { proxy, cores },
  );
  const result = JSON.parse(checked(run, `floor ${mode}`).stdout) as FloorResult;
  if (result.missing > 0) throw new Error(`floor ${mode}: ${result.missing} identities are not as they should be`);
  return { ...result, requests: run.requests, inFlightMax: run.inFlightMax };
}

const program = join(root, 'bin', 'keyplan.js');

function runKeyplan({ proxy, cores, folder, realm }: Place, args: readonly string[]): Promise<Measured> {
  const secrets = Object.entries(realm.callers).map(([caller, { secret }]) => [
    secretVariable(caller as CallerName),
    secret,
  ]);
  return measure({ args: [program, ...args], cwd: folder, env: Object.fromEntries(secrets) }, { proxy, cores });
}

function checked(run: Measured, what: string): Measured {
  if (run.exitCode === 0) return run;
  const output = `${run.stdout}\n${run.stderr}`.trim().split('\n').slice(-40).join('\n');
  throw new Error(`${what} ended with exit code ${run.exitCode}:\n${output}`);
}

function settingsFile(caller: 'view' | 'users'): string {
  return `${caller}.yaml`;
}

function secretVariable(caller: CallerName): string {
  return `KEYPLAN_BENCH_${caller.toUpperCase()}_SECRET`;
}
