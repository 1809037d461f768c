// npm run bench [-- --quick] [--n 10,100] [--latency 0,20] [--rounds R] [--cores apart|shared] [--floor-pages P] [--page docs/benchmark.md] [--action]: what keyplan costs on a real Keycloak, beside the
// fewest requests that could do the same work. Ends with exit code 1 when a promise of bounds.ts is broken.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LocalServer, startLocalServer } from '../src/systems/local-server/local-server.js';
import { startProxy } from '../test/support/proxy.js';
import { measureAction } from './action.js';
import { ACTION_SECONDS_MAX, boundsOf, isBroken } from './bounds.js';
import { chooseCores, PLACEMENTS } from './cores.js';
import { median } from './measure.js';
import { runVersion } from './programs.js';
import { adminSignIn, openRawClient, type RawClient } from './raw-client.js';
import type { Results } from './results.js';
import { type Bench, runCases, type Sizes } from './run.js';
import { actionMarkdown, resultsMarkdown } from './table.js';

const FULL: Sizes = {
  ns: [10, 100, 1000],
  latenciesMs: [0, 20],
  half: 500,
  rounds: { creates: 3, plans: 5, changes: 3 },
};
const QUICK: Sizes = { ns: [10, 100], latenciesMs: [0, 20], half: 50, rounds: { creates: 1, plans: 3, changes: 1 } };
const START_ROUNDS = 7;
const ADMIN_REQUESTS_AT_A_TIME = 8;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      n: { type: 'string' },
      latency: { type: 'string' },
      rounds: { type: 'string' },
      cores: { type: 'string' },
      'floor-pages': { type: 'string', default: '1' },
      page: { type: 'string' },
      action: { type: 'boolean', default: false },
    },
  });
  if (values.action) return await benchAction(values.page);
  const sizes = chooseSizes(values.quick ? QUICK : FULL, values);
  const placement = PLACEMENTS.find((one) => one === values.cores);
  if (values.cores !== undefined && placement === undefined) throw new Error(`--cores is ${PLACEMENTS.join(' or ')}`);
  const [floorPages = 0] = numbers('--floor-pages', values['floor-pages']);
  if (floorPages < 1) throw new Error('--floor-pages is at least 1');
  const server = await startLocalServer({ environment: process.env, onProgress: say });
  try {
    const cores = chooseCores(placement, server.how !== 'docker' && server.how !== 'given');
    const results = await runOn(server, { cores, floorPages }, sizes);
    const bounds = boundsOf(results);
    const markdown = resultsMarkdown(results, bounds);
    process.stdout.write(`${markdown}\n`);
    save(results, markdown);
    if (values.page !== undefined) fillPage(values.page, `figures ${cores.placement}`, markdown);
    const broken = bounds.filter(isBroken);
    for (const bound of broken) say(`broken: ${bound.name} is ${bound.measured}, at most ${bound.limit} ${bound.unit}`);
    return broken.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
  }
}

function openAdmin({ url, admin }: LocalServer): RawClient {
  return openRawClient({ url, signIn: adminSignIn(admin), concurrency: ADMIN_REQUESTS_AT_A_TIME });
}

/** The Action alone, with the one promise about it. */
async function benchAction(page: string | undefined): Promise<number> {
  const server = await startLocalServer({ environment: process.env, onProgress: say });
  const admin = openAdmin(server);
  try {
    const [load = 0] = loadavg();
    const costs = await measureAction(admin, server.url);
    const markdown = actionMarkdown(costs, load);
    process.stdout.write(`${markdown}\n`);
    if (page !== undefined) fillPage(page, 'action', markdown);
    return costs.every(({ withoutServer }) => withoutServer < ACTION_SECONDS_MAX) ? 0 : 1;
  } finally {
    admin.close();
    await server.stop();
  }
}

async function runOn(
  server: LocalServer,
  { cores, floorPages }: Pick<Bench, 'cores' | 'floorPages'>,
  sizes: Sizes,
): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-bench-'));
  const proxy = await startProxy({ target: server.url });
  const admin = openAdmin(server);
  try {
    const [loadBefore = 0] = loadavg();
    const startSeconds = await measureStart({ proxy, cores, folder });
    const bench: Bench = { admin, proxy, cores, folder, floorPages, onProgress: say };
    const cases = await runCases(bench, sizes);
    const { systemInfo } = (await admin.call('GET', '/admin/serverinfo')).json as ServerInfo;
    const [loadAfter = 0] = loadavg();
    const { placement, count } = cores;
    const machine = { node: process.versions.node, cores: count, placement, floorPages, loadBefore, loadAfter };
    return { startSeconds, server: systemInfo.version, ...machine, ...cases };
  } finally {
    admin.close();
    await proxy.close();
    rmSync(folder, { recursive: true });
  }
}

interface ServerInfo {
  readonly systemInfo: { readonly version: string };
}

async function measureStart(place: Parameters<typeof runVersion>[0]): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round <= START_ROUNDS; round++) {
    const run = await runVersion(place);
    if (round > 0) seconds.push(run.seconds);
  }
  return median(seconds);
}

interface Choice {
  readonly n?: string | undefined;
  readonly latency?: string | undefined;
  readonly rounds?: string | undefined;
}

/** The sizes with what the command line says otherwise. */
function chooseSizes(sizes: Sizes, { n, latency, rounds }: Choice): Sizes {
  const [count] = rounds === undefined ? [] : numbers('--rounds', rounds);
  return {
    ...sizes,
    ns: n === undefined ? sizes.ns : numbers('--n', n),
    latenciesMs: latency === undefined ? sizes.latenciesMs : numbers('--latency', latency),
    rounds: count === undefined ? sizes.rounds : { creates: count, plans: count, changes: count },
  };
}

function numbers(option: string, text: string): readonly number[] {
  const list = text.split(',').map(Number);
  if (list.every((number) => Number.isInteger(number) && number >= 0)) return list;
  throw new Error(`${option} takes whole numbers, and several with commas between them`);
}

function save(results: Results, markdown: string): void {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(folder, 'latest.md'), `${markdown}\n`);
  say(`figures: ${join('bench', 'results', 'latest.{md,json}')}`);
}

/** Puts the figures between the two marks of a page. */
function fillPage(page: string, name: string, markdown: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no ${start} … ${end}`);
  writeFileSync(page, `${text.slice(0, from + start.length)}\n\n${markdown}\n\n${text.slice(to)}`);
}

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

process.exitCode = await main();
