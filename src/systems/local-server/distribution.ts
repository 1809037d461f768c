import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withFolderLock } from './folder-lock.js';
import { lastLines, runProgram } from './run-program.js';
import {
  buildArguments,
  javaVariables,
  serverEnvironment,
  serverFeatures,
  type Environment,
} from './server-options.js';
import { parseServerVersion, type ServerVersion } from './server-version.js';
import { LocalServerError } from './server-ways.js';

// Written last, so that a folder without it was left half made and is made again.
const BUILT_MARK = '.keyplan-built';

export interface DistributionRequest {
  readonly version: string;
  readonly cacheDir: string;
  readonly environment: Environment;
  readonly onProgress: (text: string) => void;
}

/**
 * The folder of the built server of this version in the cache; its name holds all that the build depends on.
 * 24.0.5 and 26.0.8 take a `+` in their path for a blank and do not find their own files: no such signs in the name.
 */
export function distributionFolder(cacheDir: string, version: string): string {
  return join(cacheDir, `keycloak-${[version, ...serverFeatures(knownVersion(version)), 'certificates'].join('-')}`);
}

/** Whether the cache holds a server of this version that is ready to start. */
export async function isBuilt(folder: string): Promise<boolean> {
  return exists(join(folder, BUILT_MARK));
}

/** The version that an unpacked server says it is. */
export async function readHomeVersion(home: string): Promise<string> {
  const text = await readFile(join(home, 'version.txt'), 'utf8').catch((cause: unknown) => {
    throw new LocalServerError('KEYPLAN_KEYCLOAK_HOME names a folder without version.txt: it is no Keycloak server.', {
      cause,
    });
  });
  const version = /\d+\.\d+\.\d+\S*/.exec(text)?.[0];
  if (!version)
    throw new LocalServerError('The version.txt of the server in KEYPLAN_KEYCLOAK_HOME names no version', {
      code: 'usage',
    });
  return version;
}

/**
 * Copies the distribution of a version out of the user's Maven repository, or the one it mirrors, and builds it into
 * the cache. A reason in place of the folder says why Maven did not give it.
 */
export async function fetchByMaven(
  request: DistributionRequest,
  javaHome: string,
): Promise<{ readonly folder: string } | { readonly reason: string }> {
  const folder = distributionFolder(request.cacheDir, request.version);
  const maven = await runProgram('mvn', ['-version'], { environment: request.environment, timeoutMs: 60_000 });
  if (maven.code !== 0) return { reason: 'Maven: no working mvn on PATH' };
  return withFolderLock(`${folder}.lock`, async () => {
    if (await isBuilt(folder)) return { folder };
    const download = `${folder}.download`;
    await rm(download, { recursive: true, force: true });
    request.onProgress(`fetching Keycloak ${request.version} with Maven`);
    const copied = await copyArtifact(request, download);
    if (copied !== undefined) return { reason: `Maven: ${copied}` };
    await makeFolder(folder, (target) =>
      unpack(join(download, `keycloak-quarkus-dist-${request.version}.tar.gz`), target),
    );
    await rm(download, { recursive: true, force: true });
    await build(request, folder, javaHome);
    return { folder };
  });
}

/** Copies an unpacked server into the cache and builds it there: the user's own folder is not changed. */
export async function copyHome(request: DistributionRequest, home: string, javaHome: string): Promise<string> {
  const place = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 8);
  const folder = `${distributionFolder(request.cacheDir, request.version)}-home-${place}`;
  return withFolderLock(`${folder}.lock`, async () => {
    if (!(await isBuilt(folder))) {
      const isData = (path: string): boolean => path === join(home, 'data');
      await makeFolder(folder, (target) => cp(home, target, { recursive: true, filter: (path) => !isData(path) }));
      await build(request, folder, javaHome);
    }
    return folder;
  });
}

async function copyArtifact(request: DistributionRequest, download: string): Promise<string | undefined> {
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${request.version}:tar.gz`;
  const args = ['-B', '-q', plugin, artifact, `-DoutputDirectory=${download}`];
  const result = await runProgram('mvn', args, { environment: request.environment, timeoutMs: 900_000 });
  if (result.code === 0) return undefined;
  const fault = (result.stdout + result.stderr).split('\n').find((line) => line.includes('[ERROR]'));
  return fault?.replace('[ERROR]', '').trim().slice(0, 300) ?? 'mvn failed without a word';
}

/** Fills `folder` anew by `fill`. */
async function makeFolder(folder: string, fill: (target: string) => Promise<void>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await fill(folder);
}

async function unpack(tarball: string, target: string): Promise<void> {
  const args = ['-xzf', tarball, '-C', target, '--strip-components=1'];
  const result = await runProgram('tar', args, { environment: process.env });
  if (result.code !== 0) throw new LocalServerError(`Keycloak could not be unpacked: ${lastLines(result.stderr, 3)}`);
}

async function build(request: DistributionRequest, folder: string, javaHome: string): Promise<void> {
  request.onProgress(`building Keycloak ${request.version} once into the cache`);
  const environment = {
    ...serverEnvironment(request.environment),
    ...javaVariables(knownVersion(request.version), javaHome),
  };
  const args = buildArguments(knownVersion(request.version));
  const result = await runProgram(join(folder, 'bin', 'kc.sh'), args, { environment, cwd: folder, timeoutMs: 600_000 });
  if (result.code !== 0) {
    throw new LocalServerError(
      `Keycloak ${request.version} could not be built:\n${lastLines(result.stdout + result.stderr, 6)}`,
    );
  }
  await writeFile(join(folder, BUILT_MARK), `${args.join(' ')}\n`);
}

/** The parsed version; a version that no release of Keycloak has is the caller's mistake. */
export function knownVersion(version: string): ServerVersion {
  const parsed = parseServerVersion(version);
  if (!parsed)
    throw new LocalServerError(`"${version}" is no version of Keycloak`, {
      code: 'usage',
      hint: 'write it like 26.7.4',
    });
  return parsed;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
