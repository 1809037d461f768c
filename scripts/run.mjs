// node scripts/run.mjs TASK [arguments]: runs a task of the project under the right Node.js, on any Node from 20 on.
// package.json's scripts call it; what it prepares first is in bootstrap.mjs.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError, ensureBuilt, ensureNode, ensurePackages, root, run, say } from './bootstrap.mjs';

/** No Keycloak can be had on this machine: the exit code of prepare-server.ts that is no failure by itself. */
const noServer = 75;

const tasks = {
  build: (node) => ensureBuilt(node, { force: true }),
  check,
  test,
  demo: (node, args) => built(node, ['bin/keyplan.js', 'demo', ...args]),
  bench: (node, args) => built(node, [...typescript, 'bench/main.ts', ...args]),
  faults,
  contract: (node, args) => step(node, [...typescript, 'scripts/contract.ts', ...args]),
  format: (node) => tool(node, 'biome', ['format', '--write', '.']),
  lint,
  fresh,
  rigs: (node, args) => step(node, [...typescript, 'scripts/build-rigs.ts', ...args]),
  'pack-check': packCheck,
};

const typescript = ['--import', './scripts/typescript.mjs'];

async function main([name, ...args]) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (!task) throw new BootstrapError(`No task "${name ?? ''}"; there are: ${Object.keys(tasks).join(', ')}.`);
  const node = await ensureNode();
  await ensurePackages(node);
  process.exitCode = (await task(node, args)) ?? 0;
}

/** Everything that needs no server, in about a minute. */
async function check(node, args) {
  return (await statics(node)) || vitest(node, ['--project', 'offline', ...args]);
}

/** What `check` does, and then the tests against a real server; one count for all tests of both. */
async function test(node, args) {
  const code = await statics(node);
  if (code !== 0) return code;
  await ensureBuilt(node);
  const server = await prepareServer(node);
  if (server.ready) return vitest(node, ['--project', 'offline', '--project', 'server', ...args]);
  if (process.env.KEYPLAN_REQUIRE_SERVER) {
    say(`KEYPLAN_REQUIRE_SERVER is set, and the server tests cannot run: ${server.reason}`);
    return failed();
  }
  const files = ['contract', 'entry', 'examples', 'action'].flatMap((folder) => testFiles(`test/${folder}`));
  const leftOut = files.map((file) => `${file}: ${server.reason}`).join('\n');
  return vitest(node, ['--project', 'offline', ...args], { KEYPLAN_TESTS_LEFT_OUT: leftOut });
}

/** Fifty applies under faults, an apply of ten minutes with tokens of ten seconds, a server that is restarted or dies under it. */
async function faults(node, args) {
  await ensureBuilt(node);
  const sizes = { KEYPLAN_FAULT_RUNS: '50', KEYPLAN_SLOW_SECONDS: '600' };
  return vitest(node, ['--project', 'endurance', ...args], { ...sizes, ...process.env });
}

/** Format, lint and types; all of them, so that one run shows every fault. */
async function statics(node) {
  const codes = [
    await tool(node, 'biome', ['format', '.']),
    await lint(node),
    await tool(node, 'tsc', ['-p', 'tsconfig.json']),
  ];
  return codes.some((code) => code !== 0) ? failed() : 0;
}

/** Writes again what is generated: from the sources, and then the GitHub Action from all of them. */
async function fresh(node, args) {
  return (
    (await step(node, [...typescript, 'scripts/generate.ts', ...args])) || step(node, ['scripts/bundle-action.mjs'])
  );
}

async function lint(node) {
  return (await tool(node, 'oxlint', [])) || tool(node, 'knip', ['--no-progress']);
}

/** Gets a Keycloak onto this machine and builds it, without starting it. */
async function prepareServer(node) {
  const code = await run(node, [...typescript, 'scripts/prepare-server.ts'], { node, quiet: true });
  if (code === 0) return { ready: true };
  if (code === noServer) return { ready: false, reason: 'no Keycloak can be had on this machine, as explained above' };
  throw new BootstrapError('The Keycloak for the tests could not be prepared; the reason is above.');
}

/** Checks the package as its users get it: the tarball's content, its types, and that its program starts from it. */
async function packCheck(node) {
  await ensureBuilt(node, { force: true });
  const folder = join(root, '.cache', 'pack');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = await run('npm', ['pack', '--pack-destination', folder], { node, quiet: true });
  if (packed !== 0) return packed;
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
  const code =
    (await tool(node, 'publint', [tarball, '--strict'])) ||
    (await tool(node, 'attw', [tarball, '--profile', 'esm-only'])) ||
    (await run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', tarball], {
      node,
      quiet: true,
    }));
  return code || run(node, [join(folder, 'node_modules', 'keyplan', 'bin', 'keyplan.js'), '--version'], { node });
}

function vitest(node, args, env = {}) {
  return run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], { node, env });
}

async function built(node, args) {
  await ensureBuilt(node);
  return step(node, args);
}

function step(node, args) {
  return run(node, args, { node });
}

/** Runs the program that a package of ours brings along. */
function tool(node, name, args) {
  const windows = process.platform === 'win32';
  return run(join(root, 'node_modules', '.bin', windows ? `${name}.cmd` : name), args, { node });
}

/** Ends a run that got no further than its preparation with the same closing line as a run of tests. */
function failed() {
  process.stdout.write('0 passed, 1 failed\n');
  return 1;
}

function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  return files.map((file) => `${folder}/${file}`).sort();
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof BootstrapError)) throw error;
  say(error.message);
  process.exitCode = 1;
});
